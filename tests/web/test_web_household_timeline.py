"""A household's page tells its whole history in one line of time, and other rooms can add to it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

import made_cases as cases
from hudai.core.workflow import Opinion
from hudai.records.models import Household, Listing, Membership, Rating, Station, UnservedReason
from hudai.records.queries.household import history
from hudai.web import household_timeline
from hudai.web.household_timeline import Event, timeline

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Household:
    """A household that was listed twice, took somebody in, was rated, asked twice and was refused once."""
    found = cases.household()
    other = cases.household("LX-002", "孙小河", "19900101")
    moved = cases.head(other)
    Membership.objects.filter(person=moved).update(until=date(2024, 5, 1), exit_reason="婚嫁")
    Membership.objects.create(person=moved, household=found, relation="配偶", since=date(2024, 5, 1))
    first = Listing.objects.get(household=found)
    Listing.objects.filter(pk=first.pk).update(
        left_with=first.came_with, until=date(2023, 3, 1), exit_reason="稳定脱贫"
    )
    Listing.objects.create(
        household=found, kind="边缘易致贫户", came_with=first.came_with, since=date(2023, 6, 1)
    )
    office, bank = cases.at(Station.OFFICE), cases.at(Station.BANK)
    Rating.objects.create(
        household=found,
        policy="yubei-2021",
        score=85,
        grade="良好",
        suggested_limit=4_000_000,
        limit=3_000_000,
        rated_on=date(2025, 3, 1),
        valid_until=date(2027, 3, 1),
        office=office.posting,
        bank=bank.posting,
        confirmed_at=bank.at,
        facts={},
        lines=[],
    )
    UnservedReason.objects.create(
        household=found, reason="外出务工", recorded_by=office.posting, recorded_at=office.at
    )
    refused = cases.waiting_at(2, found, amount=3_000_000)
    cases.decide(refused, cases.at(Station.TOWN, 30), Opinion.REJECT, text="产业不落地。")
    cases.draft(found, applied_on=date(2025, 9, 20))
    return found


def told(home: Household) -> list[tuple[date, str]]:
    return [
        (event.on, event.title) for event in timeline(home, history(home), cases.at(Station.OFFICE).posting)
    ]


def test_every_event_stands_on_its_day_the_newest_first(home: Household):
    assert told(home) == [
        (date(2025, 9, 21), "申请未获同意"),
        (date(2025, 9, 20), "登记未贷原因"),
        (date(2025, 9, 20), "银行确认评级"),
        (date(2025, 9, 20), "申请贷款：第一次贷款（填写中）"),
        (date(2025, 9, 20), "申请贷款：第一次贷款"),
        (date(2025, 3, 1), "信用评级：良好"),
        (date(2024, 5, 1), "成员迁入（原户 LX-002）"),
        (date(2023, 6, 1), "列入名单：边缘易致贫户"),
        (date(2023, 3, 1), "退出名单：脱贫户"),
        (date(2021, 1, 1), "列入名单：脱贫户"),
        (date(2021, 1, 1), "登记家庭成员"),
    ]


def test_the_page_shows_it_with_ways_to_the_cases_and_no_full_number(client: Client, home: Household):
    client.force_login(cases.at(Station.OFFICE).officer)

    page = client.get(f"/households/{home.pk}/").content.decode()

    line = page[page.index("全部经历") :]
    assert line.index("申请未获同意") < line.index("信用评级：良好") < line.index("列入名单：脱贫户")
    assert "/applications/XD2025" in line
    assert "授信额度 30,000.00 元" in line
    assert cases.id_number("19850307") not in page


def test_who_left_is_told_at_the_household_they_left(home: Household):
    other = Household.objects.get(number="LX-002")

    assert (date(2024, 5, 1), "成员离户") in told(other)


def test_another_room_adds_its_events(home: Household, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(household_timeline, "_tellers", [])

    @household_timeline.tells
    def loans(household: Household, posting: object) -> list[Event]:
        return [Event(date(2025, 1, 5), "放款", "HT-1")]

    assert (date(2025, 1, 5), "放款") in told(home)


def test_a_longer_history_asks_no_more_questions(
    home: Household, django_assert_max_num_queries: DjangoAssertNumQueries
):
    posting = cases.at(Station.OFFICE).posting
    for place in range(20):
        person = cases.head(cases.household(f"LX-1{place:02}", f"人{place}", f"199102{place + 1:02}"))
        Membership.objects.filter(person=person).update(until=date(2024, 5, 1), exit_reason="迁户")
        Membership.objects.create(person=person, household=home, relation="其他", since=date(2024, 5, 2))

    with django_assert_max_num_queries(14):
        events = timeline(home, history(home), posting)

    assert sum("迁入" in event.title for event in events) == 21
