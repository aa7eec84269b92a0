"""The risk compensation fund: opened, added to, and moved between the banks that hold it (风险补偿金)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from hudai.actions.actor import Actor
from hudai.actions.budget import named, require_amount
from hudai.actions.journal import note
from hudai.actions.ledger import BY_HAND, KEEPS_BOOKS, hold_books, post
from hudai.core.errors import Refusal
from hudai.core.ledger import DEPOSIT, DEPOSIT_INTEREST, FUND, Move, deposit
from hudai.core.policy import NotRegulated, Policy
from hudai.core.words import yuan
from hudai.core.workflow import NotNow
from hudai.records.models import Bank, Voucher
from hudai.records.queries.fund import is_open


@transaction.atomic
def open_fund(*, actor: Actor, policy: Policy, on: date, deposits: Mapping[int, int]) -> Voucher:
    """Write the fund the county has into the books, as it lies at the banks.

    Args:
        policy: the county's; it says how large the fund is.
        on: the day from which the books are kept.
        deposits: key of the bank → fen; together the whole fund.

    Raises:
        NotYours: if the desk keeps no books.
        NotNow: if the fund is in the books already, or the month is closed.
        CannotTell: if nobody knows how large it is.
        Refusal: if the documents name no fund, or the deposits are not the whole of it.

    Source: 渝北区实施方案 一（8）：风险补偿金总额为500万元.
    """
    actor.require(*KEEPS_BOOKS)
    hold_books()
    if is_open():
        raise NotNow("风险补偿金已经开账，增加的请用“存入”。")
    if isinstance(policy.fund_opening, NotRegulated):
        raise Refusal("这个政策的文件没有规定风险补偿金的数额，请用“存入”登记。")
    whole = policy.fund_opening.on(on)
    placed = {_taking(key, on): amount for key, amount in deposits.items() if amount}
    if min(placed.values(), default=0) < 0 or sum(placed.values()) != whole:
        raise Refusal(
            f"风险补偿金总额为 {yuan(whole)} 元，各银行存款合计 {yuan(sum(placed.values()))} 元，请核对。"
        )
    voucher = post(
        actor=actor,
        on=on,
        memo="风险补偿金开账",
        noun=BY_HAND,
        key=FUND,
        entries=[Move(deposit(bank.pk), FUND, amount) for bank, amount in placed.items()],
    )
    note(actor, "风险补偿金开账", voucher, number=voucher.number, amount=whole)
    return voucher


@transaction.atomic
def add_deposit(*, actor: Actor, bank_id: int, amount: int, on: date, document: str) -> Voucher:
    """The county has put more into the fund, at a bank.

    Raises:
        NotYours: if the desk keeps no books.
        NotNow: if the month is closed, the day lies ahead, or it is registered already.
        Refusal: if it is nothing, at no bank or a closed one, or no document is named.
    """
    actor.require(*KEEPS_BOOKS)
    _taking(bank_id, on)
    memo = f"风险补偿金存入{{bank}}，{named(document, '文号')}"
    return _arrived(actor, bank_id, amount, on, FUND, memo, "存入风险补偿金")


@transaction.atomic
def add_interest(*, actor: Actor, bank_id: int, amount: int, on: date) -> Voucher:
    """A bank has credited interest on its deposit.

    Raises:
        NotYours: if the desk keeps no books.
        NotNow: if the month is closed, the day lies ahead, or it is registered already.
        Refusal: if it is nothing, or at no bank.
    """
    return _arrived(actor, bank_id, amount, on, DEPOSIT_INTEREST, "{bank}补偿金存款结息", "补偿金存款结息")


@transaction.atomic
def move_deposit(
    *, actor: Actor, from_bank: int, to_bank: int, amount: int, on: date, reason: str
) -> Voucher:
    """Move part of the fund from one bank to another, as their lending moves.

    Raises:
        NotYours: if the desk keeps no books.
        NotNow: if the month is closed, the day lies ahead, or it is registered already.
        ShortOfMoney: if the first bank holds less.
        Refusal: if it is nothing, to the same bank or a closed one, or no reason is given.

    Source: 上蔡县意见 十：根据贷款投放调整存放.
    """
    actor.require(*KEEPS_BOOKS)
    require_amount(amount)
    giving, taking = _bank(from_bank), _taking(to_bank, on)
    if giving == taking:
        raise Refusal("转出和转入是同一家银行，请重新选择。")
    reason = named(reason, "转存的原因")
    voucher = post(
        actor=actor,
        on=on,
        memo=f"风险补偿金由{giving.name}转存{taking.name}：{reason}",
        noun=BY_HAND,
        key=DEPOSIT,
        entries=[Move(debit=deposit(taking.pk), credit=deposit(giving.pk), amount=amount)],
        once=True,
    )
    note(
        actor, "转存风险补偿金", voucher,
        number=voucher.number, giving=giving.name, taking=taking.name, amount=amount,
    )  # fmt: skip
    return voucher


def _arrived(actor: Actor, bank_id: int, amount: int, on: date, credit: str, memo: str, deed: str) -> Voucher:
    """Money that came to a deposit from outside; journalled as ``deed``."""
    actor.require(*KEEPS_BOOKS)
    require_amount(amount)
    bank = _bank(bank_id)
    voucher = post(
        actor=actor,
        on=on,
        memo=memo.format(bank=bank.name),
        noun=BY_HAND,
        key=DEPOSIT,
        entries=[Move(debit=deposit(bank.pk), credit=credit, amount=amount)],
        once=True,
    )
    note(actor, deed, voucher, number=voucher.number, bank=bank.name, amount=amount)
    return voucher


def _bank(key: int) -> Bank:
    found = Bank.objects.filter(pk=key).first()
    if found is None:
        raise Refusal("没有这家银行，请刷新后再选。")
    return found


def _taking(key: int, on: date) -> Bank:
    """The bank, if money can be put there on a day; what lies at a closed one can only be moved away."""
    found = _bank(key)
    if found.closed_on is not None and found.closed_on <= on:
        raise Refusal(f"{found.name}已从 {found.closed_on} 起停用，不能再存入风险补偿金，请另选银行。")
    return found
