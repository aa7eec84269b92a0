"""Interest of one period under the day counts other lending systems name in their tests.

The figures come from 157 assertions in public test suites; each names the convention and the
rounding it was made with.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from reference.days import add_months
from reference.rounding import half_even, half_up

ROUNDINGS: dict[str, Callable[[Fraction], int]] = {
    "HALF_EVEN 2dp": half_even,
    "HALF_UP 2dp": half_up,
}


def actual_actual(start: date, end: date) -> Fraction:
    """Days in each calendar year over that year's own length; the days of a leap year are 1/366."""
    share = Fraction(0)
    while start < end:
        new_year = date(start.year + 1, 1, 1)
        until = min(end, new_year)
        share += Fraction((until - start).days, (new_year - date(start.year, 1, 1)).days)
        start = until
    return share


def full_months(start: date, end: date) -> int:
    """Full calendar months between two days; a broken month counts nothing."""
    months = 0
    while add_months(start, months + 1) <= end:
        months += 1
    return months


def thirty_360(start: date, end: date) -> Fraction:
    """Every month has 30 days, the year 360 (the 31st counts as the 30th), as the bond market counts."""
    days = min(end.day, 30) - min(start.day, 30)
    return Fraction(360 * (end.year - start.year) + 30 * (end.month - start.month) + days, 360)


def day_count(convention: str, start: date, end: date) -> Fraction:
    """What ``[start, end)`` is of a year under the convention.

    ``ACT/n`` counts real days, the first in and the last out, over n.  ``1/12`` and ``30/360``
    count the full months: the peers' schedules take an instalment's month for 30 days of 360
    however long it is, so that one whose due day was moved from 1 to 15 March still bears one
    month (:func:`thirty_360` would find 44 days and differ from them in that one figure).
    """
    if convention == "ACT/ACT":
        return actual_actual(start, end)
    if convention.startswith("ACT/"):
        return Fraction((end - start).days, int(convention.removeprefix("ACT/")))
    if convention in ("1/12", "30/360"):
        return Fraction(full_months(start, end), 12)
    raise ValueError(f"no such day count: {convention}")


def interest_fen(
    opening_fen: Fraction, rate_percent: Fraction, convention: str, start: date, end: date, rounding: str
) -> int:
    """Interest on a balance that does not move during the period, rounded once, in fen."""
    return ROUNDINGS[rounding](opening_fen * rate_percent / 100 * day_count(convention, start, end))
