"""The road of a case: turns, deadlines, and the times steps took."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from hudai.core.policy import Step
from hudai.core.processing_time import nearest_rank, processing_times
from hudai.core.workflow import (
    NotNow,
    Opinion,
    State,
    Turn,
    decided,
    label,
    submitted,
    withdrawn,
    working_days,
)
from policy_builder import dated, version, with_changes, yubei

ROAD = tuple(
    Step(station, f"{station}意见", "负责人", None) for station in ("village", "town", "office", "bank")
)


@pytest.mark.parametrize(("step", "days"), [(0, None), (1, 5), (2, 3), (4, 5), (5, None)])
def test_a_step_has_the_days_of_the_route_and_else_those_of_the_policy(step: int, days: int | None):
    road = (ROAD[0], Step("town", "town意见", "负责人", 3), *ROAD[2:])
    law = dated("办理时限", version(date(2021, 1, 1), None, 5))

    assert working_days(with_changes(yubei(), route=road, step_days=law), step, date(2025, 9, 5)) == days


def test_a_step_has_no_days_where_nobody_knows_them():
    assert working_days(with_changes(yubei(), route=ROAD), 2, date(2025, 9, 5)) is None
    assert working_days(with_changes(yubei(), route=ROAD), 2, date(2020, 9, 5)) is None


def test_the_last_agreement_approves_and_every_other_moves_one_step():
    turn = submitted(Turn(State.DRAFT, 0, 0), ROAD)
    steps = []
    while turn.state is State.UNDER_WAY:
        steps.append(turn.step)
        turn = decided(turn, ROAD, Opinion.AGREE, None)

    assert (steps, turn) == ([1, 2, 3, 4], Turn(State.APPROVED, 4, 0))


@pytest.mark.parametrize(("to", "after"), [(0, Turn(State.DRAFT, 0, 6)), (2, Turn(State.UNDER_WAY, 2, 6))])
def test_a_return_begins_a_new_version_at_any_earlier_step(to: int, after: Turn):
    assert decided(Turn(State.UNDER_WAY, 3, 5), ROAD, Opinion.RETURN, to) == after


@pytest.mark.parametrize("to", [None, -1, 3, 4])
def test_a_return_to_the_same_step_or_beyond_is_refused(to: int | None):
    with pytest.raises(NotNow):
        decided(Turn(State.UNDER_WAY, 3, 5), ROAD, Opinion.RETURN, to)


@pytest.mark.parametrize("state", [State.DRAFT, State.APPROVED, State.REJECTED, State.WITHDRAWN])
def test_a_case_nobody_has_the_turn_of_takes_no_opinion(state: State):
    with pytest.raises(NotNow):
        decided(Turn(state, 2, 0), ROAD, Opinion.AGREE, None)


@pytest.mark.parametrize("state", [State.APPROVED, State.REJECTED, State.WITHDRAWN])
def test_a_case_that_is_over_cannot_be_taken_back(state: State):
    with pytest.raises(NotNow, match="已经办结"):
        withdrawn(Turn(state, 2, 0))


def test_without_a_known_road_nothing_is_handed_in():
    with pytest.raises(NotNow, match="还没有审批环节"):
        submitted(Turn(State.DRAFT, 0, 0), ())


def test_the_step_before_the_first_is_the_filling_in():
    assert [label(ROAD, step) for step in (0, 1, 4)] == ["填写申请", "village意见", "bank意见"]


@pytest.mark.parametrize(
    ("days", "median", "ninetieth"), [((10, 1, 3, 2), 2, 10), ((5,), 5, 5), (range(1, 11), 5, 9)]
)
def test_both_percentiles_are_times_that_occurred(days: range, median: int, ninetieth: int):
    times = [timedelta(days=each) for each in days]

    assert nearest_rank(times, Fraction(1, 2)).days == median
    assert nearest_rank(times, Fraction(9, 10)).days == ninetieth


def test_offices_are_told_apart_and_the_slower_comes_first_within_its_step():
    taken = [("村", "甲村", 1), ("镇", "子镇", 2), ("村", "乙村", 4), ("镇", "子镇", 6)]

    found = processing_times([(step, office, timedelta(days=days)) for step, office, days in taken])

    assert [(each.step, each.office, each.cases, each.median.days) for each in found] == [
        ("村", "乙村", 1, 4),
        ("村", "甲村", 1, 1),
        ("镇", "子镇", 2, 2),
    ]
