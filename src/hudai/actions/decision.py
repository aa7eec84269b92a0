"""Decisions: one station's opinion on one application, and principles set aside for a case.

Four gates stand before an opinion: the case still stands where the officer saw it, it is this
station's turn, the officer has not acted at another level, and, to agree, the law does not object.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from hudai.actions.actor import Actor, NotYours
from hudai.actions.application import Law, Obstacles, in_hand, move, policy_of, turn_of
from hudai.actions.breaker import lends_new_money, require_not_suspended
from hudai.actions.gates import gates
from hudai.actions.journal import note
from hudai.actions.levels import HANDLERS, acted_elsewhere, require_one_level
from hudai.actions.pricing import require_reason_above
from hudai.actions.screening import keep_findings, obstacles
from hudai.core import words, workflow
from hudai.core.errors import Refusal
from hudai.core.findings import Level, Verdict
from hudai.core.gates import LABELS, GateFinding
from hudai.core.policy import Step
from hudai.core.workflow import NotNow, Opinion, State
from hudai.records.models import Application, Decision, Finding, Station, Waiver

_ACCOUNT = re.compile(r"\d{8,32}", re.ASCII)

WAIVES = (Station.OFFICE, Station.TOWN_HEAD)
"""Desks that may set a principle aside."""

LOOKS = (*HANDLERS["village"], *HANDLERS["town"], *HANDLERS["office"], *HANDLERS["bank"], Station.AUDITOR)
"""Desks that may look at full ID, telephone and account numbers of a case, each look recorded."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the bank's step grants."""

    amount: int
    """Fen."""
    term_months: int
    rate: int
    """Annual, ppm."""
    grade: str
    account: str
    """Empty for that of the loan carried on; an extension never has another."""


@transaction.atomic
def decide(
    *,
    actor: Actor,
    law: Law,
    number: str,
    seen_version: int,
    seen_step: int,
    opinion: Opinion,
    text: str,
    returned_to: int | None = None,
    marked_fields: Sequence[str] = (),
    terms: Terms | None = None,
) -> Application:
    """Give the opinion of the station whose turn it is.

    The same officer saying the same again (a double click) changes nothing; anybody else who
    looked at an older page is refused.

    Raises:
        NotYours: if it is another station's turn, or the officer acted on this case before.
        NotNow: if the case moved on.
        Obstacles: if the last station agrees although the law does not.
        Refusal: if a return or a rejection says no reason, the bank's terms are missing, or its rate is above
            its own table without a reason.
    """
    application = in_hand(actor, number)
    if _said_already(application, actor, seen_version, seen_step, opinion):
        return application
    route = law.policy.route
    turn = workflow.decided(turn_of(application), route, opinion, returned_to)
    step = route[application.step - 1]
    _require_turn(actor, application, step)
    if opinion is not Opinion.AGREE and not text.strip():
        raise Refusal("退回或不同意，请写明理由，让申请人知道要改什么。")
    _record(actor, application, step, opinion, text, returned_to, marked_fields)
    if opinion is Opinion.AGREE:
        _grant(application, step, terms)
        _pass_gate(actor, law, application, last=turn.state is State.APPROVED)
        _pass_breaker(actor, law, application, step)
        if step.station == "bank":
            require_reason_above(actor, law, application, text)
    move(application, turn, actor)
    note(actor, f"签署意见：{Decision.Verdict(opinion).label}", application, step=step.label)
    return application


@dataclass(frozen=True, slots=True)
class Seen:
    """A case as a list showed it."""

    number: str
    version: int
    step: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case of a list."""

    number: str
    refused: str
    """Why nothing was done; empty when the opinion was given."""


def agree_to_many(
    *, actor: Actor, law_of: Callable[[str], Law], cases: Sequence[Seen], text: str
) -> list[Outcome]:
    """Agree to many cases with one statement, each for itself: one that is refused stops no other.

    Args:
        law_of: the law by the name of a policy pack.
        cases: in the order to take them.

    The last station's step grants terms of its own and is refused here.
    """
    return [
        Outcome(seen.number, _agreed_or_why_not(actor, law_of, seen, text)) for seen in dict.fromkeys(cases)
    ]


def _agreed_or_why_not(actor: Actor, law_of: Callable[[str], Law], seen: Seen, text: str) -> str:
    try:
        decide(
            actor=actor,
            law=law_of(policy_of(actor, seen.number)),
            number=seen.number,
            seen_version=seen.version,
            seen_step=seen.step,
            opinion=Opinion.AGREE,
            text=text,
        )
    except Obstacles as refusal:
        return f"{refusal}{''.join(refusal.messages)}"
    except Refusal as refusal:
        return str(refusal)
    return ""


@transaction.atomic
def waive(*, actor: Actor, law: Law, number: str, rule: str, reason: str) -> Waiver:
    """Set a principle aside for one case, with the reason (原则上).

    Raises:
        NotYours: if the station may waive nothing.
        Refusal: without a reason, or for a rule that is not broken or no mere principle.
    """
    actor.require(*WAIVES)
    application = in_hand(actor, number)
    if not turn_of(application).is_open:
        raise NotNow("这份申请已经办结。")
    if not reason.strip():
        raise Refusal("请写明理由。")
    latest = _latest_answer(application, law, rule)
    if latest is None or latest.level != Level.PRINCIPLE or latest.verdict != Verdict.FAIL:
        raise Refusal("这一条没有违反，或者不是原则性规定，不需要也不能豁免。")
    if acted_elsewhere(application, actor):
        raise NotYours("您已在其他环节办理过这份申请，豁免请由另一人办理。")
    waiver, made = Waiver.objects.get_or_create(
        application=application,
        version=application.version,
        rule=rule,
        defaults={"reason": reason, "waived_by": actor.posting, "waived_at": actor.at},
    )
    if made:
        note(actor, "豁免原则性规定", application, rule=rule, clause=latest.clause)
    return waiver


def _latest_answer(application: Application, law: Law, rule: str) -> Finding | GateFinding | None:
    """What a rule said last; on papers, which come and go between two opinions, what it says now."""
    if rule in LABELS:
        return next((each for each in gates(application, law.policy) if each.rule == rule), None)
    said = Finding.objects.filter(screening__application=application, rule=rule)
    return said.order_by("-screening__found_at", "-pk").first()


@transaction.atomic
def look(*, actor: Actor, number: str) -> Application:
    """A case with its full numbers, for who handles it; the look is in the journal.

    Raises:
        NotYours: if the station does not handle cases, or does not see this one.
    """
    actor.require(*LOOKS)
    application = in_hand(actor, number)
    note(actor, "查看完整号码", application)
    return application


def steps_of(station: Station, route: Sequence[Step]) -> list[int]:
    """Places of the route's steps at which a desk gives its opinion."""
    return [place for place, step in enumerate(route, 1) if station in HANDLERS[step.station]]


def has_turn(actor: Actor, application: Application, route: Sequence[Step]) -> bool:
    """Whether the actor may give an opinion on the case as it stands."""
    return (
        application.state == State.UNDER_WAY
        and application.step in steps_of(actor.station, route)
        and not acted_elsewhere(application, actor)
    )


def _said_already(application: Application, actor: Actor, version: int, step: int, opinion: Opinion) -> bool:
    """Whether this very opinion was given before.

    Raises:
        NotNow: if the case does not stand where the officer saw it, or somebody spoke first.
    """
    given = application.decisions.filter(version=version, step=step).first()
    if given and given.officer_id == actor.officer.pk and given.verdict == opinion:
        return True
    if given or (application.version, application.step) != (version, step):
        raise NotNow("这份申请刚才已被别人处理，请刷新后再看。")
    return False


def _require_turn(actor: Actor, application: Application, step: Step) -> None:
    actor.require(*HANDLERS[step.station])
    require_one_level(application, actor, step)


def _record(
    actor: Actor,
    application: Application,
    step: Step,
    opinion: Opinion,
    text: str,
    returned_to: int | None,
    marked_fields: Sequence[str],
) -> None:
    Decision.objects.create(
        application=application,
        version=application.version,
        step=application.step,
        label=step.label,
        verdict=opinion,
        opinion=text.strip(),
        returned_to=returned_to if opinion is Opinion.RETURN else None,
        marked_fields=list(marked_fields) if opinion is Opinion.RETURN else [],
        posting=actor.posting,
        officer=actor.officer,
        arrived_at=application.step_since,
        decided_at=actor.at,
    )


def _grant(application: Application, step: Step, terms: Terms | None) -> None:
    if step.station != "bank":
        return
    if terms is None:
        raise Refusal("请填写审批金额、期限、利率和放款账户。")
    if not 0 < terms.amount <= application.amount:
        raise Refusal("审批金额要大于 0，不能超过申贷金额。")
    if not 0 < terms.term_months <= application.term_months:
        raise Refusal("审批期限要大于 0，不能超过申贷期限。")
    extended = application.loan if application.kind == Application.Kind.EXTENSION else None
    if extended and terms.rate != extended.rate:
        raise Refusal(f"展期不改变合同利率，请填写原合同的年利率 {words.percent(extended.rate)}。")
    account = _account(application, terms)
    application.approved_amount = terms.amount
    application.approved_term_months = terms.term_months
    application.approved_rate = terms.rate
    application.approved_grade = terms.grade
    application.account = account


def _account(application: Application, terms: Terms) -> str:
    """Where the money goes: an extension moves none, and a renewal may stay with the account there is."""
    carried_on: str = application.loan.account if application.loan else ""
    if application.kind == Application.Kind.EXTENSION:
        return carried_on
    account = terms.account or (carried_on if application.kind == Application.Kind.RENEWAL else "")
    if not _ACCOUNT.fullmatch(account):
        raise Refusal("放款账户只能是 8 到 32 位数字，请核对后重填。")
    return account


def _pass_breaker(actor: Actor, law: Law, application: Application, step: Step) -> None:
    """The bank grants nothing where lending is suspended (R9)."""
    if step.station == "bank":
        require_not_suspended(
            application.household.village,
            law.policy,
            on=actor.today,
            new_money=lends_new_money(application),
        )


def _pass_gate(actor: Actor, law: Law, application: Application, *, last: bool) -> None:
    """Screen once more: at every step hard rules must not fail, at the last nothing may be open."""
    findings = keep_findings(actor, application, law.policy, law.national)
    waived = set(application.waivers.filter(version=application.version).values_list("rule", flat=True))
    blocking = obstacles(findings, waived, complete=last)
    if blocking:
        raise Obstacles(
            "按政策现在不能同意。",
            [finding.message for finding in blocking],
            [finding.clause for finding in blocking],
        )
