"""Every principle that was set aside for a case (豁免清单), and those that wait for it (待豁免)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache

import polars as pl
from django.http import Http404, HttpResponseBase
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hudai.actions.decision import WAIVES
from hudai.core import workflow
from hudai.core.gates import LABELS
from hudai.core.screening import screen
from hudai.records.models import Finding, Posting, Station
from hudai.records.queries import waiver as queries
from hudai.web import law as laws
from hudai.web.application import towns
from hudai.web.forms.waiver import WaiverFilters
from hudai.web.frame import NavItem, offer
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table

SEES_WAIVERS = (
    Station.TOWN_HEAD,
    Station.OFFICE,
    Station.FINANCE,
    Station.FINANCE_OFFICE,
    Station.BRANCH,
    Station.BANK,
    Station.REGULATOR,
    Station.AUDITOR,
)
"""The county's offices, the town's head for the town, and banks for the cases that are theirs."""

offer(
    NavItem(
        "待豁免",
        "shield-exclamation",
        "waivers_wanted",
        stations=WAIVES,
        count=lambda desk, day: queries.wanted(desk.posting),
        order=23,
    )
)
offer(NavItem("豁免清单", "shield-minus", "waivers", stations=SEES_WAIVERS, order=24))


@cache
def rules() -> Mapping[str, str]:
    """What each rule is called, by its id; a rule is called the same in every pack."""
    law = laws.law(laws.adopted())
    nobody = pl.DataFrame({"name": [""], "applied_on": [timezone.localdate()]})
    return {**screen(nobody, policy=law.policy, national=law.national).labels, **LABELS}


def _rule(rule: str) -> str:
    return rules().get(rule, rule)


def _clause(clause: str | None) -> str | None:
    return laws.place(clause) if clause else None


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


_STATIONS = dict(Station.choices)
TABLE = Table(
    "waivers",
    "豁免清单",
    (
        Column(
            "number",
            "申请编号",
            "application__number",
            Kind.CODE,
            link=lambda row: reverse("application", args=[row.application.number]),
            fixed=True,
            width=15,
        ),
        Column("household", "户编号", "application__household__number", Kind.CODE),
        Column("applicant", "申请人", "application__applicant__name"),
        Column("town", "镇", "application__household__village__parent__name"),
        Column("village", "村", "application__household__village__name", shown=False),
        Column("rule", "豁免的规定", "rule", made=_rule),
        Column("clause", "依据条款", "clause", Kind.TEXT, made=_clause),
        Column("reason", "理由", "reason", Kind.TEXT),
        Column("given_by", "批准人", "given_by"),
        Column("station", "岗位", "waived_by__station", made=_STATIONS.get),
        Column("office", "单位", "waived_by__office", shown=False, width=26),
        Column("waived_at", "批准时间", "waived_at", made=_moment, width=18),
    ),
    empty="没有符合条件的豁免",
    hint="区县主管部门或镇负责人对原则性规定作出豁免后，会列在这里；可以清空条件再查。",
    icon="shield-minus",
    note="只有“原则上”的规定可以凭书面理由豁免；申请退回修改后，以前的豁免不再适用，仍列在本表。",
)


def _case(row: Finding) -> str:
    return reverse("application", args=[row.screening.application.number])


def _step(row: Finding) -> str:
    case = row.screening.application
    return workflow.label(laws.law(case.policy).policy.route, case.step).removesuffix("意见")


WANTED = Table(
    "waivers_wanted",
    "待豁免",
    (
        Column(
            "number",
            "申请编号",
            "screening__application__number",
            Kind.CODE,
            link=_case,
            fixed=True,
            width=15,
        ),
        Column("household", "户编号", "screening__application__household__number", Kind.CODE, shown=False),
        Column("applicant", "申请人", "screening__application__applicant__name"),
        Column("town", "镇", "screening__application__household__village__parent__name"),
        Column("village", "村", "screening__application__household__village__name"),
        Column("rule", "没有符合的规定", "rule", made=_rule),
        Column("message", "审查结论", "message", Kind.TEXT),
        Column("clause", "依据条款", "clause", Kind.TEXT, made=_clause),
        Column("step", "停在", "screening__application__step", value=_step),
        Column("since", "到达这一环节", "screening__application__step_since", made=_moment, width=18),
    ),
    empty="没有等您豁免的申请",
    hint="在办申请最近一次审查不符合“原则上”的规定、又没有豁免的，会列在这里；不豁免的，银行审批时不能同意。",
    icon="shield-exclamation",
    note="点编号进入申请，在“审查结论”下写明理由豁免；您本人在别的环节签署过的申请要由另一人豁免，不列在这里。",
)


@require_safe
def wanted(request: Request) -> HttpResponseBase:
    """What waits for this desk to set it aside, or not."""
    if request.desk.posting.station not in WAIVES:
        raise Http404
    return WANTED.page(request, queries.wanted(request.desk.posting))


@require_safe
def waivers(request: Request) -> HttpResponseBase:
    """The waivers for the cases this desk sees."""
    if not sees(request.desk.posting):
        raise Http404
    form = WaiverFilters(request.GET, towns=towns(request), rules=rules())
    return TABLE.page(request, queries.waivers(request.desk.posting, form.filters()), filters=form)


def sees(posting: Posting) -> bool:
    """Whether the list is this desk's to see."""
    return posting.station in SEES_WAIVERS


urlpatterns = [
    path("waivers/", waivers, name="waivers"),
    path("waivers/wanted/", wanted, name="waivers_wanted"),
]
