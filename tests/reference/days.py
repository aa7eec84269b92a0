"""Months, settlement periods and day counts, as one would find them on a wall calendar."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from reference.facts import Loan, Published, Terms

ONE_DAY = timedelta(days=1)
MONTHS_OF = {"monthly": range(1, 13), "quarterly": (3, 6, 9, 12), "yearly": (12,)}


def add_months(day: date, months: int) -> date:
    """The same day of the month that many months later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def add_years(day: date, years: int) -> date:
    """The same day years later; 28 February where there is no 29th (R4.3)."""
    return add_months(day, 12 * years)


def term_months(loan: Loan) -> int:
    """Months from disbursement to the original due day; a part month counts as one (R5)."""
    months = 0
    while add_months(loan.disbursed_on, months) < loan.due_on:
        months += 1
    return months


def is_settlement_end(day: date, terms: Terms) -> bool:
    """Whether a settlement period ends before this day: yesterday was a settlement day."""
    yesterday = day - ONE_DAY
    return yesterday.day == terms.settlement_day and yesterday.month in MONTHS_OF[terms.frequency]


@lru_cache(maxsize=100_000)
def _period_end(day: date, frequency: str, settlement_day: int) -> date:
    """The first settlement day on or after the day, plus one."""
    for step in range(13):
        month = add_months(day.replace(day=1), step)
        settles_on = month.replace(day=settlement_day)
        if settles_on.month in MONTHS_OF[frequency] and settles_on >= day:
            return settles_on + ONE_DAY
    raise AssertionError("every year has a settlement day")


def period_end(day: date, terms: Terms) -> date:
    """The end (not counted) of the settlement period the day lies in."""
    return _period_end(day, terms.frequency, terms.settlement_day)


def newest(published: Published, day: date) -> int | None:
    """The value of the newest entry on or before the day; None before the first."""
    value = None
    for since, figure in published:
        if since <= day:
            value = figure
    return value


def whole_month_shares(disbursed_on: date, life_end: date) -> dict[date, Fraction]:
    """What each day of a loan's normal life is of a year when months count as twelfths.

    Each full month counts 1/12, every day of it an equal part; a month that lacks only its last
    day counts as full; each day of the broken month that is left counts 1/360.
    """
    shares: dict[date, Fraction] = {}
    months, start = 0, disbursed_on
    while start < life_end:
        months += 1
        end = add_months(disbursed_on, months)
        stop = min(end, life_end)
        full = stop >= end - ONE_DAY
        each = Fraction(1, 12 * (stop - start).days) if full else Fraction(1, 360)
        while start < stop:
            shares[start] = each
            start += ONE_DAY
        start = end
    return shares
