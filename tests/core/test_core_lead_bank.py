"""Lead banks of a town against the number of the policy: Yubei wants one, Shangcai names none."""

from __future__ import annotations

from datetime import date

import pytest

from hudai.core.findings import Verdict
from hudai.core.lead_bank import lead_finding
from hudai.documents import policy_files


@pytest.mark.parametrize(
    ("count", "verdict", "told"),
    [
        (0, Verdict.FAIL, "还没有确定，规定每镇 1 家。"),
        (1, Verdict.PASS, "现有 1 家，规定每镇 1 家。"),
        (2, Verdict.FAIL, "现有 2 家，规定每镇 1 家。"),
    ],
)
def test_yubei_wants_exactly_one(count: int, verdict: Verdict, told: str):
    found = lead_finding(count, policy_files.load("yubei-2021"), date(2025, 9, 20))

    assert found is not None
    assert (found.verdict, found.clause, found.message) == (verdict, "yubei-2021#4.3", told)


def test_where_the_document_names_no_number_nothing_is_said():
    assert lead_finding(0, policy_files.load("shangcai-2019"), date(2020, 6, 1)) is None


@pytest.mark.parametrize(
    ("pack", "day"), [("successor-2026", date(2026, 6, 1)), ("yubei-2021", date(2019, 1, 1))]
)
def test_a_number_nobody_knows_on_the_day_is_no_gap(pack: str, day: date):
    found = lead_finding(0, policy_files.load(pack), day)

    assert found is not None
    assert found.verdict is Verdict.UNKNOWN
