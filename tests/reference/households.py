"""Random households whose days like to fall on the boundaries of the rules.

A household is sound by construction: nothing is repaid before it was lent, never more than was
lent, every renewal names a contract of its own household.  What is unlawful but well-formed (rates
above the cap, households above their ceiling, renewals of renewals, loans outside the window) is
there on purpose.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from reference.arrears import interest_falls_due
from reference.county import County
from reference.days import ONE_DAY, add_months, add_years, period_end
from reference.facts import Granted, Loan, Repayment, Stop, Terms, by_contract
from reference.laws import EDGES, FIRST_DAY, LAST_CONTRACT, LAST_DAY, RATES
from reference.lots import Lots

STOP_KINDS = ("资金挪用", "恶意出列", "提前收回", "转为农户贷款", "重复贴息", "自愿放弃")
AMOUNTS = (5_000_000, 10_000, 999_999, 1_000_000, 2_000_000, 4_999_999, 5_000_001, 8_000_000, 20_000_000)
LAST_FIRST_CONTRACT = date(2025, 12, 31)
MOST_LOANS = 4


class Household:
    """One household's sheets, filled while its lots are drawn."""

    def __init__(self, name: str, lots: Lots, terms: Terms, changes: list[date]) -> None:
        self.name, self.lots, self.terms, self.changes = name, lots, terms, changes
        self.loans: list[Loan] = []
        self.repayments: list[Repayment] = []
        self.stops: list[Stop] = []
        self.granted: list[Granted] = []
        # A tape of zeros is a household without a loan, so that most of a county can be left away.
        loans = lots.one_of([0, *[1, 2, 3, MOST_LOANS] * 4])
        self._numbers = [f"HT{name}{number}" for number in lots.shuffled(range(loans))]
        while self._numbers:
            self._lend_chain()
        if self.loans:
            self._stop_and_grant()

    def _lend_chain(self) -> None:
        """A first loan or top-up and its renewals, with and without repayment of the principal."""
        beside = bool(self.loans) and not self.lots.one_in(4)
        disbursed_on = self._day_beside() if beside else self._first_day()
        principal, original = self._amount(disbursed_on), None
        while True:
            loan = self._loan(original, disbursed_on, principal)
            self.loans.append(loan)
            if not self._numbers or self.lots.one_in(2):
                self._repay_at_last(loan)
                return
            disbursed_on, principal = self._end(loan)
            original = loan
            if disbursed_on > LAST_CONTRACT:
                return

    def _first_day(self) -> date:
        """In the window, at a change of the law inside it, within a year before it, or anywhere."""
        since, until = self.terms.window_since, self.terms.window_until or LAST_FIRST_CONTRACT
        where = self.lots.one_of(["inside"] * 6 + ["change"] * 6 + ["year before"] * 3 + ["anywhere"])
        if where == "change":
            inside = [day for day in self.changes if since <= day <= until] or [since]
            day = self.lots.one_of(inside) + timedelta(days=self.lots.one_of([0, 0, 0, 1, 1, -1]))
        elif where == "year before":
            day = self._day(since - timedelta(days=365), since)
        elif where == "anywhere":
            day = self._day(FIRST_DAY, LAST_FIRST_CONTRACT)
        else:
            day = self._day(since, until - ONE_DAY)
        return min(max(day, FIRST_DAY), LAST_FIRST_CONTRACT)

    def _day(self, first: date, last: date) -> date:
        """A day of the span, every other one an edge of some rule where the span holds any."""
        edges = [day for day in EDGES if first <= day <= last]
        if edges and self.lots.one_in(2):
            return self.lots.one_of(edges)
        return self.lots.day(first, last)

    def _day_beside(self) -> date:
        """A day on which one of the household's loans runs, so that both share the cap."""
        beside = self.lots.one_of(self.loans)
        last = min(beside.due_on, LAST_CONTRACT)
        near = [day for day in self.changes if beside.disbursed_on <= day <= last]
        if near and self.lots.one_in(2):
            return self.lots.one_of(near)
        return self.lots.one_of([beside.disbursed_on, self.lots.day(beside.disbursed_on, last)])

    def _amount(self, day: date) -> int:
        """Principal in fen, from 100 to 200 000 yuan, the cap of the day and its neighbours often."""
        cap = by_contract(self.terms.cap_fen, day)
        near = [max(10_000, fen) for fen in (cap, cap // 2, cap // 2, cap // 3, cap // 4, cap - 1, cap + 1)]
        return self.lots.one_of(
            [*near, *near, *near[1:5], *AMOUNTS, *[self.lots.whole(10_000, 20_000_000)] * 4]
        )

    def _loan(self, original: Loan | None, disbursed_on: date, principal: int) -> Loan:
        """One contract; a renewal is signed no earlier than what it renews."""
        signed_on = self._signing_day(disbursed_on)
        if original is not None:
            signed_on = max(signed_on, original.signed_on)
        months = self.lots.one_of([12, 1, 3, 6, 12, 12, 12, 13, 24, 36, 36, 37, 48])
        due_on = add_months(disbursed_on, months) + timedelta(days=self.lots.one_of([0, 0, -1, -1, 1, 7, -7]))
        loan = Loan(
            contract=self._numbers.pop(),
            original=original.contract if original else None,
            household=self.name,
            signed_on=signed_on,
            disbursed_on=disbursed_on,
            due_on=due_on,
            extended_due_on=None,
            principal_fen=principal,
            rate_ppm=self.lots.whole(1_000, 240_000) if self.lots.one_in(2) else self.lots.one_of(RATES),
        )
        early = signed_on < self.terms.window_since
        return self._extended(loan) if self.lots.one_in(2 if early else 4) else loan

    def _signing_day(self, disbursed_on: date) -> date:
        """The day of disbursement or up to six weeks before; at a change of the law where one is near."""
        signed_on = disbursed_on - timedelta(days=self.lots.one_of([0, 0, 0, 1, 2, 40]))
        near = [day for day in self.changes if 0 <= (disbursed_on - day).days <= 45]
        if near and self.lots.one_in(2):
            signed_on = self.lots.one_of(near) + timedelta(days=self.lots.one_of([0, -1, 1]))
        return min(signed_on, disbursed_on)

    def _extended(self, loan: Loan) -> Loan:
        """Up to the original term again; signed about maturity or at a change, or nobody knows when."""
        term = max(1, (loan.due_on - loan.disbursed_on).days)
        until = min(add_months(loan.due_on, self.lots.one_of([6, 1, 3])), loan.due_on + timedelta(days=term))
        if self.lots.one_in(4):
            return replace(loan, extended_due_on=until)
        signed_on = loan.due_on - timedelta(days=self.lots.one_of([20, 0, 1, 2, 40, 100, -1, -10]))
        near = [day for day in self.changes if loan.disbursed_on <= day <= until]
        if near and self.lots.one_in(2):
            signed_on = self.lots.one_of(near) + timedelta(days=self.lots.one_of([0, -1, 1]))
        return replace(loan, extended_due_on=until, extended_on=max(signed_on, loan.signed_on))

    def _end(self, loan: Loan) -> tuple[date, int]:
        """Repays the loan; the disbursement day and principal (fen) of the contract that renews it."""
        around_maturity = [loan.due_on, loan.due_in_force, loan.due_in_force + timedelta(days=30)]
        ends_on = self.lots.one_of([*around_maturity, self._day_of_life(loan, loan.due_on)])
        left = self._repay(loan, ends_on)
        if left:
            interest = self.lots.whole(0, 50_000)
            self.repayments.append(Repayment(loan.contract, ends_on, left, interest))
            if not self.lots.one_in(2):
                return ends_on, left
        later = ends_on + timedelta(days=self.lots.one_of([0, 1, 10]))
        return later, self._amount(later)

    def _repay(self, loan: Loan, last: date) -> int:
        """Principal and interest in any order, several on one day at times, never more than was lent.

        Returns what is left of the principal, fen.
        """
        left = loan.principal_fen
        if self.lots.one_in(3):
            self._pay_interest_as_due(loan, last)
        for _ in range(self.lots.whole(0, 5)):
            what = self.lots.one_of(["interest"] * 4 + ["part"] * 2 + ["rest"] * 2)
            principal = {"interest": 0, "rest": left}.get(what)
            if principal is None:
                principal = self.lots.whole(0, left)
            interest = self.lots.one_of([0, 1, 99, 100, 48_125, 500_000, self.lots.whole(0, 500_000)])
            penalty = self.lots.one_of([0, 0, 12_345])
            paid_on = self._day_of_life(loan, last)
            self.repayments.append(Repayment(loan.contract, paid_on, principal, interest, penalty))
            left -= principal
        return left

    def _repay_at_last(self, loan: Loan) -> None:
        """Repays what is left about maturity or within a year behind it; one loan in four stays owed."""
        left = self._repay(loan, LAST_DAY)
        late = self.lots.one_of([0, 0, -1, 1, 30, 91, 300, 361])
        paid_on = max(loan.disbursed_on, loan.due_in_force + timedelta(days=late))
        if left and not self.lots.one_in(4):
            self.repayments.append(Repayment(loan.contract, paid_on, left, self.lots.whole(0, 200_000)))

    def _pay_interest_as_due(self, loan: Loan, last: date) -> None:
        """Interest of the first periods, to the fen or off by about the tolerance, on its day or late."""
        until = min(last, add_months(loan.disbursed_on, 15))
        dues = interest_falls_due(County([loan], [], [], self.terms, until), loan)
        tolerance = self.terms.interest_tolerance_fen
        for fell_due_on, fen in dues[: self.lots.whole(0, 6)]:
            paid_on = fell_due_on + timedelta(days=self.lots.one_of([0, 0, -1, 1, 30]))
            paid = fen + self.lots.one_of([0, 0, 0, -tolerance, 1 - tolerance, -tolerance - 1, 1])
            if loan.disbursed_on <= paid_on <= last and paid > 0:
                self.repayments.append(Repayment(loan.contract, paid_on, 0, paid))

    def _day_of_life(self, loan: Loan, last: date) -> date:
        """A day on which something may be paid: settlement days, maturity and their neighbours often."""
        last = max(loan.disbursed_on, last)
        middle = self.lots.day(loan.disbursed_on, min(last, loan.due_in_force + timedelta(days=400)))
        settled = period_end(middle, self.terms)
        years = by_contract(self.terms.max_years, loan.signed_on)
        months = (middle.year - loan.disbursed_on.year) * 12 + middle.month - loan.disbursed_on.month
        full_month = add_months(loan.disbursed_on, months)
        near = [middle] * 8 + [loan.disbursed_on, settled, settled - ONE_DAY, full_month, full_month]
        near += [loan.due_on, loan.due_in_force, add_years(loan.disbursed_on, years)]
        day = self.lots.one_of(near) + timedelta(days=self.lots.one_of([0, 0, 0, -1, 1]))
        return min(max(day, loan.disbursed_on), last)

    def _stop_and_grant(self) -> None:
        """Stops of any kind during the life of a loan, its ends included; grants of any amount."""
        for _ in range(self.lots.one_of([0, 0, 0, 1, 1, 2])):
            loan = self.lots.one_of(self.loans)
            ends = [loan.disbursed_on, loan.due_on, loan.disbursed_on - ONE_DAY]
            since = self.lots.one_of([*ends, *[self.lots.day(loan.disbursed_on, loan.due_in_force)] * 3])
            self.stops.append(Stop(loan.contract, self.lots.one_of(STOP_KINDS), since))
        for _ in range(self.lots.one_of([0, 0, 1, 2])):
            contract = self.lots.one_of(self.loans).contract
            self.granted.append(Granted(contract, self.lots.whole(0, 500_000)))
