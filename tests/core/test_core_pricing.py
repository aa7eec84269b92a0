"""A bank's own table: what is left of the ceiling, and what a table may not say; figures by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudai.core.errors import CannotTell, NotYetInForce
from hudai.core.pricing import (
    Cell,
    asked_rate,
    band_label,
    ceiling_on_all,
    objections,
    priced_grades,
)
from hudai.core.rates import highest_rate
from hudai.documents import policy_files, scorecard_files
from policy_builder import dated, version

YUBEI, SHANGCAI = policy_files.load("yubei-2021"), policy_files.load("shangcai-2019")
NATIONAL = policy_files.read_national()
GRADES = ("优秀", "良好", "一般")
TODAY = date(2025, 9, 20)
"""The one-year LPR is 3.00 %, that for more than five years 3.50 %."""
TABLE: dict[Cell, int] = {
    ("优秀", 0): 20, ("优秀", 12): 50, ("良好", 0): 10, ("良好", 12): 20, ("一般", 0): 0, ("一般", 12): 0,
}  # fmt: skip


def told(table: dict[Cell, int], *, policy=YUBEI, since: date = TODAY, today: date = TODAY):
    found = objections(policy, NATIONAL, table, grades=GRADES, since=since, today=today)
    return [(each.message, each.clause) for each in found]


@pytest.mark.parametrize(
    ("ceiling", "points", "rate"),
    [(35_000, 20, 33_000), (35_000, 0, 35_000), (30_000, 1, 29_900), (30_000, 299, 100)],
)
def test_points_are_taken_off_the_ceiling(ceiling: int, points: int, rate: int):
    assert asked_rate(ceiling, points) == rate


@pytest.mark.parametrize("points", [300, 301, 1_000])
def test_a_ceiling_that_has_sunk_to_the_points_leaves_no_rate(points: int):
    with pytest.raises(CannotTell, match=f"减 {points} 个基点，利率上限只有 3.00%.*请更新定价表"):
        asked_rate(30_000, points)


@given(ceiling=st.integers(1, 200_000), points=st.integers(0, 1_000))
def test_no_table_asks_more_than_the_ceiling_or_nothing(ceiling: int, points: int):
    try:
        rate = asked_rate(ceiling, points)
    except CannotTell:
        assert ceiling <= points * 100
    else:
        assert 0 < rate <= ceiling
        assert rate + points * 100 == ceiling


@pytest.mark.parametrize(
    ("over", "up_to", "words"),
    [
        (0, 12, "1 年（含）以内"),
        (12, 36, "1 年以上至 3 年（含）"),
        (60, None, "5 年以上"),
        (0, 6, "6 个月（含）以内"),
    ],
)
def test_a_band_is_called_as_the_documents_call_it(over: int, up_to: int | None, words: str):
    assert band_label(over, up_to) == words


def test_a_grade_that_is_granted_no_line_is_asked_no_rate():
    assert priced_grades(scorecard_files.load("yubei-2021")) == GRADES


@pytest.mark.parametrize(
    ("days", "months", "rate"),
    [
        # LPR went from 3.10 % / 3.60 % to 3.00 % / 3.50 % on 2025-05-20.
        ((date(2025, 5, 19), date(2025, 5, 19)), 36, 36_000),
        ((date(2025, 5, 19), date(2025, 5, 20)), 36, 35_000),
        ((date(2025, 5, 20), date(2025, 5, 19)), 12, 30_000),
        ((date(2025, 5, 19), date(2099, 1, 1)), 12, 31_000),
    ],
)
def test_what_holds_on_several_days_is_the_lowest_ceiling_known(days, months: int, rate: int):
    assert ceiling_on_all(YUBEI, NATIONAL, days=days, months=months).rate == rate


def test_where_nothing_is_published_for_any_day_no_ceiling_is_guessed():
    with pytest.raises(NotYetInForce, match="没有 2099-01-02 的数据"):
        ceiling_on_all(YUBEI, NATIONAL, days=(date(2099, 1, 1), date(2099, 1, 2)), months=12)


def test_a_table_below_the_ceiling_meets_no_objection():
    assert told(TABLE) == []


def test_a_table_above_the_ceiling_meets_the_clause():
    ((message, clause),) = told({**TABLE, ("良好", 12): -10})

    assert message.startswith("“良好”1 年以上至 3 年（含）比今天的上限 3.50%还高 10 个基点")
    assert clause == "yubei-2021#1.4"


def test_each_cell_above_the_ceiling_is_told():
    assert len(told({**TABLE, ("良好", 12): -10, ("一般", 0): -1})) == 2


@pytest.mark.parametrize(("points", "wrong"), [(299, False), (300, True), (1_001, True)])
def test_points_that_leave_nothing_of_todays_ceiling_are_a_slip(points: int, wrong: bool):
    found = told({**TABLE, ("优秀", 0): points})

    assert [message for message, _ in found] == (
        [f"“优秀”1 年（含）以内减 {points} 个基点，今天的上限只有 3.00%，请核对；100 个基点是 1%。"]
        if wrong
        else []
    )


@pytest.mark.parametrize(("points", "wrong"), [(1_000, False), (1_001, True)])
def test_where_todays_ceiling_is_not_known_only_a_slip_is_told(points: int, wrong: bool):
    assert bool(told({**TABLE, ("优秀", 0): points}, today=date(2099, 1, 1))) == wrong


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({**TABLE, ("AAA", 0): 1}, "评分卡没有“AAA”这个要定价的等级，请按优秀、良好、一般填写"),
        ({**TABLE, ("不授信", 0): 1}, "评分卡没有“不授信”这个要定价的等级"),
        (
            {cell: points for cell, points in TABLE.items() if cell != ("一般", 12)},
            "每个等级、每档期限都要填",
        ),
        ({**TABLE, ("一般", 60): 1}, "期限档次以政策的为准"),
        ({}, "每个等级、每档期限都要填"),
    ],
)
def test_a_table_has_every_grade_and_band_and_no_other(table: dict[Cell, int], words: str):
    ((message, clause),) = told(table)

    assert words in message
    assert clause == ""


def test_where_the_rate_must_equal_the_published_one_nothing_is_taken_off():
    some = {(grade, over): 0 for grade in GRADES for over in (0, 12)}

    assert told(some, policy=SHANGCAI, since=date(2020, 1, 1)) == []
    ((message, clause),) = told({**some, ("优秀", 0): 5}, policy=SHANGCAI, since=date(2020, 1, 1))
    assert "必须等于公布利率" in message
    assert clause == "shangcai-2019#3.1a"


def test_a_rule_nobody_knows_is_not_guessed():
    unknown = replace(YUBEI, rate_tiers=dated("利率档次", version(date(2021, 1, 1), None, None, "x#1")))

    with pytest.raises(CannotTell):
        told(TABLE, policy=unknown)


def test_a_term_at_the_edge_of_a_band_is_asked_by_the_shorter_one():
    for months, rate in ((12, 30_000), (13, 35_000), (36, 35_000)):
        assert highest_rate(YUBEI, NATIONAL, signed_on=TODAY, months=months).rate == rate
