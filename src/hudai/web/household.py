"""Households: the list, and one household with its whole history."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hudai.actions import household as actions
from hudai.actions.application import ENTERS
from hudai.actions.enterprise import KEEPS as KEEPS_PROJECTS
from hudai.actions.household_helper import KEEPS_HELPERS
from hudai.actions.rating import DRAWS_UP
from hudai.records.models import Household, Station
from hudai.records.queries import household as queries
from hudai.records.queries.dishonest_debtor import standing_of_household
from hudai.records.queries.insurance import of_household as insured
from hudai.records.queries.project import of_household as in_projects
from hudai.records.queries.training import of_household as trained
from hudai.records.queries.visibility import households_seen_by
from hudai.web.acting import actor
from hudai.web.forms.household import HouseholdFilters
from hudai.web.frame import NavItem, offer
from hudai.web.household_timeline import timeline
from hudai.web.loan_step import loans_of
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table

SEES_HOUSEHOLDS = frozenset(Station) - {Station.ADMINISTRATOR, Station.GUARANTOR}
OFF_THE_LIST = "不在名单内"

NUMBER = Column("number", "户编号", "number", Kind.CODE, link=lambda row: _address(row), fixed=True, width=18)
PLACE = (
    Column("head", "户主", "head"),
    Column("town", "镇", "village__parent__name"),
    Column("village", "村", "village__name"),
    Column("group", "组", "group__name"),
)
HOUSEHOLDS = Table(
    "households",
    "农户",
    (
        NUMBER,
        *PLACE,
        Column(
            "kind",
            "人口类别",
            "kind",
            made=lambda kind: kind or OFF_THE_LIST,
            tone=lambda row: "" if row.kind else "grey",
        ),
    ),
    empty="没有符合条件的农户",
    hint="请核对姓名或号码，或清空条件再查；只列出您管理范围内的农户。",
    icon="people",
)
offer(NavItem("农户", "people", "households", stations=SEES_HOUSEHOLDS, order=42))


@require_safe
def households(request: Request) -> HttpResponseBase:
    """The households this desk sees; htmx asks for the rows only."""
    require_desk(request)
    posting = request.desk.posting
    form = HouseholdFilters(request.GET, posting=posting)
    form.is_valid()
    said = form.cleaned_data
    filters = queries.Filters(
        words=said.get("words") or "",
        village=said["village"].pk if said.get("village") else None,
        group=said.get("group") or "",
        kind=said.get("kind") or "",
        listed=said.get("listed"),
    )
    return HOUSEHOLDS.page(
        request,
        queries.households(posting, filters),
        filters=form,
        template="household/households.html",
        keeps_helpers=posting.station in KEEPS_HELPERS,
    )


def _address(household: Household) -> str:
    return reverse("household", args=[household.pk])


@require_safe
def household(request: Request, household_id: int) -> HttpResponse:
    """One household: people, categories, ratings, applications, helpers, from its first day."""
    found = visible(request, household_id)
    station = request.desk.posting.station
    history = queries.history(found)
    facts = {
        "title": f"{found.number}　{getattr(found, 'head', None) or ''}",
        "household": found,
        "history": history,
        "loans": loans_of(actor(request), found),
        "events": timeline(found, history, request.desk.posting),
        "debtors": standing_of_household(found, request.desk.posting),
        "may_look": station in actions.SEES_FULL_NUMBERS,
        "may_enter": station in ENTERS,
        "may_rate": station in DRAWS_UP,
        "keeps_helpers": station in KEEPS_HELPERS,
        "participations": in_projects(found),
        "trainings": trained(found),
        "insurances": insured(found),
        "may_take_part": station in KEEPS_PROJECTS,
    }
    return render(request, "household/household.html", facts)


@never_cache
@require_POST
def look(request: Request, household_id: int, person_id: int) -> HttpResponse:
    """One person's full numbers; the look is in the journal."""
    person = actions.look_in_full(actor=actor(request), household_id=household_id, person_id=person_id)
    facts = {"title": "完整号码", "person": person, "household_id": household_id}
    return render(request, "household/numbers.html" + ("#numbers" if request.htmx else ""), facts)


def require_desk(request: Request) -> None:
    """404 for a desk that sees no households at all."""
    if request.desk.posting.station not in SEES_HOUSEHOLDS:
        raise Http404


def visible(request: Request, household_id: int) -> Household:
    """The household, if the desk may see it; else 404, whether it exists or not."""
    require_desk(request)
    return get_object_or_404(queries.with_row(households_seen_by(request.desk.posting)), pk=household_id)


urlpatterns = [
    path("households/", households, name="households"),
    path("households/<int:household_id>/", household, name="household"),
    path("households/<int:household_id>/look/<int:person_id>/", look, name="household_look"),
]
