"""Annex 4, 贴息申报汇总表: what each town claims for its borrowers, signed by three people there.

One tab (or one run of pages) a town, headings in the annex's own words, a total with its amount in
words, and in front of them a cover with one line a town.  The lines' amounts are the settlement's;
nothing is computed here but sums.

What was granted too much stands below the total, in a block with a sum of its own (R6: carried or asked
back, never dropped).  It is no part of what is applied for: the amount in words is what is approved,
booked and paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from hudai.core.words import in_words, yuan
from hudai.documents import annex_word
from hudai.documents.annex_word import AnnexTab, SecondBlock
from hudai.documents.columns import Column, Kind, rows_on_paper, totals
from hudai.documents.fonts import FontBook
from hudai.documents.pdf import render, save
from hudai.documents.workbooks import FormBook, tab_names, workbook

COLUMNS = (
    Column("number", "序号", 5, Kind.COUNT),
    Column("borrower", "借款人姓名", 12, Kind.NAME),
    Column("id_number", "身份证号码", 19, Kind.CODE),
    Column("household_size", "家庭\n人口", 5, Kind.COUNT),
    Column("bank", "贷款银行", 16, Kind.NAME),
    Column("principal_fen", "借款金额", 13, Kind.YUAN, summed=True),
    Column("rate_ppm", "借款利率", 9, Kind.RATE),
    Column("paid_fen", "支付利息\n金额", 12, Kind.YUAN, summed=True),
    Column("due_fen", "申请贴息\n金额", 12, Kind.YUAN, summed=True),
    Column("payee_bank", "领取贴息资金\n开户行", 18, Kind.NAME),
    Column("account", "帐号", 20, Kind.CODE),
    Column("note", "备注", 14, Kind.TEXT),
)
"""The annex's table; fields as in the frame the settlement hands over."""

COVER = (
    Column("number", "序号", 6, Kind.COUNT),
    Column("town", "镇", 22, Kind.NAME),
    Column("households", "户数", 10, Kind.COUNT, summed=True),
    Column("loans", "笔数", 10, Kind.COUNT, summed=True),
    Column("principal_fen", "借款金额", 20, Kind.YUAN, summed=True),
    Column("paid_fen", "支付利息金额", 20, Kind.YUAN, summed=True),
    Column("due_fen", "申请贴息金额", 20, Kind.YUAN, summed=True),
    Column("note", "备注", 32, Kind.TEXT),
)

ANNEX = "附件4"
COVER_TAB = "汇总"
NO_TOWN = "未填镇"
NOTHING = "本期没有申请贴息的贷款。"
CLAWBACK = "多贴应退"
BACK_TITLE = f"{CLAWBACK}（不计入上面的申请金额，在以后各期抵扣或者另行追回）"
BACK_TOTAL = f"{CLAWBACK}合计"
SIGNERS = ("填表人：", "镇分管负责人：", "镇主要负责人：")
DAY_LINE = "年    月    日"
UNIT = "金额单位：元"
TEMPLATE = Path(__file__).with_name("subsidy_summary.typ")


@dataclass(frozen=True, slots=True)
class SummaryHead:
    """What stands above the table."""

    county: str
    scheme: str
    """The loans' name as the plan has it: 脱贫人口小额信贷."""
    made_on: date
    """The day written into the file; the day under the signatures is left to the signers."""
    through: date | None = None
    """Last day of the last settlement period claimed for."""

    @property
    def title(self) -> str:
        """The annex says 小额贷款 in its title where the plan says 小额信贷."""
        return f"{self.county}{self.scheme.replace('信贷', '贷款')}贴息申报汇总表"

    @property
    def period(self) -> str:
        """Up to when interest is claimed for, in words; empty when the caller did not say."""
        if self.through is None:
            return ""
        return f"结息截止：{self.through.year}年{self.through.month}月{self.through.day}日"


def write_xlsx(path: Path, lines: pl.DataFrame, *, head: SummaryHead) -> None:
    """Write annex 4 as a workbook: the cover, then a tab a town.

    Args:
        path: the file to write.
        lines: a row a loan — town, borrower, id_number, household_size, bank, principal_fen,
            rate_ppm, paid_fen, due_fen (negative: to be paid back), payee_bank, account, note;
            with a column number the rows bear that one, else they are numbered by town;
            with a column household the cover also counts households.
        head: what stands above the table.

    Raises:
        Refusal: if the file cannot be written or is too long for a spreadsheet.

    Source: 渝北区实施方案 附件4。
    """
    towns = _towns(lines)
    with workbook(path, head.made_on) as book:
        forms = FormBook(book)
        _cover_tab(forms, _cover(lines, towns), head)
        for name, (town, rows) in zip(tab_names([t for t, _ in towns], [COVER_TAB]), towns, strict=True):
            _town_tab(forms, name, town, rows, head)


def write_pdf(path: Path, lines: pl.DataFrame, *, head: SummaryHead, fonts: FontBook | None = None) -> None:
    """Write annex 4 as a PDF, each town on a new page with its own page numbers.

    Args and source: as :func:`write_xlsx`; with more than one town the cover comes first.

    Raises:
        Refusal: if a character cannot be printed.
    """
    towns = _towns(lines)
    cover = _cover(lines, towns)
    pages = [_town_page(town, rows, head) for town, rows in towns]
    data = {
        "title": head.title,
        "columns": _as_data(COLUMNS),
        "cover_columns": _as_data(_cover_columns(cover)),
        "cover": _page("", cover, _cover_columns(cover), head) if len(towns) != 1 else None,
        "towns": pages,
        "signers": SIGNERS,
        "day_line": DAY_LINE,
        "nothing": NOTHING,
        "back_title": BACK_TITLE,
        "back_total": BACK_TOTAL,
    }
    save(path, render(TEMPLATE, data, made_on=head.made_on, fonts=fonts))


def write_docx(path: Path, lines: pl.DataFrame, *, head: SummaryHead) -> None:
    """Write annex 4 as a Word file, each town from a new page on; the cover is the workbook's and the PDF's.

    Args and source: as :func:`write_xlsx`.

    Raises:
        Refusal: if there are too many rows for Word, or the file cannot be written.
    """
    towns = _towns(lines) or [(NO_TOWN, _numbered(lines))]
    pages = [_town_page(town, rows, head) for town, rows in towns]
    annex_word.write(path, COLUMNS, [_tab(page) for page in pages])


def _tab(page: dict[str, Any]) -> AnnexTab:
    """One town's table as Word takes it."""
    return AnnexTab(
        annex=page["annex"],
        title=page["title"],
        above=(page["left"], page["middle"], page["right"]),
        rows=page["rows"],
        total=page["total"] if page["rows"] else (),
        across=(page["words"],) if page["rows"] else (NOTHING,),
        back=(
            SecondBlock(BACK_TITLE, page["back"]["rows"], BACK_TOTAL, page["back"]["total"])
            if page["back"]
            else None
        ),
        signers=SIGNERS,
        footnote="",
        day_line=DAY_LINE,
    )


def _towns(lines: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    """The towns in the order they first appear, the unnamed one last, their rows numbered."""
    named = lines.with_columns(
        pl.col("town").str.strip_chars().replace("", None).fill_null(NO_TOWN),
        note=pl.when(pl.col("due_fen") < 0, pl.col("note").fill_null("") == "")
        .then(pl.lit(CLAWBACK))
        .otherwise(pl.col("note")),
    )
    parts = named.partition_by("town", maintain_order=True)
    towns = [(str(part["town"][0]), _numbered(part)) for part in parts]
    return sorted(towns, key=lambda town: town[0] == NO_TOWN)


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with their number: a batch's own, so that its papers name a line alike, or from 1."""
    return rows if "number" in rows.columns else rows.with_row_index("number", 1)


def _asked(rows: pl.DataFrame) -> pl.DataFrame:
    """What is applied for."""
    return rows.filter(pl.col("due_fen") > 0)


def _back(rows: pl.DataFrame) -> pl.DataFrame:
    """What was granted too much, below zero."""
    return rows.filter(pl.col("due_fen") < 0)


def _cover(lines: pl.DataFrame, towns: list[tuple[str, pl.DataFrame]]) -> pl.DataFrame:
    """One row a town: how many, how much, and beside it what is to be paid back."""
    rows = [{"number": at, "town": town, **_town_sums(part)} for at, (town, part) in enumerate(towns, 1)]
    kinds = {c.field: pl.Int64 if c.kind.numeric else pl.String for c in COVER}
    cover = pl.DataFrame(rows, schema=kinds)
    return cover if "household" in lines.columns else cover.drop("households")


def _town_sums(rows: pl.DataFrame) -> dict[str, Any]:
    """A town's line on the cover."""
    asked, back = _asked(rows), _back(rows)["due_fen"]
    return {
        "households": asked["household"].n_unique() if "household" in rows.columns else None,
        "loans": asked.height,
        **totals(asked, COLUMNS),
        "note": f"另有{CLAWBACK} {len(back)} 笔 {yuan(-int(back.sum()))} 元" if len(back) else "",
    }


def _cover_columns(cover: pl.DataFrame) -> tuple[Column, ...]:
    """The cover's columns that its frame has."""
    return tuple(column for column in COVER if column.field in cover.columns)


def _submitter(town: str) -> str:
    """填报单位 of a town: its government, or a sub-district's office."""
    if town == NO_TOWN:
        return "填报单位：（盖章）"
    office = "办事处" if town.endswith("街道") else "人民政府"
    return f"填报单位：{town}{office}（盖章）"


def _sum_in_words(rows: pl.DataFrame) -> str:
    """The claimed total as a voucher states it."""
    return f"申请贴息金额合计（大写）：{in_words(int(rows['due_fen'].sum()), prefix=True)}"


def _cover_tab(forms: FormBook, cover: pl.DataFrame, head: SummaryHead) -> None:
    """The tab in front: a line a town and the county's total."""
    columns = _cover_columns(cover)
    sheet = forms.tab(COVER_TAB, ANNEX, head.title, columns)
    forms.spread(sheet, 2, columns, ("各镇汇总", head.period, UNIT))
    first = forms.heads(sheet, columns)
    if cover.is_empty():
        forms.across(sheet, first, columns, NOTHING)
        return
    after = sheet.write_frame(first, cover, columns, forms.bodies)
    after = forms.total(sheet, after, columns, totals(cover, columns), first)
    sheet.merge_range(after, 0, after, len(columns) - 1, _sum_in_words(cover), forms.words)


def _town_tab(forms: FormBook, name: str, town: str, rows: pl.DataFrame, head: SummaryHead) -> None:
    """One town's tab, as the annex lays it out, down to the line for three signatures."""
    sheet = forms.tab(name, ANNEX, head.title, COLUMNS)
    forms.spread(sheet, 2, COLUMNS, (_submitter(town), head.period, UNIT))
    top = first = forms.heads(sheet, COLUMNS)
    asked, back, last = _asked(rows), _back(rows), len(COLUMNS) - 1
    if asked.is_empty():
        after = forms.across(sheet, first, COLUMNS, NOTHING)
    else:
        after = sheet.write_frame(first, asked, COLUMNS, forms.bodies)
        after = forms.total(sheet, after, COLUMNS, totals(asked, COLUMNS), first)
        sheet.merge_range(after, 0, after, last, _sum_in_words(asked), forms.words)
        after += 1
    if not back.is_empty():
        sheet.merge_range(after, 0, after, last, BACK_TITLE, forms.words)
        first = after + 1
        after = sheet.write_frame(first, back, COLUMNS, forms.bodies)
        after = forms.total(sheet, after, COLUMNS, totals(back, COLUMNS), first, label=BACK_TOTAL)
        # Said anew for both blocks: a tab keeps the last word alone.
        sheet.leave_codes_alone(COLUMNS, top, after)
    sheet.set_row(after, 34)
    for at, signer in zip((0, 5, 9), SIGNERS, strict=True):
        sheet.write_string(after, at, signer, forms.left)
    sheet.write_string(after + 1, last, DAY_LINE, forms.right)


def _as_data(columns: tuple[Column, ...]) -> list[dict[str, Any]]:
    """The columns as the template reads them."""
    return [
        {"heading": c.heading, "above": c.above, "width": c.width, "align": c.kind.align} for c in columns
    ]


def _town_page(town: str, rows: pl.DataFrame, head: SummaryHead) -> dict[str, Any]:
    """One town's table as the template reads it, and below it what is to be paid back, if anything is."""
    back = _back(rows)
    below = {"rows": rows_on_paper(back, COLUMNS), "total": _total(back, COLUMNS)} if back.height else None
    return {**_page(_submitter(town), _asked(rows), COLUMNS, head), "back": below}


def _total(rows: pl.DataFrame, columns: tuple[Column, ...]) -> list[str]:
    """The sums behind 合计, which takes the first two columns."""
    sums = totals(rows, columns)
    return [yuan(sums[c.field]) if c.kind is Kind.YUAN else str(sums.get(c.field, "")) for c in columns[2:]]


def _page(left: str, rows: pl.DataFrame, columns: tuple[Column, ...], head: SummaryHead) -> dict[str, Any]:
    """One table as the template reads it: texts only."""
    return {
        "annex": ANNEX,
        "title": head.title,
        "left": left or "各镇汇总",
        "middle": head.period,
        "right": UNIT,
        "rows": rows_on_paper(rows, columns),
        "total": _total(rows, columns),
        "words": _sum_in_words(rows),
    }
