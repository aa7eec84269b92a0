"""What a sheet is expected to hold: columns, the words that may stand over them, and their kinds.

A :class:`Layout` is plain data, one for each sheet the product takes (贷款明细, 还款明细, …).  It knows
nothing of files: :mod:`hudai.documents.sheets` reads any sheet by any layout.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import polars as pl


class Kind(StrEnum):
    """What the cells of a column mean, and so how they are read."""

    TEXT = "text"
    """String, trimmed; contract and account numbers are text."""
    ID_NUMBER = "id_number"
    """String of 18 characters that passes GB 11643."""
    MONEY = "money"
    """Int64 fen."""
    RATE = "rate"
    """Int64 ppm of one year; the sheet says percent."""
    DATE = "date"
    INTEGER = "integer"
    """Int64, not negative."""
    YES_NO = "yes_no"
    """Boolean; an empty cell is unknown."""
    CHOICE = "choice"
    """String: one of the column's values."""

    @property
    def dtype(self) -> pl.DataType:
        """The type of the column once read."""
        return _DTYPES.get(self, pl.String())


_DTYPES: dict[Kind, pl.DataType] = {
    Kind.MONEY: pl.Int64(),
    Kind.RATE: pl.Int64(),
    Kind.INTEGER: pl.Int64(),
    Kind.DATE: pl.Date(),
    Kind.YES_NO: pl.Boolean(),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet."""

    name: str
    """What the frame calls it."""
    heads: tuple[str, ...]
    """What the sheet calls it: the canonical head first, synonyms after."""
    kind: Kind
    required: bool = False
    """The sheet must have it."""
    filled: bool = False
    """Each row must have something in it."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """For :attr:`Kind.CHOICE`: the sheet's word → the value."""
    minimum: int | None = None
    maximum: int | None = None
    """Least and greatest value, both allowed, in the unit of the frame (fen, ppm, count)."""
    usual: int | None = None
    """Where every value of the sheet is below this, the unit is taken to be wrong (fen)."""
    none_said: bool = False
    """“无” in it is an answer (there is none) and not another way to leave it empty."""

    @property
    def head(self) -> str:
        """The canonical head."""
        return self.heads[0]


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of sheet."""

    title: str
    """What people call it: 贷款明细."""
    columns: tuple[Column, ...]
    may_be_empty: bool = False
    """A sheet with a head and no rows is in order (nothing was stopped, nothing repaid)."""

    @property
    def key(self) -> Column:
        """The column by which a row is known to be one: the first that must be filled."""
        return next((column for column in self.columns if column.filled), self.columns[0])

    def with_heads(self, further: Mapping[str, Sequence[str]]) -> Layout:
        """The layout as one office writes it: ``further`` heads for some columns, by the columns' names."""
        columns = (
            replace(column, heads=(*column.heads, *further.get(column.name, ()))) for column in self.columns
        )
        return replace(self, columns=tuple(columns))

    def empty(self) -> pl.DataFrame:
        """A frame of no rows with the columns every reading of this layout has."""
        schema: dict[str, pl.DataType] = {"row": pl.Int64(), "tab": pl.String()}
        return pl.DataFrame(schema=schema | {column.name: column.kind.dtype for column in self.columns})
