"""Rows of a worksheet written a frame at a time.

XlsxWriter takes cells one by one, which for a register of 100 000 loans is more than a million
calls.  Here the text of the rows is put together in columns and handed to the sheet in large
pieces.  Numbers are written out of the integers themselves, digit by digit, so no figure passes
through a float; what a person typed is written as text and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from hudai.core.errors import Refusal
from hudai.documents.columns import Column, Kind, lines_needed

ROW_HEIGHT = 20
"""Points of a row with one line of text."""
LINE_HEIGHT = 13
"""Points each further line adds."""
MOST_ROWS = 1_000_000
"""Rows of data in one tab; a spreadsheet ends at 1,048,576."""
LONGEST_TEXT = 16_000
"""Characters of one cell; a spreadsheet cuts at 32,767 UTF-16 units."""
_ROW = "#row"
"""The sheet's own row, in a frame whose columns may be called anything that can stand in an address."""
SLICE = 5_000
"""Rows put together at once."""
EPOCH_IN_SHEETS = 25_569
"""1970-01-01 as spreadsheets number days."""

# XML cannot carry these at all, and they mean nothing to a reader.
CONTROLS = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x{FFFE}\x{FFFF}]"
# A spreadsheet reads _x0041_ within a text as the letter A; the escaped form stays as typed.
ESCAPED = r"_(x[0-9A-Fa-f]{4}_)"


class StreamedSheet(Worksheet):
    """A worksheet of a workbook in constant-memory mode that also takes whole frames."""

    def write_frame(
        self,
        first: int,
        frame: pl.DataFrame,
        columns: Sequence[Column],
        formats: Mapping[Kind, Format],
    ) -> int:
        """Write the frame's rows from row ``first`` (counted from 0); the row after them.

        Raises:
            Refusal: if the rows or a text are longer than a spreadsheet can hold.
        """
        _refuse_what_is_cut(frame, columns)
        if frame.is_empty():
            return first
        after = first + frame.height
        # What was written cell by cell before goes to disk first: the file is one stream.
        self._write_single_row(after)
        self._check_dimensions(after, len(columns) - 1)
        styles = {kind: _style_number(style) for kind, style in formats.items()}
        stream: Any = self.fh
        numbered = frame.with_row_index(_ROW, first + 1)
        rows = _row(columns, styles).str.join("")
        for part in numbered.iter_slices(SLICE):
            stream.write(part.select(rows).item())
        self.leave_codes_alone(columns, first, after)
        return after

    def lay_merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merge cells already written; the rows and columns named are part of it.

        ``merge_range`` writes the cells itself and cannot reach back to a row already streamed.
        """
        self.merge.append([top, left, bottom, right])

    def leave_codes_alone(self, columns: Sequence[Column], first: int, after: int) -> None:
        """No green corners for ID and account numbers that are text on purpose, in these rows alone."""
        letters = [xl_col_to_name(at) for at, column in enumerate(columns) if column.kind is Kind.CODE]
        if letters:
            spots = " ".join(f"{letter}{first + 1}:{letter}{after}" for letter in letters)
            self.ignore_errors({"number_stored_as_text": spots})


def decimal_text(values: pl.Expr, decimals: int) -> pl.Expr:
    """Integers divided by ten to the ``decimals``, as exact decimal text."""
    size = values.abs()
    sign = pl.when(values < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    whole = (size // 10**decimals).cast(pl.String)
    rest = (size % 10**decimals).cast(pl.String).str.zfill(decimals)
    return pl.concat_str(sign, whole, pl.lit("."), rest)


def _style_number(style: Any) -> int:
    """The number cells name a format by; asking for it also registers the format."""
    return int(style._get_xf_index())


def refuse_beyond(rows: int) -> None:
    """Refuse more rows than one tab of a spreadsheet holds."""
    if rows > MOST_ROWS:
        raise Refusal(f"一张表最多 {MOST_ROWS:,} 行，这里有 {rows:,} 行，请分批生成。")


def _refuse_what_is_cut(frame: pl.DataFrame, columns: Sequence[Column]) -> None:
    """Refuse what a spreadsheet would cut off without a word."""
    refuse_beyond(frame.height)
    for column in columns:
        if not column.kind.numeric and frame[column.field].str.len_chars().gt(LONGEST_TEXT).any():
            raise Refusal(f"“{column.heading}”一栏有超过 {LONGEST_TEXT:,} 字的内容，请缩短后重试。")


def _row(columns: Sequence[Column], styles: Mapping[Kind, int]) -> pl.Expr:
    """One row element, as high as its longest text needs."""
    height = ROW_HEIGHT + LINE_HEIGHT * (lines_needed(columns) - 1)
    row = pl.col(_ROW).cast(pl.String)
    return pl.concat_str(
        pl.lit('<row r="'),
        row,
        pl.lit('" ht="'),
        height.cast(pl.String),
        pl.lit('" customHeight="1">'),
        *(_cell(column, f'<c r="{xl_col_to_name(at)}', row, styles) for at, column in enumerate(columns)),
        pl.lit("</row>"),
    )


def _cell(column: Column, start: str, row: pl.Expr, styles: Mapping[Kind, int]) -> pl.Expr:
    """One cell element; an empty one for null."""
    style = f'" s="{styles[column.kind]}"'
    empty = pl.concat_str(pl.lit(start), row, pl.lit(f"{style}/>"))
    if column.kind.numeric:
        opening, value, closing = f"{style}><v>", _number(column), "</v></c>"
    else:
        opening, value, closing = (
            f'{style} t="inlineStr"><is><t xml:space="preserve">',
            _escaped(pl.col(column.field)),
            "</t></is></c>",
        )
    full = pl.concat_str(pl.lit(start), row, pl.lit(opening), value, pl.lit(closing))
    return pl.coalesce(full, empty)


def _number(column: Column) -> pl.Expr:
    """A figure as a spreadsheet stores it: exact decimals, days by their serial number."""
    value = pl.col(column.field)
    match column.kind:
        case Kind.YUAN:
            return decimal_text(value, 2)
        case Kind.WAN | Kind.RATE:
            return decimal_text(value, 6)
        case Kind.DAY:
            return (value.cast(pl.Date).to_physical() + EPOCH_IN_SHEETS).cast(pl.String)
        case _:
            return value.cast(pl.String)


def _escaped(text: pl.Expr) -> pl.Expr:
    """Text as XML wants it, without the characters XML cannot carry; null where nothing is left."""
    plain = text.str.replace_all(CONTROLS, "").str.replace_all(ESCAPED, "_x005F_$1")
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        plain = plain.str.replace_all(sign, entity, literal=True)
    return pl.when(plain != "").then(plain)
