"""Households: the list, one household with its whole history, and those nobody lends to yet."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hudai.actions import household as actions
from hudai.actions.application import ENTERS
from hudai.core.errors import Refusal
from hudai.core.money import share_ppm
from hudai.records.models import Household, Posting, Station
from hudai.records.queries import household as queries
from hudai.records.queries import should_lend as should_lend_queries
from hudai.records.queries.visibility import households_seen_by
from hudai.web.acting import actor
from hudai.web.forms.household import REASONS, HouseholdFilters, ReasonForm, ShouldLendFilters
from hudai.web.frame import NavItem, offer
from hudai.web.household_timeline import timeline
from hudai.web.loan_step import loans_of
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table
from hudai.web.templatetags.zh import moment

SEES_HOUSEHOLDS = frozenset(Station) - {Station.ADMINISTRATOR, Station.GUARANTOR}
OFF_THE_LIST = "不在名单内"

_NUMBER = Column(
    "number", "户编号", "number", Kind.CODE, link=lambda row: _address(row), fixed=True, width=18
)
_PLACE = (
    Column("head", "户主", "head"),
    Column("town", "镇", "village__parent__name"),
    Column("village", "村", "village__name"),
    Column("group", "组", "group"),
)
HOUSEHOLDS = Table(
    "households",
    "农户",
    (
        _NUMBER,
        *_PLACE,
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
SHOULD_LEND = Table(
    "should_lend",
    "应贷未贷户",
    (
        _NUMBER,
        *_PLACE,
        Column("kind", "人口类别", "kind"),
        Column(
            "reason",
            "未贷原因",
            "reason",
            Kind.TEXT,
            made=lambda reason: reason or "未登记",
            tone=lambda row: "" if row.reason else "orange",
        ),
        Column("reason_at", "登记时间", "reason_at", made=moment, width=18),
    ),
    empty="没有符合条件的未贷户",
    hint="名单内的农户都已申请或获贷，或者还没有导入名单。",
    icon="check2-circle",
)
COVERAGE = Table(
    "should_lend_coverage",
    "应贷尽贷各村覆盖",
    (
        Column("town", "镇", "town", fixed=True),
        Column("village", "村", "village", link=lambda row: f"?village={row.village_id}"),
        Column("listed", "名单内（户）", "listed", Kind.COUNT, summed=True),
        Column("served", "已申请或获贷（户）", "served", Kind.COUNT, summed=True),
        Column("explained", "已登记原因（户）", "explained", Kind.COUNT, summed=True),
        Column("open", "未登记原因（户）", "open", Kind.COUNT, summed=True),
        Column(
            "share",
            "覆盖率",
            "share_ppm",
            Kind.RATE,
            of_sums=lambda sums: share_ppm(sums["served"], sums["listed"]),
        ),
    ),
    note="覆盖率：已申请或获贷户 ÷ 名单内户。",
    second=True,
    whole=True,
)

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
def households(request: Request) -> HttpResponseBase:
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
    return HOUSEHOLDS.page(request, queries.households(posting, filters), filters=form)


def _address(household: Household) -> str:
    return reverse("household", args=[household.pk])


@require_safe
def household(request: Request, household_id: int) -> HttpResponse:
    """One household: people, categories, ratings, applications, helpers, from its first day."""
    found = _visible(request, household_id)
    station = request.desk.posting.station
    history = queries.history(found)
    facts = {
        "title": f"{found.number}　{getattr(found, 'head', None) or ''}",
        "household": found,
        "history": history,
        "loans": loans_of(actor(request), found),
        "events": timeline(found, history, request.desk.posting),
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
def should_lend(request: Request) -> HttpResponseBase:
    """Listed households without an application, and how far each village is served."""
    _require_desk(request)
    posting = request.desk.posting
    form = ShouldLendFilters(request.GET, posting=posting)
    form.is_valid()
    village = form.cleaned_data.get("village")
    found = should_lend_queries.unserved(
        posting, village=village.pk if village else None, explained=form.cleaned_data.get("explained")
    )
    if request.htmx or request.GET.get("xlsx") == SHOULD_LEND.key:
        return _with_buttons(posting).page(request, found, filters=form)
    villages = should_lend_queries.coverage(posting)
    coverage = COVERAGE.shown(request, villages)
    if coverage.is_taken_out:
        return coverage.workbook()
    return _with_buttons(posting).page(
        request,
        found,
        filters=form,
        template="household/should_lend.html",
        title="应贷尽贷",
        coverage=coverage if len(villages) > 1 else None,
        listed=coverage.sums["listed"],
        served=coverage.sums["served"],
        open=coverage.sums["open"],
    )


def _with_buttons(posting: Posting) -> Table:
    """The list with what this desk may do with a household."""
    explains, enters = posting.station in actions.EXPLAINS, posting.station in ENTERS
    if not (explains or enters):
        return SHOULD_LEND

    def buttons(row: Household) -> str:
        found = []
        if enters:
            found.append((reverse("application_enter", args=[row.number]), "录入申请"))
        if explains:
            found.append((reverse("should_lend_reason", args=[row.pk]), "登记原因"))
        return format_html_join(" ", '<a class="btn" href="{}">{}</a>', found)

    return replace(SHOULD_LEND, columns=(*SHOULD_LEND.columns, Column("do", "", cell=buttons, fixed=True)))


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
    return get_object_or_404(queries.with_row(households_seen_by(request.desk.posting)), pk=household_id)


urlpatterns = [
    path("households/", households, name="households"),
    path("households/<int:household_id>/", household, name="household"),
    path("households/<int:household_id>/look/<int:person_id>/", look, name="household_look"),
    path("should-lend/", should_lend, name="should_lend"),
    path("should-lend/<int:household_id>/", reason, name="should_lend_reason"),
]
