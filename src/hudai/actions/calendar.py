"""The county's work calendar: the notices', and what the county office entered by hand beside them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from django.db import IntegrityError, transaction

from hudai.actions.actor import Actor
from hudai.actions.journal import note
from hudai.core.calendar import Calendar
from hudai.core.errors import Refusal
from hudai.documents.calendar_files import read_calendar
from hudai.records.models import CalendarDay, CalendarYear, Station
from hudai.records.queries import calendar as queries

KEEPS_CALENDAR = (Station.OFFICE,)
"""Who enters days by hand."""
LONGEST = timedelta(days=31)
"""One entry's stretch of days at most."""

_notices = cache(read_calendar)


def county_calendar() -> Calendar:
    """The calendar every deadline of the county goes by; two small queries."""
    return _notices().marked(queries.marks(), queries.notices())


@transaction.atomic
def enter_days(*, actor: Actor, since: date, until: date, works: bool, name: str) -> list[CalendarDay]:
    """Mark the days ``[since, until)`` as worked or off, by hand; days that are so already stay as they are.

    Raises:
        NotYours: if the station keeps no calendar.
        Refusal: if the stretch is empty or too long, has no name, or changes nothing.
    """
    actor.require(*KEEPS_CALENDAR)
    name = " ".join(name.split())
    if not since < until:
        raise Refusal("最后一天不能早于第一天。")
    if until - since > LONGEST:
        raise Refusal(f"一次最多录入 {LONGEST.days} 天，请核对日期。")
    if not name:
        raise Refusal("请写明名称，如“国庆节”“国庆节调休”。")
    calendar = county_calendar()
    changed = [day for day in _days(since, until) if calendar.works(day) is not works]
    if not changed:
        raise Refusal(f"这些天本来就{'上班' if works else '休息'}，不用录入。")
    if any(calendar.marks[day].by_hand for day in changed if day in calendar.marks):
        raise Refusal("这些天里有已经录入的，请先删除原来的。")
    values = {"works": works, "name": name, "entered_by": actor.posting, "entered_at": actor.at}
    try:
        with transaction.atomic():
            made = CalendarDay.objects.bulk_create(CalendarDay(day=day, **values) for day in changed)
    except IntegrityError:
        raise Refusal("刚才已有人录入了其中的日期，请刷新后再看。") from None
    told = [f"{day}" for day in changed]
    note(actor, f"录入工作日历：{'上班' if works else '休息'}", made[0], name=name, days=told)
    return made


@transaction.atomic
def remove_day(*, actor: Actor, day: date) -> None:
    """Strike a day entered by hand; the notice, or its weekday, holds again.

    Raises:
        NotYours: if the station keeps no calendar.
        Refusal: if the day was not entered by hand.
    """
    actor.require(*KEEPS_CALENDAR)
    found = CalendarDay.objects.select_for_update().filter(day=day).first()
    if found is None:
        raise Refusal("这一天不是手工录入的，或者已经删除。")
    note(actor, "删除工作日历", found, name=found.name, day=f"{day}", works=found.works)
    found.delete()


@transaction.atomic
def confirm_year(*, actor: Actor, year: int, notice: str) -> CalendarYear:
    """Say that a year's notice is entered in full, so that nobody is warned any longer.

    Raises:
        NotYours: if the station keeps no calendar.
        Refusal: if the year is known already, has no day entered, or the notice has no name.
    """
    actor.require(*KEEPS_CALENDAR)
    notice = " ".join(notice.split())
    if not notice:
        raise Refusal("请写明是哪一份通知。")
    if not county_calendar().doubt(date(year, 1, 1)):
        raise Refusal(f"{year} 年的放假安排已经有了。")
    if not CalendarDay.objects.filter(day__year=year).exists():
        raise Refusal(f"{year} 年还没有录入任何日期，请先照通知逐个节日录入。")
    values = {"notice": notice, "entered_by": actor.posting, "entered_at": actor.at}
    made, _ = CalendarYear.objects.get_or_create(year=year, defaults=values)
    note(actor, "确认全年放假安排", made, year=year, notice=notice)
    return made


@transaction.atomic
def reopen_year(*, actor: Actor, year: int) -> None:
    """Take back that a year's notice is entered in full; the warning shows again.

    Raises:
        NotYours: if the station keeps no calendar.
        Refusal: if nobody had said so.
    """
    actor.require(*KEEPS_CALENDAR)
    found = CalendarYear.objects.select_for_update().filter(year=year).first()
    if found is None:
        raise Refusal(f"{year} 年没有这样的确认。")
    note(actor, "撤回全年放假安排的确认", found, year=year)
    found.delete()


def _days(since: date, until: date) -> Iterator[date]:
    for nth in range((until - since).days):
        yield since + timedelta(days=nth)
