"""A simulated application on its whole road: entered, surveyed, committed, four times agreed to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hudai.actions import application as applying
from hudai.actions import attestation as attesting
from hudai.actions import decision as deciding
from hudai.actions.application import Law
from hudai.actions.commitment import commit
from hudai.core.dates import add_months
from hudai.core.policy import NotRegulated
from hudai.core.workflow import Opinion
from hudai.demo.applications import AS_WANTED
from hudai.demo.simulation_life import Life
from hudai.records.models import Application, Loan, Station

HANDLERS = {
    "village": Station.VILLAGE,
    "town": Station.TOWN,
    "office": Station.OFFICE,
    "bank": Station.BRANCH,
}
_BANK_KNOWS = {**AS_WANTED, "credit_line": 10_000_000}
_SHORT = 12


def approved_application(
    life: Life,
    day: date,
    home: int,
    *,
    kind: Application.Kind,
    amount: int,
    term: int,
    about: Loan | None,
) -> Application:
    """An application that has come through, with the bank's terms.

    Raises:
        Refusal: as the actions do, when the rules stand in the way.
    """
    law = life.laws.of(life.scheme(day))
    village = life.offices.at(Station.VILLAGE, day)
    application = applying.enter(
        actor=village,
        law=law,
        household=life.offices.homes[home],
        applicant=life.offices.people[home],
        request=_request(life, day, kind, amount, term, about),
    )
    try:
        extended = about if kind == Application.Kind.EXTENSION else None
        return _carried(life, law, day, application, amount, term, extended)
    except applying.Obstacles:
        # The household takes it back, so that it may ask again another day.
        applying.withdraw(actor=village, number=application.number, reason="不符合条件。")
        raise


def _request(
    life: Life, day: date, kind: Application.Kind, amount: int, term: int, about: Loan | None
) -> applying.Request:
    facts = {
        **{name: value for name, value in AS_WANTED.items() if name != "on_list"},
        "outstanding": life.owed(about) if about else 0,
    }
    request = applying.Request(
        kind=kind,
        branch=life.offices.branch,
        amount=amount,
        term_months=term,
        purpose="生猪养殖",
        applied_on=day,
        bank_debt=0,
        phone="19900000001",
        reason="扩大养殖规模，需要购买饲料和仔猪。",
        facts=facts,
    )
    return replace(request, loan=about) if about else request


def _carried(
    life: Life,
    law: Law,
    day: date,
    application: Application,
    amount: int,
    term: int,
    extended: Loan | None,
) -> Application:
    number = application.number
    village = life.offices.at(Station.VILLAGE, day)
    for subject in ("household", "project"):
        applying.record_survey(
            actor=village,
            number=number,
            subject=subject,
            surveyed_on=day,
            surveyors="周正华、李青山",
            content="情况属实。",
            favourable=True,
        )
    commit(
        actor=village,
        number=number,
        helper="周正华",
        helper_employer="云坪县农业农村局",
        helper_phone="19900000001",
        signed_on=day,
    )
    found = applying.submit(actor=village, law=law, number=number, seen_version=application.version)
    if _outlasts_the_campaign(law, day, term):
        office = life.offices.at(Station.OFFICE, day)
        deciding.waive(actor=office, law=law, number=number, rule="campaign_end", reason="产业周期较长。")
    for step in law.policy.route:
        station = HANDLERS[step.station]
        if step.station == "bank":
            attesting.attest(
                actor=life.offices.at(station, day),
                law=law,
                number=number,
                seen_version=found.version,
                facts=_BANK_KNOWS,
            )
        found = deciding.decide(
            actor=life.offices.at(station, day),
            law=law,
            number=number,
            seen_version=found.version,
            seen_step=found.step,
            opinion=Opinion.AGREE,
            text="情况属实，同意。",
            terms=_terms(law, day, amount, term, extended) if step.station == "bank" else None,
        )
    return found


def _outlasts_the_campaign(law: Law, day: date, term: int) -> bool:
    """Whether the loan ends after the campaign in which it should, in principle (上蔡县意见 三)."""
    end = law.policy.campaign_end
    return not isinstance(end, NotRegulated) and add_months(day, term) > end.on(day)


def _terms(law: Law, day: date, amount: int, term: int, extended: Loan | None) -> deciding.Terms:
    """All that was asked for, at the highest rate of the day; an extension keeps its contract's."""
    tier = next(
        tier
        for tier in law.policy.rate_tiers.on(day)
        if tier.over_months < term and (tier.up_to_months is None or term <= tier.up_to_months)
    )
    rate = extended.rate if extended else law.national[tier.series].on(tier.tenor, day)
    return deciding.Terms(
        amount=amount,
        term_months=term,
        rate=rate,
        grade="A",
        account=f"6299{(day - timedelta(0)):%Y%m%d}0001",
    )
