"""A seeded county that lives through years of loans and subsidies, through the actions alone.

Households borrow under whichever scheme takes contracts on the day, pay on time, late, short or not
at all; banks write wrong figures down and correct them later, hand facts in after the quarter is
over, renew, extend, recall; batches are drawn up, dropped, paid, and rows come back.  The same seed
lives the same life, so a life that breaks a rule can be lived again.

What must hold after every quarter is asked by whoever runs it; nothing is checked here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from hudai.actions import loan as lending
from hudai.actions import maturity
from hudai.actions import repayment as repaying
from hudai.actions.laws import Laws
from hudai.actions.repayment import Booked, Paid
from hudai.core.dates import ONE_DAY, add_months
from hudai.core.errors import Refusal
from hudai.demo.chance import Chance
from hudai.demo.simulation_life import Life, number_of
from hudai.demo.simulation_offices import HOMES, RELISTED_ON, found_offices, relist
from hudai.demo.simulation_payments import pay_batches
from hudai.demo.simulation_road import approved_application
from hudai.demo.simulation_slips import Slips
from hudai.records.models import Application, Loan, LoanStanding, Station

OPENS, CLOSES = date(2019, 3, 21), date(2027, 9, 21)
"""First day lived, and the first no longer lived."""
YUAN = 100

_TERMS = (12, 12, 24, 36)
_AMOUNTS = (10_000, 20_000, 30_000, 50_000, 50_000)


@dataclass(slots=True)
class Simulation:
    """One life of one county."""

    life: Life
    slips: Slips

    def quarters(self) -> Iterator[date]:
        """Live on; gives the last day of every settlement period when its batches are done."""
        start = OPENS
        while start < CLOSES:
            end = add_months(start, 3)
            if start <= RELISTED_ON < end:
                relist(self.life.offices)
            self._live(start, end)
            pay_batches(self.life, end - ONE_DAY)
            yield end - ONE_DAY
            start = end

    def _live(self, start: date, end: date) -> None:
        """One quarter: what every household and its bank do, day after day."""
        deeds: list[tuple[date, int, str]] = []
        for home in range(HOMES):
            deeds += [(day, home, what) for day, what in self._of_home(home, start, end)]
        for day, home, what in sorted(deeds):
            self._try(day, home, what)

    def _of_home(self, home: int, start: date, end: date) -> Iterator[tuple[date, str]]:
        days = (end - start).days

        def some(what: str) -> date:
            return start + timedelta(days=self.life.chance.below(days, home, start, what))

        if self.life.chance.happens(25, home, start, "borrows"):
            yield some("borrow"), "borrow"
        # Interest falls due on the 20th; who is late pays in the next quarter.
        if self.life.chance.happens(88, home, start, "pays"):
            yield end - timedelta(days=self.life.chance.below(6, home, start, "pays on") + 1), "pay"
        if self.life.chance.happens(10, home, start, "repays a part"):
            yield some("part"), "part"
        yield some("due"), "due"
        for slip in ("wrong", "late", "correct", "stop", "term"):
            if self.life.chance.happens(18, home, start, slip):
                yield some(slip), slip

    def _try(self, day: date, home: int, what: str) -> None:
        """One deed; what the rules refuse is not done, and life goes on."""
        try:
            if what == "borrow":
                self._borrow(day, home)
            elif what == "pay":
                self._pay_interest(day, home)
            elif what == "part":
                self._repay_part(day, home)
            elif what == "due":
                self._fall_due(day, home)
            else:
                self.slips.make(what, day, self.life.loans_of(home))
        except Refusal as refusal:
            self.life.told.append(f"{day} 户{home} {what}：{refusal}")

    def _borrow(self, day: date, home: int) -> None:
        """A first loan, or a top-up on one that is owed."""
        owing = [loan for loan in self.life.loans_of(home) if self.life.owed(loan)]
        kind = Application.Kind.TOP_UP if owing else Application.Kind.FIRST
        term = self.life.chance.one_of(_TERMS, home, day, "term")
        amount = self.life.chance.one_of(_AMOUNTS, home, day, "amount") * YUAN
        application = approved_application(
            self.life, day, home, kind=kind, amount=amount, term=term, about=owing[0] if owing else None
        )
        bank = self.life.offices.at(Station.BRANCH, day)
        loan = lending.sign(
            actor=bank,
            laws=self.life.laws_of(day),
            number=application.number,
            seen_version=application.version,
            contract=self._contract(),
            signed_on=day,
            due_on=add_months(day, term),
            principal=amount,
        )
        lending.disburse(actor=bank, laws=self.life.laws_of(day), loan_id=loan.pk, disbursed_on=day)

    def _contract(self) -> str:
        return f"HT{Loan.objects.count() + 1:05d}"

    def _pay_interest(self, day: date, home: int) -> None:
        """What is expected by the day on every loan; some pay a little short."""
        bank, rows = self.life.offices.at(Station.BRANCH, day), []
        loans = self.life.loans_of(home)
        expected = repaying.expected_of(self.life.laws, loans, day + timedelta(days=10))
        for loan in loans:
            due = expected[loan.pk]
            paid = due - self.life.chance.below(3, home, day, number_of(loan), "short") * due // 20
            if paid > 0:
                rows.append(Booked(loan.pk, Paid(day, 0, paid, 0), "按季付息。"))
        repaying.record_all(actor=bank, laws=self.life.laws, rows=rows)

    def _repay_part(self, day: date, home: int) -> None:
        for loan in self.life.loans_of(home)[:1]:
            part = self.life.owed(loan) // 4 // YUAN * YUAN
            if part:
                repaying.record(
                    actor=self.life.offices.at(Station.BRANCH, day),
                    laws=self.life.laws,
                    loan_id=loan.pk,
                    paid=Paid(day, part, 0, 0),
                )

    def _fall_due(self, day: date, home: int) -> None:
        """Loans that fall due within the quarter, or are overdue: repaid, renewed, extended, or nothing."""
        for loan in self.life.loans_of(home):
            owed = self.life.owed(loan)
            standing = LoanStanding.objects.filter(pk=loan.pk).first()
            if not owed or standing is None or standing.due_on > day + timedelta(days=95):
                continue
            choice = self.life.chance.weighted(
                {"repay": 55, "renew": 20, "extend": 15, "nothing": 10}, number_of(loan), day, "due"
            )
            if choice == "repay":
                bank = self.life.offices.at(Station.BRANCH, day)
                interest = repaying.expected(self.life.laws, loan, day)
                repaying.record(
                    actor=bank,
                    laws=self.life.laws,
                    loan_id=loan.pk,
                    paid=Paid(day, owed, max(interest, 0), 0),
                    reason="到期结清。",
                )
            elif choice != "nothing":
                self._carry_on(day, home, loan, owed, choice)

    def _carry_on(self, day: date, home: int, loan: Loan, owed: int, choice: str) -> None:
        kind = Application.Kind.RENEWAL if choice == "renew" else Application.Kind.EXTENSION
        application = approved_application(self.life, day, home, kind=kind, amount=owed, term=12, about=loan)
        bank = self.life.offices.at(Station.BRANCH, day)
        if choice == "renew":
            maturity.renew(
                actor=bank,
                laws=self.life.laws_of(day),
                number=application.number,
                seen_version=application.version,
                contract=self._contract(),
                signed_on=day,
                due_on=add_months(day, 12),
                principal=owed,
                without_repayment=True,
            )
        else:
            standing = LoanStanding.objects.get(pk=loan.pk)
            maturity.extend(
                actor=bank,
                laws=self.life.laws_of(day),
                number=application.number,
                seen_version=application.version,
                signed_on=day,
                due_on=add_months(standing.due_on, 6),
                cause="市场价格低，延后出售。",
            )


def simulation(seed: int, laws: Laws) -> Simulation:
    """A county with its offices and households, on the day before it begins to live."""
    chance = Chance(seed)
    offices = found_offices(chance)
    return Simulation(Life(laws, chance, offices), Slips(laws, chance, offices))
