"""Every worked case beside every shipped pack, run as the policy check runs it."""

from dataclasses import replace

import pytest

from hudai.core.cases import CaseKind, run_case
from hudai.documents import policy_files

NATIONAL = policy_files.read_national()
PACKS = {name: policy_files.load(name) for name in policy_files.names()}
CASES = [(name, case) for name in PACKS for case in policy_files.load_cases(name)]


@pytest.mark.parametrize(("pack", "case"), CASES, ids=[f"{pack}-{case.name}" for pack, case in CASES])
def test_a_worked_case_comes_out_as_worked(pack, case):
    assert run_case(case, PACKS[pack], NATIONAL) == []


def test_every_case_names_a_clause_of_its_document():
    known = {clause.id for name in PACKS for clause in policy_files.load_clauses(name).clauses}

    assert [case.name for _, case in CASES if case.clause not in known] == []


def test_every_kind_of_case_is_worked_and_settlements_show_their_working():
    assert {case.kind for _, case in CASES} == set(CaseKind)
    assert len(CASES) >= 60
    bare = [case.name for _, case in CASES if case.kind is CaseKind.SETTLE and "lines" in case.expect]
    assert [name for name in bare if not _case(name).working] == []


def _case(name: str):
    return next(case for _, case in CASES if case.name == name)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("方案首日，首贷上限五万元", {"value": 6_000_000}),
        ("公布日当天，一年期按新的 3.65%", {"rate": 37_000}),
        ("满六十五周岁当天可以", {"outcome": "needs_waiver", "verdicts": {"age": "fail"}}),
        ("逾期九十一天为次级", {"lines": [{"contract": "A", "class": "关注"}]}),
        ("一笔贷款的第一个结息期", {"lines": [{"contract": "A", "due_fen": 37_430}]}),
        ("一笔贷款的第一个结息期", {"lines": [{"contract": "没有这一笔", "due_fen": 0}]}),
        ("村不良率恰好百分之七，不触发", {"tripped": ["东村"]}),
    ],
)
def test_a_wrong_answer_is_told(name, wrong):
    pack = next(pack for pack, case in CASES if case.name == name)

    assert run_case(replace(_case(name), expect=wrong), PACKS[pack], NATIONAL) != []


def test_a_case_that_expects_a_figure_where_nothing_is_known_is_told():
    case = replace(_case("贴息一概不算"), expect={"lines": [{"contract": "A", "due_fen": 0}]})

    (problem,) = run_case(case, PACKS["successor-2026"], NATIONAL)

    assert "正式文本未收到" in problem
