"""A county's loans judged one day at a time: balance, cover, reason, rate and share of each day.

Every loan is held against the law of its own contract: two loans of one household may know
different caps, different last subsidised days and different published rates.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from reference.days import ONE_DAY, add_years, newest, term_months, whole_month_shares
from reference.facts import Loan, Repayment, Stop, Terms, by_contract

PPM = 1_000_000
DAYS_OF_YEAR = {"act/360": 360, "act/365": 365}


class LoanDay(NamedTuple):
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
        repaid[repayment.paid_on] = repaid.get(repayment.paid_on, 0) + repayment.principal_fen
    balance, day = loan.principal_fen, loan.disbursed_on
    while day < until:
        balance -= repaid.get(day, 0)
        if balance <= 0:
            break
        owed[day] = balance
        day += ONE_DAY
    return owed


def as_known(loan: Loan, t: date) -> Loan:
    """The loan as one knew it before ``t``: an extension signed on that day or later is not there yet."""
    if loan.extended_on is not None and loan.extended_on >= t:
        return replace(loan, extended_due_on=None, extended_on=None)
    return loan


class County:
    """The facts known before day ``t``: whatever is dated on or after it is dropped first."""

    def __init__(
        self, loans: list[Loan], repayments: list[Repayment], stops: list[Stop], terms: Terms, t: date
    ) -> None:
        self.terms, self.t = terms, t
        self.loans = [as_known(loan, t) for loan in loans]
        self.by_contract = {loan.contract: loan for loan in self.loans}
        self.repayments: dict[str, list[Repayment]] = {loan.contract: [] for loan in loans}
        for repayment in repayments:
            if repayment.paid_on < t:
                self.repayments[repayment.contract].append(repayment)
        self.stops = [stop for stop in stops if stop.since < t]
        self.balances = {
            loan.contract: balances(loan, self.repayments[loan.contract], t) for loan in self.loans
        }
        self._parts_of_year: dict[str, dict[date, int]] = {}
        self._ratios: dict[date, int] = {}
        self._judged: dict[str, list[LoanDay]] = {}

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

    def parts_of_year(self, loan: Loan, day: date) -> int:
        """How many such days make a year on the terms' time basis: the day counts one n-th (R2)."""
        if self.terms.basis in DAYS_OF_YEAR:
            return DAYS_OF_YEAR[self.terms.basis]
        if loan.contract not in self._parts_of_year:
            shares = whole_month_shares(loan.disbursed_on, self.life_end(loan))
            self._parts_of_year[loan.contract] = {of: share.denominator for of, share in shares.items()}
        return self._parts_of_year[loan.contract].get(day, 360)

    def in_window(self, day: date | None) -> bool:
        """Whether a contract signed on the day is one of the scheme's; an unknown day is not."""
        return day is not None and self.terms.window_since <= day < (self.terms.window_until or date.max)

    def own_contract_in_window(self, loan: Loan) -> bool:
        """Whether the chain's first contract, or this renewal's own, was signed in the window (R4.4)."""
        return self.in_window(self.root(loan).signed_on) or self.in_window(loan.signed_on)

    def brought_in(self, loan: Loan) -> bool:
        """Whether only its extension, signed in the window, makes an older loan one of the scheme's."""
        extended = loan.extended_due_on is not None and self.in_window(loan.extended_on)
        return extended and not self.own_contract_in_window(loan)

    def enters_on(self, loan: Loan) -> date:
        """The loan's first day in the scheme: behind the old due day where an extension brought it in."""
        if self.own_contract_in_window(loan):
            return loan.disbursed_on
        return loan.due_on if self.brought_in(loan) else date.max

    def contract_day(self, loan: Loan) -> date:
        """The day whose law the loan stands under: its signing, or that of what brought it in."""
        if self.brought_in(loan):
            assert loan.extended_on is not None
            return loan.extended_on
        return loan.signed_on

    def cap(self, loan: Loan) -> int:
        """The household's cap as the loan's own contract knows it, fen."""
        return by_contract(self.terms.cap_fen, self.contract_day(loan))

    def shut_out(self, loan: Loan) -> bool:
        """Whether a loan too large or too long is not covered at all (R3)."""
        day = self.contract_day(loan)
        too_large = loan.principal_fen > self.cap(loan)
        too_long = term_months(loan) > by_contract(self.terms.term_max_months, day)
        return by_contract(self.terms.over_cap, day) == "loan_uncovered" and (too_large or too_long)

    def served_before(self, loan: Loan) -> list[Loan]:
        """The household's loans that use cap and whose turn comes before this one's (R3)."""

        def turn(other: Loan) -> tuple[date, str]:
            return self.root(other).disbursed_on, other.contract

        theirs = [other for other in self.loans if other.household == loan.household]
        return [other for other in theirs if turn(other) < turn(loan) and not self.shut_out(other)]

    def last_subsidised(self, loan: Loan) -> date:
        """The day (not counted) on which the chain's subsidised years are over, by the loan's contract."""
        years = by_contract(self.terms.max_years, self.contract_day(loan))
        return add_years(self.root(loan).disbursed_on, years)

    def first_stop(self, loan: Loan) -> tuple[date, str]:
        """The earliest stop, as (first day, kind); a day that never comes where there is none."""
        held = [(stop.since, stop.kind) for stop in self.stops if stop.contract == loan.contract]
        return min(held, default=(date.max, ""))

    def cap_rate(self, loan: Loan) -> int | None:
        """The newest published rate of the term's tier on the contract day, ppm (R5)."""
        months, day = term_months(loan), self.contract_day(loan)
        tiers = by_contract(self.terms.tiers, day)
        for tier in tiers:
            if tier.up_to_months is None or months <= tier.up_to_months:
                return newest(tier.published, day)
        return newest(tiers[-1].published, day)

    def rate(self, loan: Loan) -> int | None:
        """The subsidised rate, ppm."""
        cap = self.cap_rate(loan)
        return None if cap is None else min(loan.rate_ppm, cap)

    def ratio(self, day: date) -> int:
        """The share of the interest that accrues on the day and is subsidised, ppm."""
        if day not in self._ratios:
            self._ratios[day] = newest(self.terms.ratio, day) or 0
        return self._ratios[day]

    def days(self, loan: Loan) -> list[LoanDay]:
        """Every day before t on which something is owed on the loan, judged."""
        if loan.contract not in self._judged:
            self._judged[loan.contract] = self._judge(self.by_contract[loan.contract])
        return self._judged[loan.contract]

    def _judge(self, loan: Loan) -> list[LoanDay]:
        """The days of one loan; what hangs on the loan alone is looked up once."""
        rate, cap = self.rate(loan), 0 if self.shut_out(loan) else self.cap(loan)
        before = [self.balances[other.contract] for other in self.served_before(loan)]
        due, last, enters_on = loan.due_in_force, self.last_subsidised(loan), self.enters_on(loan)
        stopped_on, kind = self.first_stop(loan)
        judged = []
        for day, balance in self.balances[loan.contract].items():
            left = cap
            for owed in before:
                left -= owed.get(day, 0)
            covered = min(max(0, left), balance)
            if day >= due:
                reason = "overdue"
            elif day >= last:
                reason = "after_max_years"
            elif day < enters_on:
                reason = "outside_window"
            elif day >= stopped_on:
                reason = f"stopped:{kind}"
            else:
                reason = "" if covered else "uncovered"
            judged.append(LoanDay(day, balance, covered, rate, self.ratio(day), reason))
        return judged
