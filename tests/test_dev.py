"""dev.py says what is the matter, redoes what has changed, and closes with the tests' own line."""

from __future__ import annotations

import importlib.util
import io
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType
from typing import TextIO

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / "dev.py"


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """dev.py as a module, at work in an empty folder of its own."""
    spec = importlib.util.spec_from_file_location("dev", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in (
        "boot.lock",
        "build.lock",
        "requirements-dev.lock",
        "requirements-bench.lock",
        "pyproject.toml",
        "package-lock.json",
    ):
        (tmp_path / name).write_text(f"{name} as it was")
    venv = tmp_path / ".venv"
    venv.mkdir()
    python = venv / "python"
    python.touch()
    places = {
        "ROOT": tmp_path,
        "VENV": venv,
        "STAMP": venv / "installed.sha256",
        "PYTHON": str(python),
        "BOOT": tmp_path / "boot.lock",
        "BUILD": tmp_path / "build.lock",
        "DEV": tmp_path / "requirements-dev.lock",
        "BENCH": tmp_path / "requirements-bench.lock",
        "VENDOR": tmp_path / "vendor",
    }
    for name, place in places.items():
        monkeypatch.setattr(module, name, place)
    return module


def test_an_environment_is_fresh_until_a_lock_changes(dev: ModuleType):
    assert not dev.fresh(dev.DEV)

    dev.STAMP.write_text(dev.digest(dev.DEV))
    assert dev.fresh(dev.DEV)
    assert not dev.fresh(dev.BENCH)

    dev.DEV.write_text("a newer polars")
    assert not dev.fresh(dev.DEV)


def test_the_benchmarks_environment_serves_the_tests_too(dev: ModuleType):
    dev.STAMP.write_text(dev.digest(dev.BENCH))

    assert dev.fresh(dev.DEV)


def test_a_python_without_ensurepip_is_told_which_package_to_install(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda name: None)

    with pytest.raises(dev.Stuck, match="apt install python3-venv"):
        dev.make_venv()


def test_an_environment_that_was_moved_is_made_anew(dev: ModuleType, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dev, "BIN", dev.VENV)
    monkeypatch.setattr(dev, "PYTHON", sys.executable)

    (dev.VENV / "activate").write_text(f"VIRTUAL_ENV={dev.VENV}\n")
    assert dev.usable()

    (dev.VENV / "activate").write_text("VIRTUAL_ENV=elsewhere/.venv\n")
    assert not dev.usable()


def test_an_interrupted_installation_is_not_taken_for_a_finished_one(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
):
    dev.STAMP.write_text("of an older lock")
    monkeypatch.setattr(dev, "make_venv", lambda: None)
    monkeypatch.setattr(dev, "fetch_uv", lambda: True)

    def break_off(*arguments: str) -> None:
        raise dev.Stuck("请检查网络。")

    monkeypatch.setattr(dev, "install", break_off)
    with pytest.raises(dev.Stuck):
        dev.setup(dev.DEV)

    assert not dev.STAMP.exists()


@pytest.mark.parametrize(("broken", "code"), [("", 0), ("类型", 1)])
def test_check_runs_all_of_it_and_ends_with_the_tests_closing_line(
    dev: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    broken: str,
    code: int,
):
    ran = []

    def run(argv: tuple[str, ...]) -> int:
        ran.append(argv[0])
        return int(argv[0] == "mypy" and broken == "类型")

    monkeypatch.setattr(dev, "setup", lambda: None)
    monkeypatch.setattr(dev, "run_or_report", run)
    monkeypatch.setattr(dev, "run_pytest", lambda arguments, settings, told: (0, "7 passed in 0.12s"))

    assert dev.run_check([]) == code
    printed = capsys.readouterr().out.splitlines()
    assert ran == ["ruff", "ruff", "mypy", "lint-imports", "hudai"]
    assert printed[-2:] == ["PostgreSQL：7 passed in 0.12s", "7 passed in 0.12s"]
    assert (f"未通过：{broken}" in printed[-3]) if broken else printed[-3] == "全部检查通过。"


def test_failed_tests_fail_the_check(dev: ModuleType, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dev, "setup", lambda: None)
    monkeypatch.setattr(dev, "run_or_report", lambda argv: 0)
    monkeypatch.setattr(dev, "run_pytest", lambda arguments, settings, told: (5, "no tests ran in 0.01s"))

    assert dev.run_check([]) == 1


@pytest.mark.parametrize(
    ("on_postgres", "on_sqlite", "code"), [(0, 0, 0), (1, 0, 1), (0, 1, 1), (5, 0, 0), (0, 5, 5), (2, 1, 2)]
)
def test_the_tests_pass_when_they_do_on_both_databases(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, on_postgres: int, on_sqlite: int, code: int
):
    def run(arguments: list[str], settings: dict[str, str], told: TextIO) -> tuple[int, str]:
        return (on_postgres if settings else on_sqlite), "…"

    monkeypatch.setattr(dev, "run_pytest", run)

    assert dev.run_tests(["-k", "renewal"])[0] == code


def test_the_database_tests_alone_run_on_postgres(dev: ModuleType, monkeypatch: pytest.MonkeyPatch):
    asked = []

    def run(arguments: list[str], settings: dict[str, str], told: TextIO) -> tuple[int, str]:
        asked.append((list(arguments), settings))
        return 0, ""

    monkeypatch.setattr(dev, "run_pytest", run)

    dev.run_tests(["tests/web"])

    assert sorted(asked, key=str) == [
        (["-rs", "-m", "db and not browser", "tests/web"], {"HUDAI_TEST_DATABASE": "postgres"}),
        (["tests/web"], {}),
    ]


def test_both_databases_are_at_work_at_once_and_what_they_print_is_not_mixed(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    both_there = threading.Barrier(2, timeout=10)

    def run(arguments: list[str], settings: dict[str, str], told: TextIO) -> tuple[int, str]:
        where = "postgres" if settings else "sqlite"
        told.write(f"{where} begins\n")
        both_there.wait()
        told.write(f"{where} ends\n")
        return 0, f"{where} closes"

    monkeypatch.setattr(dev, "setup", lambda: None)
    monkeypatch.setattr(dev, "run_pytest", run)

    assert dev.run_test(["--all"]) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if line] == [
        "-- SQLite", "sqlite begins", "sqlite ends",
        "-- PostgreSQL", "postgres begins", "postgres ends",
        "PostgreSQL：postgres closes", "sqlite closes",
    ]  # fmt: skip


def test_the_tests_without_a_database_run_once_where_nothing_else_is_asked_for(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    asked = []

    def run(arguments: list[str], settings: dict[str, str], told: TextIO) -> tuple[int, str]:
        asked.append((list(arguments), settings))
        return 1, "1 failed, 7 passed in 0.12s"

    monkeypatch.setattr(dev, "setup", lambda: None)
    monkeypatch.setattr(dev, "run_pytest", run)

    assert dev.run_test([]) == 1
    assert asked == [(["-m", "not db and not long and not browser"], {})]
    assert "--all" in capsys.readouterr().out


@pytest.mark.parametrize(("said", "handed_on"), [(["--all"], []), (["-k", "renewal"], ["-k", "renewal"])])
def test_all_tests_or_the_named_ones_run_on_both_databases(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, said: list[str], handed_on: list[str]
):
    asked = []

    def run(arguments: list[str], settings: dict[str, str], told: TextIO) -> tuple[int, str]:
        asked.append((list(arguments), settings))
        return 0, ""

    monkeypatch.setattr(dev, "setup", lambda: None)
    monkeypatch.setattr(dev, "run_pytest", run)
    monkeypatch.setattr(dev, "postgres_here", lambda: False)

    assert dev.run_test(said) == 0
    assert (handed_on, {}) in asked
    assert (["-rs", "-m", "db and not browser", *handed_on], {"HUDAI_TEST_DATABASE": "postgres"}) in asked
    assert len(asked) == 2


def test_what_proves_the_same_on_either_database_runs_on_postgres_alone_where_there_is_one(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
):
    asked = []

    def run(arguments: list[str], settings: dict[str, str], told: TextIO) -> tuple[int, str]:
        asked.append((list(arguments), settings))
        return 0, ""

    monkeypatch.setattr(dev, "run_pytest", run)
    monkeypatch.setattr(dev, "postgres_here", lambda: True)

    dev.run_tests([])

    assert (["-m", "not once"], {}) in asked
    assert (["-rs", "-m", "db and not browser"], {"HUDAI_TEST_DATABASE": "postgres"}) in asked


def test_each_run_passes_on_what_pytest_prints_and_tells_its_last_line(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "test_one.py").write_text("def test_one(): pass\n")
    monkeypatch.setattr(dev, "PYTHON", sys.executable)
    told = io.StringIO()

    code, closing = dev.run_pytest(["-p", "no:django", "-n", "0", "test_one.py"], {}, told)

    assert code == 0
    assert re.search(r"\b1 passed in [\d.]+s", closing)
    assert told.getvalue().endswith(f"{closing}\n")


@pytest.mark.parametrize(
    ("command", "given", "looked"),
    [("run_test", None, "short"), ("run_test", "deep", "deep"), ("run_check", None, None)],
)
def test_random_tests_look_a_quarter_as_long_as_in_a_check_unless_told_otherwise(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, command: str, given: str | None, looked: str | None
):
    seen = set()

    def run(arguments: list[str], settings: dict[str, str], told: TextIO) -> tuple[int, str]:
        seen.add(os.environ.get("HYPOTHESIS_PROFILE"))
        return 0, "7 passed in 0.12s"

    monkeypatch.setattr(dev.os, "environ", {"HYPOTHESIS_PROFILE": given} if given else {})
    monkeypatch.setattr(dev, "setup", lambda: None)
    monkeypatch.setattr(dev, "run_or_report", lambda argv: 0)
    monkeypatch.setattr(dev, "run_pytest", run)

    getattr(dev, command)([])

    assert seen == {looked}


@pytest.fixture
def fetched(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """npm that puts two small files where the real one would, and notes each call."""
    for name in ("package.json", ".npmrc"):
        (tmp_path / name).write_text("{}")
    calls: list[str] = []

    def must(argv: list[str], remedy: str, *, at: Path) -> str:
        calls.append(argv[1])
        for theirs in dev.ASSETS:
            (at / "node_modules" / theirs).parent.mkdir(parents=True, exist_ok=True)
            (at / "node_modules" / theirs).write_text("body{}\n/*# sourceMappingURL=a.css.map */\n")
        return ""

    monkeypatch.setattr(dev, "npm", lambda: "npm")
    monkeypatch.setattr(dev, "must", must)
    return calls


def test_the_pages_files_are_fetched_once_and_again_when_their_lock_changes(
    dev: ModuleType, fetched: list[str]
):
    assert not dev.assets_fresh()
    dev.fetch_assets()
    assert dev.assets_fresh()

    (dev.ROOT / "package-lock.json").write_text("a newer look")
    assert not dev.assets_fresh()
    assert fetched == ["ci"]


def test_the_named_files_alone_are_kept_without_their_maps(dev: ModuleType, fetched: list[str]):
    (dev.VENDOR / "old").mkdir(parents=True)

    dev.fetch_assets()

    kept = {str(path.relative_to(dev.VENDOR)) for path in dev.VENDOR.rglob("*") if path.is_file()}
    assert kept == {*dev.ASSETS.values(), "stamp.txt"}
    assert (dev.VENDOR / "tabler.min.css").read_text() == "body{}\n"
    assert not (dev.ROOT / "build" / "assets").exists()


def test_a_machine_without_node_gets_one_from_the_hashed_lock(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
):
    here: list[str] = []
    monkeypatch.setattr(dev.shutil, "which", lambda name, path=None: "own/npm" if path and here else None)
    monkeypatch.setattr(dev, "attempt", lambda argv: (False, ""))
    monkeypatch.setattr(dev, "install", lambda *arguments: here.extend(arguments))
    monkeypatch.setenv("PATH", "elsewhere")

    assert dev.npm() == "own/npm"
    assert here == ["--require-hashes", "-r", str(dev.NODE)]


def test_an_unknown_command_is_wrong_usage_and_shows_what_there_is():
    asked = [sys.executable, str(SCRIPT), "deploy"]
    done = subprocess.run(asked, capture_output=True, encoding="utf-8", check=False)

    assert done.returncode == 2
    assert "没有“deploy”这个命令" in done.stdout
    assert "python3 dev.py 命令" in done.stdout
