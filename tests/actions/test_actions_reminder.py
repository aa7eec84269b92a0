"""What a desk is reminded of: deadlines by working days, cases sent back, lists to sign for, ratings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

import made_cases as cases
import made_offices as offices
from hudai.actions.calendar import county_calendar
from hudai.actions.reminder import Kind, Reminder, pressing, reminders
from hudai.core.workflow import Opinion
from hudai.records.models import Delivery, NameList, Rating, Station

pytestmark = pytest.mark.django_db
POLICIES = {"yubei-2021": cases.LAW.policy}


def told(station: Station, today: date) -> dict[Kind, Reminder]:
    posting = cases.at(station).posting
    found = reminders(posting, policies=POLICIES, calendar=county_calendar(), today=today)
    return {each.kind: each for each in found}


# A case comes to the town on Sunday 21 September 2025.  Five working days: 22 to 26, a whole week.
@pytest.mark.parametrize(
    ("today", "kind"),
    [
        (date(2025, 9, 24), None),
        (date(2025, 9, 25), Kind.DUE_SOON),  # the next working day is the last
        (date(2025, 9, 26), Kind.DUE_SOON),
        (date(2025, 9, 27), Kind.LATE),
    ],
)
def test_a_deadline_is_told_of_on_the_working_day_before_and_when_it_is_over(today: date, kind: Kind | None):
    application = cases.waiting_at(2)

    found = told(Station.TOWN, today)

    assert list(found) == ([kind] if kind else [])
    assert not kind or found[kind].numbers == (application.number,)


def test_the_village_is_not_reminded_of_what_waits_for_the_town():
    cases.waiting_at(2)

    assert told(Station.VILLAGE, date(2025, 10, 30)) == {}


def test_a_holiday_puts_the_deadline_off():
    # To the county office on Monday 22 September: 23–26 and the Sunday worked, 28.
    application = cases.waiting_at(3)
    application.step_since = cases.START.replace(day=26)
    application.save()

    # From Friday 26: Sunday 28, 29, 30, then nine days of National Day: 9 and 10 October.
    assert told(Station.OFFICE, date(2025, 10, 8)) == {}
    assert list(told(Station.OFFICE, date(2025, 10, 9))) == [Kind.DUE_SOON]
    assert list(told(Station.OFFICE, date(2025, 10, 11))) == [Kind.LATE]


def test_who_sent_it_in_is_reminded_of_a_case_sent_back():
    application = cases.waiting_at(2)
    cases.decide(application, cases.at(Station.TOWN, 30), Opinion.RETURN, text="写清用途。", returned_to=0)

    found = told(Station.VILLAGE, date(2025, 9, 22))

    assert found[Kind.RETURNED].words == "1 件被退回，等修改后重新提交"
    assert Kind.RETURNED not in told(Station.OFFICE, date(2025, 9, 22))


def test_a_bank_is_reminded_of_its_own_lists_and_the_office_of_all():
    cases.household()
    branch = offices.branch(Station.BRANCH)
    Delivery.objects.create(
        name_list=NameList.objects.get(),
        bank=branch.bank,
        delivered_at=cases.START,
        delivered_by=cases.at(Station.OFFICE).posting,
    )

    today = date(2025, 9, 22)
    assert told(Station.BANK, today)[Kind.NOT_SIGNED_FOR].numbers == ("第 1 版",)
    assert Kind.NOT_SIGNED_FOR in told(Station.OFFICE, today)
    assert Kind.NOT_SIGNED_FOR not in told(Station.TOWN, today)


@pytest.mark.parametrize(("left", "counted"), [(60, 1), (61, 0), (0, 0)])
def test_a_rating_that_ends_within_two_months_is_counted(left: int, counted: int):
    today, office = date(2025, 9, 22), cases.at(Station.OFFICE).posting
    Rating.objects.create(
        household=cases.household(),
        facts={},
        score=80,
        grade="良好",
        limit=5_000_000,
        pack_digest="x",
        rated_on=date(2024, 1, 1),
        valid_until=today + timedelta(days=left),
        office=office,
        bank=office,
        confirmed_at=cases.START,
    )

    found = told(Station.TOWN, today)

    assert (found[Kind.RATINGS_ENDING].count if found else 0) == counted


def test_reminders_cost_the_same_however_many_cases_wait(django_assert_num_queries: DjangoAssertNumQueries):
    for place, name in enumerate("甲乙丙丁戊己"):
        cases.submitted(cases.household(f"LX-{place:03}", name, f"198503{place + 10}"))
    posting, calendar = cases.at(Station.VILLAGE).posting, county_calendar()

    assert posting.region
    with django_assert_num_queries(2):
        found = list(pressing(posting, policies=POLICIES, calendar=calendar, today=date(2025, 10, 30)))

    assert found[0].count == 6
