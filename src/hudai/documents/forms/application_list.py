"""贷款申请清单: the applications a desk sees and has filtered, as a workbook.

The list travels by mail and chat, so ID, telephone and account numbers are not in it.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from hudai.documents.columns import Column, Kind, totals
from hudai.documents.workbooks import FormBook, workbook

COLUMNS = (
    Column("place", "序号", 6, Kind.COUNT),
    Column("number", "编号", 15, Kind.CODE),
    Column("applicant", "申请人", 10, Kind.NAME),
    Column("town", "镇", 12, Kind.NAME),
    Column("village", "村", 12, Kind.NAME),
    Column("kind", "贷款类型", 12, Kind.NAME),
    Column("amount_fen", "申贷金额（元）", 14, Kind.YUAN, summed=True),
    Column("term_months", "期限（月）", 9, Kind.COUNT),
    Column("purpose", "申贷用途", 22, Kind.TEXT),
    Column("branch", "经办银行", 18, Kind.NAME),
    Column("applied_on", "申请日期", 11, Kind.DAY),
    Column("state", "状态", 9, Kind.NAME),
    Column("approved_fen", "审批金额（元）", 14, Kind.YUAN, summed=True),
)
SCHEMA = {
    "number": pl.String,
    "applicant": pl.String,
    "town": pl.String,
    "village": pl.String,
    "kind": pl.String,
    "amount_fen": pl.Int64,
    "term_months": pl.Int64,
    "purpose": pl.String,
    "branch": pl.String,
    "applied_on": pl.Date,
    "state": pl.String,
    "approved_fen": pl.Int64,
}
"""A row an application, before it is numbered; ``approved_fen`` is null before the bank has spoken."""
NOBODY = "没有符合条件的申请。"


def write_xlsx(path: Path, lines: pl.DataFrame, *, office: str, made_on: date) -> None:
    """Write the list as a workbook of one tab.

    Args:
        lines: a row an application, columns as :data:`SCHEMA`.

    Raises:
        Refusal: if the file cannot be written or is too long for a spreadsheet.
    """
    with workbook(path, made_on) as book:
        forms = FormBook(book)
        sheet = forms.tab("贷款申请", "", "贷款申请清单", COLUMNS)
        day = f"{made_on.year}年{made_on.month}月{made_on.day}日"
        forms.spread(sheet, 2, COLUMNS, (f"制表单位：{office}", "", day))
        first = forms.heads(sheet, COLUMNS)
        if lines.is_empty():
            forms.across(sheet, first, COLUMNS, NOBODY)
            return
        numbered = lines.with_row_index("place", 1)
        after = sheet.write_frame(first, numbered, COLUMNS, forms.bodies)
        forms.total(sheet, after, COLUMNS, totals(numbered, COLUMNS), first)
