"""Days, months and settlement days against a wall calendar."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from hudai.core.dates import (
    Period,
    add_months,
    add_years,
    is_settlement_day,
    months_elapsed,
    settlement_days,
    term_months,
)
from hudai.core.policy import Frequency

MONTHLY, QUARTERLY, YEARLY = Frequency.MONTHLY, Frequency.QUARTERLY, Frequency.YEARLY


def of_days(function: object, start: date, end: date) -> int:
    frame = pl.DataFrame({"start": [start], "end": [end]})
    return int(frame.select(function(pl.col("start"), pl.col("end"))).item())  # type: ignore[operator]


def test_a_period_holds_its_first_day_and_not_its_last():
    # 21 days of January, 28 of February, 20 of March and the 10th of January itself: 22 + 28 + 20.
    assert Period(date(2022, 1, 10), date(2022, 3, 21)).days == 70
    assert Period(date(2022, 1, 10), date(2022, 1, 10)).days == 0
    assert Period(date(2024, 2, 28), date(2024, 3, 1)).days == 2


def test_a_period_that_runs_backwards_is_a_defect():
    with pytest.raises(AssertionError, match="is after"):
        Period(date(2022, 1, 11), date(2022, 1, 10))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2022, 1, 31), 1, date(2022, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2022, 3, 31), 1, date(2022, 4, 30)),
        (date(2022, 12, 15), 1, date(2023, 1, 15)),
        (date(2022, 1, 15), -1, date(2021, 12, 15)),
        (date(2022, 3, 10), 0, date(2022, 3, 10)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int, then: date):
    assert add_months(day, months) == then


def test_three_years_after_29_february_is_28_february():
    assert add_years(date(2020, 2, 29), 3) == date(2023, 2, 28)
    assert add_years(date(2020, 2, 29), 4) == date(2024, 2, 29)
    assert add_years(date(2021, 2, 28), 3) == date(2024, 2, 28)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2022, 1, 10), date(2023, 1, 9), 12),
        (date(2022, 1, 10), date(2023, 1, 10), 12),
        (date(2022, 1, 10), date(2023, 1, 11), 13),
        (date(2022, 1, 10), date(2022, 1, 11), 1),
        (date(2022, 1, 31), date(2022, 2, 28), 1),
        (date(2022, 1, 31), date(2022, 3, 1), 2),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2024, 2, 29), date(2025, 3, 1), 13),
        (date(2022, 1, 10), date(2025, 1, 10), 36),
        (date(2022, 1, 10), date(2025, 1, 11), 37),
    ],
)
def test_a_part_month_of_a_term_counts_as_one(start: date, end: date, months: int):
    assert of_days(term_months, start, end) == months


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2022, 1, 10), date(2022, 2, 9), 0),
        (date(2022, 1, 10), date(2022, 2, 10), 1),
        (date(2022, 1, 31), date(2022, 2, 27), 0),
        (date(2022, 1, 31), date(2022, 2, 28), 1),
        (date(2022, 1, 31), date(2022, 3, 30), 1),
        (date(2022, 3, 31), date(2022, 4, 30), 1),
        (date(2022, 1, 10), date(2022, 1, 10), 0),
    ],
)
def test_only_full_months_have_elapsed(start: date, end: date, months: int):
    assert of_days(months_elapsed, start, end) == months


@pytest.mark.parametrize(
    ("frequency", "on", "days"),
    [
        (QUARTERLY, 20, ["2021-12-21", "2022-03-21", "2022-06-21"]),
        (MONTHLY, 20, ["2021-12-21", "2022-01-21", "2022-02-21", "2022-03-21", "2022-04-21"]),
        (YEARLY, 20, ["2021-12-21", "2022-12-21"]),
        # The last day of a short month settles in place of a 31st it does not have.
        (MONTHLY, 31, ["2022-01-01", "2022-02-01", "2022-03-01", "2022-04-01"]),
    ],
)
def test_settlement_periods_start_on_the_day_after_the_settlement_day(
    frequency: Frequency, on: int, days: list[str]
):
    found = settlement_days(date(2022, 1, 10), date(2022, 3, 22), frequency, on)

    assert [day.isoformat() for day in found] == days


def test_the_day_before_and_after_a_settlement_start_are_none():
    starts = [day for day in range(1, 31) if is_settlement_day(date(2022, 3, day), QUARTERLY, 20)]

    assert starts == [21]
    assert not is_settlement_day(date(2022, 4, 21), QUARTERLY, 20)
    assert is_settlement_day(date(2022, 4, 21), MONTHLY, 20)
