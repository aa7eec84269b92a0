"""A form's columns: heading, width, and how a figure looks on paper.

A statutory table is described once, as a tuple of :class:`Column`; the workbook and the PDF are
both made from it, so they cannot come to differ.  Figures arrive as the product keeps them (fen,
ppm, dates) and nothing of them is lost on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import polars as pl

from hudai.core.words import percent, wan, yuan


class Kind(StrEnum):
    """What stands in a column, which decides its alignment and number format."""

    NAME = "name"
    """Short text, centred."""
    TEXT = "text"
    """Longer text, from the left."""
    CODE = "code"
    """ID and account numbers: figures that are not a number."""
    COUNT = "count"
    YUAN = "yuan"
    """Fen in, yuan shown."""
    WAN = "wan"
    """Fen in, ten thousands of yuan shown."""
    RATE = "rate"
    """Ppm in, per cent shown."""
    DAY = "day"

    @property
    def numeric(self) -> bool:
        """Whether its cells are numbers to a spreadsheet."""
        return self not in (Kind.NAME, Kind.TEXT, Kind.CODE)

    @property
    def align(self) -> str:
        """Where it stands in its cell."""
        return {Kind.TEXT: "left", Kind.YUAN: "right", Kind.WAN: "right"}.get(self, "center")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a form."""

    field: str
    """The frame's column it shows; unit by ``kind``."""
    heading: str
    """The form's own words; a line break where the form has one."""
    width: int
    """Room for so many Latin characters, two to a Chinese one."""
    kind: Kind
    above: str = ""
    """A heading it shares with its neighbours."""
    summed: bool = False
    """Whether the total row adds it up."""


_ON_PAPER: dict[Kind, Callable[[Any], str]] = {
    Kind.YUAN: yuan,
    Kind.WAN: wan,
    Kind.RATE: percent,
}


def on_paper(value: Any, kind: Kind) -> str:
    """One value as a reader sees it; nothing for null.

    >>> on_paper(38_500, Kind.RATE), on_paper(None, Kind.YUAN)
    ('3.85%', '')
    """
    return "" if value is None else _ON_PAPER.get(kind, str)(value)


def rows_on_paper(frame: pl.DataFrame, columns: Sequence[Column]) -> list[list[str]]:
    """The frame's rows as a reader sees them, one list of texts a row."""
    shown = [[on_paper(value, column.kind) for value in frame[column.field]] for column in columns]
    return [list(row) for row in zip(*shown, strict=True)]


def totals(frame: pl.DataFrame, columns: Sequence[Column]) -> dict[str, int]:
    """The sum of each summed column, in its own unit."""
    return {column.field: int(frame[column.field].sum()) for column in columns if column.summed}


def lines_needed(columns: Sequence[Column]) -> pl.Expr:
    """Lines of text a row takes (Int64, at least one) when long texts wrap within their column."""
    texts = [column for column in columns if not column.kind.numeric]
    needs = [
        (_room(pl.col(text.field)) + text.width - 1) // text.width
        + pl.col(text.field).str.count_matches("\n", literal=True).cast(pl.Int64)
        for text in texts
    ]
    return pl.max_horizontal(pl.lit(1, pl.Int64), *needs)


def _room(text: pl.Expr) -> pl.Expr:
    """Latin characters' worth of room: one for a byte, two for a character of three or four bytes."""
    characters = text.str.len_chars().cast(pl.Int64)
    return characters + (text.str.len_bytes().cast(pl.Int64) - characters) // 2
