"""Results: kept part by part, shown as one table with what was aimed for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

HEADS = ("part", "work", "result", "spread", "target", "reached")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure."""

    work: str
    result: str
    spread: str = ""
    """Least and greatest of the runs, and how many."""
    target: str = ""
    reached: str = ""
    """yes, or by how much it is missed."""


@dataclass(frozen=True, slots=True)
class Part:
    """One benchmark's figures and what there is to say of them."""

    name: str
    title: str
    rows: Sequence[Row]
    notes: Sequence[str] = ()
    date: str = ""
    load: str = ""
    """Load average before it began: other people's work on the same cores."""
    machine: Mapping[str, str] = field(default_factory=dict)


def reached(value: float, target: float, *, at_most: bool = False) -> str:
    """yes; or the part of the target that was reached."""
    good = value <= target if at_most else value >= target
    if good:
        return "yes"
    return f"no: {value / target:.1f} × the limit" if at_most else f"no: {value / target:.0%} of it"


def keep(part: Part, store: Path) -> None:
    """Remember a part until it is measured again."""
    parts = _kept(store) | {part.name: asdict(part)}
    store.parent.mkdir(parents=True, exist_ok=True)
    store.write_text(json.dumps(parts, ensure_ascii=False, indent=1), encoding="utf-8")


def _kept(store: Path) -> dict[str, dict[str, object]]:
    if not store.exists():
        return {}
    kept: dict[str, dict[str, object]] = json.loads(store.read_text(encoding="utf-8"))
    return kept


def parts_kept(store: Path, order: Sequence[str]) -> list[Part]:
    """The parts remembered, in order."""
    kept = _kept(store)
    parts = []
    for name in order:
        if name in kept:
            values = dict(kept[name])
            rows = [Row(**row) for row in values.pop("rows")]  # type: ignore[attr-defined]
            parts.append(Part(rows=rows, **values))  # type: ignore[arg-type]
    return parts


def as_markdown(parts: Sequence[Part]) -> str:
    """The whole report."""
    lines = ["# What was measured", "", INTRODUCTION, "", *_machines(parts), ""]
    lines += ["| " + " | ".join(HEADS) + " |", "|---|---|---|---|---|---|"]
    for part in parts:
        for row in part.rows:
            cells = (part.name, row.work, row.result, row.spread, row.target, row.reached)
            lines.append("| " + " | ".join(cells) + " |")
    for part in parts:
        lines += ["", f"## {part.name} {part.title}", "", *(f"- {note}" for note in part.notes)]
    return "\n".join(lines) + "\n"


def _machines(parts: Sequence[Part]) -> list[str]:
    """Each machine once, with the parts measured on it, when, and how busy it was."""
    lines = []
    for described in {json.dumps(part.machine): part.machine for part in parts}.values():
        when = "; ".join(
            f"{part.name} on {part.date} at load {part.load}" for part in parts if part.machine == described
        )
        lines += [f"- {name}: {value}" for name, value in described.items()]
        lines.append(f"- measured: {when}")
    return lines


INTRODUCTION = """\
Written by `python3 dev.py bench`; how it measures stands in [README.md](README.md). Times are
medians of the runs that the column *spread* counts, after one run that does not count; peaks of memory
are those of a process of its own. Ratios within one run are what tells something; seconds are this
machine's."""
