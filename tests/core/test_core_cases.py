"""Worked cases: what is misspelt in them, and that running many is running each."""

from datetime import date

import pytest

from hudai.core.cases import Case, CaseKind, misspelt, run_case, run_cases
from hudai.documents import policy_files

NATIONAL = policy_files.read_national()
YUBEI = policy_files.load("yubei-2021")
CASES = policy_files.load_cases("yubei-2021")


def _case(kind: CaseKind, given, expect=None) -> Case:
    return Case("算例", kind, "yubei-2021#1.2", given, expect or {}, {})


@pytest.mark.parametrize(
    ("case", "told"),
    [
        (_case(CaseKind.NUMBER, {"field": "ceiling"}), "given 缺少 on"),
        (_case(CaseKind.RATE, {"signed_on": 1, "term_months": 1, "rate": 1}), "不认识 rate"),
        (_case(CaseKind.SCREEN, {"facts": {"credit_clear": True}}), "不认识 credit_clear"),
        (_case(CaseKind.SETTLE, {"loans": [{"contrct": "A"}], "through": 1}), "不认识 contrct"),
        (_case(CaseKind.STANDING, {"loans": [], "as_of": 1, "stops": []}), "不认识 stops"),
    ],
)
def test_a_misspelt_case_is_told(case, told):
    assert any(told in problem for problem in misspelt(case))


def test_a_case_written_right_has_nothing_misspelt():
    assert [misspelt(case) for case in CASES if misspelt(case)] == []


def test_running_many_cases_is_running_each():
    some = [case for case in CASES if case.kind is CaseKind.SCREEN][:4] + list(CASES[:4])

    assert run_cases(some, YUBEI, NATIONAL) == [(case, run_case(case, YUBEI, NATIONAL)) for case in some]


def test_running_no_case_answers_nothing():
    assert run_cases([], YUBEI, NATIONAL) == []


def test_a_value_of_the_wrong_type_is_told_and_no_defect():
    loan = {"contract": "A", "household": "H", "principal": "很多"}
    case = _case(CaseKind.SETTLE, {"loans": [loan], "through": date(2022, 3, 20)})

    (problem,) = run_case(case, YUBEI, NATIONAL)

    assert "读不懂" in problem


def test_a_day_that_settles_nothing_is_told_and_no_defect():
    case = _case(CaseKind.SETTLE, {"loans": [], "through": date(2022, 3, 19)}, {"lines": []})

    assert "被拒绝" in run_case(case, YUBEI, NATIONAL)[0]
