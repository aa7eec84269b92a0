"""Applications: who enters them, what stops them at the gate, and that a refusal writes nothing."""

from __future__ import annotations

from datetime import date

import pytest

import made_cases as cases
import made_offices as offices
from hudai.actions import application as applying
from hudai.actions.actor import NotYours
from hudai.actions.application import Obstacles
from hudai.actions.screening import facts_of
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import Application, Finding, JournalLine, Rating, Region, Station

pytestmark = pytest.mark.django_db


def test_a_village_enters_an_application_and_it_is_a_draft_with_a_number_and_a_journal_line():
    entered = cases.draft()

    assert (entered.number, entered.state, entered.step) == ("XD2025000001", "draft", 0)
    assert [line.action for line in JournalLine.objects.all()] == ["录入申请"]


def test_a_household_of_another_village_is_not_for_this_village_to_enter():
    elsewhere = Region.objects.create(
        level="village", name="山背村", parent=offices.town(), since=date(2021, 1, 1)
    )

    with pytest.raises(NotYours, match="不在您的辖区"):
        cases.draft(cases.household(village=elsewhere))

    assert not Application.objects.exists()


@pytest.mark.parametrize("station", [Station.OFFICE, Station.AUDITOR, Station.ADMINISTRATOR, Station.BANK])
def test_a_desk_that_fills_nothing_in_cannot_enter_an_application(station: Station):
    whose = cases.household()

    with pytest.raises(NotYours):
        applying.enter(
            actor=cases.at(station),
            law=cases.LAW,
            household=whose,
            applicant=cases.head(whose),
            request=cases.request(),
        )

    assert not Application.objects.exists()


def test_a_second_open_application_of_the_same_kind_is_refused_in_words():
    first = cases.draft()

    with pytest.raises(Refusal, match="已有一份未办结的“第一次贷款”申请"):
        cases.draft(first.household)

    assert Application.objects.count() == 1


def test_a_bank_enters_applications_for_its_own_branch_only():
    cases.lead_bank()
    whose = cases.household()

    with pytest.raises(NotYours, match="本网点"):
        applying.enter(
            actor=cases.at(Station.BRANCH),
            law=cases.LAW,
            household=whose,
            applicant=cases.head(whose),
            request=cases.request(branch=offices.branch(Station.BANK)),
        )


def test_handing_in_screens_the_application_and_keeps_every_answer():
    handed_in = cases.submitted()

    assert (handed_in.state, handed_in.step) == ("under_way", 1)
    kept = Finding.objects.filter(screening__application=handed_in)
    assert {finding.verdict for finding in kept} == {"pass", "unknown"}
    # Rate, rating, security and fees are the bank's to know; nobody else is asked.
    unknown = {finding.rule for finding in kept.filter(verdict="unknown")}
    assert unknown == {"rate", "rating", "credit_line", "no_security", "no_fee"}
    assert all(finding.clause.startswith("yubei-2021#") for finding in kept)
    assert "孙平磊" not in str(handed_in.screenings.get().facts)


def test_buying_a_house_is_stopped_at_the_gate_and_nothing_moves_and_no_finding_stays():
    entered = cases.draft(purpose="购房")

    with pytest.raises(Obstacles) as refused:
        applying.submit(actor=cases.at(Station.VILLAGE), law=cases.LAW, number=entered.number, seen_version=0)

    assert len(refused.value.messages) == 1
    entered.refresh_from_db()
    assert (entered.state, entered.step, entered.screenings.count()) == ("draft", 0, 0)


def test_handing_in_twice_is_refused_in_words():
    handed_in = cases.submitted()

    with pytest.raises(NotNow, match="已经提交"):
        applying.submit(
            actor=cases.at(Station.VILLAGE), law=cases.LAW, number=handed_in.number, seen_version=0
        )


def test_an_unknown_number_and_somebody_elses_are_refused_with_the_same_words():
    entered = cases.draft()
    elsewhere = Region.objects.create(
        level="village", name="山背村", parent=offices.town(), since=date(2021, 1, 1)
    )
    stranger = cases.at(Station.VILLAGE)
    stranger.posting.region = elsewhere

    told = []
    for number in (entered.number, "XD2025999999"):
        with pytest.raises(NotYours) as refused:
            applying.withdraw(actor=stranger, number=number, reason="不办了")
        told.append(str(refused.value).replace(number, "…"))

    assert told[0] == told[1]


def test_an_application_taken_back_leaves_room_for_another():
    entered = cases.draft()

    applying.withdraw(actor=cases.at(Station.VILLAGE), number=entered.number, reason="本人改主意")

    assert cases.draft(entered.household).number == "XD2025000002"


def test_a_confirmed_rating_that_still_holds_goes_before_what_the_bank_says():
    entered = cases.waiting_at(4, attested=False)
    entered = cases.attest(entered, cases.at(Station.BRANCH), rated=False, credit_line=None)
    office = cases.at(Station.OFFICE).posting
    rating = Rating.objects.create(
        household=entered.household,
        facts={},
        score=80,
        grade="A",
        limit=3_000_000,
        pack_digest="x",
        rated_on=date(2025, 9, 1),
        valid_until=date(2025, 9, 20),
        office=office,
        bank=office,
        confirmed_at=cases.START,
    )

    assert facts_of(entered).select("rated", "credit_line").row(0) == (True, 3_000_000)
    rating.valid_until = cases.APPLIED_ON
    rating.save()
    assert facts_of(entered).select("rated", "credit_line").row(0) == (False, None)


def test_a_fact_forged_into_the_form_does_not_replace_what_the_records_say():
    entered = cases.draft(facts={"amount": 100, "on_list": True, "name": "别人"})
    entered.household.listings.all().delete()

    facts = facts_of(entered)

    assert facts.select("name", "amount", "on_list").row(0) == ("孙平磊", 5_000_000, False)


def test_a_survey_dated_tomorrow_is_refused():
    entered = cases.draft()

    with pytest.raises(Refusal, match="不能晚于今天"):
        applying.record_survey(
            actor=cases.at(Station.TOWN),
            number=entered.number,
            subject="household",
            surveyed_on=date(2025, 9, 21),
            surveyors="李青山",
            content="情况属实",
            favourable=True,
        )

    assert not entered.surveys.exists()
