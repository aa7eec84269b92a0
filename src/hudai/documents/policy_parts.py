"""The parts of a pack that are lists: interpretations, opinion route, purposes, demands."""

from __future__ import annotations

from pathlib import Path

from hudai.core.findings import Level
from hudai.core.policy import Demand, Interpretation, Purpose, Step
from hudai.documents.toml_tables import Table, open_table


def interpretations(folder: Path, problems: list[str]) -> tuple[Interpretation, ...]:
    """The choices made where the documents leave one, in the order of the file."""
    table = open_table(folder / "interpretations.toml", problems)
    found = tuple(_interpretation(each) for each in table.tables("interpretations"))
    ids = [note.id for note in found]
    for note_id in sorted({each for each in ids if ids.count(each) > 1}):
        table.fault("interpretations", f"解释 {note_id} 重复")
    table.close()
    return found


def _interpretation(table: Table) -> Interpretation:
    note = Interpretation(
        id=table.text("id"),
        clause=table.text("clause"),
        question=table.text("question"),
        choice=table.text("choice"),
        reason=table.text("reason"),
        fields=table.texts("fields"),
    )
    table.close()
    return note


def route(folder: Path, problems: list[str]) -> tuple[Step, ...]:
    """The stations an application passes, in order; none where the pack says why it has none."""
    table = open_table(folder / "route.toml", problems)
    steps = tuple(_step(each) for each in table.tables("steps", optional=True))
    if not steps:
        table.text("none")
    table.close()
    return steps


def _step(table: Table) -> Step:
    step = Step(
        station=table.text("station"),
        label=table.text("label"),
        signer=table.text("signer"),
        days=table.whole("days"),
        clause=table.text("clause"),
    )
    table.close()
    return step


def purposes(folder: Path, problems: list[str]) -> tuple[Purpose, ...]:
    """The catalogue of uses, allowed and forbidden."""
    table = open_table(folder / "purposes.toml", problems)
    found = tuple(_purpose(each) for each in table.tables("purposes", optional=True))
    if not found:
        table.text("none")
    table.close()
    return found


def _purpose(table: Table) -> Purpose:
    purpose = Purpose(
        name=table.text("name"),
        allowed=table.switch("allowed"),
        words=table.texts("words"),
        clause=table.text("clause"),
        always=table.switch("always", default=False),
    )
    if purpose.always and purpose.allowed:
        table.fault("always", "只有不许的用途才能写 always = true（写了产业也不许）")
    table.close()
    return purpose


def demands(table: Table) -> tuple[Demand, ...]:
    """The plain conditions on borrower and project of ``policy.toml``."""
    return tuple(_demand(each) for each in table.tables("demands", optional=True))


def _demand(table: Table) -> Demand:
    demand = Demand(
        rule=table.text("rule"),
        fact=table.text("fact"),
        wanted=table.switch("wanted"),
        clause=table.text("clause"),
        level=table.choice("level", Level) or Level.HARD,
    )
    table.close()
    return demand
