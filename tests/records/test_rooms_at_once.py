"""Two desks at once: the same round, insurance or session written down by both is there once."""

from __future__ import annotations

from datetime import date

import pytest

import made_cases as cases
import made_loans as loans
import made_offices as offices
from at_once import at_once
from hudai.actions import explanation as explaining
from hudai.actions import household_helper as helping
from hudai.actions import insurance as insuring
from hudai.actions import publicity
from hudai.actions import training as teaching
from hudai.actions.region import appoint_lead_bank
from hudai.records.models import (
    Attendance,
    Explanation,
    Helper,
    Insurance,
    JournalLine,
    LeadBank,
    PublicityEvent,
    Station,
    Training,
)

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2025, 9, 22)
ROUND = explaining.Round(TODAY, ("service_point",), "孙村干", ("policy",))
COVER = insuring.Cover(
    "farming", "生猪 12 头", "云坪财险", date(2025, 3, 1), date(2026, 3, 1), 20_000_00, 300_00, "household"
)


def test_a_round_two_desks_write_down_is_there_once():
    home = cases.household()
    desks = [loans.on(TODAY, station) for station in (Station.VILLAGE, Station.TOWN)]
    answers = {home.pk: explaining.Answer("willing")}

    said = at_once(
        *(lambda by=by: explaining.record(actor=by, said=ROUND, answers=answers) for by in desks * 2)
    )

    assert sorted(map(bool, said)) == [False, True, True, True]
    assert Explanation.objects.count() == JournalLine.objects.filter(action="登记入户宣讲").count() == 1


def test_an_insurance_two_desks_write_down_is_there_once():
    home = cases.household()
    desks = [loans.on(TODAY, station) for station in (Station.VILLAGE, Station.TOWN)]

    at_once(*(lambda by=by: insuring.record(actor=by, household_id=home.pk, cover=COVER) for by in desks * 2))

    assert Insurance.objects.count() == JournalLine.objects.filter(action="登记农户保险").count() == 1


def test_whoever_two_desks_add_to_a_session_attended_it_once():
    cases.household()
    session = teaching.Session("生猪疫病防治", offices.village().pk, TODAY, 4, "郑兽医")
    came = [teaching.Came("LX-001")]
    desks = [loans.on(TODAY, station) for station in (Station.VILLAGE, Station.TOWN)]

    at_once(*(lambda by=by: teaching.record(actor=by, session=session, came=came) for by in desks * 2))

    assert (Training.objects.count(), Attendance.objects.count()) == (1, 1)


def test_an_event_sent_twice_at_once_is_there_once():
    desk = loans.on(TODAY, Station.VILLAGE)
    event = publicity.Event(
        "policy", "院坝宣讲会", TODAY, offices.village(), "村委会院坝", "柳溪村村委会", 42, "讲贴息"
    )

    at_once(*[lambda: publicity.hold(actor=desk, event=event)] * 4)

    assert PublicityEvent.objects.count() == JournalLine.objects.filter(action="登记宣传活动").count() == 1


def test_a_helper_two_desks_appoint_is_there_once():
    home = cases.household()
    said = helping.Appointment("何家栋", "县农业农村局", "13800001234", date(2025, 3, 1))
    desks = [loans.on(TODAY, station) for station in (Station.VILLAGE, Station.TOWN)]

    at_once(
        *(lambda by=by: helping.register(actor=by, household_id=home.pk, appointment=said) for by in desks)
    )

    assert Helper.objects.count() == JournalLine.objects.filter(action="确定帮扶责任人").count() == 1


def test_a_lead_bank_appointed_twice_at_once_leads_once():
    by, branch, town = loans.on(TODAY, Station.OFFICE), offices.branch(Station.BRANCH), offices.town()

    said = at_once(
        *[lambda: appoint_lead_bank(actor=by, town=town, branch=branch, since=date(2025, 3, 1))] * 3
    )

    assert sorted(map(bool, said)) == [False, True, True]
    assert LeadBank.objects.count() == 1


def test_what_a_second_entry_corrects_of_a_session_is_in_the_journal():
    cases.household()
    session = teaching.Session("生猪疫病防治", offices.village().pk, TODAY, 4, "郑兽医")
    by, came = loans.on(TODAY, Station.VILLAGE), [teaching.Came("LX-001")]
    teaching.record(actor=by, session=session, came=came)

    teaching.record(
        actor=by, session=teaching.Session("生猪疫病防治", session.village, TODAY, 6, "郑兽医"), came=came
    )

    assert JournalLine.objects.get(action="补登技能培训").facts["fields"] == ["hours"]
