"""Repayments: booked as the bank booked them, and corrected."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from hudai.actions import repayment as actions
from hudai.actions.actor import NotYours
from hudai.actions.packs import laws
from hudai.actions.repayment import Booked, Paid
from hudai.api.acting import actor
from hudai.api.fields import NAMED, IdempotencyKey, Key
from hudai.api.once import once
from hudai.api.v1.answers import writing
from hudai.api.v1.loan import UNSEEN, keys_of
from hudai.api.v1.shapes import (
    Correction,
    RepaymentRows,
    Repayments,
    RepaymentShape,
    repayment_shape,
)
from hudai.records.models import Posting, Repayment
from hudai.records.queries.visibility import loans_seen_by

router = Router(tags=["还款"])


@router.post(
    "/repayments",
    response=writing(Repayments),
    summary="登记还款",
    description="全部登记或全部不登记。超过余额、早于放款、晚于今天的不能登记；"
    "利息是应付的 5 倍以上、同一天已有金额相同的，要写 reason。",
)
def record(
    request: HttpRequest,
    sent: RepaymentRows,
    idempotency_key: IdempotencyKey = NAMED,
) -> HttpResponse:
    """Book what was paid, all rows or none."""
    who = actor(request)

    def do() -> Repayments:
        keys = keys_of(who.posting, {row.contract for row in sent.rows})
        rows = [
            Booked(
                keys.get(row.contract, UNSEEN),
                Paid(row.paid_on, row.principal, row.interest, row.penalty),
                row.reason,
            )
            for row in sent.rows
        ]
        made = actions.record_all(actor=who, laws=laws(), rows=rows)
        return Repayments(items=[repayment_shape(row, stands=True) for row in made])

    return once(request, idempotency_key, sent, 201, do)


@router.post(
    "/repayments/{repayment_id}/correction",
    response=writing(RepaymentShape),
    summary="更正还款",
    description="写更正后的完整内容，或者作废；原来的一笔留着，余额和贴息马上按更正后的算。"
    "更正过的不能再更正，要更正最新的一笔。",
)
def correct(
    request: HttpRequest,
    repayment_id: Key,
    sent: Correction,
    idempotency_key: IdempotencyKey = NAMED,
) -> HttpResponse:
    """Put a repayment right, or take back one that never was; the old row stays."""
    who, law = actor(request), laws()

    def do() -> RepaymentShape:
        old = _seen(who.posting, repayment_id)
        if sent.void:
            made = actions.void(actor=who, laws=law, repayment_id=old.pk, reason=sent.reason)
        else:
            paid = Paid(sent.paid_on or old.paid_on, sent.principal, sent.interest, sent.penalty)
            made = actions.correct(
                actor=who,
                laws=law,
                repayment_id=old.pk,
                paid=paid,
                reason=sent.reason,
                checked=sent.checked,
            )
        return repayment_shape(made, stands=not made.void)

    return once(request, idempotency_key, sent, 201, do)


def _seen(posting: Posting, repayment_id: int) -> Repayment:
    found: Repayment | None = Repayment.objects.filter(
        pk=repayment_id, loan__in=loans_seen_by(posting)
    ).first()
    if found is None:
        raise NotYours("没有找到这笔还款，或它不归本行办理。")
    return found
