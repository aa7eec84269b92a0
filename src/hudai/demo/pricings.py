"""What the made-up county's banks ask: the ceiling at first, and less for good grades from the end of 2025.

The loans there are were granted at the ceiling, which the first tables ask; what waits for a bank is
proposed a rate by the second.  The last bank's holds from the new year.
"""

from __future__ import annotations

from datetime import date

from hudai.actions import pricing as asking
from hudai.actions.application import Law
from hudai.actions.pricing import PricingSaid
from hudai.core.pricing import Cell, priced_grades
from hudai.core.rating import Scorecard
from hudai.demo.clock import OPENS_ON
from hudai.demo.offices import Offices
from hudai.demo.plans import INTRODUCED
from hudai.demo.workdays import on

ENTERED = date(2025, 12, 16)
SECOND = (OPENS_ON, OPENS_ON, date(2026, 1, 1))
"""From when each bank's second table holds."""
POINTS = ((30, 20, 0), (25, 10, 5), (40, 20, 10))
"""Of each bank, below the ceiling by grade, the best first; longer terms are five points dearer."""
DEARER = 5


def ask(offices: Offices, law: Law, card: Scorecard) -> None:
    """Entered by each bank's institution."""
    grades, bands = priced_grades(card), [tier.over_months for tier in law.policy.rate_tiers.on(ENTERED)]
    ceiling: dict[Cell, int] = {(grade, over): 0 for grade in grades for over in bands}
    for desk, since, points in zip(offices.banks, SECOND, POINTS, strict=True):
        less = {
            (grade, over): max(0, below - DEARER * nth)
            for grade, below in zip(grades, points, strict=True)
            for nth, over in enumerate(bands)
        }
        for entered, said in (
            (INTRODUCED, PricingSaid(INTRODUCED, ceiling)),
            (ENTERED, PricingSaid(since, less)),
        ):
            asking.enter(actor=offices.acting(desk, on(entered)), law=law, card=card, said=said)
