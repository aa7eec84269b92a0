"""Annex 5, 发放台账: every loan a bank has lent, a row a loan.

One tab (or one run of pages) a bank, the address under one heading, amounts in ten thousands of
yuan, days from lending to the due day in force.  The footnote is the annex's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from hudai.core.errors import Refusal
from hudai.core.policy import Dated, NotRegulated, Policy
from hudai.core.words import wan
from hudai.documents import annex_word
from hudai.documents.annex_word import AnnexTab
from hudai.documents.columns import Column, Kind, rows_on_paper, totals
from hudai.documents.fonts import FontBook
from hudai.documents.pdf import render, save
from hudai.documents.workbooks import FormBook, tab_names, workbook

COLUMNS = (
    Column("number", "序号", 5, Kind.COUNT),
    Column("borrower", "借款人\n姓  名", 12, Kind.NAME),
    Column("town", "镇", 10, Kind.NAME, above="家庭住址"),
    Column("village", "村", 12, Kind.NAME, above="家庭住址"),
    Column("group", "组", 6, Kind.NAME, above="家庭住址"),
    Column("id_number", "身份证号码", 19, Kind.CODE),
    Column("bank", "贷款\n银行", 24, Kind.NAME),
    Column("purpose", "借款用途", 14, Kind.NAME),
    Column("principal_fen", "借款金额\n（万元）", 11, Kind.WAN, summed=True),
    Column("disbursed_on", "借款\n时间", 11, Kind.DAY),
    Column("due_on", "还款\n时间", 11, Kind.DAY),
    Column("days", "借款\n天数", 6, Kind.COUNT),
    Column("note", "备注", 10, Kind.TEXT),
)
"""The annex's table; fields as in the frame handed in, and the days worked out from it."""

ANNEX = "附件5"
NO_BANK = "未填银行"
EMPTY_TAB = "发放台账"
NOTHING = "本期没有发放的贷款。"
FOOTNOTE = (
    "备注：此表由金融机构二级支行和区级金融机构填报，一笔贷款填写一栏。金融机构二级支行每月2日前报至"
    "区级金融机构，区级金融机构汇总后每月5日前报送区扶贫办、区财政局、区金融办。"
)
OFFICES = ("扶贫办", "财政局", "金融办")
"""Whom the district-level institution reports to, as the annex calls them."""
FILLED_IN = "备注：此表由金融机构二级支行和{level}级金融机构填报，一笔贷款填写一栏。"
DAY_LINE = "年    月    日"
TEMPLATE = Path(__file__).with_name("loan_register.typ")


@dataclass(frozen=True, slots=True)
class RegisterHead:
    """What stands above the table."""

    county: str
    scheme: str
    """The loans' name as the plan has it: 脱贫人口小额信贷."""
    made_on: date
    """The day written into the file; the day under the footnote is left to the bank."""
    as_of: date | None = None
    """The day whose state the register shows."""
    footnote: str = FOOTNOTE
    """Who hands it in, to whom and by when; the annex's own words."""

    @property
    def title(self) -> str:
        """The annex's title."""
        return f"{self.county}{self.scheme}发放台账"

    @property
    def state(self) -> str:
        """As of when, in words; empty when the caller did not say."""
        return f"截至{self.as_of.year}年{self.as_of.month}月{self.as_of.day}日" if self.as_of else ""


def footnote_of(policy: Policy, on: date, names: Sequence[str | None] = (None,) * len(OFFICES)) -> str:
    """The footnote under a plan on a day; ``names``: what the offices are called now, where known."""
    level = "县" if policy.county.endswith("县") else "区"
    return footnote(
        level=level,
        branch_day=_day(policy.branch_report_day, on),
        bank_day=_day(policy.bank_report_day, on),
        offices=[name or f"{level}{then}" for name, then in zip(names, OFFICES, strict=True)],
    )


def _day(rule: Dated[int] | NotRegulated, on: date) -> int | None:
    if isinstance(rule, NotRegulated):
        return None
    try:
        return rule.on(on)
    except Refusal:
        return None


def footnote(*, level: str, branch_day: int | None, bank_day: int | None, offices: Sequence[str]) -> str:
    """The annex's footnote with the days and the offices of the day; without days who fills it in alone.

    >>> names = ["区扶贫办", "区财政局", "区金融办"]
    >>> footnote(level="区", branch_day=2, bank_day=5, offices=names) == FOOTNOTE
    True

    Args:
        level: 区 or 县, as the plan's county is one.
        branch_day: day of the month by which a branch hands in; None where none is set.
        bank_day: the same for the district-level institution.
        offices: whom that one reports to, by their names of the day.
    """
    said = FILLED_IN.format(level=level)
    if branch_day is None or bank_day is None:
        return said
    return (
        f"{said}金融机构二级支行每月{branch_day}日前报至{level}级金融机构，{level}级金融机构汇总后"
        f"每月{bank_day}日前报送{'、'.join(offices)}。"
    )


def write_xlsx(path: Path, loans: pl.DataFrame, *, head: RegisterHead) -> None:
    """Write annex 5 as a workbook, a tab a bank.

    Args:
        path: the file to write.
        loans: a row a loan — bank, borrower, town, village, group, id_number, purpose,
            principal_fen, disbursed_on, due_on (in force, so an extension has moved it), note.
        head: what stands above the table.

    Raises:
        Refusal: if the file cannot be written or is too long for a spreadsheet.

    Source: 渝北区实施方案 附件5。
    """
    banks = _banks(loans)
    with workbook(path, head.made_on) as book:
        forms = FormBook(book)
        for name, (bank, rows) in zip(tab_names([b or EMPTY_TAB for b, _ in banks]), banks, strict=True):
            _bank_tab(forms, name, bank, rows, head)


def write_pdf(path: Path, loans: pl.DataFrame, *, head: RegisterHead, fonts: FontBook | None = None) -> None:
    """Write annex 5 as a PDF, each bank on a new page with its own page numbers.

    Args and source: as :func:`write_xlsx`.

    Raises:
        Refusal: if a character cannot be printed.
    """
    data = {
        "title": head.title,
        "columns": [
            {"heading": c.heading, "above": c.above, "width": c.width, "align": c.kind.align} for c in COLUMNS
        ],
        "banks": [_page(bank, rows, head) for bank, rows in _banks(loans)],
        "footnote": head.footnote,
        "day_line": DAY_LINE,
        "nothing": NOTHING,
    }
    save(path, render(TEMPLATE, data, made_on=head.made_on, fonts=fonts))


def write_docx(path: Path, loans: pl.DataFrame, *, head: RegisterHead) -> None:
    """Write annex 5 as a Word file, each bank from a new page on.

    Args and source: as :func:`write_xlsx`.

    Raises:
        Refusal: if there are too many rows for Word, or the file cannot be written.
    """
    annex_word.write(path, COLUMNS, [_tab(_page(bank, rows, head), head) for bank, rows in _banks(loans)])


def _tab(page: dict[str, Any], head: RegisterHead) -> AnnexTab:
    """One bank's table as Word takes it."""
    return AnnexTab(
        annex=page["annex"],
        title=page["title"],
        above=(page["left"], page["middle"], page["right"]),
        rows=page["rows"],
        total=page["total"] if page["rows"] else (),
        across=() if page["rows"] else (NOTHING,),
        signers=(),
        footnote=head.footnote,
        day_line=DAY_LINE,
    )


def _banks(loans: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    """The banks in the order they first appear, the unnamed one last; without loans a blank one.

    The day of lending counts and the due day does not, so the days are their difference.
    """
    named = loans.with_columns(
        pl.col("bank").str.strip_chars().replace("", None).fill_null(NO_BANK),
        days=(pl.col("due_on") - pl.col("disbursed_on")).dt.total_days(),
    )
    parts = named.partition_by("bank", maintain_order=True) or [named]
    banks = [
        (str(part["bank"][0]) if part.height else "", part.with_row_index("number", 1)) for part in parts
    ]
    return sorted(banks, key=lambda bank: bank[0] == NO_BANK)


def _submitter(bank: str) -> str:
    """填表单位: the bank, left open where none is named."""
    return f"填表单位：{'' if bank == NO_BANK else bank}"


def _bank_tab(forms: FormBook, name: str, bank: str, rows: pl.DataFrame, head: RegisterHead) -> None:
    """One bank's tab, as the annex lays it out, down to the footnote and the day."""
    sheet = forms.tab(name, ANNEX, head.title, COLUMNS)
    last = len(COLUMNS) - 1
    forms.spread(sheet, 2, COLUMNS, (_submitter(bank), head.state, ""))
    first = forms.heads(sheet, COLUMNS)
    if rows.is_empty():
        after = forms.across(sheet, first, COLUMNS, NOTHING)
    else:
        after = sheet.write_frame(first, rows, COLUMNS, forms.bodies)
        after = forms.total(sheet, after, COLUMNS, totals(rows, COLUMNS), first)
    sheet.set_row(after, 34)
    sheet.merge_range(after, 0, after, last, head.footnote, forms.note)
    sheet.write_string(after + 1, last, DAY_LINE, forms.right)


def _page(bank: str, rows: pl.DataFrame, head: RegisterHead) -> dict[str, Any]:
    """One bank's table as the template reads it: texts only."""
    sums = totals(rows, COLUMNS)
    return {
        "annex": ANNEX,
        "title": head.title,
        "left": _submitter(bank),
        "middle": head.state,
        "right": "",
        "rows": rows_on_paper(rows, COLUMNS),
        "total": [wan(sums[c.field]) if c.summed else "" for c in COLUMNS[2:]],
    }
