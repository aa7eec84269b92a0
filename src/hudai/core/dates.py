"""Days, stretches of days, and the days on which interest is settled.

The core knows days, not times.  A :class:`Period` holds its first day and not its last, which
is the bank's own rule for counting interest (算头不算尾) and makes stretches join without a gap:
the end of one is the start of the next.

>>> Period(date(2021, 6, 21), date(2021, 9, 21)).days
92
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from hudai.core.policy import Frequency

ONE_DAY = timedelta(days=1)

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2099, 12, 31)
"""No day these programmes speak of lies outside; what does is a slip of the pen."""

_MONTHS_BETWEEN = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.YEARLY: 12}


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``start`` to the day before ``end``."""

    start: date
    end: date

    def __post_init__(self) -> None:
        assert self.start <= self.end, f"{self.start} is after {self.end}"

    @property
    def days(self) -> int:
        """How many days it holds."""
        return (self.end - self.start).days


def add_months(day: date, months: int) -> date:
    """The same day of the month that many months on, or that month's last day where it has none.

    >>> add_months(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same day that many years on; 28 February for a 29th where the year has none (R4.3)."""
    return add_months(day, 12 * years)


def months_elapsed(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Full months from ``start`` to ``end``, both Date columns with ``start <= end``; Int64.

    The month is full on the same day of the month, or on its last day where it has no such day.
    """
    between = _month_number(end) - _month_number(start)
    anniversary_day = pl.min_horizontal(_day_of_month(start), _days_in_month(end))
    return between - (_day_of_month(end) < anniversary_day).cast(pl.Int64)


def term_months(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Months of a term, a part month counting as one (R5); Int64.

    A term that ends on the day before the full month counts as that month like any part month.
    """
    between = _month_number(end) - _month_number(start)
    anniversary_day = pl.min_horizontal(_day_of_month(start), _days_in_month(end))
    return between + (_day_of_month(end) > anniversary_day).cast(pl.Int64)


def _month_number(day: pl.Expr) -> pl.Expr:
    return day.dt.year().cast(pl.Int64) * 12 + day.dt.month().cast(pl.Int64)


def _day_of_month(day: pl.Expr) -> pl.Expr:
    return day.dt.day().cast(pl.Int64)


def _days_in_month(day: pl.Expr) -> pl.Expr:
    return day.dt.month_end().dt.day().cast(pl.Int64)


def settlement_days(since: date, until: date, frequency: Frequency, day_of_month: int) -> tuple[date, ...]:
    """First days of the settlement periods that reach from ``since`` to ``until``.

    The first is on or before ``since``, the last on or after ``until``.  A quarter is settled in
    March, June, September and December, a year in December, on ``day_of_month``; the next period
    starts on the day after (R2).

    >>> quarters = settlement_days(date(2022, 1, 10), date(2022, 3, 21), Frequency.QUARTERLY, 20)
    >>> [day.isoformat() for day in quarters]
    ['2021-12-21', '2022-03-21']
    """
    found = list(_settlement_days(since.year - 2, until.year + 2, frequency, day_of_month))
    first = max(index for index, day in enumerate(found) if day <= since)
    last = min(index for index, day in enumerate(found) if day >= until)
    return tuple(found[first : last + 1])


def _settlement_days(
    first_year: int, last_year: int, frequency: Frequency, day_of_month: int
) -> Iterator[date]:
    step = _MONTHS_BETWEEN[frequency]
    for year in range(first_year, last_year + 1):
        for month in range(step, 13, step):
            yield date(year, month, min(day_of_month, monthrange(year, month)[1])) + ONE_DAY


def is_settlement_day(day: date, frequency: Frequency, day_of_month: int) -> bool:
    """Whether a settlement period starts on ``day``."""
    return settlement_days(day, day, frequency, day_of_month)[0] == day
