"""What the made-up banks' sheets of some days say: contracts paid out, money that came, classes.

All of it follows from the contracts that are to be signed, whether or not anything was entered of them:
every loan is paid out on the day of its contract and paid as agreed, nearly.  So the sheets of quarters that
are left to whoever practises can be written beforehand, and are those the county itself would have taken in.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from hudai.core.dates import ONE_DAY
from hudai.core.policy import Policy
from hudai.core.schedule import schedule
from hudai.core.standing import CLASSES
from hudai.demo.bank_sheets import Row, Sheet
from hudai.demo.chance import Chance
from hudai.records.models import Application, Bank, BankReturn, Branch, Household, Person

UNPAID_IN_HUNDRED = 8
"""Loans not paid back on the day they fell due."""
KINDS = (BankReturn.Kind.LOANS, BankReturn.Kind.REPAYMENTS, BankReturn.Kind.CLASSES)
"""The sheets of a bank, in the order they are handed in."""
_LENT = {
    "contract": pl.String,
    "disbursed_on": pl.Date,
    "due_on": pl.Date,
    "extended_due_on": pl.Date,
    "principal": pl.Int64,
    "rate": pl.Int64,
}


@dataclass(frozen=True, slots=True)
class Contract:
    """What an approval becomes some days later, or what was agreed on paper before the system came."""

    number: str
    """As the bank numbers its contracts."""
    case: Application | None
    """None for one agreed on paper: the county learns of it from its bank."""
    household: Household
    borrower: Person
    branch: Branch
    principal: int
    """Fen."""
    rate: int
    """Ppm."""
    signed_on: date
    """The day of the contract, and of its payout."""
    due_on: date
    purpose: str
    account: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days a bank's sheets tell of, after ``since`` through ``until``, and who is late then."""

    contracts: Sequence[Contract]
    since: date
    until: date
    policy: Policy
    chance: Chance
    late: frozenset[str]
    """Contracts whose interest of these days is not paid yet."""

    def has(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.since < day <= self.until

    def sheet(self, bank: Bank, kind: BankReturn.Kind) -> Sheet:
        """A bank's sheet of a kind; without a row where there is nothing to tell."""
        signed = [
            each for each in self.contracts if each.branch.bank_id == bank.pk and each.signed_on <= self.until
        ]
        if kind is BankReturn.Kind.LOANS:
            rows = list(self._paid_out(signed))
        else:
            lent = _lent(signed)
            rows = list(self._classes(lent) if kind is BankReturn.Kind.CLASSES else self._repaid(lent))
        return Sheet(bank.name, kind, self.until, rows)

    def _paid_out(self, signed: Sequence[Contract]) -> Iterator[Row]:
        for each in sorted(signed, key=lambda contract: contract.signed_on):
            if self.has(each.signed_on):
                rate = f"{each.rate // 10_000}.{each.rate % 10_000:04d}"
                yield (
                    each.number, each.household.number, each.borrower.name, each.borrower.id_number,
                    each.branch.name, each.principal, rate, each.signed_on, each.signed_on, each.due_on,
                    each.purpose, each.account,
                )  # fmt: skip

    def _repaid(self, lent: pl.DataFrame) -> Iterator[Row]:
        """Interest the day before it is overdue, to the fen, and loans paid back on their day."""
        back = self._paid_back(lent)
        due = schedule(
            loans=lent,
            repayments=back.filter(pl.col("paid_on") <= self.since),
            as_of=self.until,
            policy=self.policy,
        ).with_columns(paid_on=pl.col("falls_due") - ONE_DAY)
        came = due.filter(self._within("paid_on"), pl.col("interest_fen") > 0)
        for contract, on, fen in came.select("contract", "paid_on", "interest_fen").iter_rows():
            if contract not in self.late:
                yield contract, on, 0, fen, ""
        back = back.filter(self._within("paid_on")).sort("paid_on", maintain_order=True)
        for contract, on, fen in back.select("contract", "paid_on", "principal").iter_rows():
            yield contract, on, fen, 0, ""

    def _classes(self, lent: pl.DataFrame) -> Iterator[Row]:
        """The class of every loan still owed, by the days its principal is overdue."""
        first_days = self.policy.class_days.on(self.until)
        back = self._paid_back(lent).filter(pl.col("paid_on") <= self.until)["contract"]
        owed = lent.filter(~pl.col("contract").is_in(back.implode()))
        for contract, due_on in owed.select("contract", "due_on").iter_rows():
            overdue = (self.until - due_on).days
            yield contract, CLASSES[bisect_right(first_days, overdue)], self.until

    def _paid_back(self, lent: pl.DataFrame) -> pl.DataFrame:
        """Every principal that comes back on its day, as repayments."""
        unpaid = [name for name in lent["contract"] if self.chance.happens(UNPAID_IN_HUNDRED, "unpaid", name)]
        return lent.filter(~pl.col("contract").is_in(unpaid)).select(
            "contract", "principal", paid_on="due_on", interest=pl.lit(0, pl.Int64)
        )

    def _within(self, column: str) -> pl.Expr:
        return (pl.col(column) > self.since) & (pl.col(column) <= self.until)


def _lent(signed: Sequence[Contract]) -> pl.DataFrame:
    """Contracts as loans paid out on the day they were signed, none extended."""
    rows = [(each.number, each.signed_on, each.due_on, None, each.principal, each.rate) for each in signed]
    return pl.DataFrame(rows, schema=_LENT, orient="row")
