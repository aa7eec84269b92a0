"""The fund books: which accounts there are, and what follows from the entries in them.

An entry (:class:`Move`) takes one amount from the account it credits to the account it debits, so an
entry that does not balance cannot be written down.  Everything else is addition: a balance is the
sum of the debits less the sum of the credits, whatever the order and however an amount was split.

>>> county = money_from("county")
>>> moves = [Move(county, received("county"), 500_00), Move(PAYABLE, county, 120_00)]
>>> {code: sums.balance for code, sums in add_up(moves).items()}
{'1014': 38000, '2001': 12000, '4014': -50000}

Source: 渝北区实施方案 一（7）贴息资金, 一（8）风险补偿金.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from hudai.core.errors import Refusal

SOURCES: Mapping[str, str] = {"central": "中央", "province": "省（市）级", "city": "市级", "county": "区县级"}
"""Whose budget subsidy money comes from, in the order money is shown."""

PAYABLE = "2001"
"""应付贴息: granted and not paid yet."""
RECEIVABLE = "1201"
"""应收多贴退款: granted too much and demanded back."""
EXPENSE = "5001"
"""贴息支出."""
FUND = "3001"
"""风险补偿金: what the county has put aside for losses."""
COMPENSATED = "5101"
"""补偿支出."""
RECOVERED = "4101"
"""追偿收入."""
DEPOSIT_INTEREST = "4102"
"""存款利息收入."""
DEPOSIT = "1021"
"""风险补偿金存款, followed by the bank: one account a bank."""


class Kind(StrEnum):
    """What an account is of; the kind says on which side it grows."""

    ASSET = "asset"
    LIABILITY = "liability"
    FUND = "fund"
    INCOME = "income"
    EXPENSE = "expense"

    @property
    def side(self) -> int:
        """1 where a debit adds to the balance shown, -1 where a credit does."""
        return 1 if self in (Kind.ASSET, Kind.EXPENSE) else -1

    @property
    def guarded(self) -> bool:
        """Whether the balance may never fall below zero: nobody pays out or owes less than nothing."""
        return self in (Kind.ASSET, Kind.LIABILITY)


@dataclass(frozen=True, slots=True)
class Head:
    """One line of the chart of accounts (会计科目)."""

    code: str
    name: str
    kind: Kind
    source: str = ""
    """A key of :data:`SOURCES`, where the account is of one source."""
    bank: int | None = None
    """Key of the bank that holds the deposit, where it is one."""


class Move(NamedTuple):
    """An amount from the credited account to the debited one; of a million of them each is a tuple."""

    debit: str
    credit: str
    amount: int
    """Fen, above zero."""
    line: int | None = None
    """Key of the subsidy line it books."""


class ShortOfMoney(Refusal):
    """An account holds less than is to be paid from it.

    Attributes:
        code: the account.
        missing: fen.
    """

    def __init__(self, message: str, code: str, missing: int) -> None:
        super().__init__(message)
        self.code, self.missing = code, missing


def money_from(source: str) -> str:
    """The account of the subsidy money that came from ``source``."""
    return f"101{_place(source)}"


def received(source: str) -> str:
    """The income account of what ``source`` has allocated (财政拨入)."""
    return f"401{_place(source)}"


def deposit(bank: int) -> str:
    """The account of the compensation fund's deposit at a bank.

    >>> deposit(7)
    '1021-7'
    """
    return f"{DEPOSIT}-{bank}"


def _place(source: str) -> int:
    return list(SOURCES).index(source) + 1


CHART: Mapping[str, Head] = {
    head.code: head
    for head in (
        *(
            Head(money_from(source), f"贴息资金—{name}", Kind.ASSET, source)
            for source, name in SOURCES.items()
        ),
        Head(DEPOSIT, "风险补偿金存款", Kind.ASSET),
        Head(RECEIVABLE, "应收多贴退款", Kind.ASSET),
        Head(PAYABLE, "应付贴息", Kind.LIABILITY),
        Head(FUND, "风险补偿金", Kind.FUND),
        *(
            Head(received(source), f"财政拨入—{name}", Kind.INCOME, source)
            for source, name in SOURCES.items()
        ),
        Head(RECOVERED, "追偿收入", Kind.INCOME),
        Head(DEPOSIT_INTEREST, "补偿金存款利息", Kind.INCOME),
        Head(EXPENSE, "贴息支出", Kind.EXPENSE),
        Head(COMPENSATED, "补偿支出", Kind.EXPENSE),
    )
}
"""Every account there can be; the deposits stand for one a bank, and nothing is posted to 1021 itself."""


def head(code: str) -> Head | None:
    """The line of the chart for an account; for a deposit with its bank; None where there is none."""
    first, _, bank = code.partition("-")
    found = CHART.get(first)
    if found is None or (first == DEPOSIT) != bank.isdecimal():
        return None
    return Head(code, found.name, found.kind, found.source, int(bank)) if bank else found


@dataclass(frozen=True, slots=True)
class Sums:
    """What an account was debited and credited, in fen."""

    debits: int = 0
    credits: int = 0

    @property
    def balance(self) -> int:
        """Debits less credits; negative where the credits are more."""
        return self.debits - self.credits

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.debits + other.debits, self.credits + other.credits)


def add_up(moves: Iterable[Move]) -> dict[str, Sums]:
    """What every account named in the moves was debited and credited, in the order they appear."""
    debits: dict[str, int] = {}
    credits: dict[str, int] = {}
    for debit, credit, amount, _ in moves:
        debits[debit] = debits.get(debit, 0) + amount
        credits[credit] = credits.get(credit, 0) + amount
    return {code: Sums(debits.get(code, 0), credits.get(code, 0)) for code in {**debits, **credits}}


def turned_round(moves: Sequence[Move]) -> list[Move]:
    """The moves of a reversal, the last one first: what was debited is credited, line by line."""
    return [Move(credit, debit, amount, line) for debit, credit, amount, line in reversed(moves)]


def shown(kind: Kind, balance: int) -> int:
    """A balance (debits less credits) as it is shown: positive on the side where the account grows.

    >>> shown(Kind.LIABILITY, -120_00)
    12000
    """
    return kind.side * balance


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One account of a trial balance, fen; balances are debits less credits."""

    code: str
    opening: int
    debits: int
    credits: int

    @property
    def closing(self) -> int:
        """The balance at the month's end."""
        return self.opening + self.debits - self.credits


def trial_balance(before: Mapping[str, Sums], during: Mapping[str, Sums]) -> list[TrialRow]:
    """One row for every account that ever moved, by code: balance before, movements, balance after."""
    return [
        TrialRow(code, before.get(code, Sums()).balance, moved.debits, moved.credits)
        for code in sorted({*before, *during})
        for moved in (during.get(code, Sums()),)
    ]


def balances(rows: Sequence[TrialRow]) -> bool:
    """Whether a trial balance balances: debits equal credits, and so do the balances on both sides."""
    return (
        sum(row.debits for row in rows) == sum(row.credits for row in rows)
        and sum(row.opening for row in rows) == 0
        and sum(row.closing for row in rows) == 0
    )


def frozen(rows: Sequence[TrialRow]) -> dict[str, list[int]]:
    """A trial balance as it is kept: account → opening balance, debits, credits, closing balance."""
    return {row.code: [row.opening, row.debits, row.credits, row.closing] for row in rows}


def month_digest(month: date, kept: Mapping[str, Sequence[int]], previous: str) -> str:
    """SHA-256 of a closed month and of the digest before it, so that no closed month changes alone."""
    text = json.dumps([f"{month:%Y-%m}", sorted(kept.items()), previous], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after.

    >>> next_month(date(2026, 12, 1))
    datetime.date(2027, 1, 1)
    """
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def running(opening: int, moved: Iterable[Sums]) -> Iterator[int]:
    """The balance after each movement, starting from ``opening`` (debits less credits)."""
    for sums in moved:
        opening += sums.balance
        yield opening
