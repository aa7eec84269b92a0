"""A tab as it stands on paper: strings in rows and columns, before anybody knows what they mean."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from hudai.core.errors import Problem, SheetRefused

UNCALCULATED = "#公式未计算"
"""Stands in a cell whose formula has no calculated value, so that it is never taken for empty or zero."""

EMPTY = "文件是空的，请核对是否选错了文件。"

BROKEN_VALUES = ("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
"""What spreadsheets show where a formula failed."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of a workbook, or the only one of a text file."""

    name: str
    cells: pl.DataFrame
    """String columns ``c0``, ``c1``, … ; the first row is row 1 of the sheet, an empty cell is null."""
    numbers: dict[str, pl.Series] = field(default_factory=dict)
    """For the columns that have any: which cells were typed as numbers (Boolean, as long as ``cells``)."""
    widths: pl.Series | None = None
    """Of text files: how many fields each row has."""
    cut_off: bool = False
    """Of text files: the last row has no line end and fewer fields than the rest."""
    old_epoch: bool = False
    """The workbook counts days from 1904, so a bare number cannot be told to be a date."""


def letter(column: int) -> str:
    """The name of a column as a spreadsheet shows it.

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def position(cell: str) -> tuple[int, int]:
    """Row and column, both counted from 0, of a cell named as a spreadsheet does.

    >>> position("AB12")
    (11, 27)
    """
    letters = cell.rstrip("0123456789")
    column = 0
    for character in letters:
        column = column * 26 + ord(character) - ord("A") + 1
    return int(cell[len(letters) :]) - 1, column - 1


def refused(remedy: str, *, sheet: str = "", cell: str = "", found: str = "") -> SheetRefused:
    """The refusal of a whole file, carrying its one problem."""
    return SheetRefused(remedy, [Problem(sheet, cell, found, remedy)])
