"""What everybody in a simulated county shares: the law, the draws, the desks, and what is owed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from hudai.actions.laws import Laws
from hudai.demo.chance import Chance
from hudai.demo.simulation_offices import SimulatedOffices
from hudai.records.models import Loan, LoanStanding


def number_of(loan: Loan) -> int:
    """Which of the county's contracts it is: the same in every life of a seed, as its key need not be."""
    return int(loan.contract.removeprefix("HT"))


@dataclass(slots=True)
class Life:
    """One life of one county."""

    laws: Laws
    chance: Chance
    offices: SimulatedOffices
    told: list[str] = field(default_factory=list)
    """What could not be done, a line each: for whoever looks at a life that went wrong."""

    def loans_of(self, home: int) -> list[Loan]:
        """Loans of a household that were paid out, the oldest first."""
        return list(
            Loan.objects.filter(household=self.offices.homes[home], disbursed_on__isnull=False)
            .select_related("household")
            .order_by("disbursed_on", "pk")
        )

    def owed(self, loan: Loan) -> int:
        """Principal still owed, fen."""
        standing = LoanStanding.objects.filter(pk=loan.pk).first()
        return standing.balance if standing else 0

    def scheme(self, day: date) -> str:
        """The scheme that takes applications on a day: the newest that has begun."""
        begun = [each for each in self.laws.policies.values() if each.window_since <= day]
        return max(begun, key=lambda each: each.window_since).name

    def laws_of(self, day: date) -> Laws:
        """The law with the scheme of the day as the adopted one."""
        return Laws(self.laws.by_name, adopted=self.scheme(day))
