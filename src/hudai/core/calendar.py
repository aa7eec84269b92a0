"""The work calendar: which days offices work, and when a deadline really falls.

A day is what its weekday says unless somebody marked it: the State Council's notice of the year,
or the county by hand.  A year whose notice nobody entered has weekends alone, and every answer
that leans on it can say so (:meth:`Calendar.doubt`): a deadline is then perhaps too early, never
silently wrong.

>>> plain = Calendar({}, {})
>>> plain.add_working_days(date(2025, 9, 5), 3)
datetime.date(2025, 9, 10)
>>> plain.doubt(date(2027, 1, 4))
'2027 年的放假安排还没有录入，按周末推算'
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """A day that has a name, and perhaps is not what its weekday says."""

    day: date
    works: bool
    name: str
    """Of the holiday, or what the county wrote."""
    by_hand: bool = False
    """Entered by the county, not read from a notice."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The day by which something must be done."""

    on: date
    nominal: date
    """The day the document names."""
    name: str
    """Why the nominal day is off: 国庆节, 周末; empty where it is a working day."""
    doubt: str
    """That a year's notice is not known; empty where it is."""

    @property
    def moved(self) -> bool:
        """Whether the day the document names is off."""
        return self.on != self.nominal

    @property
    def told(self) -> str:
        """The deadline in words, with why it moved and what is in doubt."""
        moved = f"（{_said(self.nominal)}遇{self.name}，顺延）" if self.moved else ""
        doubt = f"。{self.doubt}" if self.doubt else ""
        return f"{_said(self.on)}{moved}{doubt}"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The marked days, and the years whose notice is known."""

    marks: Mapping[date, Mark]
    notices: Mapping[int, str]
    """Year → the notice's name."""

    def marked(self, marks: Iterable[Mark], notices: Mapping[int, str]) -> Calendar:
        """This calendar with a county's own marks, which go before the notices', and years."""
        return Calendar({**self.marks, **{mark.day: mark for mark in marks}}, {**self.notices, **notices})

    def works(self, day: date) -> bool:
        """Whether offices work on ``day``."""
        mark = self.marks.get(day)
        return mark.works if mark else day.weekday() <= FRIDAY

    def name(self, day: date) -> str:
        """What a day off is called: the holiday, or 周末; a marked day's own name where it has one."""
        mark = self.marks.get(day)
        if mark:
            return mark.name
        return "" if day.weekday() <= FRIDAY else "周末"

    def working_days(self, since: date, until: date) -> int:
        """How many working days lie in ``[since, until)``."""
        days = (until - since).days
        return sum(self.works(since + timedelta(days=nth)) for nth in range(days))

    def on_or_after(self, day: date) -> date:
        """``day`` itself where it is a working day, else the next one."""
        while not self.works(day):
            day += ONE_DAY
        return day

    def next_working_day(self, day: date) -> date:
        """The first working day after ``day``."""
        return self.on_or_after(day + ONE_DAY)

    def add_working_days(self, day: date, count: int) -> date:
        """The last of so many working days after ``day``, which is not counted itself."""
        assert count >= 0, f"{count} working days"
        for _ in range(count):
            day = self.next_working_day(day)
        return day

    def due_on(self, arrived_on: date, working_days: int | None) -> date | None:
        """The last day to do what came on ``arrived_on``: so many working days later.

        None where nothing sets a number of days.
        """
        return None if working_days is None else self.add_working_days(arrived_on, working_days)

    def deadline_in_month(self, year: int, month: int, day: int) -> Deadline:
        """A deadline of every month (每月2日前): on a day off it moves to the next working day.

        In a month that is shorter, the month's last day is meant.  No document says what happens on
        a day off; moving on, never back, is the general rule for periods (民法典 第二百零三条).
        """
        nominal = date(year, month, min(day, months.monthrange(year, month)[1]))
        on = self.on_or_after(nominal)
        name = "" if on == nominal else self.name(nominal)
        return Deadline(on, nominal, name, self.doubt(nominal, on))

    def doubt(self, *days: date) -> str:
        """That the notices of these days' years are not known; empty where they are."""
        unknown = sorted({day.year for day in days} - set(self.notices))
        return f"{'、'.join(map(str, unknown))} 年的放假安排还没有录入，按周末推算" if unknown else ""


def _said(day: date) -> str:
    return f"{day.month}月{day.day}日"
