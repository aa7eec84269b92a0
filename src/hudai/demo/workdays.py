"""The made-up county's two years of working days, counted back from its last one.

Life there ends on Friday 2025-12-19 in the evening, because its policy takes applications until the
end of that year.  Days are counted backwards (0 is the last) so that "has waited nine working days"
is said as it is meant.  Monday to Friday count; public holidays are not known here.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
LAST = date(2025, 12, 19)
"""The last day on which anything happens."""
COUNTED = 520
OPENS = 9 * 60
MINUTES = 8 * 60
"""Offices work from nine to five."""


def _back_from(last: date) -> tuple[date, ...]:
    days = (last - timedelta(days=back) for back in range(COUNTED * 2))
    return tuple(day for day in days if day.weekday() < 5)[:COUNTED]


DAYS = _back_from(LAST)


def moment(back: int, minute: int) -> datetime:
    """The instant ``minute`` minutes after offices open, ``back`` working days before the last.

    >>> moment(1, 90).isoformat()
    '2025-12-18T10:30:00+08:00'
    """
    hours, minutes = divmod(OPENS + min(minute, MINUTES), 60)
    return datetime.combine(DAYS[back], time(hours, minutes), CHINA)


def on(day: date, minute: int = 60) -> datetime:
    """An instant of a day given by the calendar."""
    hours, minutes = divmod(OPENS + minute, 60)
    return datetime.combine(day, time(hours, minutes), CHINA)
