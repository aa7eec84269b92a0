"""Interest by products of balance and days (积数法), and the bases that say what a day is of a year.

Interest of a stretch is balance times rate times the stretch's part of a year.  That part is
counted in whole *units*: a day under act/360 and act/365, a much smaller unit under whole months,
chosen so that a day of any month is a whole number of them.  Units of neighbouring stretches add
up to those of both together, so cutting a stretch never changes a sum of products (R2).
"""

from __future__ import annotations

from math import lcm

import polars as pl

from hudai.core.dates import months_elapsed
from hudai.core.policy import TimeBasis

_MONTH_UNITS = lcm(*range(27, 32), 30)
"""Units of a month; a last month that ends on the day before its full day may have 27 days."""

UNITS_OF_YEAR = {
    TimeBasis.ACT_360: 360,
    TimeBasis.ACT_365: 365,
    TimeBasis.WHOLE_MONTHS: 12 * _MONTH_UNITS,
}
"""Units of one year under each basis."""


def units(basis: TimeBasis) -> pl.Expr:
    """Units of the days ``[since, until)``; Int64.

    Under ``act/…`` the number of days.  Under ``whole_months`` also needs the columns
    disbursed_on and life_until (the day the loan's normal life ends): its months run from the
    disbursement day, each full one is a twelfth of a year, and the days of the last broken one
    are 360ths.
    """
    if basis is TimeBasis.WHOLE_MONTHS:
        return _units_since_disbursement("until") - _units_since_disbursement("since")
    return days()


def days() -> pl.Expr:
    """Days of ``[since, until)``; Int64."""
    return (pl.col("until") - pl.col("since")).dt.total_days()


def _units_since_disbursement(day: str) -> pl.Expr:
    """Units from the disbursement to ``day``.

    A life that ends on the day before a full month has its last month counted as full: counties
    write both "to the same day" and "to the day before" and mean the same term.
    """
    start, end, until = pl.col("disbursed_on"), pl.col("life_until"), pl.col(day)
    full = months_elapsed(start, end)
    short = (months_elapsed(start, end.dt.offset_by("1d")) > full) & (end > start)
    whole = full + short.cast(pl.Int64)
    elapsed = pl.min_horizontal(months_elapsed(start, until), whole)
    month_start = _anniversary(start, elapsed)
    month_end = pl.min_horizontal(_anniversary(start, elapsed + 1), end)
    into = (until - month_start).dt.total_days()
    length = pl.max_horizontal((month_end - month_start).dt.total_days(), 1)
    inside = (elapsed < whole) & (until < end)
    within = into * _MONTH_UNITS // length
    # From the last full month on, and behind the life's end, a day is a 360th.
    ended = pl.when(short).then(end).otherwise(_anniversary(start, whole))
    beyond = (until - ended).dt.total_days() * (_MONTH_UNITS // 30)
    return pl.when(inside).then(elapsed * _MONTH_UNITS + within).otherwise(whole * _MONTH_UNITS + beyond)


def _anniversary(start: pl.Expr, months: pl.Expr) -> pl.Expr:
    """``start`` moved on by a column of months, to the month's last day where it has no such day."""
    number = start.dt.year().cast(pl.Int64) * 12 + start.dt.month().cast(pl.Int64) - 1 + months
    first = pl.date(number // 12, number % 12 + 1, 1)
    day = pl.min_horizontal(start.dt.day().cast(pl.Int64), first.dt.month_end().dt.day().cast(pl.Int64))
    return pl.date(number // 12, number % 12 + 1, day)
