"""Closing a month of the books: its trial balance is frozen, and nothing is posted into it again (结账)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.actions.ledger import KEEPS_BOOKS, hold_books
from hudai.core.errors import Refusal
from hudai.core.ledger import balances, frozen, month_digest, next_month
from hudai.core.workflow import NotNow
from hudai.records.models import ClosedMonth, Officer, Posting, Voucher
from hudai.records.queries import ledger as queries


@transaction.atomic
def close_month(*, actor: Actor, month: date) -> ClosedMonth:
    """Close a month: freeze its trial balance under a digest that holds the earlier months' too.

    Months are closed in order and when they are over.  Where two officers keep the books, the one
    who posted last in the month does not close it.

    Args:
        month: its first day.

    Raises:
        NotYours: if the desk keeps no books, or the officer posted last in the month.
        NotNow: if the month is not over, is closed, or is not the next in order.
    """
    actor.require(*KEEPS_BOOKS)
    hold_books()
    if actor.today < next_month(month):
        raise NotNow(f"{month:%Y年%m月}还没有过完，{next_month(month)} 起才能结账。")
    _require_next(month)
    _require_other_hands(actor, month)
    rows = queries.month_rows(month)
    assert balances(rows), f"the books of {month} do not balance"
    last = queries.last_closed()
    kept = frozen(rows)
    closed = ClosedMonth.objects.create(
        month=month,
        trial_balance=kept,
        digest=month_digest(month, kept, last.digest if last else ""),
        closed_by=actor.posting,
        closed_at=actor.at,
    )
    note(actor, "结账", closed, month=f"{month:%Y-%m}", digest=closed.digest)
    return closed


def _require_next(month: date) -> None:
    expected = queries.month_to_close()
    if expected is None:
        raise Refusal("账上还没有凭证，不用结账。")
    if month < expected:
        raise NotNow(f"{month:%Y年%m月}已经结账，或在开账以前。")
    if month > expected:
        raise NotNow(f"请先结 {expected:%Y年%m月}的账，月份要按顺序结。")


def _require_other_hands(actor: Actor, month: date) -> None:
    """Two people stand at the books where there are two."""
    posted = Voucher.objects.filter(on__gte=month, on__lt=next_month(month)).order_by("-pk").first()
    if posted is not None and posted.officer_id == actor.officer.pk and bookkeepers(actor.today) > 1:
        raise NotYours(f"{month:%Y年%m月}最后一张凭证 {posted.number} 是您记的，结账要由另一位工作人员办理。")


def bookkeepers(day: date) -> int:
    """How many officers can close: those who hold a desk that keeps the books, or stand in at one."""
    standing = Posting.objects.filter(
        Q(until=None) | Q(until__gt=day), station__in=KEEPS_BOOKS, since__lte=day
    )
    return (
        Officer.objects.filter(is_active=True)
        .filter(
            Q(postings__in=standing)
            | Q(deputed__posting__in=standing, deputed__since__lte=day, deputed__until__gt=day)
        )
        .distinct()
        .count()
    )
