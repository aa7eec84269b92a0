"""What only the bank can know: asked of nobody else, said at its own step, kept with who and when."""

from __future__ import annotations

import pytest

import made_cases as cases
from hudai.actions import application as applying
from hudai.actions.actor import NotYours
from hudai.actions.application import BANK_FACTS, Obstacles
from hudai.actions.attestation import ATTESTED
from hudai.core.workflow import NotNow, Opinion
from hudai.records.models import Finding, JournalLine, Station
from hudai.records.queries import application as queries

pytestmark = pytest.mark.django_db
WRITTEN = (applying.ENTERED, applying.AMENDED)


def test_what_a_village_says_of_the_banks_business_is_not_kept():
    entered = cases.draft(facts={"rated": True, "fee_charged": False})

    assert not set(entered.facts) & set(BANK_FACTS)
    assert entered.facts["credit_clean"] is True


def test_what_only_the_bank_knows_stops_nobody_before_the_bank():
    application = cases.waiting_at(4, attested=False)

    assert application.step == 4
    said = Finding.objects.filter(screening__application=application, rule="rating")
    assert {finding.verdict for finding in said} == {"unknown"}


def test_the_bank_says_it_at_its_step_and_then_agrees():
    application = cases.waiting_at(4, attested=False)
    branch = cases.at(Station.BRANCH, 90)

    said = cases.attest(application, branch)

    assert {name: said.facts[name] for name in BANK_FACTS} == {
        "rated": True,
        "credit_line": 5_000_000,
        "guarantor_or_collateral": False,
        "fee_charged": False,
        "extra_condition": False,
    }
    line = JournalLine.objects.get(action=ATTESTED)
    assert (line.officer, line.at, line.facts["rated"]) == (branch.officer, branch.at, True)
    assert cases.agree(said, branch, terms=cases.TERMS).state == "approved"


@pytest.mark.parametrize(
    ("changed", "rule"),
    [({"rated": False}, "没有通过银行评级授信"), ({"fee_charged": True}, "向借款人收了费用")],
)
def test_a_no_of_the_bank_stops_its_own_agreement(changed: dict[str, bool], rule: str):
    application = cases.attest(cases.waiting_at(4), cases.at(Station.BRANCH), **changed)

    with pytest.raises(Obstacles) as refused:
        cases.agree(application, cases.at(Station.BRANCH, 96), terms=cases.TERMS)

    assert any(rule in told for told in refused.value.messages)


@pytest.mark.parametrize("station", [Station.VILLAGE, Station.TOWN, Station.OFFICE, Station.AUDITOR])
def test_no_other_desk_speaks_for_the_bank(station: Station):
    application = cases.waiting_at(4, attested=False)

    with pytest.raises(NotYours):
        cases.attest(application, cases.at(station))

    application.refresh_from_db()
    assert not set(application.facts) & set(BANK_FACTS)


def test_the_bank_speaks_at_its_own_step_only():
    application = cases.waiting_at(2)

    with pytest.raises(NotNow, match="不在这一环节"):
        cases.attest(application, cases.at(Station.BRANCH))

    assert not JournalLine.objects.filter(action=ATTESTED).exists()


def test_what_the_bank_left_open_is_unknown_again():
    application = cases.attest(cases.waiting_at(4), cases.at(Station.BRANCH), fee_charged=None)

    assert "fee_charged" not in application.facts
    assert application.facts["credit_clean"] is True


def test_the_banks_word_stays_through_a_return_and_an_amendment():
    application = cases.waiting_at(4)
    branch, village = cases.at(Station.BRANCH, 96), cases.at(Station.VILLAGE, 100)
    returned = cases.decide(application, branch, Opinion.RETURN, text="用途写清楚。", returned_to=0)

    amended = applying.amend(
        actor=village,
        number=returned.number,
        seen_version=1,
        request=cases.request(purpose="生猪养殖，购买仔猪", facts={"rated": False, "skilled": None}),
    )

    assert (amended.facts["rated"], amended.facts["fee_charged"]) == (True, False)
    assert "skilled" not in amended.facts


def test_each_fact_has_who_stands_for_it_since_when():
    application = cases.waiting_at(4, attested=False)
    bank = cases.at(Station.BRANCH, 90)
    application = cases.attest(application, bank)

    who = queries.attested(application, written=WRITTEN, by_name=ATTESTED)

    village = cases.at(Station.VILLAGE)
    assert (who["rated"].officer, who["rated"].at) == (bank.officer.name, bank.at)
    assert (who["credit_clean"].officer, who["credit_clean"].at) == (village.officer.name, village.at)
    assert set(who) == set(application.facts)
