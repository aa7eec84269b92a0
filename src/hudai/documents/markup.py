"""A copy of a sheet with its bad cells marked, for the clerk who must mend them.

The first tab, 问题清单, lists everything; behind it come the tabs as they were, each bad cell filled
light red and carrying the remedy as a comment.  A workbook keeps its looks; text files and older
workbooks become .xlsx.  Of very long sheets only the head and the rows with problems are copied.
"""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from hudai.core.errors import Problem, SheetRefused
from hudai.documents.problems import HEADS
from hudai.documents.sheets import Reading, contents, sheet_name, tabs
from hudai.documents.tabs import Tab, position

MOST_ROWS = 50_000
"""Sheets with more rows are copied in part."""
MOST_PROBLEMS = 20_000
"""More are not listed here: a column that is wrong throughout is mended at one stroke."""
LIST_TITLE = "问题清单"

_BAD = PatternFill("solid", fgColor="FFC7CE")
_HEAD = PatternFill("solid", fgColor="D9E1F2")
_TOP_ROWS = 11
"""Title lines and head, kept in a partial copy."""


def mark_up(source: Path, reading: Reading, problems: Sequence[Problem], target: Path) -> None:
    """Write ``target`` (.xlsx): the list of the sheet's problems, and its tabs marked.

    ``reading`` is what :func:`hudai.documents.sheets.read` made of ``source``.  ``problems`` may
    hold those of other sheets too; only this sheet's are used.  A source that cannot be opened
    gives the list alone.
    """
    try:
        data = contents(source)
        found = tabs(data)
    except SheetRefused:
        data, found = b"", ()
    own = _own(reading, problems)
    by_tab = _by_tab(reading, own[:MOST_PROBLEMS])
    partial = sum(tab.cells.height for tab in found) > MOST_ROWS
    book = None if partial or not data.startswith(b"PK") else _loaded(source)
    if book is None:
        book = Workbook()
        book.remove(book.worksheets[0])
        for tab in found:
            _copy(book.create_sheet(_title(tab.name)), tab, by_tab.get(tab.name, []), partial=partial)
    else:
        for title, marked in by_tab.items():
            if title in book.sheetnames:
                _mark(book[title], marked)
    _list(book, own, partial=partial)
    book.save(target)


def _own(reading: Reading, problems: Sequence[Problem]) -> list[Problem]:
    """The problems of this sheet among all."""
    names = {reading.name, *_tab_of(reading)}
    return [problem for problem in problems if problem.sheet in names]


def _tab_of(reading: Reading) -> dict[str, str]:
    """The tab each name in a problem stands for."""
    several = len(reading.letters) > 1
    return {sheet_name(reading.name, tab, several=several): tab for tab in reading.letters}


def _by_tab(reading: Reading, problems: Sequence[Problem]) -> dict[str, list[Problem]]:
    """The sheet's own problems by tab; those of no tab under the empty name."""
    tab_of = _tab_of(reading)
    result: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        result[tab_of.get(problem.sheet, "")].append(problem)
    return result


def _loaded(source: Path) -> Workbook | None:
    """The workbook with its looks; None where it is of a kind the library does not know."""
    try:
        return load_workbook(source)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError):
        return None


def _copy(sheet: Worksheet, tab: Tab, problems: Sequence[Problem], *, partial: bool) -> None:
    """The cells of a tab as text; of a partial copy the head and the rows with problems."""
    wanted = {position(problem.cell)[0] for problem in problems if problem.cell}
    rows = sorted(wanted | set(range(_TOP_ROWS))) if partial else range(tab.cells.height)
    placed: dict[int, int] = {}
    for row in rows:
        if row < tab.cells.height:
            placed[row] = len(placed)
            for column, text in enumerate(tab.cells.row(row)):
                if text is not None:
                    _write(sheet, placed[row] + 1, column + 1, text)
    _mark(sheet, problems, placed)


def _write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Text as text: what begins with an equals sign is shown, never calculated."""
    cell = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    cell.number_format = "@"


def _mark(sheet: Worksheet, problems: Sequence[Problem], placed: Mapping[int, int] | None = None) -> None:
    """Fill the bad cells and say in a comment what to write.

    ``placed``: row of the sheet → row of the copy, where they differ.
    """
    told: dict[tuple[int, int], list[str]] = defaultdict(list)
    for problem in problems:
        if problem.cell:
            row, column = position(problem.cell)
            told[(row if placed is None else placed[row]) + 1, column + 1].append(problem.remedy)
    for (row, column), remedies in told.items():
        cell = sheet.cell(row, column)
        if isinstance(cell, Cell):
            cell.fill = _BAD
            cell.comment = Comment("\n".join(remedies), "户贷通", width=320, height=110)


def _list(book: Workbook, problems: Sequence[Problem], *, partial: bool) -> None:
    """The first tab: one line for each problem."""
    sheet = book.create_sheet(_free(LIST_TITLE, book.sheetnames), 0)
    book.active = 0
    note = (
        f"共 {len(problems)} 处问题。请改正原表后重新提交；问题格在后面的表里标成了浅红色，批注里写着改法。"
    )
    if partial:
        note += f"原表超过 {MOST_ROWS} 行，后面只抄了表头和有问题的行，请按单元格位置在原表里找。"
    if len(problems) > MOST_PROBLEMS:
        note += f"这里只列出并标出前 {MOST_PROBLEMS} 处。"
    _write(sheet, 1, 1, note)
    for column, head in enumerate(HEADS, start=1):
        _write(sheet, 2, column, head)
        sheet.cell(2, column).fill = _HEAD
        sheet.cell(2, column).font = Font(bold=True)
    for row, problem in enumerate(problems[:MOST_PROBLEMS], start=3):
        for column, text in enumerate((problem.sheet, problem.cell, problem.found, problem.remedy), start=1):
            _write(sheet, row, column, text)
        sheet.cell(row, 4).alignment = Alignment(wrap_text=True, vertical="top")
    for letters, width in zip("ABCD", (28, 10, 32, 80), strict=True):
        sheet.column_dimensions[letters].width = width
    sheet.freeze_panes = "A3"


def _title(name: str) -> str:
    """A tab's title as .xlsx allows it."""
    return "".join(character for character in name if character not in "[]:*?/\\")[:31] or "原表"


def _free(title: str, taken: Sequence[str]) -> str:
    """The title, or one nobody has: a marked copy may be handed in and marked again."""
    number = 2
    free = title
    while free in taken:
        free = f"{title}{number}"
        number += 1
    return free
