"""Applications: entered, amended, handed in, surveyed, taken back (附件1, 附件2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.actions.loan_choice import loan_asked_about
from hudai.actions.numbering import next_number
from hudai.actions.screening import keep_findings, obstacles
from hudai.core import workflow
from hudai.core.errors import Refusal
from hudai.core.policy import Policy
from hudai.core.rates import RateSeries
from hudai.core.workflow import ENTRY, NotNow, State, Turn
from hudai.records.models import (
    Application,
    Branch,
    Household,
    Loan,
    Person,
    Station,
    Survey,
)
from hudai.records.queries.visibility import applications_seen_by, households_seen_by

ENTERS = (Station.VILLAGE, Station.TOWN, Station.BRANCH)
"""Stations that fill applications in for households."""

ENTERED, AMENDED, HANDED_IN = "录入申请", "修改申请", "提交申请"
WRITES = (ENTERED, AMENDED, HANDED_IN)
"""What the journal calls the acts of whoever writes an application."""

BANK_FACTS = ("rated", "credit_line", "guarantor_or_collateral", "fee_charged", "extra_condition")
"""Facts only the bank can know; a form cannot supply them (see :mod:`hudai.actions.attestation`)."""

SURVEYS = (*ENTERS, Station.TOWN_HEAD)
"""Stations that look at the household and its project before a loan."""


class Obstacles(Refusal):
    """Rules stand in the way; carries their findings, and the clause of each where it is known."""

    def __init__(self, message: str, messages: Sequence[str], clauses: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.messages = tuple(messages)
        self.clauses = tuple(clauses)


@dataclass(frozen=True, slots=True)
class Law:
    """What the actions ask the law by: the county's policy and the published rates."""

    policy: Policy
    national: Mapping[str, RateSeries]


@dataclass(frozen=True, slots=True)
class Request:
    """What an application form says."""

    kind: str
    branch: Branch
    amount: int
    """Fen."""
    term_months: int
    purpose: str
    applied_on: date
    bank_debt: int | None
    """Fen; None when not known."""
    phone: str
    reason: str
    facts: Mapping[str, Any]
    """What was established, by fact name; what is missing is unknown."""
    loan: Loan | None = None
    """The contract it is about; may be left out where the household owes on one only."""
    education: str = ""
    """文化程度 of the applicant; empty where the form does not say."""

    @property
    def kind_label(self) -> str:
        """What is asked for, in the form's words."""
        return str(Application.Kind(self.kind).label)


@transaction.atomic
def enter(
    *,
    actor: Actor,
    law: Law,
    household: Household,
    applicant: Person,
    request: Request,
    copied_from: Application | None = None,
) -> Application:
    """Enter an application for a household; it stays a draft until handed in.

    Raises:
        NotYours: if the station enters none, or not for this household.
        Refusal: if the household has one of this kind open, or the person is not of the household.
    """
    actor.require(*ENTERS)
    if not households_seen_by(actor.posting).filter(pk=household.pk).exists():
        raise NotYours("这户不在您的辖区，不能替它申请。")
    if not household.memberships.filter(person=applicant, until=None).exists():
        raise Refusal(f"{applicant.name}现在不是这户的家庭成员，请核对申请人。")
    _require_own_branch(actor, request.branch)
    application = Application(
        number=next_number("XD", request.applied_on),
        household=household,
        applicant=applicant,
        policy=law.policy.name,
        entered_by=actor.posting,
        entered_at=actor.at,
        step_since=actor.at,
        copied_from=copied_from,
    )
    _write(application, request)
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError:
        raise _already_open(request.kind) from None
    note(actor, ENTERED, application, number=application.number)
    _keep_education(actor, applicant, request.education)
    return application


def _keep_education(actor: Actor, applicant: Person, said: str) -> None:
    """It is the person's own, and printed in annex 1; a form that says nothing changes nothing."""
    if said and said != applicant.education:
        applicant.education = said
        applicant.save(update_fields=["education"])
        note(actor, "登记文化程度", applicant)


@dataclass(frozen=True, slots=True)
class Entry:
    """One application of a sheet: for whom, and what its form says."""

    household: Household
    applicant: Person
    request: Request


@transaction.atomic
def amend(*, actor: Actor, number: str, seen_version: int, request: Request) -> Application:
    """Change an application that is being filled in.

    Raises:
        NotYours: if the station enters none, or does not see it.
        NotNow: if it is handed in already.
    """
    actor.require(*ENTERS)
    application = in_hand(actor, number)
    _still(application, seen_version, ENTRY)
    if application.state != State.DRAFT:
        raise NotNow("这份申请已经提交，不能再改；需要更正的请由审批单位退回。")
    _require_own_branch(actor, request.branch)
    _write(application, request)
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError:
        raise _already_open(request.kind) from None
    note(actor, AMENDED, application, version=application.version)
    return application


@transaction.atomic
def submit(*, actor: Actor, law: Law, number: str, seen_version: int) -> Application:
    """Hand an application in: it is screened, and goes to the first station of the road.

    A broken hard rule stops it here; what is not known yet may be found out on the road.

    Raises:
        Obstacles: if a hard rule fails.
    """
    actor.require(*ENTERS)
    application = in_hand(actor, number)
    turn = workflow.submitted(turn_of(application), law.policy.route)
    _still(application, seen_version, ENTRY)
    findings = keep_findings(actor, application, law.policy, law.national)
    blocking = obstacles(findings, set(), complete=False)
    if blocking:
        raise Obstacles(
            "这份申请不符合政策，不能提交。",
            [finding.message for finding in blocking],
            [finding.clause for finding in blocking],
        )
    move(application, turn, actor)
    note(actor, HANDED_IN, application, version=application.version)
    return application


@transaction.atomic
def withdraw(*, actor: Actor, number: str, reason: str) -> Application:
    """Take an application back at the household's wish.

    Raises:
        NotNow: if it is over.
        Refusal: without a reason.
    """
    actor.require(*ENTERS)
    application = in_hand(actor, number)
    if not reason.strip():
        raise Refusal("请写明撤回的原因。")
    move(application, workflow.withdrawn(turn_of(application)), actor)
    note(actor, "撤回申请", application, reason=reason)
    return application


@transaction.atomic
def record_survey(
    *,
    actor: Actor,
    number: str,
    subject: str,
    surveyed_on: date,
    surveyors: str,
    content: str,
    favourable: bool,
) -> Survey:
    """Record one of the two surveys before a loan (上蔡县意见 六：双调查).

    Raises:
        NotYours: if the station surveys none.
        Refusal: if the survey lies in the future or says nothing.
    """
    actor.require(*SURVEYS)
    application = in_hand(actor, number)
    if not turn_of(application).is_open:
        raise NotNow("这份申请已经办结，不能再登记调查。")
    if surveyed_on > actor.today:
        raise Refusal("调查日期不能晚于今天。")
    if not content.strip() or not surveyors.strip():
        raise Refusal("请写明调查人和调查情况。")
    survey = Survey.objects.create(
        application=application,
        subject=subject,
        surveyed_on=surveyed_on,
        surveyors=surveyors,
        content=content,
        favourable=favourable,
        recorded_by=actor.posting,
        recorded_at=actor.at,
    )
    note(actor, "登记调查", application, subject=subject)
    return survey


def in_hand(actor: Actor, number: str) -> Application:
    """The application, locked for this action, if the actor may see it.

    Raises:
        NotYours: if not; the same words whether it exists or not.
    """
    seen = applications_seen_by(actor.posting).filter(number=number).values("pk")
    found = Application.objects.select_for_update().filter(pk__in=seen).first()
    if found is None:
        raise _not_yours(number)
    return found


def _not_yours(number: str) -> NotYours:
    return NotYours(f"没有找到编号 {number} 的申请，或它不归您办理。")


def policy_of(actor: Actor, number: str) -> str:
    """The policy pack an application stands under.

    Raises:
        NotYours: if the actor does not see it.
    """
    seen = applications_seen_by(actor.posting).filter(number=number)
    name = seen.values_list("policy", flat=True).first()
    if name is None:
        raise _not_yours(number)
    return name


def turn_of(application: Application) -> Turn:
    """Where it stands, in the core's terms."""
    return Turn(State(application.state), application.step, application.version)


def move(application: Application, turn: Turn, actor: Actor) -> None:
    """Put the application where ``turn`` says."""
    application.state, application.step, application.version = turn.state, turn.step, turn.version
    application.step_since = actor.at
    application.save()


def _still(application: Application, seen_version: int, seen_step: int) -> None:
    """Refuse when the page the person looked at is older than the case."""
    if (application.version, application.step) != (seen_version, seen_step):
        raise NotNow("这份申请刚才已被别人处理，请刷新后再看。")


def _require_own_branch(actor: Actor, branch: Branch) -> None:
    """A bank enters applications for itself, not for its neighbour."""
    if actor.station is Station.BRANCH and branch.pk != actor.posting.branch_id:
        raise NotYours("银行网点只能替本网点的客户录入申请。")


def _already_open(kind: str) -> Refusal:
    label = Application.Kind(kind).label
    return Refusal(f"这户已有一份未办结的“{label}”申请，请先办结或撤回。")


def _write(application: Application, request: Request) -> None:
    application.kind = request.kind
    application.branch = request.branch
    application.amount = request.amount
    application.term_months = request.term_months
    application.purpose = request.purpose
    application.applied_on = request.applied_on
    application.bank_debt = request.bank_debt
    application.phone = request.phone
    application.reason = request.reason
    # What the bank attested stays through a return; nobody else has a say in it.
    attested = {name: value for name, value in application.facts.items() if name in BANK_FACTS}
    established = {name: value for name, value in request.facts.items() if name not in BANK_FACTS}
    application.facts = established | attested
    application.loan = loan_asked_about(
        application.household,
        request.kind,
        chosen=request.loan,
        branch=request.branch,
        amount=request.amount,
    )
