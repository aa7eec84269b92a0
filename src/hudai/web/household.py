"""Households: the list, one household with its whole history, and those nobody lends to yet."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hudai.actions import household as actions
from hudai.actions.application import ENTERS
from hudai.core.errors import Refusal
from hudai.records.models import Household, Station
from hudai.records.queries import household as queries
from hudai.records.queries import should_lend as should_lend_queries
from hudai.records.queries.visibility import households_seen_by
from hudai.web.acting import actor
from hudai.web.forms.household import REASONS, HouseholdFilters, ReasonForm, ShouldLendFilters
from hudai.web.frame import NavItem, offer
from hudai.web.request import Request

SEES_HOUSEHOLDS = frozenset(Station) - {Station.ADMINISTRATOR, Station.GUARANTOR}
ROWS = 50

offer(NavItem("农户", "people", "households", stations=SEES_HOUSEHOLDS, order=42))
offer(
    NavItem(
        "应贷尽贷",
        "clipboard-check",
        "should_lend",
        stations=SEES_HOUSEHOLDS,
        order=44,
        count=lambda desk, day: (
            should_lend_queries.unexplained(desk.posting) if desk.posting.station in actions.EXPLAINS else 0
        ),
    )
)


@require_safe
def households(request: Request) -> HttpResponse:
    """The households this desk sees; htmx asks for the rows only."""
    _require_desk(request)
    posting = request.desk.posting
    form = HouseholdFilters(request.GET, posting=posting)
    form.is_valid()
    said = form.cleaned_data
    filters = queries.Filters(
        words=said.get("words") or "",
        village=said["village"].pk if said.get("village") else None,
        kind=said.get("kind") or "",
        listed=said.get("listed"),
    )
    found = queries.households(posting, filters)
    facts = {
        "title": "农户",
        "form": form,
        "page": Paginator(found, ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "household/list.html" + ("#rows" if request.htmx else ""), facts)


@require_safe
def household(request: Request, household_id: int) -> HttpResponse:
    """One household: people, categories, ratings, applications, helpers, from its first day."""
    found = _visible(request, household_id)
    station = request.desk.posting.station
    facts = {
        "title": f"{found.number}　{getattr(found, 'head', None) or ''}",
        "household": found,
        "history": queries.history(found),
        "may_look": station in actions.SEES_FULL_NUMBERS,
        "may_enter": station in ENTERS,
    }
    return render(request, "household/household.html", facts)


@never_cache
@require_POST
def look(request: Request, household_id: int, person_id: int) -> HttpResponse:
    """One person's full numbers; the look is in the journal."""
    person = actions.look_in_full(actor=actor(request), household_id=household_id, person_id=person_id)
    facts = {"title": "完整号码", "person": person, "household_id": household_id}
    return render(request, "household/numbers.html" + ("#numbers" if request.htmx else ""), facts)


@require_safe
def should_lend(request: Request) -> HttpResponse:
    """Listed households without an application, and how far each village is served."""
    _require_desk(request)
    posting = request.desk.posting
    form = ShouldLendFilters(request.GET, posting=posting)
    form.is_valid()
    village = form.cleaned_data.get("village")
    found = should_lend_queries.unserved(
        posting, village=village.pk if village else None, explained=form.cleaned_data.get("explained")
    )
    facts = {
        "title": "应贷尽贷",
        "form": form,
        "page": Paginator(found, ROWS).get_page(request.GET.get("page")),
        "explains": posting.station in actions.EXPLAINS,
        "enters": posting.station in ENTERS,
    }
    if request.htmx:
        return render(request, "household/should_lend.html#rows", facts)
    facts["coverage"] = coverage = should_lend_queries.coverage(posting)
    facts["listed"] = sum(each.listed for each in coverage)
    facts["served"] = sum(each.served for each in coverage)
    facts["open"] = sum(each.open for each in coverage)
    return render(request, "household/should_lend.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def reason(request: Request, household_id: int) -> HttpResponse:
    """Say why a household has no loan."""
    if request.desk.posting.station not in actions.EXPLAINS:
        raise Http404
    found = _visible(request, household_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.explain(
                actor=actor(request), household_id=household_id, reason=form.cleaned_data["reason"]
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已登记{found.number}没有贷款的原因。")
            return redirect("should_lend")
    facts = {"title": "登记未贷原因", "household": found, "form": form, "reasons": REASONS}
    return render(request, "household/reason.html", facts, status=422 if form.errors else 200)


def _require_desk(request: Request) -> None:
    if request.desk.posting.station not in SEES_HOUSEHOLDS:
        raise Http404


def _visible(request: Request, household_id: int) -> Household:
    """The household, if the desk may see it; else 404, whether it exists or not."""
    _require_desk(request)
    seen = households_seen_by(request.desk.posting).order_by().values("pk")
    return get_object_or_404(queries.with_row(Household.objects.filter(pk__in=seen)), pk=household_id)


urlpatterns = [
    path("households/", households, name="households"),
    path("households/<int:household_id>/", household, name="household"),
    path("households/<int:household_id>/look/<int:person_id>/", look, name="household_look"),
    path("should-lend/", should_lend, name="should_lend"),
    path("should-lend/<int:household_id>/", reason, name="should_lend_reason"),
]
