"""The worksheet in words: the clause of the rule that stops a day, and each period added up."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import made_batches as batches
from hudai.actions.subsidy_worksheet import Stretch, in_words
from hudai.documents import policy_files
from hudai.records.models import Stop

POLICY = batches.LAW.policy
DOCUMENT = policy_files.load_clauses("yubei-2021")


def segment(since: date, to: date, fen: int = 5_000_000, reason: str | None = None) -> dict[str, Any]:
    return {
        "contract": "HT-001", "from": since, "to": to, "days": (to - since).days, "balance_fen": fen,
        "covered_fen": fen, "rate_ppm": 38_000, "ratio_ppm": None if reason else 1_000_000,
        "basis": "act/360", "reason": reason,
    }  # fmt: skip


def told(*rows: dict[str, Any], stops: dict[str, str] | None = None) -> list[Stretch]:
    known = DOCUMENT.stops() if stops is None else stops
    return in_words(rows, POLICY, date(2022, 1, 10), DOCUMENT.clause, known)


@pytest.mark.parametrize(
    ("reason", "place", "words"),
    [
        (None, "一（7）", "全额贴息"),
        ("stopped:diversion", "一（9）", "户借、户用、户还"),
        ("stopped:recalled", "三（四）", "及时收回贷款或转为农户贷款"),
        ("stopped:bad_faith_removal", "三（四）", "主观恶意"),
        ("stopped:converted", "三（四）", "转为农户贷款"),
        ("stopped:waived", "停止贴息登记", "文件没有写明这一事由"),
        ("overdue", "一（4）", "罚息从不贴息"),
        ("after_max_years", "一（7）", "累计不超过3年"),
        ("uncovered", "二（4）", "5万元"),
    ],
)
def test_a_stretch_cites_the_clause_of_the_rule_that_decides_it(reason: str | None, place: str, words: str):
    (found,) = told(segment(date(2022, 3, 21), date(2022, 6, 21), reason=reason))

    assert found.place == place
    assert words in found.words


def test_every_stop_a_document_speaks_of_is_one_there_is():
    for name in policy_files.names():
        assert set(policy_files.load_clauses(name).stops()) <= set(Stop.Kind.values)


def test_each_period_is_added_up_on_its_last_stretch_that_earns():
    found = told(
        segment(date(2022, 1, 10), date(2022, 1, 20)),
        segment(date(2022, 1, 20), date(2022, 3, 21), 3_000_000),
        segment(date(2022, 3, 21), date(2022, 4, 1), 3_000_000),
        segment(date(2022, 4, 1), date(2022, 6, 21), 3_000_000, "stopped:diversion"),
    )

    assert [each.period is None for each in found] == [True, False, False, True]
    first, second = found[1].period, found[2].period
    assert first is not None
    # 5 000 000 × 10 + 3 000 000 × 60 = 230 000 000; × 38 000 / 360 000 000 = 24 277.777…
    assert (first.last, first.days, first.product) == (date(2022, 3, 20), 70, 230_000_000)
    assert (first.exact, first.fen) == ("24277.78", 24_278)
    assert second is not None
    # 3 000 000 × 11 × 38 000 / 360 000 000 = 3 483.33…
    assert (second.last, second.exact, second.fen) == (date(2022, 6, 20), "3483.33", 3_483)


def test_a_loan_without_a_day_that_earns_has_no_sums():
    assert told(segment(date(2022, 3, 21), date(2022, 6, 21), reason="uncovered"))[0].period is None
    assert told() == []
