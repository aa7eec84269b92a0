"""Subsidy money and its plan: what each source allocated, and the budget of a year (贴息资金)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from hudai.actions.actor import Actor
from hudai.actions.journal import note
from hudai.actions.ledger import BY_HAND, FIRST_YEAR, KEEPS_BOOKS, post
from hudai.core.errors import Refusal
from hudai.core.ledger import Move, money_from, received
from hudai.core.words import yuan
from hudai.records.models import BudgetLine, Source, Voucher

LARGEST = 10**12
"""Ten thousand million yuan in fen: more is a slip of the hand."""
YEARS_AHEAD = 1


@transaction.atomic
def receive_funds(*, actor: Actor, source: Source, amount: int, on: date, document: str) -> Voucher:
    """Subsidy money of a source has arrived in its account.

    Args:
        amount: fen.
        on: the day it arrived.
        document: number of the paper that allocates it (拨款文号).

    Raises:
        NotYours: if the desk keeps no books.
        NotNow: if the month is closed, the day lies ahead, or it is registered already.
        Refusal: if it is nothing, or no document is named.
    """
    actor.require(*KEEPS_BOOKS)
    require_amount(amount)
    document = named(document, "拨款文号")
    voucher = post(
        actor=actor,
        on=on,
        memo=f"{source.label}贴息资金到账，{document}",
        noun=BY_HAND,
        key=money_from(source),
        entries=[Move(debit=money_from(source), credit=received(source), amount=amount)],
        once=True,
    )
    note(actor, "贴息资金到账", voucher, number=voucher.number, source=str(source), amount=amount)
    return voucher


@transaction.atomic
def set_budget(*, actor: Actor, year: int, source: Source, amount: int, document: str) -> BudgetLine:
    """Plan a year's subsidy money of one source; a later line takes the place of an earlier one.

    Raises:
        NotYours: if the desk keeps no books.
        Refusal: if the year or the amount is out of range, or no document is named.
    """
    actor.require(*KEEPS_BOOKS)
    if not FIRST_YEAR <= year <= actor.today.year + YEARS_AHEAD:
        raise Refusal(f"年度请填 {FIRST_YEAR} 到 {actor.today.year + YEARS_AHEAD}。")
    if not 0 <= amount <= LARGEST:
        raise Refusal(f"预算请填 0 到 {yuan(LARGEST)} 元。")
    line = BudgetLine.objects.create(
        year=year,
        source=source,
        amount=amount,
        document=named(document, "下达文号"),
        entered_by=actor.posting,
        entered_at=actor.at,
    )
    note(actor, "登记贴息预算", line, year=year, source=str(source), amount=amount)
    return line


def require_amount(amount: int) -> None:
    """Refuse what is no sum of money.

    Raises:
        Refusal: if it is nothing, less, or more than anybody has.
    """
    if not 0 < amount <= LARGEST:
        raise Refusal(f"金额要大于 0，不超过 {yuan(LARGEST)} 元，请核对。")


def named(words: str, what: str) -> str:
    """The words without blanks around them.

    Raises:
        Refusal: if nothing or too much is written.
    """
    plain = " ".join(words.split())
    if not plain or len(plain) > 80:
        raise Refusal(f"请填写{what}，最多 80 个字。")
    return plain
