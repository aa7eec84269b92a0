"""The official documents: stored as received, every sentence registered once, none silent."""

import re
import shutil
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import pytest

import hudai
from hudai.core.clauses import Status, bare
from hudai.core.errors import PolicyRefused
from hudai.core.policy_fields import MEASURES
from hudai.documents import policy_files
from hudai.web import frame

PAGE = re.compile("“([^”]+)”")
"""A page of the menu, as a clause names it."""

SEEDS = {
    "yubei-2021": "f6fb9322c90a8bc2e49556680de118b0747a00818f5d5aa41448e6c316ec8350",
    "shangcai-2019": "9ed944a3308950a2adf6c783979278f0fb367b077ac69256f2e2562458c70441",
}


@pytest.mark.parametrize(("pack", "digest"), SEEDS.items())
def test_the_text_is_the_bytes_received(pack, digest):
    received = (policy_files.SHIPPED / pack / "document.txt").read_bytes()

    assert sha256(received).hexdigest() == digest == policy_files.load_clauses(pack).sha256


@pytest.mark.parametrize("pack", SEEDS)
def test_every_line_of_the_text_stands_in_the_clauses_once_and_in_order(pack):
    lines = (policy_files.SHIPPED / pack / "document.txt").read_text("utf-8").splitlines()
    words = "".join(bare(clause.text) for clause in policy_files.load_clauses(pack).clauses)

    assert "".join(bare(line) for line in lines) == words


@pytest.mark.parametrize("pack", policy_files.names())
def test_a_pack_checks_clean(pack):
    assert policy_files.check(pack) == []


@pytest.mark.parametrize(
    ("pack", "promised"),
    [
        (
            "yubei-2021",
            "1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.8 1.9 1.10 1.11 2.1 2.3 2.4 2.5 3.1 3.2 3.3 3.4 4.1 4.2 4.3 4.4 "
            "5.1 5.2 5.3 6.1 6.2 6.3 A1 A2 A3 A4 A5",
        ),
        (
            "shangcai-2019",
            "1.1 1.2 1.3 2.1 2.2 3.1 3.2 4 5.1 5.2 6.1 6.2 6.3 7 8 9.1 9.2 10 11 12 13 14 15 16 17",
        ),
    ],
)
def test_every_promised_clause_is_registered(pack, promised):
    registered = {clause.id for clause in policy_files.load_clauses(pack).clauses}

    assert {f"{pack}#{number}" for number in promised.split()} - registered == set()


def test_broken_numbering_stays_as_found_and_is_doubted():
    document = policy_files.load_clauses("yubei-2021")

    assert bare(document.clause("yubei-2021#2.2").text) == "（2）"
    assert bare(document.clause("yubei-2021#1.5").text) == "贷款利率（5）在贷款合同期内保持不变。"
    assert document.clause("yubei-2021#5.3").text.startswith("[bookmark: _GoBack]")
    doubted = {doubt.clause.split("#")[1] for doubt in document.doubts}
    assert {"1.5", "1.10c", "2.2", "2.5", "5.3"} <= doubted


def test_a_damaged_document_number_is_not_mended():
    document = policy_files.load_clauses("shangcai-2019")

    assert "豫政办〔201857号" in document.clause("shangcai-2019#0.2").text
    assert "驻金扶贫指〔20181号" in document.clause("shangcai-2019#0.2").text
    assert sum(doubt.clause == "shangcai-2019#0.2" for doubt in document.doubts) == 2


def test_what_no_live_page_carries_out_is_marked_as_planned():
    for pack in SEEDS:
        for clause in policy_files.load_clauses(pack).clauses:
            if clause.status is Status.CARRIED_OUT and not clause.planned:
                commands = ("hudai settle", "hudai register", "hudai screen", "停止贴息表")
                live = (*commands, "名单页面", "贷款申请页面", "评级授信页面")
                named = PAGE.findall(clause.how)
                assert named or any(command in clause.how for command in live), clause.id


def _read_by_code() -> set[str]:
    """The numbers of law that a rule, page or report reads, by a look into the source."""
    source = Path(hudai.__file__).parent
    declared = {source / "core" / "policy.py", source / "core" / "policy_fields.py"}
    words = {
        word
        for path in (*source.rglob("*.py"), *source.rglob("*.html"))
        if path not in declared
        for word in re.findall(r"\w+", path.read_text("utf-8"))
    }
    return words & set(MEASURES)


@pytest.mark.parametrize("pack", policy_files.names())
def test_a_clause_of_which_only_the_number_is_kept_is_marked_as_planned(pack: str):
    unread = set(MEASURES) - _read_by_code()
    coded = [each for each in policy_files.load_clauses(pack).clauses if each.status is Status.CODED]

    only_kept = {clause.id for clause in coded if set(clause.by) <= unread}

    assert {clause.id for clause in coded if clause.planned} == only_kept


@pytest.mark.parametrize("pack", SEEDS)
def test_every_page_a_clause_names_stands_in_the_menu(pack: str):
    import_module("hudai.web.urls")  # every room puts its line into the menu
    menu = {item.label for item in frame._offered.values()}

    named = {
        page
        for clause in policy_files.load_clauses(pack).clauses
        if clause.status in (Status.CODED, Status.CARRIED_OUT) and not clause.planned
        for page in PAGE.findall(clause.how)
    }

    assert {"贴息批次", "贷款管理", "贷后检查", "到期管理"} <= named <= menu


@pytest.mark.parametrize(
    ("clause", "page"),
    [
        ("yubei-2021#3.1a", "贷后检查"),
        ("yubei-2021#A3", "贴息批次"),
        ("yubei-2021#A4", "贴息批次"),
        ("yubei-2021#A5", "发放台账"),
        ("yubei-2021#A5a", "台账报送"),
        ("shangcai-2019#5.2a", "到期管理"),
        ("shangcai-2019#6.1a", "贷后检查"),
        ("shangcai-2019#6.3", "贷款管理"),
    ],
)
def test_a_clause_says_which_page_carries_it_out(clause: str, page: str):
    found = policy_files.load_clauses(clause.split("#")[0]).clause(clause)

    assert not found.planned
    assert page in PAGE.findall(found.how)


@pytest.mark.parametrize(
    ("pack", "note", "clause", "fields"),
    [
        ("yubei-2021", "carried-on", "1.11", {"window"}),
        ("yubei-2021", "extension-days", "2.3", {"window"}),
        ("yubei-2021", "cap-earlier-loans", "2.4", {"subsidised_principal"}),
        ("shangcai-2019", "carried-on", "5.2", {"window"}),
        ("shangcai-2019", "extension-days", "5.2", {"window"}),
        ("shangcai-2019", "cap-earlier-loans", "3.2", {"subsidised_principal"}),
        ("shangcai-2019", "cap-per-household", "3.2", {"subsidised_principal"}),
        ("shangcai-2019", "cap-order", "3.2", {"subsidised_principal"}),
    ],
)
def test_a_choice_the_words_leave_open_is_listed_with_its_reason(
    pack: str, note: str, clause: str, fields: set[str]
):
    found = next(each for each in policy_files.load(pack).interpretations if each.id == note)

    assert (found.clause, set(found.fields)) == (f"{pack}#{clause}", fields)
    assert found.question.endswith("？")
    assert found.choice
    assert found.reason.endswith("。")


def test_packs_are_shipped_with_their_files():
    for pack in policy_files.names():
        files = {path.name for path in Path(policy_files.SHIPPED / pack).iterdir()}
        assert {"policy.toml", "route.toml", "clauses.toml", "purposes.toml", "interpretations.toml"} <= files


@pytest.mark.parametrize("pack", policy_files.names())
def test_the_tests_a_clause_names_are_there(pack):
    root = Path(__file__).parents[2]
    for clause in policy_files.load_clauses(pack).clauses:
        for named in clause.tests:
            path, _, function = named.partition("::")
            assert path.startswith("tests/"), f"{clause.id}: {named}"
            assert (root / path).is_file(), f"{clause.id}: {named}"
            assert f"def {function}" in (root / path).read_text("utf-8"), f"{clause.id}: {named}"


def test_a_clause_that_is_not_live_names_no_test(tmp_path):
    pack = tmp_path / "yubei-2021"
    shutil.copytree(policy_files.SHIPPED / "yubei-2021", pack)
    registry = pack / "clauses.toml"
    text = registry.read_text("utf-8")
    registry.write_text(
        text.replace('status = "duty"', 'tests = ["tests/test_house.py"]\nstatus = "duty"', 1), "utf-8"
    )

    with pytest.raises(PolicyRefused) as refused:
        policy_files.load("yubei-2021", tmp_path)

    assert any("不写测试（tests）" in each for each in refused.value.problems)
