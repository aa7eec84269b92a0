"""An empty 申请明细 for a town to fill in: heads, what belongs under each, lists to choose from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from hudai.documents.imports.applications import LAYOUT
from hudai.documents.layout import Column, Kind
from hudai.documents.workbooks import workbook

ROWS = 1_000
"""Rows prepared with lists and formats."""
HEAD_ROW = 3
"""Row of the heads, counted from 0: title, explanation and notes stand above it."""
EDITION = date(2026, 1, 1)
"""The day a template is dated by default, so that the same template is the same file."""

_EXPLANATION = "一行填一笔申请。不知道的请留空，不要填“否”；留空的项目，审查时会提醒补充。"
_NOTES = {
    Kind.TEXT: "文字",
    Kind.ID_NUMBER: "18 位，按文本填写",
    Kind.MONEY: "单位：元，只写数字，如 50000",
    Kind.RATE: "百分数，如 3.85",
    Kind.DATE: "如 2022-03-05",
    Kind.INTEGER: "整数，没有填 0",
    Kind.YES_NO: "是 / 否",
}
_OWN_NOTES = {
    "name": "必填",
    "term": "如 36个月 或 3年",
    "original_term": "续贷、展期填，如 12个月",
    "original_signed_on": "续贷、展期填第一笔合同的签订日",
    "original_due_on": "续贷、展期填，如 2022-03-05",
    "outstanding": "全户还没有还清的本项贷款，没有填 0",
    "reason": "追加贷款必须写明",
    "purpose": "写清产业，如 生猪养殖",
    "bank_debt": "其他银行贷款，没有填 无",
}
_WIDTHS = {Kind.ID_NUMBER: 21, Kind.MONEY: 14, Kind.DATE: 12, Kind.RATE: 10, Kind.INTEGER: 10}
_OWN_WIDTHS = {"address": 28, "purpose": 22, "reason": 22, "household_kind": 16, "phone": 14, "number": 8}
# Asked once: the second head of the same fact is for sheets that people bring along.
_LEFT_OUT = {"no_bad_credit"}


def write_template(path: Path, *, made_on: date = EDITION) -> None:
    """Write the empty sheet as xlsx; it is read back by :func:`applications.read_applications`.

    Raises:
        Refusal: if the file cannot be written.
    """
    columns = [column for column in LAYOUT.columns if column.name not in _LEFT_OUT]
    with workbook(path, made_on) as book:
        sheet = book.add_worksheet(LAYOUT.title)
        _write_head(book, sheet, columns)
        for place, column in enumerate(columns):
            _prepare(book, sheet, place, column)
        sheet.freeze_panes(HEAD_ROW + 1, 2)
        sheet.set_landscape()


def _write_head(book: Workbook, sheet: Worksheet, columns: list[Column]) -> None:
    """Title, explanation, a note for each column, and the heads; row by row, as they are streamed."""
    title = book.add_format({"bold": True, "font_size": 16})
    note = book.add_format({"font_color": "#666666", "text_wrap": True, "valign": "top", "font_size": 9})
    head = book.add_format(
        {
            "bold": True,
            "text_wrap": True,
            "align": "center",
            "valign": "vcenter",
            "border": 1,
            "bg_color": "#E8F0E8",
        }
    )
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, "小额信贷申请明细", title)
    sheet.write_string(1, 0, _EXPLANATION)
    sheet.set_row(2, 40)
    for place, column in enumerate(columns):
        sheet.write_string(2, place, _note(column), note)
    sheet.set_row(HEAD_ROW, 32)
    for place, column in enumerate(columns):
        sheet.write_string(HEAD_ROW, place, column.head, head)


def _prepare(book: Workbook, sheet: Worksheet, place: int, column: Column) -> None:
    """Width and cell format of one column, and the words to choose from."""
    as_text = column.kind in (Kind.TEXT, Kind.ID_NUMBER, Kind.CHOICE, Kind.YES_NO)
    cell = book.add_format({"num_format": "@" if as_text else _FORMATS[column.kind]})
    width = _OWN_WIDTHS.get(column.name) or _WIDTHS.get(column.kind, 12)
    sheet.set_column(place, place, width, cell)
    words = ["是", "否"] if column.kind is Kind.YES_NO else _words(column)
    if words:
        rule = {
            "validate": "list",
            "source": words,
            "error_title": "请从列表中选",
            "error_message": "请从下拉列表中选一项；还不知道的留空。",
        }
        sheet.data_validation(HEAD_ROW + 1, place, HEAD_ROW + ROWS, place, rule)


_FORMATS = {Kind.MONEY: "0.00", Kind.RATE: "0.00##", Kind.DATE: "yyyy-mm-dd", Kind.INTEGER: "0"}


def _note(column: Column) -> str:
    return _OWN_NOTES.get(column.name) or _NOTES.get(column.kind) or " / ".join(_words(column))


def _words(column: Column) -> list[str]:
    """The first word of the layout for each value of a choice."""
    first: dict[str, str] = {}
    for word, value in column.choices.items():
        first.setdefault(value, word)
    return list(first.values())
