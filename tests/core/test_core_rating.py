"""The scorecard: points added by hand, grades at their thresholds, what caps a grade, what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hudai.core.rating import Answer, Criterion, Grade, Scorecard, is_fresh, score, valid_until

CREDIT = Criterion(
    "credit",
    "信用记录",
    "",
    "",
    (Answer("good", "按时还款", 30), Answer("overdue", "现有逾期", 0, at_best="不授信")),
)
INCOME = Criterion(
    "income",
    "人均纯收入",
    "",
    "元",
    (Answer("0", "", 3, 0), Answer("8000", "", 8, 8000), Answer("12000", "", 20, 12_000)),
)
CARD = Scorecard(
    title="评分卡",
    policy="yubei-2021",
    clause="yubei-2021#1.10a",
    reason="",
    valid_months=24,
    criteria=(CREDIT, INCOME),
    grades=(Grade("优秀", 50, 5_000_000), Grade("一般", 33, 2_000_000), Grade("不授信", 0, 0)),
    digest="",
)


def test_the_score_is_the_sum_of_the_points_line_by_line():
    scored = score(CARD, {"credit": "good", "income": 8000})

    assert [(line.label, line.found, line.points, line.most) for line in scored.lines] == [
        ("信用记录", "按时还款", 30, 30),
        ("人均纯收入", "8,000 元", 8, 20),
    ]
    assert scored.points == 38
    assert CARD.full_score == 50


@pytest.mark.parametrize(
    ("income", "points", "grade"),
    [(7_999, 33, "一般"), (8_000, 38, "一般"), (11_999, 38, "一般"), (12_000, 50, "优秀")],
)
def test_a_figure_gets_the_points_of_the_band_it_reaches_and_the_grade_of_its_threshold(
    income, points, grade
):
    scored = score(CARD, {"credit": "good", "income": income})

    assert (scored.points, scored.grade.name) == (points, grade)


def test_an_answer_can_hold_the_grade_down_whatever_the_rest():
    easy = replace(CARD, grades=(Grade("优秀", 20, 5_000_000), Grade("不授信", 0, 0)))

    scored = score(easy, {"credit": "overdue", "income": 50_000})

    assert (scored.points, scored.grade.name, scored.capped_by) == (20, "不授信", "信用记录")


@pytest.mark.parametrize("income", [None, "很多", -1])
def test_what_nobody_answered_is_missing_and_never_zero(income):
    collected = {"credit": "good"} if income is None else {"credit": "good", "income": income}

    scored = score(CARD, collected)

    assert (scored.missing, scored.grade) == (("人均纯收入",), None)


def test_an_unknown_answer_is_no_answer():
    assert score(CARD, {"credit": "splendid", "income": 1}).missing == ("信用记录",)


def test_a_rating_holds_for_its_months_and_not_on_the_day_they_end():
    until = valid_until(CARD, date(2024, 2, 29))

    assert until == date(2026, 2, 28)
    assert is_fresh(date(2024, 2, 29), until, date(2024, 2, 29))
    assert is_fresh(date(2024, 2, 29), until, date(2026, 2, 27))
    assert not is_fresh(date(2024, 2, 29), until, date(2026, 2, 28))
