"""A village that meets every criterion of a small pack, its town, and proposals of them."""

from __future__ import annotations

from dataclasses import replace

import made_cases as cases
import made_offices as offices
from hudai.actions import credit_area as actions
from hudai.actions import rating as ratings
from hudai.actions.actor import Actor
from hudai.core.credit_area import AreaCriteria, Figure
from hudai.documents import credit_area_files, scorecard_files
from hudai.records.models import CreditProposal, Household, Station

CRITERIA = credit_area_files.load("yubei-2021")
CARD = scorecard_files.load("yubei-2021")
COLLECTED = {
    "credit": "none",
    "labour": 2,
    "skill": "ordinary",
    "income": 12_000,
    "project": "running",
    "debt": 0,
    "standing": "good",
}
"""82 points: 良好, which makes a credit household."""


def without_loans() -> AreaCriteria:
    """The shipped criteria but for the two that need a loan: a village without one can be told."""
    needs_loans = (Figure.OVERDUE, Figure.NPL)
    kept = tuple(each for each in CRITERIA.criteria if each.figure not in needs_loans)
    return replace(CRITERIA, criteria=kept)


def at(station: Station, days: int = 1) -> Actor:
    """The county's desk of that kind, so many days after the start."""
    return cases.at(station, 24 * days)


def rated(
    household: Household | None = None, *, by: Station = Station.VILLAGE, **changes: object
) -> Household:
    """A listed household of 柳溪村 with a rating the bank confirmed."""
    cases.lead_bank()
    found = household or cases.household()
    drawn = ratings.draw_up(
        actor=cases.at(by),
        card=CARD,
        household=found,
        collected={**COLLECTED, **changes},
        rated_on=cases.START.date(),
    )
    ratings.confirm(actor=cases.at(Station.BRANCH, 1), key=drawn.pk)
    return found


def proposed(criteria: AreaCriteria | None = None, days: int = 1, words: str = "") -> CreditProposal:
    """柳溪村, put forward by the town."""
    return actions.propose(
        actor=at(Station.TOWN, days),
        criteria=criteria or without_loans(),
        area_id=offices.village().pk,
        words=words,
    )


def awarded(days: int = 1) -> CreditProposal:
    """柳溪村, put forward and awarded the day after."""
    found = proposed(days=days)
    actions.award(actor=at(Station.OFFICE, days + 1), criteria=without_loans(), proposal_id=found.pk)
    return found
