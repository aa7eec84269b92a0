"""Any list as a workbook: title, what it was narrowed to, the rows, their sums, who took it and when.

The rows come a piece at a time and go to disk a piece at a time, so a list of a whole county needs no
more memory than one piece of it.  A list longer than a tab goes on in the next one; each tab is a whole
form, with the running number carried on and the sum of its own rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from hudai.documents import sheet_rows
from hudai.documents.columns import Column, Kind, totals
from hudai.documents.sheet_rows import StreamedSheet
from hudai.documents.workbooks import FormBook, tab_names, workbook

PLACE = Column("#", "序号", 6, Kind.COUNT)
"""The running number.  Columns of lists are named in addresses, where nothing can be called this."""
NOBODY = "没有符合条件的记录。"
_TYPES: dict[Kind, Any] = {
    Kind.COUNT: pl.Int64,
    Kind.YUAN: pl.Int64,
    Kind.WAN: pl.Int64,
    Kind.RATE: pl.Int64,
    Kind.DAY: pl.Date,
}


@dataclass(frozen=True, slots=True)
class TableHead:
    """What stands around the rows."""

    title: str
    office: str
    """Who draws the list up (制表单位)."""
    narrowed: str
    """What it was narrowed to, in words; empty for the whole list."""
    taken_by: str
    """Who took it out, with the desk."""
    taken_at: str
    """When, to the minute."""
    made_on: date
    note: str = ""
    """A sentence that goes with the list wherever it goes."""


def frame(columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> pl.DataFrame:
    """Rows as a piece of the table; :func:`frame_of` says how."""
    return frame_of(columns, list(zip(*rows, strict=True)) if rows else [()] * len(columns))


def frame_of(columns: Sequence[Column], values: Sequence[Sequence[Any]]) -> pl.DataFrame:
    """The values of each column as a piece of the table.

    Fen, ppm and counts are whole numbers, days are days, the rest is text.
    """
    return pl.DataFrame(
        [
            pl.Series(column.field, _values(each, column.kind), dtype=_TYPES.get(column.kind, pl.String))
            for column, each in zip(columns, values, strict=True)
        ]
    )


def _values(values: Sequence[Any], kind: Kind) -> list[Any]:
    return list(values) if kind in _TYPES else [None if each is None else str(each) for each in values]


def write_xlsx(path: Path, columns: Sequence[Column], pieces: Iterable[pl.DataFrame], head: TableHead) -> int:
    """Write the list as a workbook; how many rows it has.

    Args:
        columns: without the running number, which every list gets.
        pieces: the rows, as :func:`frame` makes them.

    Raises:
        Refusal: if the file cannot be written, or a text is too long for a spreadsheet.
    """
    with list_book(path, columns, head) as book:
        for piece in pieces:
            book.add(piece)
    return book.rows


@contextmanager
def list_book(path: Path, columns: Sequence[Column], head: TableHead) -> Iterator[ListBook]:
    """A list's workbook, to be given its rows piece by piece; at ``path`` once the block has ended well.

    Raises:
        Refusal: if the file cannot be written.
    """
    with workbook(path, head.made_on) as book:
        made = ListBook(FormBook(book), (PLACE, *columns), head)
        yield made
        made.end()


class ListBook:
    """A list's workbook while its rows come in."""

    def __init__(self, forms: FormBook, columns: Sequence[Column], head: TableHead) -> None:
        self.forms, self.columns, self.head = forms, columns, head
        self.rows = 0
        """Rows taken in so far."""
        self._names: list[str] = []
        self._first = self._after = 0
        self._sums = Counter[str]()
        self._begin()

    def add(self, piece: pl.DataFrame) -> None:
        """Write more rows below those before, in the next tab where this one is full.

        Raises:
            Refusal: if a text is too long for a spreadsheet.
        """
        while not piece.is_empty():
            room = sheet_rows.MOST_ROWS - (self._after - self._first)
            if not room:
                self._end_tab()
                self._begin()
                continue
            lines = piece.head(room).with_row_index(PLACE.field, self.rows + 1)
            self._after = self._sheet.write_frame(self._after, lines, self.columns, self.forms.bodies)
            self._sums.update(totals(lines, self.columns))
            self.rows += lines.height
            piece = piece.slice(room)

    def end(self) -> None:
        """Sums and foot of the last tab."""
        self._end_tab()

    def _begin(self) -> None:
        """A tab with everything above its rows."""
        head = self.head
        self._names += tab_names([head.title], self._names)
        narrowed = f"查询条件：{head.narrowed or '全部'}"
        self._sheet: StreamedSheet = self.forms.tab(self._names[-1], narrowed, head.title, self.columns)
        day = f"{head.made_on.year}年{head.made_on.month}月{head.made_on.day}日"
        self.forms.spread(self._sheet, 2, self.columns, (f"制表单位：{head.office}", "", day))
        self._first = self._after = self.forms.heads(self._sheet, self.columns)
        self._sums.clear()

    def _end_tab(self) -> None:
        """What stands below the rows of a tab."""
        sheet, columns, after = self._sheet, self.columns, self._after
        sheet.leave_codes_alone(columns, self._first, after)
        if after == self._first:
            after = self.forms.across(sheet, after, columns, NOBODY)
        elif any(column.summed for column in columns):
            sums = {column.field: self._sums[column.field] for column in columns if column.summed}
            after = self.forms.total(sheet, after, columns, sums, self._first)
        _foot(sheet, self.forms, after, columns, self.head)


def _foot(
    sheet: StreamedSheet, forms: FormBook, row: int, columns: Sequence[Column], head: TableHead
) -> None:
    if head.note:
        sheet.set_row(row, 34)
        sheet.merge_range(row, 0, row, len(columns) - 1, head.note, forms.note)
        row += 1
    sheet.write_string(row, 0, f"导出人：{head.taken_by}　导出时间：{head.taken_at}", forms.left)
