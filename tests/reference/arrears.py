"""Standing of loans, ratios of areas and the breaker's verdict (R8, R9), by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from reference.county import PPM, County
from reference.days import ONE_DAY, is_settlement_end
from reference.facts import Loan, Repayment, Terms
from reference.rounding import half_up, sum_of_parts

CLASSES = ("正常", "关注", "次级", "可疑", "损失")


@dataclass(frozen=True)
class Standing:
    """One loan at the end of a day; without a balance it has no class."""

    contract: str
    balance: int
    principal_overdue: int
    interest_overdue: int
    class_: str | None

    @property
    def days_overdue(self) -> int:
        """The longer of the two."""
        return max(self.principal_overdue, self.interest_overdue)

    @property
    def npl(self) -> bool:
        """Whether the loan is one of the three bad classes."""
        return self.class_ in CLASSES[2:]


@dataclass(frozen=True)
class Area:
    """Balances of a town, a village or the county, fen, on loans that have one."""

    loans: int
    balance: int
    overdue: int
    npl: int

    @property
    def overdue_ratio(self) -> Fraction | None:
        """None where nothing is owed."""
        return Fraction(self.overdue, self.balance) if self.balance else None

    @property
    def npl_ratio(self) -> Fraction | None:
        """None where nothing is owed."""
        return Fraction(self.npl, self.balance) if self.balance else None


def interest_falls_due(county: County, loan: Loan) -> list[tuple[date, int]]:
    """(day, fen) of contract interest on the real balance, up to the due day in force.

    Each period's interest falls due on the day after its settlement day, the stub at maturity on
    the due day; nothing after the county's last known day is looked at.
    """
    dues: list[tuple[date, int]] = []
    products: dict[int, int] = {}
    day = loan.disbursed_on
    while day < min(loan.due_in_force, county.t):
        parts = county.parts_of_year(loan, day)
        products[parts] = products.get(parts, 0) + county.balance(loan, day) * loan.rate_ppm
        day += ONE_DAY
        if is_settlement_end(day, county.terms) or day == loan.due_in_force:
            dues.append((day, half_up(sum_of_parts(products, PPM))))
            products = {}
    return dues


def interest_overdue(county: County, loan: Loan, as_of: date) -> int:
    """Days since the earliest period whose interest, with all before it, is short by the tolerance."""
    paid = sum(repayment.interest_fen for repayment in county.repayments[loan.contract])
    due_so_far = 0
    for fell_due_on, fen in interest_falls_due(county, loan):
        due_so_far += fen
        if fell_due_on <= as_of and due_so_far - paid >= county.terms.interest_tolerance_fen:
            return (as_of - fell_due_on).days
    return 0


def standing(loans: list[Loan], repayments: list[Repayment], as_of: date, terms: Terms) -> list[Standing]:
    """Every loan at the end of the day ``as_of``, repayments of that day counted."""
    county = County(loans, repayments, [], terms, as_of + ONE_DAY)
    rows = []
    for loan in county.loans:
        balance = county.balance(loan, as_of)
        if balance == 0:
            rows.append(Standing(loan.contract, 0, 0, 0, None))
            continue
        principal = max(0, (as_of - loan.due_in_force).days)
        interest = interest_overdue(county, loan, as_of)
        reached = sum(max(principal, interest) >= first for first in terms.class_days)
        rows.append(Standing(loan.contract, balance, principal, interest, CLASSES[reached]))
    return rows


def area_ratios(standings: list[Standing], area_of: Mapping[str, str]) -> dict[str, Area]:
    """The figures of every area named in ``area_of`` (contract → area), empty ones included."""
    figures = {area: Area(0, 0, 0, 0) for area in area_of.values()}
    for row in standings:
        if row.balance:
            was = figures[area_of[row.contract]]
            figures[area_of[row.contract]] = Area(
                was.loans + 1,
                was.balance + row.balance,
                was.overdue + (row.balance if row.principal_overdue else 0),
                was.npl + (row.balance if row.npl else 0),
            )
    return figures


def above(area: Area, ppm: int) -> bool:
    """Whether the NPL ratio is strictly above so many ppm; an empty area never is."""
    return area.npl * PPM > ppm * area.balance


def breaker(
    standings: list[Standing], town_of: Mapping[str, str], village_of: Mapping[str, str], terms: Terms
) -> tuple[dict[str, bool], dict[tuple[str, str], bool]]:
    """Whether lending is suspended, by town and by (town, village); a town takes its villages along."""
    towns = {name: above(area, terms.town_npl_ppm) for name, area in area_ratios(standings, town_of).items()}
    places = {contract: f"{town_of[contract]}\t{village_of[contract]}" for contract in village_of}
    villages = {}
    for name, area in area_ratios(standings, places).items():
        town, village = name.split("\t")
        villages[town, village] = towns[town] or above(area, terms.village_npl_ppm)
    return towns, villages
