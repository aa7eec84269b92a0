"""The made-up county lives in December 2025, because its policy takes applications until then.

Whoever tries it years later must still be able to hand an application in.  A process that serves the
demonstration therefore goes by another day: its clock runs at the usual pace, so many days behind.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from hudai.demo.workdays import CHINA

OPENS_ON = date(2025, 12, 22)
"""The Monday after life there ended: the first day of a new demonstration."""
CLOSES_ON = date(2025, 12, 31)
"""The last day the policy takes applications."""


def county_day(made_on: date, today: date, later: int = 0) -> date:
    """The county's day ``today``, if it was made on ``made_on``: a day later each day, up to the last.

    Args:
        later: days that somebody let pass, for a public notice to end; they count beyond the last as well.

    >>> county_day(date(2027, 3, 1), date(2027, 3, 3)).isoformat()
    '2025-12-24'
    >>> county_day(date(2027, 3, 1), date(2028, 1, 1)).isoformat()
    '2025-12-31'
    >>> county_day(date(2027, 3, 1), date(2027, 3, 3), later=11).isoformat()
    '2026-01-04'
    """
    return min(OPENS_ON + max(today - made_on, timedelta(0)), CLOSES_ON) + timedelta(days=later)


def here_and_now() -> date:
    """The real day in China."""
    return datetime.now(CHINA).date()


def turn_to(day: date) -> None:
    """Let this process take today for ``day``; for one that serves a made-up county and nothing else."""
    behind = here_and_now() - day
    real = timezone.now

    def then() -> datetime:
        return real() - behind

    # Django asks this one function for the time, and so does everything built on it.
    timezone.now = then
