"""``policies/national/calendar.toml``: days off and made-up working days of the State Council's notices."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from hudai.core.calendar import FRIDAY, Calendar, Mark
from hudai.core.errors import PolicyRefused
from hudai.documents.toml_tables import Table, open_table

PATH = Path(__file__).parent.parent / "policies" / "national" / "calendar.toml"
ONE_DAY = timedelta(days=1)
MOST_DAYS = 16
"""No holiday was ever longer; a longer one is a slip of the pen."""
EVERY_YEAR = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")


def read_calendar(path: Path = PATH) -> Calendar:
    """The calendar of all notices.

    Raises:
        PolicyRefused: if the file has faults, with all of them.
    """
    problems: list[str] = []
    table = open_table(path, problems)
    table.text("source")
    if table.day("review_by") <= table.day("checked_on"):
        table.fault("review_by", "下次核对日应晚于本次核对日")
    notices: dict[int, str] = {}
    marks: dict[date, Mark] = {}
    for each in table.tables("years"):
        year = each.whole("year") or 0
        if notices and year != max(notices) + 1:
            each.fault("year", "年份应一年接一年，从早到晚，不重复")
        notices[year] = each.text("notice")
        for mark in _marks(each, year):
            if mark.day in marks:
                each.fault("holidays", f"{mark.day} 写了两次")
            marks[mark.day] = mark
        each.close()
    table.close()
    if problems:
        raise PolicyRefused(f"放假安排有 {len(problems)} 处问题，未载入", problems)
    return Calendar(marks, notices)


def _marks(table: Table, year: int) -> Iterator[Mark]:
    """The days of one year's notice, in the order of the file."""
    named: set[str] = set()
    for each in table.tables("holidays"):
        name = each.text("name")
        named |= set(name.split("、"))
        yield from _off(each, name, year)
        yield from _made_up(each, name, year)
        each.close()
    wrong = sorted(named.symmetric_difference(EVERY_YEAR))
    if wrong:
        table.fault("holidays", f"每年应有且只有七个节日，请核对：{'、'.join(wrong)}")


def _off(table: Table, name: str, year: int) -> Iterator[Mark]:
    first, last = table.day("from"), table.day("through")
    if not first <= last < first + timedelta(days=MOST_DAYS):
        table.fault("through", f"放假应为 1 到 {MOST_DAYS} 天，最后一天不早于第一天")
        return
    if not any(day.year == year for day in (first, last)):
        table.fault("from", f"不是 {year} 年的日期")
    for day in itertools.takewhile(lambda day: day <= last, _from(first)):
        yield Mark(day, works=False, name=name)


def _made_up(table: Table, name: str, year: int) -> Iterator[Mark]:
    """Weekend days worked in exchange."""
    for day in table.raw("work") or ():
        if not _is_day(day):
            table.fault("work", f"“{day}”应为日期，如 2025-02-08（不加引号）")
        elif day.year != year:
            table.fault("work", f"{day} 不是 {year} 年的日期")
        elif day.weekday() <= FRIDAY:
            table.fault("work", f"{day} 本来就是工作日，不是调休上班")
        else:
            yield Mark(day, works=True, name=f"{name}调休")


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += ONE_DAY
