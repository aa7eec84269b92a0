"""Stops: events after which a loan earns no subsidy any more (R4.5), and taking one back."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.actions.laws import Laws
from hudai.actions.loan import in_hand
from hudai.actions.standing import hold_facts, refresh
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import Loan, Repayment, Station, Stop
from hudai.records.queries.loan_chain import owed
from hudai.records.queries.visibility import loans_seen_by

OFFICE = (Station.OFFICE,)
BANK = (Station.BRANCH, Station.BANK)
Kind = Stop.Kind
STOPS: dict[str, tuple[Station, ...]] = {
    Kind.DIVERSION: OFFICE,
    Kind.BAD_FAITH: OFFICE,
    Kind.OTHER_SUBSIDY: OFFICE,
    Kind.WAIVED: OFFICE,
    Kind.RECALLED: BANK,
    Kind.CONVERTED: BANK,
}
"""Which desks register which event: the county finds, the bank recalls and converts."""


def kinds_for(station: Station) -> list[str]:
    """The events a desk registers."""
    return [kind for kind, stations in STOPS.items() if station in stations]


@transaction.atomic
def stop(*, actor: Actor, laws: Laws, loan_id: int, kind: str, since: date, evidence: str) -> Stop:
    """Register that a loan earns no subsidy from a day on.

    What was granted for days behind it comes back in the next batch by itself.

    Args:
        since: first day without subsidy.

    Raises:
        NotYours: if the desk does not register such an event, or does not see the loan.
        NotNow: if one of this kind stands already.
        Refusal: without evidence, outside the loan's life, or where nothing is left to recall.

    Source: 渝北区实施方案 二（2）、二（5）；上蔡县意见 五.
    """
    if kind not in STOPS:
        raise Refusal("请选择停止贴息的事由。")
    actor.require(*STOPS[kind])
    hold_facts()
    loan = in_hand(actor, loan_id)
    there = Stop.objects.filter(loan=loan, kind=kind).standing().first()
    if there is not None:
        if (there.since, there.evidence, there.recorded_by_id) == (
            since,
            evidence.strip(),
            actor.posting.pk,
        ):
            return there
        raise NotNow(f"这笔贷款已从 {there.since} 起因“{there.get_kind_display()}”停止贴息。")
    _require_possible(actor, loan, kind, since, evidence)
    made = Stop.objects.create(
        loan=loan,
        kind=kind,
        since=since,
        evidence=evidence.strip(),
        recorded_by=actor.posting,
        recorded_at=actor.at,
    )
    refresh({loan.household_id}, as_of=actor.today, policies=laws.policies)
    note(actor, "停止贴息", loan, kind=kind, since=since.isoformat())
    return made


@transaction.atomic
def lift(*, actor: Actor, laws: Laws, stop_id: int, reason: str) -> Stop:
    """Take back a stop that should not have been: the row stays, marked void by another beside it.

    Raises:
        NotYours: if the desk does not register such events, or does not see the loan.
        NotNow: if it was taken back before.
        Refusal: without a reason.
    """
    actor.require(*OFFICE, *BANK)
    hold_facts()
    old = Stop.objects.filter(pk=stop_id, void=False, loan__in=loans_seen_by(actor.posting)).first()
    if old is None:
        raise NotYours("没有找到这条停止贴息的记录，或它不归您办理。")
    actor.require(*STOPS[old.kind])
    loan = in_hand(actor, old.loan_id)
    if not reason.strip():
        raise Refusal("请写明恢复贴息的原因。")
    there = Stop.objects.filter(replaces=old).first()
    if there is not None:
        if there.void and there.recorded_by_id == actor.posting.pk:
            return there
        raise NotNow("这条停止贴息的记录已经撤销，请刷新后再看。")
    try:
        with transaction.atomic():
            made = Stop.objects.create(
                loan=loan,
                kind=old.kind,
                since=old.since,
                replaces=old,
                void=True,
                reason=reason.strip(),
                recorded_by=actor.posting,
                recorded_at=actor.at,
            )
    except IntegrityError:
        raise NotNow("这条停止贴息的记录刚才已被别人撤销，请刷新后再看。") from None
    refresh({loan.household_id}, as_of=actor.today, policies=laws.policies)
    note(actor, "撤销停止贴息", loan, kind=old.kind, since=old.since.isoformat())
    return made


def _require_possible(actor: Actor, loan: Loan, kind: str, since: date, evidence: str) -> None:
    if loan.disbursed_on is None:
        raise Refusal("这笔贷款还没有放款，没有贴息可以停止。")
    if not evidence.strip():
        raise Refusal("请写明依据，如核查记录、文件名称和文号。")
    if not loan.disbursed_on <= since <= actor.today:
        raise Refusal(f"生效日期要在放款日期 {loan.disbursed_on} 当天或以后，不能晚于今天。")
    if owed(loan) > 0:
        return
    if kind in (Kind.RECALLED, Kind.CONVERTED):
        raise Refusal("这笔贷款已经还清，不用收回或转换。")
    last = Repayment.objects.filter(loan=loan, principal__gt=0).standing().order_by("-paid_on").first()
    if last is not None and since >= last.paid_on:
        raise Refusal(f"这笔贷款 {last.paid_on} 已经还清，从 {since} 起没有贴息可以停止。")
