"""What a stretch of days is of a year under each time basis, by pencil and calendar."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hudai.core.interest import UNITS_OF_YEAR, units
from hudai.core.policy import TimeBasis
from reference.days import whole_month_shares

WHOLE = TimeBasis.WHOLE_MONTHS
fewer = settings(max_examples=max(10, settings().max_examples // 10))


def shares(basis: TimeBasis, days: list[date], lent: date, ends: date) -> list[Fraction]:
    """The stretches between the days as parts of a year, of a loan that lives from ``lent`` to ``ends``."""
    frame = pl.DataFrame({"since": days[:-1], "until": days[1:]}).with_columns(
        disbursed_on=pl.lit(lent), life_until=pl.lit(ends)
    )
    counted = frame.select(units(basis)).to_series().to_list()
    return [Fraction(each, UNITS_OF_YEAR[basis]) for each in counted]


def share(
    basis: TimeBasis, since: date, until: date, lent: date | None = None, ends: date | None = None
) -> Fraction:
    """One stretch as a part of a year; the loan's whole life unless said otherwise."""
    (part,) = shares(basis, [since, until], lent or since, ends or until)
    return part


def test_days_count_over_360_or_365():
    since, until = date(2022, 1, 10), date(2022, 3, 21)

    assert share(TimeBasis.ACT_360, since, until) == Fraction(70, 360)
    assert share(TimeBasis.ACT_365, since, until) == Fraction(70, 365)


@pytest.mark.parametrize("end", [date(2025, 1, 10), date(2025, 1, 9)], ids=["same day", "day before"])
def test_three_years_are_three_years_whether_they_end_on_the_same_day_or_the_day_before(end: date):
    years = share(WHOLE, date(2022, 1, 10), end)

    assert years == 3
    # 50 000 x 4.75 % x 3 = 7 125.00
    assert 5_000_000 * 47_500 * years / 10**6 == 712_500


@pytest.mark.parametrize(
    ("until", "part"),
    [
        (date(2022, 2, 8), Fraction(29, 360)),
        (date(2022, 2, 9), Fraction(1, 12)),
        (date(2022, 2, 10), Fraction(1, 12)),
        (date(2022, 2, 11), Fraction(1, 12) + Fraction(1, 360)),
        (date(2022, 3, 21), Fraction(2, 12) + Fraction(11, 360)),
    ],
)
def test_full_months_are_twelfths_and_the_rest_are_days_of_360(until: date, part: Fraction):
    assert share(WHOLE, date(2022, 1, 10), until) == part


def test_every_day_of_a_full_month_counts_alike():
    # 10 January to 10 February has 31 days.
    assert share(WHOLE, date(2022, 1, 10), date(2022, 1, 25), ends=date(2022, 2, 10)) == Fraction(15, 12 * 31)
    assert share(
        WHOLE, date(2022, 2, 9), date(2022, 2, 10), date(2022, 1, 10), date(2022, 2, 10)
    ) == Fraction(1, 12 * 31)


def test_a_loan_of_the_31st_ends_its_months_on_the_last_day_there_is():
    assert share(WHOLE, date(2022, 1, 31), date(2022, 2, 28)) == Fraction(1, 12)
    assert share(WHOLE, date(2022, 1, 31), date(2022, 3, 31)) == Fraction(2, 12)
    assert share(WHOLE, date(2024, 1, 31), date(2024, 2, 29)) == Fraction(1, 12)


@fewer
@given(
    st.dates(date(2019, 1, 1), date(2026, 1, 1)),
    st.integers(1, 1200),
    st.lists(st.integers(1, 1199), max_size=4),
)
def test_cutting_a_stretch_never_changes_its_sum(lent: date, life: int, cuts: list[int]):
    ends = lent + timedelta(days=life)
    days = [lent, *sorted({lent + timedelta(days=cut) for cut in cuts if cut < life}), ends]
    for basis in TimeBasis:
        assert sum(shares(basis, days, lent, ends)) == sum(shares(basis, [lent, ends], lent, ends))


@fewer
@given(st.dates(date(2019, 1, 1), date(2026, 1, 1)), st.integers(1, 500))
def test_whole_months_are_those_counted_day_by_day(lent: date, life: int):
    days = [lent + timedelta(days=day) for day in range(life + 1)]

    assert shares(WHOLE, days, lent, days[-1]) == list(whole_month_shares(lent, days[-1]).values())
