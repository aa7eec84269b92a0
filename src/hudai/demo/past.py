"""Applications that never went back a step, written at once.

Lived deed by deed, the 676 such cases of a county of 3 000 households took 139 s of the processor (5 903
deeds, most of them a screening of one case), where a whole county is to stand within a minute; with them
written here all applications take 9 s (docs/decisions/0020).  What is written here (applications, surveys,
commitments, screenings, waivers, decisions, journal lines) is row for row what the actions of
:mod:`hudai.demo.lives` write for the same plans; a test holds the two against each other.  Cases that
were returned are lived through the actions.
"""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import asdict
from datetime import datetime
from typing import Any

import polars as pl
from django.db import models

from hudai.actions.application import BANK_FACTS
from hudai.actions.attestation import ATTESTED, bank_facts, with_bank_facts
from hudai.actions.screening import facts_of, finding_of, kept_facts
from hudai.core.findings import Level
from hudai.core.gates import Papers, gate_findings
from hudai.core.screening import screen
from hudai.core.workflow import ENTRY, State
from hudai.demo.lives import HELPER, Lives, request_of, surveyors_of, terms_of
from hudai.demo.plans import Act, Deed, Plan
from hudai.records.models import (
    Application,
    Commitment,
    Counter,
    Decision,
    Finding,
    JournalLine,
    Screening,
    Survey,
    Waiver,
)
from hudai.records.queries.rating import takes_simple_path

OPINION = (Act.AGREE, Act.REJECT)
MOVING = (Act.ENTER, Act.SUBMIT, *OPINION, Act.WITHDRAW)
"""What brings a case to another place."""
AT_ONCE = 500
"""Rows in one statement."""


def write(plans: Sequence[Plan], lives: Lives) -> None:
    """Write cases as they stand in the end, numbered in the order they were entered."""
    ordered = sorted(plans, key=lambda plan: (plan.deeds[0].at, plan.serial))
    applications = [
        _application(plan, number, lives) for plan, number in zip(ordered, _numbers(ordered), strict=True)
    ]
    Application.objects.bulk_create(applications, AT_ONCE)
    pairs = list(zip(ordered, applications, strict=True))
    _bulk(Survey, (row for plan, case in pairs for row in _surveys(plan, case, lives)))
    _bulk(Commitment, (row for plan, case in pairs for row in _commitments(plan, case)))
    _bulk(Decision, (row for plan, case in pairs for row in _decisions(plan, case, lives)))
    _screen(pairs, lives)
    _waive(pairs, lives)
    _bulk(JournalLine, (row for plan, case in pairs for row in _journal(plan, case, lives)))
    lives.numbers |= {plan.serial: case.number for plan, case in pairs}


def _bulk(model: type[models.Model], rows: Iterator[models.Model]) -> None:
    model._default_manager.bulk_create(rows, AT_ONCE)


def _numbers(ordered: Sequence[Plan]) -> list[str]:
    """One series a year, without a gap, as the actions count."""
    last: Count[str] = Count()
    numbers = []
    for plan in ordered:
        prefix = f"XD{plan.form.applied_on.year}"
        last[prefix] += 1
        numbers.append(f"{prefix}{last[prefix]:06d}")
    Counter.objects.bulk_create(Counter(prefix=prefix, last=count) for prefix, count in last.items())
    return numbers


def _application(plan: Plan, number: str, lives: Lives) -> Application:
    """The application as it stands at the end."""
    request, entered = request_of(plan, lives.offices), plan.deeds[0]
    state, step = _stands(plan)
    case = Application(
        number=number,
        household=lives.households[plan.home.number],
        applicant=lives.people[plan.applicant.id_number],
        policy=lives.law.policy.name,
        entered_by=lives.offices.desk(entered.by, plan.home.place),
        entered_at=entered.at,
        kind=request.kind,
        branch=request.branch,
        amount=request.amount,
        term_months=request.term_months,
        purpose=request.purpose,
        applied_on=request.applied_on,
        bank_debt=request.bank_debt,
        phone=request.phone,
        reason=request.reason,
        facts={name: value for name, value in request.facts.items() if name not in BANK_FACTS},
        state=state,
        step=step,
        step_since=[deed.at for deed in plan.deeds if deed.act in MOVING][-1],
    )
    if plan.is_granted:
        _grant(case, plan, lives)
    return case


def _stands(plan: Plan) -> tuple[State, int]:
    """State and step after the last deed."""
    acts = [deed.act for deed in plan.deeds]
    given = sum(act in OPINION for act in acts)
    if Act.REJECT in acts or plan.is_granted:
        return State.APPROVED if plan.is_granted else State.REJECTED, given
    waits_at = given + 1 if Act.SUBMIT in acts else ENTRY
    if Act.WITHDRAW in acts:
        return State.WITHDRAWN, waits_at
    return State.UNDER_WAY if waits_at else State.DRAFT, waits_at


def _grant(case: Application, plan: Plan, lives: Lives) -> None:
    terms = terms_of(plan, lives.law)
    case.facts = with_bank_facts(case.facts, bank_facts(plan.form.facts))
    case.approved_amount, case.approved_term_months = terms.amount, terms.term_months
    case.approved_rate, case.approved_grade, case.account = terms.rate, terms.grade, terms.account


def _surveys(plan: Plan, case: Application, lives: Lives) -> Iterator[Survey]:
    for deed in plan.deeds:
        if deed.act in (Act.SURVEY_HOUSEHOLD, Act.SURVEY_PROJECT):
            yield Survey(
                application=case,
                subject=deed.act.value,
                surveyed_on=deed.at.date(),
                surveyors=surveyors_of(lives.offices, plan),
                content=deed.text,
                favourable=True,
                recorded_by=lives.offices.desk(deed.by, plan.home.place),
                recorded_at=deed.at,
            )


def _commitments(plan: Plan, case: Application) -> Iterator[Commitment]:
    helper, employer, phone = HELPER
    for deed in plan.deeds:
        if deed.act is Act.COMMIT:
            yield Commitment(
                application=case,
                helper=helper,
                helper_employer=employer,
                helper_phone=phone,
                signed_on=deed.at.date(),
            )


def _arrivals(plan: Plan) -> Iterator[tuple[int, datetime, Deed]]:
    """Step, when the case came there, and the opinion given on it."""
    step, arrived = 0, plan.deeds[0].at
    for deed in plan.deeds:
        if deed.act in OPINION:
            step += 1
            yield step, arrived, deed
        if deed.act in MOVING:
            arrived = deed.at


def _decisions(plan: Plan, case: Application, lives: Lives) -> Iterator[Decision]:
    for step, arrived, deed in _arrivals(plan):
        actor = lives.offices.actor(deed.by, plan.home.place, deed.at)
        yield Decision(
            application=case,
            version=0,
            step=step,
            label=lives.law.policy.route[step - 1].label,
            verdict=deed.act.value,
            opinion=deed.text,
            posting=actor.posting,
            officer=actor.officer,
            arrived_at=arrived,
            decided_at=deed.at,
        )


def _screen(pairs: Sequence[tuple[Plan, Application]], lives: Lives) -> None:
    """Keep what the rules answered at every gate of every case."""
    made = list(_screenings(pairs, lives))
    _bulk(Screening, (screening for screening, _ in made))
    _bulk(Finding, (finding_of(screening, line) for screening, lines in made for line in lines))


def _screenings(
    pairs: Sequence[tuple[Plan, Application]], lives: Lives
) -> Iterator[tuple[Screening, list[dict[str, Any]]]]:
    """All gates of all cases, screened together: before the bank spoke, and with what it granted."""
    frames = []
    for plan, case in pairs:
        # The bank grants all that was asked for, so its gate differs from the others by the rate and by
        # what it alone can know, as far as no rating on record says so.
        before = facts_of(_before_the_bank(case))
        said = bank_facts(plan.form.facts) if plan.is_granted else {}
        spoken = [pl.col(name).fill_null(value) for name, value in said.items()]
        frames += [before, before.with_columns(*spoken, rate=pl.lit(case.approved_rate, pl.Int64))]
    screening = screen(pl.concat(frames), policy=lives.law.policy, national=lives.law.national)
    facts = list(screening.facts.iter_rows(named=True))
    told: dict[int, list[dict[str, Any]]] = {}
    for line in screening.findings().iter_rows(named=True):
        told.setdefault(line["row"], []).append(line)
    for nth, (plan, case) in enumerate(pairs):
        rated_line = True if takes_simple_path(case) else None
        for gate, at, bank_spoke in _gates(plan):
            row, papers = 2 * nth + (2 if bank_spoke else 1), _on_file(plan, at, rated_line)
            needs = gate_findings(papers, policy=lives.law.policy, step=gate, on=case.applied_on)
            kept = Screening(
                application=case,
                gate=gate,
                version=0,
                facts=kept_facts(facts[row - 1], papers),
                pack_digest=lives.law.policy.digest,
                found_at=at,
            )
            yield kept, [*told[row], *map(asdict, needs)]


def _before_the_bank(case: Application) -> Application:
    """The case without what the bank said."""
    earlier = copy(case)
    earlier.facts, earlier.approved_rate = with_bank_facts(case.facts, {}), None
    return earlier


def _gates(plan: Plan) -> Iterator[tuple[int, datetime, bool]]:
    """Where the case was screened and when: handing in and each agreement; whether the bank had spoken."""
    for deed in plan.deeds:
        if deed.act is Act.SUBMIT:
            yield ENTRY, deed.at, False
    for step, _, deed in _arrivals(plan):
        if deed.act is Act.AGREE:
            yield step, deed.at, plan.is_granted and deed is plan.deeds[-1]


def _on_file(plan: Plan, at: datetime, rated_line: bool | None) -> Papers:
    """Surveys and commitment that were there at an instant; all of them speak for the loan."""
    there = {deed.act for deed in plan.deeds if deed.at <= at}
    papers = (Act.SURVEY_HOUSEHOLD, Act.SURVEY_PROJECT, Act.COMMIT)
    household, project, signed = (True if act in there else None for act in papers)
    return Papers(household, project, signed, rated_line)


def _waived(plan: Plan) -> Deed | None:
    return next((deed for deed in plan.deeds if deed.act is Act.WAIVE), None)


def _waive(pairs: Sequence[tuple[Plan, Application]], lives: Lives) -> None:
    """The principle set aside for a case."""
    for plan, case in pairs:
        waived = _waived(plan)
        if waived is not None:
            desk = lives.offices.desk(waived.by, plan.home.place)
            Waiver.objects.create(
                application=case,
                version=case.version,
                rule="amount",
                reason=waived.text,
                waived_by=desk,
                waived_at=waived.at,
            )


def _journal(plan: Plan, case: Application, lives: Lives) -> Iterator[JournalLine]:
    opinions = {id(deed): step for step, _, deed in _arrivals(plan)}
    for deed in plan.deeds:
        if plan.is_granted and deed is plan.deeds[-1]:
            yield _line(deed, plan, case, lives, ATTESTED, bank_facts(plan.form.facts))
        yield _line(deed, plan, case, lives, *_noted(deed, case, opinions.get(id(deed), 0), lives))


def _line(
    deed: Deed, plan: Plan, case: Application, lives: Lives, action: str, facts: dict[str, Any]
) -> JournalLine:
    actor = lives.offices.actor(deed.by, plan.home.place, deed.at)
    return JournalLine(
        at=deed.at,
        officer=actor.officer,
        posting=actor.posting,
        action=action,
        noun="application",
        key=str(case.pk),
        facts=facts,
    )


def _noted(deed: Deed, case: Application, step: int, lives: Lives) -> tuple[str, dict[str, Any]]:
    """What the action notes, and with which facts."""
    if deed.act in OPINION:
        word = Decision.Verdict(deed.act.value).label
        return f"签署意见：{word}", {"step": lives.law.policy.route[step - 1].label}
    if deed.act is Act.WAIVE:
        said = Finding.objects.filter(screening__application=case, rule="amount", level=Level.PRINCIPLE)
        clause = said.latest("screening__found_at").clause
        return "豁免原则性规定", {"rule": "amount", "clause": clause}
    plain: dict[Act, tuple[str, dict[str, Any]]] = {
        Act.ENTER: ("录入申请", {"number": case.number}),
        Act.SUBMIT: ("提交申请", {"version": case.version}),
        Act.WITHDRAW: ("撤回申请", {"reason": deed.text}),
        Act.COMMIT: ("登记承诺书", {}),
    }
    return plain.get(deed.act, ("登记调查", {"subject": deed.act.value}))
