"""No town agrees without both surveys, no bank without the commitment (三（一）, 附件2; 双调查)."""

from __future__ import annotations

from datetime import date

import pytest

import made_cases as cases
from hudai.actions import application as applying
from hudai.actions import decision as deciding
from hudai.actions.application import Obstacles
from hudai.actions.commitment import commit
from hudai.core.errors import Refusal
from hudai.core.workflow import Opinion
from hudai.records.models import Application, Decision, Finding, JournalLine, Station, Waiver

pytestmark = pytest.mark.django_db


def survey(application: Application, subject: str, *, favourable: bool = True, hours: int = 30) -> None:
    actor = cases.at(Station.TOWN, hours)
    applying.record_survey(
        actor=actor,
        number=application.number,
        subject=subject,
        surveyed_on=actor.today,
        surveyors="钱镇干",
        content="入户查看。",
        favourable=favourable,
    )


def promise(application: Application) -> None:
    commit(
        actor=cases.at(Station.VILLAGE, 80),
        number=application.number,
        helper="周帮扶",
        helper_employer="镇政府",
        helper_phone="",
        signed_on=date(2025, 9, 21),
    )


def refused(application: Application, station: Station, hours: int, **more: object) -> str:
    """Why an agreement is refused; nothing may have been written."""
    before = (Decision.objects.count(), Finding.objects.count(), JournalLine.objects.count())
    with pytest.raises(Obstacles) as caught:
        cases.agree(application, cases.at(station, hours), **more)
    assert before == (Decision.objects.count(), Finding.objects.count(), JournalLine.objects.count())
    step = application.step
    application.refresh_from_db()
    assert application.step == step
    return "".join(caught.value.messages)


def test_a_village_agrees_before_anybody_surveyed_and_the_town_does_not():
    application = cases.waiting_at(2, papers=False)

    assert "还没有登记农户调查" in refused(application, Station.TOWN, 31)
    survey(application, "household")
    assert refused(application, Station.TOWN, 32) == (
        "还没有登记产业项目调查，自“镇帮扶干部意见”起不能签署同意，请先在“双调查和承诺书”登记。"
    )
    survey(application, "project")
    assert cases.agree(application, cases.at(Station.TOWN, 33)).step == 3


def test_a_town_may_still_return_and_reject_what_nobody_surveyed():
    application = cases.waiting_at(2, papers=False)

    assert (
        cases.decide(
            application, cases.at(Station.TOWN, 30), Opinion.RETURN, text="请先调查。", returned_to=0
        ).state
        == "draft"
    )


def test_a_bank_does_not_agree_without_the_signed_commitment():
    application = cases.waiting_at(2, papers=False)
    for subject in ("household", "project"):
        survey(application, subject)
    cases.agree(application, cases.at(Station.TOWN, 48))
    application.refresh_from_db()
    application = cases.agree(application, cases.at(Station.OFFICE, 72))
    application = cases.attest(application, cases.at(Station.BRANCH, 90))

    assert "还没有登记资金使用承诺书" in refused(application, Station.BRANCH, 96, terms=cases.TERMS)
    promise(application)
    assert cases.agree(application, cases.at(Station.BRANCH, 97), terms=cases.TERMS).state == "approved"


def test_an_opinion_on_many_tells_which_lack_a_survey():
    done = cases.waiting_at(2)
    bare = cases.waiting_at(2, cases.household("LX-002", "钱大山", "19700101"), papers=False)
    seen = [deciding.Seen(each.number, each.version, each.step) for each in (done, bare)]

    outcomes = deciding.agree_to_many(
        actor=cases.at(Station.TOWN, 48), law_of=lambda _: cases.LAW, cases=seen, text="同意。"
    )

    assert outcomes[0].refused == ""
    assert "还没有登记农户调查" in outcomes[1].refused


def against(hours: int = 34) -> Application:
    """A case at the bank whose newest survey of the project speaks against it, found out ``hours`` in."""
    application = cases.waiting_at(4)
    survey(application, "project", favourable=False, hours=hours)
    return application


def test_a_survey_against_the_loan_holds_the_bank_up_until_somebody_sets_it_aside():
    application = against()

    assert "产业项目调查的结论是不宜贷款" in refused(application, Station.BRANCH, 96, terms=cases.TERMS)
    deciding.waive(
        actor=cases.at(Station.TOWN_HEAD, 97),
        law=cases.LAW,
        number=application.number,
        rule="project_survey",
        reason="已另选项目。",
    )
    assert cases.agree(application, cases.at(Station.BRANCH, 98), terms=cases.TERMS).state == "approved"


def test_a_newer_survey_in_favour_takes_the_place_of_one_against():
    application = against()
    survey(application, "project", hours=80)

    assert cases.agree(application, cases.at(Station.BRANCH, 98), terms=cases.TERMS).state == "approved"


def test_a_missing_survey_is_no_principle_that_could_be_set_aside():
    application = cases.waiting_at(2, papers=False)

    with pytest.raises(Refusal, match="不能豁免"):
        deciding.waive(
            actor=cases.at(Station.TOWN_HEAD, 30),
            law=cases.LAW,
            number=application.number,
            rule="household_survey",
            reason="来不及。",
        )
    assert not Waiver.objects.exists()


def test_the_answers_are_kept_with_clause_and_what_was_on_file():
    application = cases.waiting_at(3)
    screening = application.screenings.get(gate=2)
    kept = screening.findings.filter(rule__in=("household_survey", "commitment"))

    assert sorted(kept.values_list("rule", "verdict", "clause")) == [
        ("commitment", "pass", "yubei-2021#A2"),
        ("household_survey", "pass", "yubei-2021#3.1a"),
    ]
    assert screening.facts["project_survey"] is True
