"""The bank's own table of rates on the page of a case: what it asks, at the bank's turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from hudai.actions import pricing as actions
from hudai.actions.application import Law
from hudai.core import words
from hudai.core.errors import Refusal
from hudai.core.pricing import band_label
from hudai.records.models import Application, Pricing
from hudai.records.queries import pricing as queries
from hudai.web.forms.fields import percent_text


@dataclass(frozen=True, slots=True)
class PricingHint:
    """What stands beside the rate the bank fills in."""

    since: date
    told: str
    """What is asked of the household's grade for the term it wants, or why nothing is."""
    rate: int | None
    """That rate, ppm; None where none follows."""
    bands: tuple[str, ...]
    """For each band of terms, what every grade is asked, in words."""

    @property
    def initial(self) -> dict[str, Any]:
        """The rate as the form begins with it."""
        return {} if self.rate is None else {"rate": percent_text(self.rate)}


def hint(application: Application, law: Law, grade: str, today: date) -> PricingHint | None:
    """What the table of the application's bank says today; None where it has none.

    An extension keeps its contract's rate, so that nothing is said of it.
    """
    if application.kind == Application.Kind.EXTENSION:
        return None
    pricing = queries.pricing_on(application.branch.bank_id, application.policy, today)
    if pricing is None:
        return None
    rate, told = None, f"定价表没有“{grade}”这个等级" if grade else "这户没有有效的评级，请按等级选用"
    try:
        found = actions.asked_by(pricing, application, law, grade, application.term_months, today)
    except Refusal as refusal:
        told = str(refusal)
    else:
        if found is not None:
            rate, told = found.rate, found.told
    return PricingHint(pricing.since, told, rate, tuple(_bands(pricing, application, law, today)))


def _bands(pricing: Pricing, application: Application, law: Law, today: date) -> Iterator[str]:
    lines = list(pricing.lines.all())
    for over, up_to in sorted({(line.over_months, line.up_to_months) for line in lines}):
        grades = [line.grade for line in lines if line.over_months == over]
        said = (f"{grade} {_rate(pricing, application, law, grade, over + 1, today)}" for grade in grades)
        yield f"{band_label(over, up_to)}：{'，'.join(said)}"


def _rate(pricing: Pricing, application: Application, law: Law, grade: str, months: int, today: date) -> str:
    """A rate as people read it; a dash where none follows."""
    try:
        found = actions.asked_by(pricing, application, law, grade, months, today)
    except Refusal:
        return "—"
    return words.percent(found.rate) if found else "—"
