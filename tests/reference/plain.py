"""The subsidy of a settlement (R6) worked out day by day, from the facts since inception.

This is the pencil-and-paper reference: it is slow on purpose and was written from the rules
alone.  The figures of R8 and R9 stand in :mod:`reference.arrears` and can be had from here too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from reference.arrears import Area, Standing, area_ratios, breaker, standing
from reference.county import PPM, County
from reference.days import ONE_DAY, period_end
from reference.facts import Granted, Loan, Published, Repayment, Stop, Terms, Tier
from reference.rounding import half_up

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
    "segments",
    "settle",
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
    exact: dict[date, Fraction] = {}
    for day in county.days(loan):
        end = period_end(day.day, county.terms)
        if day.reason or end > county.t:
            continue
        assert day.rate_ppm is not None, "no rate was published on the contract day"
        yearly = Fraction(day.covered_fen * day.rate_ppm * day.ratio_ppm, PPM * PPM)
        exact[end] = exact.get(end, Fraction(0)) + yearly * county.year_share(loan, day.day)
    return {end: half_up(fen) for end, fen in exact.items()}


def settle(
    loans: list[Loan],
    repayments: list[Repayment],
    stops: list[Stop],
    granted: list[Granted],
    terms: Terms,
    t: date,
) -> list[Row]:
    """What each loan is due in the settlement up to t (not counted), in the order of the loans."""
    county = County(loans, repayments, stops, terms, t)
    rows = []
    for loan in loans:
        entitled = sum(entitlement_by_period(county, loan).values())
        paid = sum(r.interest_fen for r in county.repayments if r.contract == loan.contract)
        before = sum(g.amount_fen for g in granted if g.contract == loan.contract)
        owed = min(entitled, paid) if terms.mode == "reimburse_borrower" else entitled
        rows.append(Row(loan.contract, entitled, paid, before, owed - before))
    return rows


def segments(
    loans: list[Loan],
    repayments: list[Repayment],
    stops: list[Stop],
    terms: Terms,
    t: date,
    *,
    by_period: bool = False,
) -> list[Segment]:
    """The stretches of every loan before t, loan by loan; cut at period ends when ``by_period``."""
    county = County(loans, repayments, stops, terms, t)
    rows: list[Segment] = []
    for loan in loans:
        fresh = True
        for day in county.days(loan):
            facts = (day.balance_fen, day.covered_fen, day.rate_ppm, day.ratio_ppm, day.reason)
            new_period = by_period and period_end(day.day - ONE_DAY, terms) == day.day
            if not fresh and not new_period and _facts(rows[-1]) == facts:
                rows[-1] = _longer(rows[-1])
            else:
                rows.append(Segment(loan.contract, day.day, day.day + ONE_DAY, *facts))
            fresh = False
    return rows


def _facts(segment: Segment) -> tuple[int, int, int | None, int, str]:
    return segment.balance, segment.covered, segment.rate, segment.ratio, segment.reason


def _longer(segment: Segment) -> Segment:
    return Segment(segment.contract, segment.since, segment.until + ONE_DAY, *_facts(segment))
