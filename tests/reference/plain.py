"""The subsidy of a settlement (R6) worked out day by day, from the facts since inception.

This is the pencil-and-paper reference: it is slow on purpose and was written from the rules
alone.  The figures of R8 and R9 stand in :mod:`reference.arrears` and can be had from here too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from reference.arrears import Area, Standing, area_ratios, breaker, standing
from reference.county import PPM, County, LoanDay
from reference.days import ONE_DAY, period_end
from reference.facts import Granted, Loan, Published, Repayment, Stop, Terms, Tier
from reference.rounding import half_up, sum_of_parts

__all__ = [
    "Area",
    "Granted",
    "Loan",
    "Published",
    "Repayment",
    "Row",
    "Segment",
    "Standing",
    "Stop",
    "Terms",
    "Tier",
    "area_ratios",
    "breaker",
    "entitlement_by_period",
    "segmented",
    "segments",
    "settle",
    "settled",
    "standing",
]


@dataclass(frozen=True)
class Row:
    """One loan of a settlement, all in fen; a negative ``due`` is a claw-back (多贴应退)."""

    contract: str
    entitled: int
    paid: int
    granted: int
    due: int


@dataclass(frozen=True)
class Segment:
    """A longest stretch ``[since, until)`` of days alike in every respect, while money is owed."""

    contract: str
    since: date
    until: date
    balance: int
    covered: int
    rate: int | None
    ratio: int
    reason: str


def entitlement_by_period(county: County, loan: Loan) -> dict[date, int]:
    """Fen of subsidy by the end of the settlement period, for periods that ended by t.

    Rounded half up once for each period; periods without a subsidised day are left out.
    """
    products: dict[date, dict[int, int]] = {}
    for day in county.days(loan):
        if day.reason:
            continue
        end = period_end(day.day, county.terms)
        if end > county.t:
            continue
        assert day.rate_ppm is not None, "no rate was published on the contract day"
        parts = county.parts_of_year(loan, day.day)
        of_period = products.setdefault(end, {})
        of_period[parts] = of_period.get(parts, 0) + day.covered_fen * day.rate_ppm * day.ratio_ppm
    return {end: half_up(sum_of_parts(of_period, PPM * PPM)) for end, of_period in products.items()}


def settle(
    loans: list[Loan],
    repayments: list[Repayment],
    stops: list[Stop],
    granted: list[Granted],
    terms: Terms,
    t: date,
) -> list[Row]:
    """What each loan is due in the settlement up to t (not counted), in the order of the loans."""
    return settled(County(loans, repayments, stops, terms, t), granted)


def settled(county: County, granted: list[Granted]) -> list[Row]:
    """The same of a county whose facts stand already."""
    rows = []
    for loan in county.loans:
        entitled = sum(entitlement_by_period(county, loan).values())
        paid = sum(repayment.interest_fen for repayment in county.repayments[loan.contract])
        before = sum(g.amount_fen for g in granted if g.contract == loan.contract)
        owed = min(entitled, paid) if county.terms.mode == "reimburse_borrower" else entitled
        rows.append(Row(loan.contract, entitled, paid, before, owed - before))
    return rows


def segments(
    loans: list[Loan], repayments: list[Repayment], stops: list[Stop], terms: Terms, t: date
) -> list[Segment]:
    """The stretches of every loan before t, loan by loan."""
    return segmented(County(loans, repayments, stops, terms, t))


def segmented(county: County) -> list[Segment]:
    """The same of a county whose facts stand already."""
    rows: list[Segment] = []
    for loan in county.loans:
        for facts, stretch in groupby(county.days(loan), _facts):
            days = [day.day for day in stretch]
            rows.append(Segment(loan.contract, days[0], days[-1] + ONE_DAY, *facts))
    return rows


def _facts(day: LoanDay) -> tuple[int, int, int | None, int, str]:
    return day.balance_fen, day.covered_fen, day.rate_ppm, day.ratio_ppm, day.reason
