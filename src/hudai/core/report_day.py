"""The days by which a month's register is handed in, and who was in time (附件5 备注).

A branch hands its register to its district-level institution, that one its summary to the offices,
each by a day of the following month.  A county whose documents set no day has no deadline: nobody is
late there, and the page says why.

Source: 渝北区实施方案 附件5：二级支行每月2日前、区级机构每月5日前。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hudai.core.calendar import Calendar, Deadline
from hudai.core.dates import ONE_DAY, add_months
from hudai.core.errors import Refusal
from hudai.core.policy import Dated, NotRegulated


class Timeliness(StrEnum):
    """How one month's hand-in stands."""

    IN_TIME = "in_time"
    LATE = "late"
    """Handed in after the day."""
    HANDED_IN = "handed_in"
    """Handed in where no day is set."""
    RETURNED = "returned"
    """Sent back, and nothing new handed in since."""
    MISSING = "missing"
    """Not handed in, and the day is over."""
    OPEN = "open"
    """Not handed in, and the day has not passed, or there is none."""

    @property
    def counts_as_in(self) -> bool:
        """Whether there is something in hand."""
        return self in (Timeliness.IN_TIME, Timeliness.LATE, Timeliness.HANDED_IN)


@dataclass(frozen=True, slots=True)
class HandIn:
    """One hand-in of a month: when, and whether it was sent back."""

    on: date
    returned: bool


def month_of(day: date) -> date:
    """A month is named by its first day."""
    return day.replace(day=1)


def month_end(month: date) -> date:
    """The last day of a month: the day whose end its register shows.

    >>> month_end(date(2024, 2, 1))
    datetime.date(2024, 2, 29)
    """
    return add_months(month, 1) - ONE_DAY


def deadline(rule: Dated[int] | NotRegulated, month: date, calendar: Calendar) -> Deadline | None:
    """By when the register of ``month`` is due: a day of the next month, moved by the calendar.

    None where the documents set no day, or none for that month.
    """
    following = add_months(month, 1)
    if isinstance(rule, NotRegulated):
        return None
    try:
        day = rule.on(following)
    except Refusal:
        return None
    return calendar.deadline_in_month(following.year, following.month, day)


def timeliness(hand_ins: Sequence[HandIn], by: date | None, today: date) -> Timeliness:
    """How a month stands with these hand-ins, the oldest first.

    What was sent back does not count.  A correction of what was in time stays in time: the day that
    counts is that of the first hand-in after the last one sent back.
    """
    if not hand_ins:
        return Timeliness.MISSING if by is not None and today > by else Timeliness.OPEN
    if hand_ins[-1].returned:
        return Timeliness.RETURNED
    if by is None:
        return Timeliness.HANDED_IN
    last_return = max((place for place, each in enumerate(hand_ins) if each.returned), default=-1)
    return Timeliness.IN_TIME if hand_ins[last_return + 1].on <= by else Timeliness.LATE
