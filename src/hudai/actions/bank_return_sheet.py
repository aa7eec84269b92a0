"""A bank's sheet in hand: read by the bank's own headings, and what checking its rows has found so far."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from hudai.actions.actor import Actor
from hudai.actions.sealed_file import SealedFolder
from hudai.documents.imports import classes, granted, loans, repayments, stops
from hudai.documents.imports.cross_checks import Placed, Row, problems_at
from hudai.documents.sheets import Layout, Reading
from hudai.records.models import BankReturn, ColumnMapping, Station

FILES = SealedFolder("bank_returns", "files.bank_return")
"""Where the sheets lie until they are done with."""
ROWS, DIFFERENCES = "rows_file", "differences_file"
"""Under what a preview names the rows it was made of, and all that differs."""
NOT_WANTED = ""
"""Column of a heading the bank writes and nobody here reads."""

_Kind = BankReturn.Kind
_READERS: dict[str, tuple[Layout, Callable[[Path, Layout], Reading]]] = {
    _Kind.LOANS: (loans.LAYOUT, loans.read_loans_as_written),
    _Kind.REPAYMENTS: (repayments.LAYOUT, repayments.read_repayments),
    _Kind.CLASSES: (classes.LAYOUT, classes.read_classes),
    _Kind.STOPS: (stops.LAYOUT, stops.read_stops),
    _Kind.GRANTED: (granted.LAYOUT, granted.read_granted),
}


def layout_of(kind: str) -> Layout:
    """What a kind of sheet is expected to hold."""
    return _READERS[kind][0]


def read_return(found: BankReturn, path: Path) -> Reading:
    """The sheet, read with the headings this bank is known to write."""
    layout, read = _READERS[found.kind]
    return read(path, layout.with_heads(further_heads(found.bank_id, found.kind)))


def further_heads(bank: int, kind: str) -> dict[str, list[str]]:
    """Column → headings somebody matched to it for this bank."""
    heads: dict[str, list[str]] = {}
    for mapping in ColumnMapping.objects.filter(bank=bank, kind=kind).exclude(column=NOT_WANTED):
        heads.setdefault(mapping.column, []).append(mapping.heading)
    return heads


def unmatched_heads(found: BankReturn, reading: Reading) -> list[str]:
    """Headings that neither the layout nor anybody for this bank has said anything about."""
    unwanted = set(
        ColumnMapping.objects.filter(bank=found.bank_id, kind=found.kind, column=NOT_WANTED).values_list(
            "heading", flat=True
        )
    )
    return [head for head in reading.extra if head not in unwanted]


def kept_files(found: BankReturn) -> tuple[str, ...]:
    """Names of everything that is kept of a return until it is over."""
    return (found.stored, found.marked, *(found.counts.get(name, "") for name in (ROWS, DIFFERENCES)))


def keep_frame(frame: pl.DataFrame) -> str:
    """Keep rows sealed; empty for none."""
    if frame.is_empty():
        return ""
    out = io.BytesIO()
    frame.write_parquet(out)
    return FILES.keep(out.getvalue())


def kept_rows(found: BankReturn) -> Reading:
    """The rows a preview was made of: they are not read from the sheet a second time.

    Raises:
        Refusal: if they are no longer there.
    """
    rows = pl.read_parquet(io.BytesIO(FILES.kept(found.counts.get(ROWS, ""))))
    return Reading(found.file_name, layout_of(found.kind), rows, rows=found.counts["rows"])


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet, and for whom it is checked."""

    found: BankReturn
    reading: Reading
    actor: Actor
    """Who handed it in."""

    @property
    def today(self) -> date:
        """The day of the check."""
        return self.actor.today

    @property
    def branch(self) -> int | None:
        """The one branch whose contracts it may hold; None where it is the whole bank's."""
        posting = self.actor.posting
        return posting.branch_id if posting.station == Station.BRANCH else None

    def has(self, column: str) -> bool:
        """Whether a tab of the sheet has the column."""
        return any(column in letters for letters in self.reading.letters.values())


@dataclass(slots=True)
class Checked:
    """Rows of a sheet against the tables: what to write, what not, and what a person must look at."""

    sheet: Sheet
    rows: pl.DataFrame
    """Right rows: ``tab``, ``row``, ``change`` (new, changed, unchanged) and what the kind needs."""
    wrong: list[Placed] = field(default_factory=list)
    doubtful: list[Placed] = field(default_factory=list)
    differences: list[tuple[str, int, str, str, str, str]] = field(default_factory=list)
    """tab, row, contract, heading, what is known, what the sheet says; accounts are not shown."""
    gone: pl.DataFrame | None = None
    """Known facts that a complete sheet leaves out: ``fact`` and what the kind needs."""

    def refuse(self, wrong: pl.Expr | pl.DataFrame, column: str, remedy: Callable[[Row], str] | str) -> None:
        """Take rows away, each with a problem at ``column``."""
        rows = wrong if isinstance(wrong, pl.DataFrame) else self.rows.filter(wrong.fill_null(False))
        if rows.is_empty():
            return
        self.wrong += self._told(rows, column, remedy)
        self.rows = self.rows.join(
            rows.select("tab", "row"), on=["tab", "row"], how="anti", maintain_order="left"
        )

    def doubt(self, odd: pl.Expr | pl.DataFrame, column: str, remedy: Callable[[Row], str] | str) -> None:
        """Keep rows for a person to look at; they are written only when somebody says so."""
        rows = odd if isinstance(odd, pl.DataFrame) else self.rows.filter(odd.fill_null(False))
        self.doubtful += self._told(rows, column, remedy)

    def differ(self, changed: pl.DataFrame, column: str, show: Callable[[Any], str]) -> None:
        """Note rows whose ``column`` is other than ``<column>_before``."""
        head = next(each.head for each in self.sheet.reading.layout.columns if each.name == column)
        columns = ("tab", "row", "contract", f"{column}_before", column)
        self.differences += [
            (tab, row, contract, head, show(before), show(now))
            for tab, row, contract, before, now in changed.select(columns).iter_rows()
        ]

    def _told(self, rows: pl.DataFrame, column: str, remedy: Callable[[Row], str] | str) -> list[Placed]:
        said = (lambda _: remedy) if isinstance(remedy, str) else remedy
        return problems_at(self.sheet.reading, rows, column, said)

    def without(self, places: Iterable[tuple[str, int]]) -> None:
        """Take rows away without a word: they were told before."""
        told = pl.DataFrame(list(places), schema={"tab": pl.String, "row": pl.Int64}, orient="row")
        self.rows = self.rows.join(told, on=["tab", "row"], how="anti", maintain_order="left")
