"""Workbooks: set up once for print and for plain truth, then filled.

Text stays text: what a person typed never becomes a formula, a link or a number, and ID and
account numbers keep every figure.  The same rows and the same day give the same bytes.  Rows go
straight to disk, so the register of a whole county needs little more memory than its frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import xl_col_to_name

from hudai.core.errors import Refusal
from hudai.documents.columns import Column, Kind
from hudai.documents.sheet_rows import ROW_HEIGHT, StreamedSheet

FONT = "宋体"
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_format_properties": {"font_name": FONT, "font_size": 10},
}
LONGEST_TAB = 31
"""UTF-16 units of a tab's name."""
A4 = 9
"""As XlsxWriter numbers papers."""
CELL_MARGIN = 2
"""Characters' worth of room a spreadsheet keeps beside a cell's text."""

NUMBER_FORMATS = {
    Kind.COUNT: "0",
    Kind.YUAN: "#,##0.00_ ;[Red]-#,##0.00_ ",
    Kind.WAN: "#,##0.00####_ ;[Red]-#,##0.00####_ ",
    Kind.RATE: "0.00##%",
    Kind.DAY: "yyyy-mm-dd",
}
"""As cells show figures; the blank behind an amount keeps it off the border."""
DECIMALS = {Kind.YUAN: 2, Kind.WAN: 6, Kind.RATE: 6}
"""Decimals a cell has of the integer the product keeps."""


@contextmanager
def workbook(path: Path, made_on: date) -> Iterator[Workbook]:
    """An empty workbook, dated ``made_on``; it stands at ``path`` once the block has ended well.

    Until then it and the rows streamed to disk are in a folder of their own beside it, which goes
    away whatever happens: no half file is left, and no ID number in a forgotten temporary one.

    Raises:
        Refusal: if the file cannot be written, most often because another program has it open.
    """
    try:
        with TemporaryDirectory(prefix=".", dir=path.parent, ignore_cleanup_errors=True) as folder:
            unfinished = Path(folder) / path.name
            # XlsxWriter changes the nested options it is given.
            book = Workbook(str(unfinished), {**deepcopy(OPTIONS), "tmpdir": folder})
            book.set_properties({"created": datetime(made_on.year, made_on.month, made_on.day)})
            yield book
            book.close()
            unfinished.replace(path)
    except (OSError, FileCreateError) as reason:
        raise Refusal(
            f"无法写入 {path.name}：请确认文件夹存在、可以写入、磁盘有空间，且该文件没有在别的程序中打开。"
        ) from reason


def tab_names(titles: Sequence[str], taken: Sequence[str] = ()) -> list[str]:
    """A lawful tab name for each title, in order, no two alike and none of ``taken``.

    >>> tab_names(["统景镇", "统景镇", "甲/乙"])
    ['统景镇', '统景镇(2)', '甲／乙']
    """
    used = {name.casefold() for name in taken}
    names = []
    for title in titles:
        plain = title.translate(str.maketrans("[]:*?/\\'", "［］：＊？／＼’")).strip() or "未命名"
        name, count = _cut(plain, LONGEST_TAB), 1
        while name.casefold() in used:
            count += 1
            mark = f"({count})"
            name = _cut(plain, LONGEST_TAB - len(mark)) + mark
        used.add(name.casefold())
        names.append(name)
    return names


def _cut(text: str, units: int) -> str:
    """The longest beginning of ``text`` within so many UTF-16 units."""
    while len(text.encode("utf-16-le")) > 2 * units:
        text = text[:-1]
    return text


class FormBook:
    """The tabs of a form's workbook, written in one hand: fonts, borders, number formats, print."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        line = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
        boxed = {**line, "border": 1, "text_wrap": True}
        self.left = book.add_format({**line, "font_size": 11})
        self.middle = book.add_format({**line, "font_size": 11, "align": "center"})
        self.right = book.add_format({**line, "font_size": 11, "align": "right"})
        self.title = book.add_format({**line, "font_size": 20, "align": "center"})
        self.heading = book.add_format({**boxed, "align": "center", "bold": True})
        self.words = book.add_format({**boxed, "align": "left", "bold": True})
        self.note = book.add_format({**line, "text_wrap": True, "valign": "top"})
        bodies = {kind: {**boxed, "align": kind.align, **_number_format(kind)} for kind in Kind}
        self.bodies = {kind: book.add_format(body) for kind, body in bodies.items()}
        self.sums = {kind: book.add_format({**body, "bold": True}) for kind, body in bodies.items()}

    def tab(self, name: str, annex: str, title: str, columns: Sequence[Column]) -> StreamedSheet:
        """A tab set up for print, with the annex's number and the title in its first two rows."""
        sheet = self.book.add_worksheet(name, StreamedSheet)
        assert isinstance(sheet, StreamedSheet), "the class asked for"
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width + CELL_MARGIN)
        _set_up_print(sheet, 3, _after_heads(columns) - 1)
        sheet.write_string(0, 0, annex, self.left)
        sheet.set_row(1, 36)
        sheet.merge_range(1, 0, 1, len(columns) - 1, title, self.title)
        return sheet

    def heads(self, sheet: StreamedSheet, columns: Sequence[Column]) -> int:
        """The headings from row 3 on, shared ones above their group; the row after them.

        A streamed sheet cannot go back to a row, so the texts are written row by row and the
        merges are laid over them afterwards: :meth:`StreamedSheet.lay_merge`.
        """
        after = _after_heads(columns)
        deep = after > 4
        sheet.set_row(3, 24 if deep else 34)
        for at, column in enumerate(columns):
            sheet.write_string(3, at, column.above or column.heading, self.heading)
        if deep:
            sheet.set_row(4, 24)
            for at, column in enumerate(columns):
                sheet.write_string(4, at, column.heading if column.above else "", self.heading)
            for top, left, bottom, right in merged_heads(columns):
                sheet.lay_merge(3 + top, left, 3 + bottom, right)
        sheet.freeze_panes(after, 2)
        return after

    def spread(self, sheet: StreamedSheet, row: int, columns: Sequence[Column], words: Sequence[str]) -> None:
        """Up to three texts without border in one row: left, middle, right."""
        last = len(columns) - 1
        places = zip((0, last // 2, last), (self.left, self.middle, self.right), words, strict=False)
        for at, style, text in places:
            if text:
                sheet.write_string(row, at, text, style)

    def across(self, sheet: StreamedSheet, row: int, columns: Sequence[Column], text: str) -> int:
        """One boxed text over the whole width, centred; the row after it."""
        sheet.merge_range(row, 0, row, len(columns) - 1, text, self.bodies[Kind.NAME])
        return row + 1

    def total(
        self,
        sheet: StreamedSheet,
        row: int,
        columns: Sequence[Column],
        sums: Mapping[str, int],
        first: int,
        *,
        label: str = "合计",
    ) -> int:
        """The sums of the rows from ``first``: formulas, their values stored; the row after it."""
        for at, column in enumerate(columns):
            style = self.sums[column.kind]
            if column.summed:
                letter = xl_col_to_name(at)
                formula = f"=SUM({letter}{first + 1}:{letter}{row})"
                value = Decimal(sums[column.field]).scaleb(-DECIMALS.get(column.kind, 0))
                sheet.write_formula(row, at, formula, style, value)
            else:
                sheet.write_blank(row, at, None, style)
        if columns[1].summed:
            sheet.write_string(row, 0, label, self.sums[Kind.NAME])
        else:
            sheet.merge_range(row, 0, row, 1, label, self.sums[Kind.NAME])
        return row + 1


def merged_heads(columns: Sequence[Column]) -> list[tuple[int, int, int, int]]:
    """The merges of a head of two rows, as (top, left, bottom, right), rows from 0.

    Lone headings stand over both rows, shared ones over their columns.
    """
    merges = []
    for at, column in enumerate(columns):
        if not column.above:
            merges.append((0, at, 1, at))
        elif at == 0 or columns[at - 1].above != column.above:
            last = max(i for i, other in enumerate(columns) if other.above == column.above)
            merges.append((0, at, 0, last))
    return merges


def _after_heads(columns: Sequence[Column]) -> int:
    """The row after the headings: they take one row, or two where some share one above."""
    return 5 if any(column.above for column in columns) else 4


def _number_format(kind: Kind) -> dict[str, str]:
    """Text cells say so, so that a figure typed over one stays text."""
    return {"num_format": NUMBER_FORMATS.get(kind, "@")}


def _set_up_print(sheet: StreamedSheet, first_head: int, last_head: int) -> None:
    """A4 landscape, as wide as the page, the headings on every page, pages numbered."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.repeat_rows(first_head, last_head)
    sheet.set_footer("&C第 &P 页 共 &N 页", {"margin": 0.3})
    sheet.set_default_row(ROW_HEIGHT)
    sheet.hide_gridlines(2)
