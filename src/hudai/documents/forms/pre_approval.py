"""批量预授信名单: households of the list with a fresh rating, and what each may borrow, as a workbook.

The list goes to branches and villages, so ID numbers are not in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from hudai.documents.columns import Column, Kind, totals
from hudai.documents.workbooks import FormBook, workbook

COLUMNS = (
    Column("place", "序号", 6, Kind.COUNT),
    Column("number", "户编号", 18, Kind.CODE),
    Column("head", "户主姓名", 12, Kind.NAME),
    Column("town", "镇", 12, Kind.NAME),
    Column("village", "村", 14, Kind.NAME),
    Column("grade", "信用等级", 10, Kind.NAME),
    Column("limit_fen", "授信额度（元）", 15, Kind.YUAN, summed=True),
    Column("last_day", "有效期至", 12, Kind.DAY),
)
SCHEMA = {
    "number": pl.String,
    "head": pl.String,
    "town": pl.String,
    "village": pl.String,
    "grade": pl.String,
    "limit_fen": pl.Int64,
    "last_day": pl.Date,
}
"""A row a household, before it is numbered."""
NOTE = "授信额度不是贷款承诺；农户申请时由经办银行按简易复核程序核对用途、现有贷款和还款能力。"
NOBODY = "没有符合条件的农户。"


@dataclass(frozen=True, slots=True)
class PreApprovalHead:
    """What stands above the table."""

    county: str
    scheme: str
    office: str
    made_on: date


def write_xlsx(path: Path, lines: pl.DataFrame, *, head: PreApprovalHead) -> None:
    """Write the list as a workbook of one tab.

    Args:
        lines: a row a household, columns as :data:`SCHEMA`.

    Raises:
        Refusal: if the file cannot be written or is too long for a spreadsheet.

    Source: 渝北区实施方案 二（四）批量授信。
    """
    title = f"{head.county}{head.scheme}批量预授信名单"
    with workbook(path, head.made_on) as book:
        forms = FormBook(book)
        sheet = forms.tab("预授信名单", "", title, COLUMNS)
        day = f"{head.made_on.year}年{head.made_on.month}月{head.made_on.day}日"
        forms.spread(sheet, 2, COLUMNS, (f"制表单位：{head.office}", "", day))
        first = forms.heads(sheet, COLUMNS)
        if lines.is_empty():
            after = forms.across(sheet, first, COLUMNS, NOBODY)
        else:
            numbered = lines.with_row_index("place", 1)
            after = sheet.write_frame(first, numbered, COLUMNS, forms.bodies)
            after = forms.total(sheet, after, COLUMNS, totals(numbered, COLUMNS), first)
        sheet.set_row(after, 34)
        sheet.merge_range(after, 0, after, len(COLUMNS) - 1, NOTE, forms.note)
