"""Workbooks (.xlsx, .xlsm, .xls, .ods) as tabs of text.

The kind of a file is told by its content, never by its name: a text file renamed .xls is read as
text, a Word file renamed .xls is refused.  Cells become the text a clerk would have typed; only
which of them were typed as numbers is kept beside, because a number in an ID column has already
lost its last digits.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, load_workbook

from hudai.documents import archives, legacy
from hudai.documents.tabs import Tab, refused

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "文件有密码保护，打不开。请在表格软件里去掉密码，另存后再交。"
DAMAGED = "文件已损坏，或者不是表格文件。请用表格软件打开确认，另存为 .xlsx 后再交。"
EXACT_INTEGERS = 2**53


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are of a workbook and not of a text file."""
    return data.startswith((b"PK", OLE))


def tabs(data: bytes) -> tuple[Tab, ...]:
    """All tabs of a workbook, in its order; empty ones too.

    Raises:
        SheetRefused: if it is locked, damaged, of another kind, or swells beyond reason.
    """
    if data.startswith(OLE):
        return _old_tabs(data)
    archive = archives.Archive(data)
    if "xl/workbook.xml" in archive.names:
        return _xlsx_tabs(data, archive)
    if "content.xml" in archive.names:
        return _ods_tabs(data, archive)
    what = " Word 文档" if "word/document.xml" in archive.names else "压缩包"
    raise refused(f"这是{what}，不是表格。请交 .xlsx、.xls、.ods 或 .csv 文件。")


def _old_tabs(data: bytes) -> tuple[Tab, ...]:
    if "EncryptedPackage".encode("utf-16-le") in data or legacy.locked(data):
        raise refused(LOCKED)
    workbook = _open(data)
    marks = dict(zip(workbook.sheet_names, legacy.marks(data), strict=False))
    return tuple(_tab(name, _rows(workbook, name), marks.get(name, {})) for name in _names(workbook))


def _xlsx_tabs(data: bytes, archive: archives.Archive) -> tuple[Tab, ...]:
    archive.test()
    parts = archives.xlsx_sheets(archive)
    placeholders = archives.calculates_on_load(archive)
    old_epoch = archives.counts_from_1904(archive)
    marks = {
        name: archives.xlsx_marks(archive.part(part), placeholders=placeholders)
        for name, part in parts.items()
        if part in archive.names
    }
    workbook = _open(data)
    return tuple(
        _tab(name, _rows(workbook, name), marks.get(name, {}), old_epoch=old_epoch)
        for name in _names(workbook)
    )


def _ods_tabs(data: bytes, archive: archives.Archive) -> tuple[Tab, ...]:
    if b"manifest:encryption-data" in archive.part("META-INF/manifest.xml"):
        raise refused(LOCKED)
    archive.test()
    marks = archives.ods_marks(archive)
    workbook = _open(data)
    return tuple(_tab(name, _rows(workbook, name), marks.get(name, {})) for name in _names(workbook))


def _open(data: bytes) -> CalamineWorkbook:
    try:
        return load_workbook(io.BytesIO(data))
    except PasswordError:
        raise refused(LOCKED) from None
    except CalamineError:
        raise refused(DAMAGED) from None


def _names(workbook: CalamineWorkbook) -> list[str]:
    """The tabs that hold cells; charts and macros do not."""
    return [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]


def _rows(workbook: CalamineWorkbook, name: str) -> list[list[Any]]:
    try:
        return workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except CalamineError:
        raise refused(DAMAGED) from None


def _tab(
    name: str, rows: list[list[Any]], marks: dict[tuple[int, int], str], *, old_epoch: bool = False
) -> Tab:
    """A tab of text; ``marks`` (what stands at a row and column) are put over the cells."""
    if marks:
        width = max([len(rows[0]) if rows else 0, *(column + 1 for _, column in marks)])
        below = max(row + 1 for row, _ in marks) - len(rows)
        rows = [cells + [""] * (width - len(cells)) for cells in rows + [[] for _ in range(below)]]
        for (row, column), shown in marks.items():
            rows[row][column] = shown
    columns = [_column(column_cells) for column_cells in zip(*rows, strict=True)]
    return Tab(
        name,
        pl.DataFrame({f"c{place}": text for place, (text, _) in enumerate(columns)}),
        numbers={f"c{place}": numbers for place, (_, numbers) in enumerate(columns) if numbers is not None},
        old_epoch=old_epoch,
    )


def _column(cells: Sequence[Any]) -> tuple[pl.Series, pl.Series | None]:
    """One column's cells as text, and which were numbers where any was."""
    kinds = set(map(type, cells))
    if kinds <= {str}:
        return _blank_to_null(pl.Series(cells, dtype=pl.String)), None
    # Only without truth values: True and 1 are one key of a dictionary.
    known = {} if bool in kinds else {cell: _text(cell) for cell in set(cells)}
    text = pl.Series([known[cell] if known else _text(cell) for cell in cells], dtype=pl.String)
    if kinds.isdisjoint((int, float)):
        return _blank_to_null(text), None
    numbers = [type(cell) is float or type(cell) is int for cell in cells]
    return _blank_to_null(text), pl.Series(numbers, dtype=pl.Boolean)


def _blank_to_null(text: pl.Series) -> pl.Series:
    return text.set(text == "", None)


def _text(cell: object) -> str:
    """What a clerk would have typed for a cell's value.

    A float is shown with the 15 significant digits a spreadsheet keeps: what lies behind them is
    the noise of binary fractions and never was in the sheet.
    """
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < EXACT_INTEGERS:
            return str(int(cell))
        return f"{cell:.15g}"
    if isinstance(cell, datetime):
        midnight = cell.hour == cell.minute == cell.second == cell.microsecond == 0
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)
