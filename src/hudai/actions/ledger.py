"""The fund books: vouchers posted and reversed, money received, months closed (总账).

Every voucher is posted here, by whatever action brings the money: the caller has asked the right and
writes the journal, this module keeps what must hold of all of them.  Posting holds the books until
the transaction ends, so that what was looked at (a balance, an open month) is still so when the
entries are written; the database checks both again by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import F, QuerySet

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.actions.numbering import next_number
from hudai.core.errors import Refusal
from hudai.core.ledger import (
    SOURCES,
    Kind,
    Move,
    ShortOfMoney,
    add_up,
    head,
    money_from,
    month_of,
    shown,
    turned_round,
)
from hudai.core.words import yuan
from hudai.core.workflow import NotNow
from hudai.records import bulk
from hudai.records.models import Account, AccountBalance, Counter, Entry, Station, Voucher
from hudai.records.queries import ledger as queries

__all__ = [
    "Move", "account", "available", "hold_books", "post", "require_not_sent", "reverse", "take_back",
]  # fmt: skip

KEEPS_BOOKS = (Station.FINANCE,)

BY_HAND = "account"
"""The noun of vouchers that are about the books' own accounts, and about no batch or claim."""

FIRST_YEAR = 2015
"""Before it no scheme of this kind was there."""
_BOOKS = "BOOKS"
_ENTRY = ("voucher_id", "debit_id", "credit_id", "amount", "line_id")


def hold_books() -> None:
    """Let nobody else post, or close a month, until this transaction ends."""
    counter, _ = Counter.objects.get_or_create(prefix=_BOOKS)
    # Changing the row holds it on both kinds of database.
    Counter.objects.filter(pk=counter.pk).update(last=F("last") + 1)


def account(code: str) -> Account:
    """The account of a code, opened from the chart when it is first used.

    Raises:
        AssertionError: if the chart has none of that code.
    """
    found = Account.objects.filter(code=code).first()
    if found is not None:
        return found
    line = head(code)
    assert line is not None, f"the chart of accounts has no {code}"
    values = {"name": line.name, "kind": line.kind, "source": line.source, "bank_id": line.bank}
    return Account.objects.get_or_create(code=code, defaults=values)[0]


def available(source: str) -> int:
    """Subsidy money of a source that no payment file has taken yet, fen."""
    return queries.balance_of(money_from(source)) - queries.under_way(source)


@transaction.atomic
def post(
    *,
    actor: Actor,
    on: date,
    memo: str,
    noun: str,
    key: str,
    entries: Sequence[Move],
    reverses: Voucher | None = None,
    once: bool = False,
) -> Voucher:
    """Post one voucher with its entries; all of it or nothing.

    The caller has asked whether the actor may, and writes the journal line of the event.

    Args:
        on: day of the event in the books.
        memo: what happened, at most 200 characters.
        noun: what it is about, as the journal names things.
        key: its key.
        entries: at least one, each above zero.
        reverses: the voucher this one takes back.
        once: whether the same words and sum about the same thing on one day are the same event.

    Raises:
        NotNow: if the month is closed, the day lies in the future or long ago, or it is posted already.
        ShortOfMoney: if money, a receivable or a payable would fall below zero.
    """
    assert entries, "a voucher has entries"
    assert all(move.amount > 0 and move.debit != move.credit for move in entries), "an entry moves something"
    hold_books()
    _require_open(on, actor.today)
    total = sum(move.amount for move in entries)
    if once:
        _require_new(Voucher.objects.filter(on=on, memo=memo, noun=noun, key=key, total=total))
    accounts = {code: account(code) for code in {code for move in entries for code in move[:2]}}
    _require_covered(accounts, entries)
    voucher = Voucher.objects.create(
        number=next_number("JZ", on),
        on=on,
        memo=memo,
        noun=noun,
        key=key,
        reverses=reverses,
        posted_by=actor.posting,
        officer=actor.officer,
        posted_at=actor.at,
        entry_count=len(entries),
        total=total,
    )
    keys = {code: found.pk for code, found in accounts.items()}
    bulk.insert(
        Entry, _ENTRY, [(voucher.pk, keys[d], keys[c], amount, line) for d, c, amount, line in entries]
    )
    return voucher


@transaction.atomic
def reverse(*, actor: Actor, number: str, reason: str, on: date) -> Voucher:
    """Take back a voucher of the books' own (money received, deposits moved) that was posted in error.

    A voucher of a batch, a payment or a claim follows what it books and is corrected there.

    Raises:
        NotYours: if the desk keeps no books.
        NotNow: if it was reversed already, or the month is closed.
        Refusal: without a reason, for a reversal, or for a voucher that follows something else.
        ShortOfMoney: if the money has been used since, or a payment file under way counts on it.
    """
    actor.require(*KEEPS_BOOKS)
    voucher = Voucher.objects.filter(number=number).first()
    if voucher is None:
        raise NotYours(f"没有凭证 {number}。")
    if voucher.noun != BY_HAND:
        raise Refusal("这张凭证是随业务自动记的，请在原业务中更正，账会跟着改。")
    made = take_back(actor=actor, voucher=voucher, reason=reason, on=on)
    require_not_sent(voucher)
    note(actor, "冲销凭证", voucher, number=number, by=made.number, total=made.total)
    return made


def require_not_sent(voucher: Voucher) -> None:
    """Refuse to have taken back money that payment files have sent and the bank has not answered yet.

    Raises:
        ShortOfMoney: if what is left does not reach for them.
    """
    touched = {code for pair in voucher.entries.values_list("debit__code", "credit__code") for code in pair}
    for source, name in SOURCES.items():
        short = -available(source)
        if money_from(source) in touched and short > 0:
            raise ShortOfMoney(
                f"{name}贴息资金有 {yuan(queries.under_way(source))} 元在拨付文件里等银行结果，"
                f"冲销以后不够拨付，还差 {yuan(short)} 元。请先登记拨付结果，再冲销。",
                money_from(source),
                short,
            )


@transaction.atomic
def take_back(*, actor: Actor, voucher: Voucher, reason: str, on: date) -> Voucher:
    """The reversal of any voucher, for the action that takes the event back; the caller asked the right.

    Raises:
        NotNow: if it was reversed already, or the month of ``on`` is closed.
        Refusal: without a reason, for a reversal, or before the voucher's own day.
        ShortOfMoney: if an account would fall below zero.
    """
    hold_books()
    if not reason.strip():
        raise Refusal("请写明冲销的原因。")
    if voucher.reverses_id is not None:
        raise Refusal(f"凭证 {voucher.number} 本身是冲销凭证，不能再冲销；确有需要的请重新记一笔。")
    if Voucher.objects.filter(reverses=voucher).exists():
        raise NotNow(f"凭证 {voucher.number} 已经冲销过了。")
    if on < voucher.on:
        raise Refusal(f"冲销日期不能早于原凭证的日期 {voucher.on}。")
    rows = voucher.entries.order_by("pk").values_list("debit__code", "credit__code", "amount", "line_id")
    return post(
        actor=actor,
        on=on,
        memo=f"冲销 {voucher.number}：{reason.strip()}"[:200],
        noun=voucher.noun,
        key=voucher.key,
        entries=turned_round([Move(*row) for row in rows]),
        reverses=voucher,
    )


def _require_open(on: date, today: date) -> None:
    if on > today:
        raise NotNow(f"记账日期 {on} 还没到，请填今天或以前的日期。")
    if on.year < FIRST_YEAR:
        raise NotNow(f"记账日期 {on} 在 {FIRST_YEAR} 年以前，那时还没有这样的资金，请核对年份。")
    last = queries.last_closed()
    if last is not None and month_of(on) <= last.month:
        raise NotNow(f"{on:%Y年%m月}已经结账，不能再记；请记在 {last.month:%Y年%m月}以后的日期。")


def _require_new(same: QuerySet[Voucher]) -> None:
    """What is typed by hand and sent twice is one; what was reversed may come again."""
    there = same.filter(reverses=None, reversed_by=None).first()
    if there is not None:
        raise NotNow(
            f"这一笔已经登记过（凭证 {there.number}，{there.on} {yuan(there.total)} 元），没有重复登记。"
            "确实又有一笔的，请在文号或原因里写明是第几笔。"
        )


def _require_covered(accounts: dict[str, Account], entries: Sequence[Move]) -> None:
    """Refuse when an account that holds money or debts would fall below zero."""
    held = {
        code: debits - credits
        for code, debits, credits in AccountBalance.objects.filter(account__code__in=accounts).values_list(
            "account__code", "debits", "credits"
        )
    }
    for code, sums in add_up(entries).items():
        kind = Kind(accounts[code].kind)
        before = shown(kind, held.get(code, 0))
        after = before + shown(kind, sums.balance)
        if kind.guarded and after < 0:
            raise ShortOfMoney(
                f"“{accounts[code].label}”现有 {yuan(before)} 元，不够这一笔，还差 {yuan(-after)} 元。",
                code,
                -after,
            )
