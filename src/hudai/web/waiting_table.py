"""The list of cases that wait for a desk's opinion."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hudai.actions.calendar import county_calendar
from hudai.core.policy import Step
from hudai.records.models import Application
from hudai.web import law as laws
from hudai.web.case import state_label, wait_of
from hudai.web.table import Column, Kind, Table


def _box(row: Application) -> SafeString:
    return format_html(
        '<input type="checkbox" class="form-check-input" form="batch" name="case" value="{}:{}:{}"'
        ' aria-label="勾选 {}">',
        row.number,
        row.version,
        row.step,
        row.number,
    )


_TICK = Column(
    "tick",
    "勾选",
    cell=_box,
    fixed=True,
    head=format_html(
        '<input type="checkbox" class="form-check-input" form="batch" data-tick-all aria-label="{}">',
        "全选本页",
    ),
)
_WAITING = Table(
    "waiting",
    "等您办理的申请",
    (
        Column(
            "number",
            "编号",
            "number",
            Kind.CODE,
            link=lambda row: reverse("application", args=[row.number]),
            fixed=True,
            width=15,
        ),
        Column("applicant", "申请人", "applicant__name"),
        Column("town", "镇", "household__village__parent__name"),
        Column("village", "村", "household__village__name"),
        Column("kind", "类型", "kind", value=lambda row: row.get_kind_display()),
        Column("amount", "申贷金额（元）", "amount", Kind.YUAN, summed=True),
        Column("term_months", "期限（月）", "term_months", Kind.COUNT),
        Column("purpose", "用途", "purpose", Kind.TEXT, ellipsis=14),
        Column("branch", "经办银行", "branch__name", width=18, shown=False),
        Column("applied_on", "申请日期", "applied_on", Kind.DAY, shown=False),
        Column("step", "环节", "step", value=lambda row: state_label(row, _route(row)), width=18),
    ),
    empty="现在没有等您办理的申请",
    hint="有申请到达您这一环节时，会出现在这里，左侧菜单显示件数。",
    icon="check2-circle",
)


def table(today: date, *, batch: bool) -> Table:
    """The list with how long each case has waited by ``today``; with ``batch`` with boxes to tick."""
    calendar = county_calendar()

    def wait(row: Application) -> Any:
        return wait_of(row, laws.law(row.policy).policy, calendar, today)

    waited = Column(
        "wait",
        "等待",
        "step_since",
        value=lambda row: wait(row).told,
        tone=lambda row: "red" if wait(row).late else "",
        width=22,
    )
    return replace(_WAITING, columns=(*((_TICK,) if batch else ()), *_WAITING.columns, waited))


def _route(row: Application) -> tuple[Step, ...]:
    return laws.law(row.policy).policy.route
