"""What goes wrong in a simulated county: figures written down wrongly, late, or about the wrong day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hudai.actions import loan_correction as correcting
from hudai.actions import repayment as repaying
from hudai.actions import stop as stopping
from hudai.actions.laws import Laws
from hudai.actions.repayment import Paid
from hudai.demo.chance import Chance
from hudai.demo.simulation_life import number_of
from hudai.demo.simulation_offices import SimulatedOffices
from hudai.records.models import Loan, Repayment, Station, Stop

YUAN = 100


@dataclass(slots=True)
class Slips:
    """Slips of the banks' and offices' pens."""

    laws: Laws
    chance: Chance
    offices: SimulatedOffices

    def make(self, what: str, day: date, loans: Sequence[Loan]) -> None:
        """One slip on one of the loans; none where there is no loan.

        Raises:
            Refusal: as the actions do.
        """
        if not loans:
            return
        loan = self.chance.one_of(loans, day, number_of(loans[0]), what)
        if what == "wrong":
            self._book(day, loan, day, 37 * YUAN)
        elif what == "late":
            # Paid in the last quarter, and only written down now.
            self._book(day, loan, day - timedelta(days=100), 21 * YUAN)
        elif what == "correct":
            self._correct(day, loan)
        elif what == "stop":
            self._stop(day, loan)
        else:
            self._term(day, loan)

    def _book(self, day: date, loan: Loan, paid_on: date, interest: int) -> None:
        if loan.disbursed_on is None or paid_on < loan.disbursed_on:
            return
        repaying.record(
            actor=self.offices.at(Station.BRANCH, day),
            laws=self.laws,
            loan_id=loan.pk,
            paid=Paid(paid_on, 0, interest, 0),
            reason="补录。",
        )

    def _correct(self, day: date, loan: Loan) -> None:
        """Some repayment of any age turns out to have been less, or never to have been."""
        rows = list(Repayment.objects.standing().filter(loan=loan, interest__gt=0, principal=0))
        if not rows:
            return
        row = self.chance.one_of(rows, day, number_of(loan), "row")
        bank = self.offices.at(Station.BRANCH, day)
        if self.chance.happens(20, day, number_of(loan), "void"):
            repaying.void(actor=bank, laws=self.laws, repayment_id=row.pk, reason="记到别人名下的还款。")
            return
        less = Paid(row.paid_on, row.principal, max(row.interest - 50 * YUAN, 1), row.penalty)
        repaying.correct(
            actor=bank,
            laws=self.laws,
            repayment_id=row.pk,
            paid=less,
            reason="以回单为准更正。",
            checked="回单金额核对无误。",
        )

    def _stop(self, day: date, loan: Loan) -> None:
        """A loan is stopped, or a stop turns out to have been a mistake."""
        office = self.offices.at(Station.OFFICE, day)
        standing = Stop.objects.standing().filter(loan=loan).first()
        if standing is not None:
            stopping.lift(actor=office, laws=self.laws, stop_id=standing.pk, reason="核查不实。")
            return
        if loan.disbursed_on is None:
            return
        since = max(loan.disbursed_on, day - timedelta(days=60))
        stopping.stop(
            actor=office,
            laws=self.laws,
            loan_id=loan.pk,
            kind=Stop.Kind.DIVERSION,
            since=since,
            evidence="入户核查，资金用于建房。",
        )

    def _term(self, day: date, loan: Loan) -> None:
        """The due day was copied wrongly from the contract."""
        shifted = loan.due_on - timedelta(days=7)
        correcting.correct(
            actor=self.offices.at(Station.BRANCH, day),
            laws=self.laws,
            loan_id=loan.pk,
            field="due_on",
            value=shifted,
            reason="到期日录错，以合同为准。",
        )
