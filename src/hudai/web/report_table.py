"""The lists of registers handed in: months of one institution, banks by months, rows as handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from hudai.core.report_day import Timeliness
from hudai.records.models import Submission
from hudai.records.queries.report import OFFICES
from hudai.records.queries.report_month import Cell, Line
from hudai.web.table import Column, Kind, Table
from hudai.web.templatetags.zh import badge, masked

LABELS = {
    Timeliness.IN_TIME: "按时",
    Timeliness.LATE: "迟报",
    Timeliness.HANDED_IN: "已报",
    Timeliness.RETURNED: "被退回",
    Timeliness.MISSING: "缺报",
    Timeliness.OPEN: "待报",
}
TONES = {
    Timeliness.IN_TIME: "green",
    Timeliness.LATE: "orange",
    Timeliness.HANDED_IN: "green",
    Timeliness.RETURNED: "orange",
    Timeliness.MISSING: "red",
    Timeliness.OPEN: "blue",
}
NO_DAY = "未规定"


def label(cell: Cell) -> str:
    """How a month stands, in a word; empty where nothing is expected."""
    return LABELS[cell.state] if cell.state else ""


def tone(cell: Cell) -> str:
    """Its colour."""
    return TONES[cell.state] if cell.state else ""


def _of(cell: Cell, name: str) -> Any:
    return getattr(cell.submission, name) if cell.submission else None


def _seen(cell: Cell) -> str:
    return reverse("report", args=[cell.submission.pk]) if cell.submission else ""


_DAYS = (
    Column(
        "by",
        "期限",
        kind=Kind.DAY,
        value=lambda cell: cell.by.on if cell.by else None,
    ),
    Column("state", "状态", value=label, tone=tone),
    Column(
        "handed_in_on",
        "报送日期",
        kind=Kind.DAY,
        value=lambda cell: cell.chain.hand_ins[-1].on if cell.chain else None,
        link=_seen,
    ),
    Column("ordinal", "第几次", kind=Kind.COUNT, value=lambda cell: _of(cell, "ordinal"), shown=False),
    Column("lines", "笔数", kind=Kind.COUNT, value=lambda cell: _of(cell, "line_count")),
    Column(
        "principal", "发放金额（万元）", kind=Kind.WAN, value=lambda cell: _of(cell, "principal"), shown=False
    ),
    Column("balance", "余额（万元）", kind=Kind.WAN, value=lambda cell: _of(cell, "balance")),
    Column("lent", "当月发放（万元）", kind=Kind.WAN, value=lambda cell: _of(cell, "lent")),
    Column("repaid", "当月收回（万元）", kind=Kind.WAN, value=lambda cell: _of(cell, "repaid")),
    Column(
        "gaps",
        "不衔接（笔）",
        kind=Kind.COUNT,
        value=lambda cell: _of(cell, "gaps"),
        tone=lambda cell: "orange" if _of(cell, "gaps") else "",
    ),
)
_SIGNED = Column(
    "signed",
    "签收",
    value=lambda cell: f"{cell.signed}/{len(OFFICES)}" if cell.submission else None,
)


def months(policy: str, *, summaries: bool) -> Table:
    """One institution's months, with what can be done about each."""

    def act(cell: Cell) -> str:
        if cell.state is None:
            return ""
        words = "报送" if cell.submission is None else "更正"
        style = "btn-primary" if cell.is_due else ""
        address = reverse("report_hand_in", args=[policy, f"{cell.month:%Y-%m}"])
        return format_html('<a class="btn {}" href="{}">{}</a>', style, address, words)

    def branches(cell: Cell) -> str:
        address = reverse("report_month", args=[policy, f"{cell.month:%Y-%m}"])
        return format_html('<a href="{}">网点报送情况</a>', address)

    month = Column("month", "月份", value=lambda cell: f"{cell.month:%Y-%m}", fixed=True)
    extra = (_SIGNED, Column("branches", "网点", cell=branches)) if summaries else ()
    return Table(
        "report_months",
        "汇总台账" if summaries else "网点台账",
        (month, *_DAYS, *extra, Column("act", "办理", cell=act, fixed=True)),
        empty="还没有要报送的月份",
        hint="放款以后，每月结束就会出现在这里。",
        icon="send-check",
        whole=True,
    )


def matrix(policy: str, shown: Sequence[date], *, level: str) -> Table:
    """Institutions by months, with how often each was late or missing."""
    banks = level == Submission.Level.BANK

    def column(place: int, month: date) -> Column:
        def cell(line: Line) -> str:
            found = line.cells[place]
            if found.state is None:
                return format_html('<span class="aside">{}</span>', "—")
            said = badge(label(found), tone(found))
            address = _seen(found)
            return format_html('<a href="{}">{}</a>', address, said) if address else said

        return Column(
            f"m{place + 1}",
            f"{month:%Y-%m}",
            value=lambda line: label(line.cells[place]),
            cell=cell,
            width=10,
        )

    counts = (
        Column("late", "迟报（次）", "late", Kind.COUNT, summed=True),
        Column("missing", "缺报（次）", "missing", Kind.COUNT, summed=True),
        Column("returned", "被退回（次）", "returned", Kind.COUNT, summed=True, shown=False),
    )
    return Table(
        "report_banks" if banks else "report_branches",
        "各银行报送情况" if banks else "各网点报送情况",
        (
            Column("name", "银行" if banks else "网点", "name", fixed=True, width=22),
            *counts,
            *(column(place, month) for place, month in enumerate(shown)),
        ),
        empty="还没有机构要报送台账",
        hint="银行放款以后会出现在这里。",
        icon="send-check",
        second=not banks,
    )


@dataclass(frozen=True, slots=True)
class MonthLine:
    """An institution in one month."""

    name: str
    cell: Cell


def of_month(*, summaries: bool) -> Table:
    """All institutions of one month."""

    def carried(column: Column) -> Column:
        """A column of a cell, for a line that holds one."""
        value, link, colour = column.value, column.link, column.tone
        assert value is not None, "columns of a cell work their value out"
        return replace(
            column,
            value=lambda line: value(line.cell),
            link=(lambda line: link(line.cell)) if link else None,
            tone=(lambda line: colour(line.cell)) if colour else None,
        )

    name = Column("name", "银行" if summaries else "网点", "name", fixed=True, width=22)
    extra = (carried(_SIGNED),) if summaries else ()
    return Table(
        "report_month_banks" if summaries else "report_month_branches",
        "各银行汇总" if summaries else "各网点台账",
        (name, *(carried(column) for column in _DAYS), *extra),
        empty="这个月没有机构要报送",
        hint="有贷款的网点和银行会列在这里。",
        icon="send-check",
        whole=True,
        second=not summaries,
    )


ROWS = Table(
    "report_rows",
    "报送的台账",
    (
        Column("borrower", "借款人", "borrower", fixed=True),
        Column("town", "镇", "town"),
        Column("village", "村", "village"),
        Column("group", "组", "group", shown=False),
        Column("id_number", "身份证号码", kind=Kind.CODE, value=lambda row: masked(row.id_number)),
        Column("bank", "贷款银行", "bank", width=22),
        Column("contract", "合同号", "contract", Kind.CODE),
        Column("purpose", "借款用途", "purpose", Kind.TEXT, ellipsis=12, shown=False),
        Column("principal", "借款金额（万元）", "principal_fen", Kind.WAN, summed=True),
        Column("disbursed_on", "借款时间", "disbursed_on", Kind.DAY),
        Column("due_on", "还款时间", "due_on", Kind.DAY),
        Column("balance", "余额（元）", "balance_fen", Kind.YUAN, summed=True),
        Column("lent", "当月发放（元）", "lent_fen", Kind.YUAN, summed=True, shown=False),
        Column("repaid", "当月收回（元）", "repaid_fen", Kind.YUAN, summed=True, shown=False),
        Column("class", "五级分类", value=lambda row: row.loan_class, shown=False),
        Column("note", "备注", "note"),
    ),
    empty="这份台账没有贷款",
    hint="截至这个月底还没有放款。",
    icon="journal-text",
    note="身份证号码已遮住中间各位；以报送时留存的内容为准。",
)
