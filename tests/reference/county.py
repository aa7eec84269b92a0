"""A county's loans judged one day at a time: balance, cover, reason, rate and share of each day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from reference.days import ONE_DAY, add_years, newest, term_months, whole_month_shares
from reference.facts import Loan, Repayment, Stop, Terms

PPM = 1_000_000


@dataclass(frozen=True)
class LoanDay:
    """One day of one loan."""

    day: date
    balance_fen: int
    covered_fen: int
    rate_ppm: int | None
    """The lower of contract rate and cap rate; None where no rate was published yet."""
    ratio_ppm: int
    reason: str
    """The first condition of R4 that fails; empty where the day is subsidised."""


def balances(loan: Loan, repayments: list[Repayment], until: date) -> dict[date, int]:
    """What is owed on each day from disbursement to ``until`` (not counted), while anything is."""
    owed: dict[date, int] = {}
    repaid: dict[date, int] = {}
    for repayment in repayments:
        if repayment.contract == loan.contract:
            repaid[repayment.paid_on] = repaid.get(repayment.paid_on, 0) + repayment.principal_fen
    balance, day = loan.principal_fen, loan.disbursed_on
    while day < until:
        balance -= repaid.get(day, 0)
        if balance <= 0:
            break
        owed[day] = balance
        day += ONE_DAY
    return owed


class County:
    """The facts known before day ``t``: whatever is dated on or after it is dropped first."""

    def __init__(
        self, loans: list[Loan], repayments: list[Repayment], stops: list[Stop], terms: Terms, t: date
    ) -> None:
        self.terms, self.t = terms, t
        self.loans = loans
        self.by_contract = {loan.contract: loan for loan in loans}
        self.repayments = [repayment for repayment in repayments if repayment.paid_on < t]
        self.stops = [stop for stop in stops if stop.since < t]
        self.balances = {loan.contract: balances(loan, self.repayments, t) for loan in loans}
        self._term = {loan.contract: term_months(loan) for loan in loans}
        self._last_day = {loan.contract: self.last_subsidised(loan) for loan in loans}
        self._in_window = {loan.contract: self.in_window(loan) for loan in loans}
        self._shares: dict[str, dict[date, Fraction]] = {}
        self._cap_orders: dict[str, list[Loan]] = {}

    def root(self, loan: Loan) -> Loan:
        """The first loan of the chain."""
        while loan.original is not None and loan.original in self.by_contract:
            loan = self.by_contract[loan.original]
        return loan

    def balance(self, loan: Loan, day: date) -> int:
        """Principal owed at the end of the day, fen."""
        return self.balances[loan.contract].get(day, 0)

    def life_end(self, loan: Loan) -> date:
        """The day the balance reaches zero or the due day in force, whichever is first."""
        end = loan.disbursed_on
        while end < loan.due_in_force and (end >= self.t or self.balance(loan, end) > 0):
            end += ONE_DAY
        return end

    def year_share(self, loan: Loan, day: date) -> Fraction:
        """What the day is of a year on the terms' time basis (R2)."""
        if self.terms.basis == "act/360":
            return Fraction(1, 360)
        if self.terms.basis == "act/365":
            return Fraction(1, 365)
        if loan.contract not in self._shares:
            self._shares[loan.contract] = whole_month_shares(loan.disbursed_on, self.life_end(loan))
        return self._shares[loan.contract].get(day, Fraction(1, 360))

    def shut_out(self, loan: Loan) -> bool:
        """Whether a loan too large or too long is not covered at all (R3)."""
        too_large = loan.principal_fen > self.terms.cap_fen
        too_long = self._term[loan.contract] > self.terms.term_max_months
        return self.terms.over_cap == "loan_uncovered" and (too_large or too_long)

    def cap_order(self, household: str) -> list[Loan]:
        """The household's loans in the order in which the cap is handed out (R3)."""
        if household not in self._cap_orders:
            theirs = [loan for loan in self.loans if loan.household == household]
            theirs.sort(key=lambda loan: (self.root(loan).disbursed_on, loan.contract))
            self._cap_orders[household] = theirs
        return self._cap_orders[household]

    def covered(self, loan: Loan, day: date) -> int:
        """What is left of the household's cap when the loan's turn comes, up to its balance."""
        left = self.terms.cap_fen
        for earlier in self.cap_order(loan.household):
            share = 0 if self.shut_out(earlier) else min(left, self.balance(earlier, day))
            if earlier is loan:
                return share
            left -= share
        raise AssertionError("a loan stands in its own household")

    def in_window(self, loan: Loan) -> bool:
        """Whether the chain's first contract, or this renewal's own, was signed in the window."""
        until = self.terms.window_until or date.max
        signed = (self.root(loan).signed_on, loan.signed_on)
        return any(self.terms.window_since <= day < until for day in signed)

    def stop_kind(self, loan: Loan, day: date) -> str | None:
        """The kind of the earliest stop in effect."""
        held = [(s.since, s.kind) for s in self.stops if s.contract == loan.contract and s.since <= day]
        return min(held)[1] if held else None

    def last_subsidised(self, loan: Loan) -> date:
        """The day (not counted) on which the chain's subsidised years are over."""
        return add_years(self.root(loan).disbursed_on, self.terms.max_years)

    def reason(self, loan: Loan, day: date) -> str:
        """The first condition of R4 that the day fails; empty when it meets all six."""
        if self.balance(loan, day) == 0:
            return "not_active"
        if day >= loan.due_in_force:
            return "overdue"
        if day >= self._last_day[loan.contract]:
            return "after_max_years"
        if not self._in_window[loan.contract]:
            return "outside_window"
        kind = self.stop_kind(loan, day)
        if kind is not None:
            return f"stopped:{kind}"
        return "" if self.covered(loan, day) > 0 else "uncovered"

    def cap_rate(self, loan: Loan) -> int | None:
        """The newest published rate of the term's tier on the contract day, ppm (R5)."""
        months = self._term[loan.contract]
        for tier in self.terms.tiers:
            if tier.up_to_months is None or months <= tier.up_to_months:
                return newest(tier.published, loan.signed_on)
        return newest(self.terms.tiers[-1].published, loan.signed_on)

    def rate(self, loan: Loan) -> int | None:
        """The subsidised rate, ppm."""
        cap = self.cap_rate(loan)
        return None if cap is None else min(loan.rate_ppm, cap)

    def days(self, loan: Loan) -> Iterator[LoanDay]:
        """Every day before t on which something is owed on the loan, judged."""
        rate = self.rate(loan)
        for day, balance in self.balances[loan.contract].items():
            ratio = newest(self.terms.ratio, day) or 0
            yield LoanDay(day, balance, self.covered(loan, day), rate, ratio, self.reason(loan, day))
