"""The county's own days in the work calendar: entered, struck out, and what deadlines make of them."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connection

import made_cases as cases
from hudai.actions import calendar as actions
from hudai.actions.actor import NotYours
from hudai.core.errors import Refusal
from hudai.records.models import CalendarDay, CalendarYear, JournalLine, Station

pytestmark = pytest.mark.django_db


def enter(first: date, last: date | None = None, *, works: bool = False, name: str = "抗旱值守") -> int:
    until = date.fromordinal((last or first).toordinal() + 1)
    actor = cases.at(Station.OFFICE)
    return len(actions.enter_days(actor=actor, since=first, until=until, works=works, name=name))


def test_a_day_off_by_hand_moves_a_deadline_and_striking_it_moves_it_back():
    # Monday 22 September 2025: a Thursday arrival with two working days falls on it.
    arrived, monday = date(2025, 9, 18), date(2025, 9, 22)
    assert actions.county_calendar().due_on(arrived, 2) == monday

    assert enter(monday) == 1
    assert actions.county_calendar().due_on(arrived, 2) == date(2025, 9, 23)

    actions.remove_day(actor=cases.at(Station.OFFICE), day=monday)
    assert actions.county_calendar().due_on(arrived, 2) == monday
    said = JournalLine.objects.filter(noun="calendarday").order_by("pk").values_list("action", flat=True)
    assert list(said) == ["录入工作日历：休息", "删除工作日历"]


def test_a_stretch_enters_only_the_days_it_changes():
    # Friday 19 to Monday 22 September 2025: the weekend is off already.
    assert enter(date(2025, 9, 19), date(2025, 9, 22)) == 2
    assert sorted(CalendarDay.objects.values_list("day", flat=True)) == [date(2025, 9, 19), date(2025, 9, 22)]


def test_a_county_may_work_on_a_holiday_of_the_notice():
    assert enter(date(2025, 10, 8), works=True) == 1

    calendar = actions.county_calendar()
    assert calendar.works(date(2025, 10, 8))
    assert calendar.marks[date(2025, 10, 8)].by_hand


@pytest.mark.parametrize(
    ("first", "last", "works", "name", "told"),
    [
        (date(2025, 9, 20), None, False, "周六", "本来就休息"),
        (date(2025, 9, 22), None, True, "周一", "本来就上班"),
        (date(2025, 9, 22), None, False, "  ", "请写明名称"),
        (date(2025, 9, 22), date(2025, 9, 21), False, "反了", "不能早于"),
        (date(2025, 9, 1), date(2025, 10, 2), False, "太长", "一次最多"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(
    first: date, last: date | None, works: bool, name: str, told: str
):
    with pytest.raises(Refusal, match=told):
        enter(first, last, works=works, name=name)
    assert not CalendarDay.objects.exists()
    assert not JournalLine.objects.exists()


def test_a_day_entered_by_hand_is_struck_before_it_is_entered_otherwise():
    enter(date(2025, 9, 22))

    with pytest.raises(Refusal, match="已经录入"):
        enter(date(2025, 9, 22), works=True)
    with pytest.raises(Refusal, match="不是手工录入"):
        actions.remove_day(actor=cases.at(Station.OFFICE), day=date(2025, 10, 1))
    assert CalendarDay.objects.get().works is False


@pytest.mark.parametrize("station", [Station.TOWN, Station.BANK, Station.AUDITOR, Station.ADMINISTRATOR])
def test_only_the_county_office_keeps_the_calendar(station: Station):
    actor = cases.at(station)

    with pytest.raises(NotYours):
        actions.enter_days(
            actor=actor, since=date(2025, 9, 22), until=date(2025, 9, 23), works=False, name="某"
        )
    with pytest.raises(NotYours):
        actions.remove_day(actor=actor, day=date(2025, 9, 22))
    with pytest.raises(NotYours):
        actions.confirm_year(actor=actor, year=2027, notice="某通知")
    with pytest.raises(NotYours):
        actions.reopen_year(actor=actor, year=2027)
    assert not CalendarDay.objects.exists()
    assert not CalendarYear.objects.exists()


def test_a_new_year_is_known_once_its_days_are_entered_and_confirmed():
    office = cases.at(Station.OFFICE)
    assert "2027" in actions.county_calendar().doubt(date(2027, 1, 1))

    with pytest.raises(Refusal, match="还没有录入任何日期"):
        actions.confirm_year(actor=office, year=2027, notice="通知")
    enter(date(2027, 1, 1), name="元旦")
    actions.confirm_year(actor=office, year=2027, notice="国务院办公厅关于2027年部分节假日安排的通知")
    assert actions.county_calendar().doubt(date(2027, 1, 1)) == ""

    with pytest.raises(Refusal, match="已经有了"):
        actions.confirm_year(actor=office, year=2027, notice="通知")
    with pytest.raises(Refusal, match="已经有了"):
        actions.confirm_year(actor=office, year=2025, notice="通知")
    actions.reopen_year(actor=office, year=2027)
    assert "2027" in actions.county_calendar().doubt(date(2027, 1, 1))
    with pytest.raises(Refusal, match="没有这样的确认"):
        actions.reopen_year(actor=office, year=2027)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_enter_the_same_day_at_once_one_is_told_and_the_day_stands_once():
    cases.at(Station.OFFICE)
    start, told = threading.Barrier(2), []

    def say() -> None:
        try:
            start.wait(10)
            enter(date(2025, 9, 22))
            told.append("")
        except Refusal as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    both = [threading.Thread(target=say) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(60)

    assert sum(not each for each in told) == 1
    assert CalendarDay.objects.count() == 1
