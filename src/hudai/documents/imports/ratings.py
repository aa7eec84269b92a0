"""评级采集表: one row a household, a column for each criterion of the county's scorecard.

The sheet is made from the scorecard, so a county that rates by other things gets another sheet; the words
to choose from are the scorecard's own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from hudai.core.rating import Criterion, Scorecard
from hudai.documents.sheets import Column, Kind, Layout, Reading, read
from hudai.documents.workbooks import workbook

LARGEST = 10_000_000
"""No figure collected of a household is above this, in whatever unit."""
HEAD_ROW = 3
"""Row of the heads, counted from 0: title, explanation and notes stand above it."""
ROWS = 1_000
"""Rows prepared with lists beyond those filled in."""
_HOUSEHOLD = Column("household", ("户编号", "农户编号"), Kind.TEXT, required=True, filled=True)
_HEAD = Column("head", ("户主", "户主姓名", "姓名"), Kind.TEXT)
_EXPLANATION = "一行填一户，每一项都要填；选择项请从下拉列表中选。填完上传，银行确认后生效。"


def layout(card: Scorecard) -> Layout:
    """The columns of the scorecard's sheet."""
    return Layout("评级采集表", (_HOUSEHOLD, _HEAD, *map(_column, card.criteria)))


def _column(criterion: Criterion) -> Column:
    """A whole number in its unit, or one of the answers' labels; every household must have it."""
    if criterion.is_measured:
        heads = (f"{criterion.label}（{criterion.unit}）", criterion.label)
        return Column(criterion.id, heads, Kind.INTEGER, required=True, filled=True, maximum=LARGEST)
    labels = {answer.label: answer.id for answer in criterion.answers}
    choices = labels | {_as_read(label): answer for label, answer in labels.items()}
    return Column(criterion.id, (criterion.label,), Kind.CHOICE, required=True, filled=True, choices=choices)


def _as_read(label: str) -> str:
    """A label as cells of a choice are tidied: without spaces, full width made half.

    >>> _as_read("已有项目，经营一年以上")
    '已有项目,经营一年以上'
    """
    return "".join(
        chr(ord(each) - 0xFEE0) if "\uff01" <= each <= "\uff5e" else each
        for each in label
        if not each.isspace()
    )


def read_ratings(path: Path, card: Scorecard) -> Reading:
    """The households of a sheet: ``household``, ``head``, and what was collected by each criterion's id."""
    return read(path, layout(card))


def read_households(path: Path, taken: Collection[tuple[str, int]]) -> list[dict[str, Any]]:
    """``tab``, ``row``, ``household``, ``head`` of the rows that are not ``taken``, whatever else is wrong.

    Args:
        taken: tab and row of those without a fault.
    """
    rows = read(path, Layout("评级采集表", (_HOUSEHOLD, _HEAD))).frame.to_dicts()
    return [row for row in rows if (row["tab"], row["row"]) not in taken]


def write_template(path: Path, card: Scorecard, households: Sequence[tuple[str, str]], made_on: date) -> None:
    """Write the sheet to fill in, with the households that are to be rated.

    Args:
        households: number and name of the head.

    Raises:
        Refusal: if the file cannot be written.
    """
    columns = layout(card).columns
    with workbook(path, made_on) as book:
        sheet = book.add_worksheet("评级采集表")
        _write_head(book, sheet, card, columns)
        text = book.add_format({"num_format": "@"})
        for row, household in enumerate(households, start=HEAD_ROW + 1):
            for place, said in enumerate(household):
                sheet.write_string(row, place, said, text)
        _offer_answers(sheet, card, HEAD_ROW + len(households) + ROWS)
        sheet.freeze_panes(HEAD_ROW + 1, 2)
        sheet.set_landscape()


def _write_head(book: Workbook, sheet: Worksheet, card: Scorecard, columns: Sequence[Column]) -> None:
    note = book.add_format({"font_color": "#666666", "text_wrap": True, "valign": "top", "font_size": 9})
    head = book.add_format({"bold": True, "text_wrap": True, "align": "center", "border": 1})
    sheet.set_column(0, len(columns) - 1, 20)
    sheet.write_string(0, 0, card.title, book.add_format({"bold": True, "font_size": 16}))
    sheet.write_string(1, 0, _EXPLANATION)
    sheet.set_row(2, 48)
    for place, criterion in enumerate(card.criteria, start=2):
        sheet.write_string(2, place, criterion.help, note)
    for place, column in enumerate(columns):
        sheet.write_string(HEAD_ROW, place, column.head, head)


def _offer_answers(sheet: Worksheet, card: Scorecard, last: int) -> None:
    """The words to choose from; whole numbers where a figure is collected."""
    for place, criterion in enumerate(card.criteria, start=2):
        rule = (
            {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": LARGEST}
            if criterion.is_measured
            else {"validate": "list", "source": [answer.label for answer in criterion.answers]}
        )
        sheet.data_validation(HEAD_ROW + 1, place, last, place, rule)
