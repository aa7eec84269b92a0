"""Too much was granted: asked back from who got it, instead of being carried on (多贴应退).

A line below zero is carried by default: it granted nothing, and the loan's next entitlement is used
up against it first.  Where a loan is over nothing can be used up, and the money is asked back.

What was recorded in error is reversed by somebody else, with the reason: a row beside the old one, and a
voucher that takes the old one's back.  A correction is a reversal and a new record.
"""

from __future__ import annotations

from datetime import date

from django.db import models, transaction
from django.utils import timezone

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.actions.ledger import post, require_not_sent, take_back
from hudai.actions.standing import hold_facts
from hudai.core.errors import Refusal
from hudai.core.ledger import EXPENSE, RECEIVABLE, Move, money_from
from hudai.core.words import yuan
from hudai.core.workflow import NotNow
from hudai.records.models import Demand, Refund, Source, Station, SubsidyBatch, Voucher
from hudai.records.queries.subsidy import worked_out_again
from hudai.records.queries.subsidy_payment import refundable, refunded
from hudai.records.queries.visibility import lines_seen_by

DEMANDS = (Station.OFFICE, Station.FINANCE)
TAKES_REFUNDS = (Station.FINANCE,)
LONGEST_REASON = 200


@transaction.atomic
def demand(*, actor: Actor, number: str, line_number: int, reason: str) -> Demand:
    """Ask back what a line below zero says; it then counts as taken back, and is owed to the county.

    Raises:
        NotYours: if the desk asks nothing back, or does not see the line.
        NotNow: if the batch is not approved, a later one worked the loan out anew, or it was asked
            back already.
        Refusal: if the line is not below zero, or no reason is given.
    """
    actor.require(*DEMANDS)
    hold_facts()
    line = (
        lines_seen_by(actor.posting)
        .select_related("batch")
        .filter(batch__number=number, number=line_number)
        .first()
    )
    if line is None:
        raise NotYours("没有找到这一行，或它不归您办理。")
    if line.due >= 0:
        raise Refusal("这一行不是多贴，不用追回。")
    reason = _said(reason, "追回")
    if line.batch.state not in SubsidyBatch.GRANTED:
        raise NotNow("这个批次还没有批准，批准后才能追回。")
    last = Demand.objects.filter(line=line, replaced_by=None).first()
    if last is not None and not last.void:
        raise NotNow("这一行已经登记追回。")
    if later := worked_out_again(line.batch, [line.loan_id]).get(line.loan_id):
        raise NotNow(f"这笔贷款在后面的批次 {later} 里已重新计算，仍有多贴的请在那一期的行上办理。")
    found = Demand.objects.create(
        line=line,
        amount=-line.due,
        reason=reason,
        replaces=last,
        demanded_by=actor.posting,
        demanded_at=actor.at,
    )
    post(
        actor=actor,
        on=actor.today,
        memo=f"追回多贴：批次 {number} 第 {line_number} 行",
        noun="demand",
        key=str(found.pk),
        entries=[Move(debit=RECEIVABLE, credit=EXPENSE, amount=found.amount, line=line.pk)],
    )
    note(actor, "追回多贴", line.batch, number=number, line=line_number, amount=found.amount)
    return found


@transaction.atomic
def record_refund(*, actor: Actor, demand_id: int, amount: int, source: Source, received_on: date) -> Refund:
    """Money came back on a demand; it goes back to the source that paid the loan's subsidy.

    Raises:
        NotYours: if the desk takes none.
        NotNow: if the demand was reversed, or the same money was recorded already.
        Refusal: if it is nothing, more than is still owed or than the source paid, or lies in the
            future.
    """
    actor.require(*TAKES_REFUNDS)
    # A demand is never changed, and the application's database user may not even lock it.
    hold_facts()
    found = _standing_demand(actor, demand_id)
    left = found.amount - refunded(found)
    if not 0 < amount <= left:
        raise Refusal(f"退回金额要大于 0，不能超过还没退回的 {yuan(left)} 元。")
    _require_paid_from(source, amount, refundable(found))
    if found.refunds.standing().filter(amount=amount, source=source, received_on=received_on).exists():
        raise NotNow(
            f"这笔追回在 {received_on} 已登记过退回 {yuan(amount)} 元，没有重复登记。"
            "同一天确实又退回一笔的，请由另一人冲销后按合计金额登记。"
        )
    if not timezone.localdate(found.demanded_at) <= received_on <= actor.today:
        raise Refusal("收到日期要在登记追回之后，不能晚于今天。")
    back = Refund.objects.create(
        demand=found,
        amount=amount,
        source=source,
        received_on=received_on,
        recorded_by=actor.posting,
        recorded_at=actor.at,
    )
    post(
        actor=actor,
        on=actor.today,
        memo=f"多贴退回：批次 {found.line.batch.number} 第 {found.line.number} 行",
        noun="refund",
        key=str(back.pk),
        entries=[Move(debit=money_from(source), credit=RECEIVABLE, amount=amount, line=found.line_id)],
    )
    note(actor, "登记多贴退回", found, amount=amount, source=str(source))
    return back


@transaction.atomic
def reverse_demand(*, actor: Actor, demand_id: int, reason: str) -> Demand:
    """Take back what was asked back in error: the line is carried on again, and the county owed nothing.

    Raises:
        NotYours: if the desk asks nothing back, or the officer recorded the demand.
        NotNow: if it was reversed already, or money that came back on it still stands.
        Refusal: without a reason.
    """
    actor.require(*DEMANDS)
    hold_facts()
    found = _standing_demand(actor, demand_id)
    voucher = _booked(found, actor)
    back = refunded(found)
    if back:
        raise NotNow(f"这笔追回已登记退回 {yuan(back)} 元，请先冲销退回款，再冲销追回。")
    reason = _said(reason, "冲销")
    made = Demand.objects.create(
        line=found.line,
        amount=found.amount,
        reason=reason,
        replaces=found,
        void=True,
        demanded_by=actor.posting,
        demanded_at=actor.at,
    )
    take_back(actor=actor, voucher=voucher, reason=reason, on=actor.today)
    batch = found.line.batch
    note(
        actor, "冲销追回", batch,
        number=batch.number, line=found.line.number, amount=found.amount, reason=made.reason,
    )  # fmt: skip
    return made


@transaction.atomic
def reverse_refund(*, actor: Actor, refund_id: int, reason: str) -> Refund:
    """Take back money that was recorded as come back in error; it is owed to the county again.

    Raises:
        NotYours: if the desk takes no refunds, or the officer recorded this one.
        NotNow: if it was reversed already.
        Refusal: without a reason.
        ShortOfMoney: if the money has been used since, or a payment file under way counts on it.
    """
    actor.require(*TAKES_REFUNDS)
    hold_facts()
    mine = Refund.objects.filter(demand__line__in=lines_seen_by(actor.posting))
    found = mine.select_related("demand__line__batch").filter(pk=refund_id, void=False).first()
    if found is None:
        raise NotYours("没有找到这笔退回款。")
    if Refund.objects.filter(replaces=found).exists():
        raise NotNow("这笔退回款已经冲销。")
    voucher = _booked(found, actor)
    reason = _said(reason, "冲销")
    made = Refund.objects.create(
        demand=found.demand,
        amount=found.amount,
        source=found.source,
        received_on=found.received_on,
        replaces=found,
        void=True,
        reason=reason,
        recorded_by=actor.posting,
        recorded_at=actor.at,
    )
    take_back(actor=actor, voucher=voucher, reason=reason, on=actor.today)
    require_not_sent(voucher)
    line = found.demand.line
    note(
        actor, "冲销多贴退回", line.batch,
        number=line.batch.number, line=line.number, amount=found.amount, reason=made.reason,
    )  # fmt: skip
    return made


def _said(reason: str, what: str) -> str:
    """Why money is asked back, or something reversed.

    Raises:
        Refusal: if nothing, or too much, is said.
    """
    plain = reason.strip()
    if not plain:
        raise Refusal(f"请写明{what}的原因。")
    if len(plain) > LONGEST_REASON:
        raise Refusal(f"{what}的原因最多 {LONGEST_REASON} 个字，请写短一些。")
    return plain


def _standing_demand(actor: Actor, demand_id: int) -> Demand:
    """A demand on a line the desk sees that nobody has reversed.

    Raises:
        NotYours: if there is none.
        NotNow: if it was reversed.
    """
    mine = Demand.objects.filter(pk=demand_id, void=False, line__in=lines_seen_by(actor.posting))
    found: Demand | None = mine.select_related("line__batch").first()
    if found is None:
        raise NotYours("没有找到这笔追回。")
    if Demand.objects.filter(replaces=found).exists():
        raise NotNow("这笔追回已经冲销；确需追回的，请重新登记。")
    return found


def _booked(found: models.Model, actor: Actor) -> Voucher:
    """The voucher of a demand or a refund, for somebody else than who posted it.

    Raises:
        NotYours: if the officer recorded it.
    """
    voucher = Voucher.objects.get(noun=found._meta.model_name, key=str(found.pk), reverses=None)
    if voucher.officer_id == actor.officer.pk:
        raise NotYours("这一笔是您登记的，冲销要由另一位工作人员办理。")
    return voucher


def _require_paid_from(source: Source, amount: int, left: dict[str, int]) -> None:
    if amount <= left.get(source, 0):
        return
    if not left:
        raise Refusal("这笔贷款的贴息还没有拨付到账，没有可以登记的退回。")
    paid = "，".join(f"{Source(each).label}最多 {yuan(fen)} 元" for each, fen in left.items())
    raise Refusal(
        f"退回的钱要回到当初拨付的资金来源，不能记到{source.label} {yuan(amount)} 元。可以退回：{paid}。"
    )
