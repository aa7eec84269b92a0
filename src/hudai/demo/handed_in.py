"""The made-up banks' and towns' workbooks, as untidy as real ones: titles, unit lines, merged
heads, dates as each bank likes them, a total and notes below.

What is in them is invented, and the sheets say so themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from hudai.core.words import yuan
from hudai.demo.sheet_text import application_sheet, typed
from hudai.documents.imports import applications, loans

INVENTED = "备注：本表的人、村、银行和金额都是虚构的，只供试用。"
DAY_STYLES = ("%Y-%m-%d", "%Y.%-m.%-d", "%Y年%-m月%-d日")
"""Each bank writes its days in one of these."""
ADDRESS = ("镇", "村", "组")
NARROW, USUAL, WIDE = 7, 13, 22
_WIDTHS = {
    "身份证号码": WIDE,
    "贷款银行": WIDE,
    "开户行": WIDE,
    "帐号": WIDE,
    "组": NARROW,
    "家庭人口": NARROW,
}
_DAYS = ("合同日期", "放款日期", "到期日期", "展期到期日期")


def write_loan_book(path: Path, lent: pl.DataFrame, made_on: date) -> None:
    """A county's loan sheet with its address heads merged and a total row."""
    texts = _in_each_banks_hand(typed(loans.LAYOUT, lent.drop("bank_class")))
    with Workbook(str(path), {"strings_to_numbers": False}) as book:
        book.set_properties({"created": datetime(made_on.year, made_on.month, made_on.day)})
        sheet, head, body = _tab(book, "贷款明细", texts, "脱贫人口小额信贷贷款明细表")
        sheet.write_string(1, 0, "填报单位：各承贷银行（示例）")
        sheet.write_string(1, texts.width - 1, "金额单位：元")
        _heads(sheet, texts.columns, head)
        after = _rows(sheet, 4, texts, body)
        sheet.write_string(after, 0, "合计", body)
        total = yuan(int(lent["principal"].sum()))
        sheet.write_string(after, texts.columns.index("借款金额（元）"), total, body)
        sheet.write_string(after + 1, 0, INVENTED)
        sheet.write_string(after + 2, 0, "填表人：张某        审核人：李某")


def write_application_book(path: Path, asked: pl.DataFrame, made_on: date) -> None:
    """The towns' applications, one row each."""
    texts = typed(applications.LAYOUT, application_sheet(asked))
    with Workbook(str(path), {"strings_to_numbers": False}) as book:
        book.set_properties({"created": datetime(made_on.year, made_on.month, made_on.day)})
        sheet, head, body = _tab(book, "申请明细", texts, "脱贫人口小额信贷申请明细表")
        sheet.write_string(1, 0, "空着的格子表示“还不知道”")
        for place, text in enumerate(texts.columns):
            sheet.write_string(2, place, text, head)
        after = _rows(sheet, 3, texts, body)
        sheet.write_string(after, 0, INVENTED)


def _in_each_banks_hand(texts: pl.DataFrame) -> pl.DataFrame:
    """The days rewritten in the style of the row's bank."""
    banks = texts["贷款银行"].unique(maintain_order=True).sort()
    style = {bank: DAY_STYLES[place % len(DAY_STYLES)] for place, bank in enumerate(banks)}
    return texts.with_columns(_restyled(day, style) for day in _DAYS)


def _restyled(head: str, style: dict[str, str]) -> pl.Expr:
    day = pl.col(head).str.to_date("%Y-%m-%d")
    written = pl.col(head)
    for bank, form in style.items():
        written = pl.when(pl.col("贷款银行") == bank).then(day.dt.to_string(form)).otherwise(written)
    return written.alias(head)


def _tab(book: Workbook, name: str, texts: pl.DataFrame, title: str) -> tuple[Worksheet, Format, Format]:
    sheet = book.add_worksheet(name)
    boxed = {"border": 1, "valign": "vcenter", "font_name": "宋体", "font_size": 10}
    head = book.add_format({**boxed, "bold": True, "align": "center", "text_wrap": True})
    centred = book.add_format({"bold": True, "align": "center", "font_name": "宋体", "font_size": 16})
    sheet.merge_range(0, 0, 0, texts.width - 1, title, centred)
    for place, text in enumerate(texts.columns):
        sheet.set_column(place, place, _WIDTHS.get(text, USUAL))
    return sheet, head, book.add_format(boxed)


def _heads(sheet: Worksheet, heads: Sequence[str], style: Format) -> None:
    """Two rows: the address's parts under one head, the others over both."""
    first = heads.index(ADDRESS[0])
    sheet.merge_range(2, first, 2, first + len(ADDRESS) - 1, "家庭住址", style)
    for place, text in enumerate(heads):
        if text in ADDRESS:
            sheet.write_string(3, place, text, style)
        else:
            sheet.merge_range(2, place, 3, place, text, style)


def _rows(sheet: Worksheet, first: int, texts: pl.DataFrame, style: Format) -> int:
    """All rows as text; the row after them."""
    for row, cells in enumerate(texts.iter_rows(), first):
        for place, text in enumerate(cells):
            if text is None:
                sheet.write_blank(row, place, None, style)
            else:
                sheet.write_string(row, place, text, style)
    return first + texts.height
