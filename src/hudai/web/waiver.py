"""Every principle that was set aside for a case (豁免清单): which, why, by whom and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache

import polars as pl
from django.http import Http404, HttpResponseBase
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hudai.core.gates import LABELS
from hudai.core.screening import screen
from hudai.records.models import Posting, Station
from hudai.records.queries import waiver as queries
from hudai.web import law as laws
from hudai.web.application import towns
from hudai.web.forms.waiver import WaiverFilters
from hudai.web.frame import NavItem, offer
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table

SEES_WAIVERS = (
    Station.OFFICE,
    Station.FINANCE,
    Station.FINANCE_OFFICE,
    Station.BRANCH,
    Station.BANK,
    Station.REGULATOR,
    Station.AUDITOR,
)
"""The county's offices, and banks for the cases that are theirs."""

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


urlpatterns = [path("waivers/", waivers, name="waivers")]
