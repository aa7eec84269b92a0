"""The bank's table of rates, entered through the action."""

from __future__ import annotations

from datetime import date
from typing import Any

import made_cases as cases
from hudai.actions import pricing as actions
from hudai.actions.actor import Actor
from hudai.actions.pricing import PricingSaid
from hudai.core.pricing import Cell
from hudai.documents import scorecard_files
from hudai.records.models import Pricing, Station

CARD = scorecard_files.load("yubei-2021")
TABLE: dict[Cell, int] = {
    ("优秀", 0): 20, ("优秀", 12): 50, ("良好", 0): 10, ("良好", 12): 20, ("一般", 0): 0, ("一般", 12): 0,
}  # fmt: skip
"""Points of each grade: terms within a year, and over one year up to three."""


def enter(
    table: dict[Cell, int] | None = None,
    *,
    since: date | None = None,
    actor: Actor | None = None,
    **more: Any,
) -> Pricing:
    """The bank's institution enters a table from its own day on, unless told otherwise."""
    who = actor or cases.at(Station.BANK)
    said = PricingSaid(since or who.today, TABLE if table is None else table)
    return actions.enter(**{"actor": who, "law": cases.LAW, "card": CARD, "said": said, **more})
