"""服务网点: the register with what each lacks, places without any, one point with its staff."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hudai.actions import service_point as actions
from hudai.core.errors import CannotTell, Refusal
from hudai.core.service_point import POINT_LABELS, PointDemands, check
from hudai.documents import service_point_files
from hudai.records.models import Region, ServicePoint, ServicePointStaff, Station
from hudai.records.queries import service_point as queries
from hudai.records.queries.visibility import towns_seen_by
from hudai.web import law as laws
from hudai.web import service_point_table as tables
from hudai.web.acting import actor
from hudai.web.form_answers import among_others
from hudai.web.forms.service_point import (
    STATES,
    NewPointForm,
    PointEndForm,
    PointFilters,
    PointForm,
    StaffForm,
    initial_of,
)
from hudai.web.forms.training import StrikeOutForm
from hudai.web.frame import NavItem, offer
from hudai.web.loan import SEES_LOANS
from hudai.web.loan_deeds import deed, page
from hudai.web.request import Request

SEES_POINTS = (
    Station.VILLAGE,
    *actions.KEEPS_POINTS,
    Station.TOWN_HEAD,
    Station.FINANCE_OFFICE,
    Station.REGULATOR,
    Station.AUDITOR,
)
offer(NavItem("服务网点", "shop", "service_points", stations=SEES_POINTS, order=68))


def demands_in_use() -> PointDemands:
    """What the adopted policy asks; nothing, and why, where that is not known."""
    name = laws.adopted()
    try:
        return service_point_files.load(name, laws.own_packs())
    except CannotTell as unknown:
        return PointDemands(name, "", str(unknown), ())


def _line(point: ServicePoint, demands: PointDemands, today: date) -> tables.PointLine:
    policy = laws.law(laws.adopted()).policy
    findings = check(queries.facts_of(point, today), demands, policy, today)
    return tables.PointLine(point, findings, len(queries.working(point, today)))


@require_safe
def service_points(request: Request) -> HttpResponseBase:
    """The open service points, with what each lacks."""
    _require_desk(request)
    posting, today, demands = request.desk.posting, actor(request).today, demands_in_use()
    form = PointFilters(request.GET, towns=towns_seen_by(posting))
    found = [_line(each, demands, today) for each in queries.open_points(posting, form.filters(), today)]
    missing = queries.without_point(posting, form.filters(), today).count() if not request.htmx else 0
    return tables.POINTS.page(
        request,
        [each for each in found if not form.state_wanted or each.state == form.state_wanted],
        filters=form,
        template="service_point/list.html",
        title="服务网点",
        points=len(found),
        lacking=sum(bool(each.lacking) for each in found),
        missing=missing,
        demands=demands,
        keeps=posting.station in actions.KEEPS_POINTS,
    )


@require_safe
def gaps(request: Request) -> HttpResponseBase:
    """Everything that is missing or not known, place by place; places without a point first."""
    _require_desk(request)
    posting, today, demands = request.desk.posting, actor(request).today, demands_in_use()
    form = PointFilters(request.GET, towns=towns_seen_by(posting))
    found = [
        tables.no_point(each, demands.clause)
        for each in queries.without_point(posting, form.filters(), today)
    ]
    for point in queries.open_points(posting, form.filters(), today):
        found += tables.gaps_of(_line(point, demands, today))
    del form.fields["state"]
    return tables.GAPS.page(request, found, filters=form, template="service_point/gaps.html")


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: Request) -> HttpResponse:
    """A new service point; the address may say which place it is for."""
    _require_keeper(request)
    acting = actor(request)
    regions = queries.regions_seen_by(request.desk.posting).filter(level__in=POINT_LABELS)
    given = {"region": request.GET.get("region", "")[:20], "opened_on": acting.today}
    form = NewPointForm(request.POST or None, regions=regions, initial=given)

    def act() -> ServicePoint:
        return actions.register(actor=acting, region_id=form.cleaned_data["region"].pk, said=form.said())

    return _kept(request, form, act, {"title": "登记服务网点", "back": reverse("service_points")})


@require_safe
def service_point(request: Request, point_id: int) -> HttpResponse:
    """One service point: what is asked of it, how it is, who works there."""
    _require_desk(request)
    return _page(request, _visible(request, point_id))


def _page(request: Request, point: ServicePoint, *, status: int = 200, **forms: Any) -> HttpResponse:
    acting, demands = actor(request), demands_in_use()
    line = _line(point, demands, acting.today)
    keeps = acting.station in actions.KEEPS_POINTS and point.closed_on is None
    is_village = point.region.level == Region.Level.VILLAGE
    facts = {
        "title": point.name,
        "point": point,
        "line": line,
        "tone": tables.STATE_TONES[line.state],
        "state": STATES[line.state],
        "findings": [
            (
                each,
                "提示" if each.advice else tables.VERDICTS[each.verdict],
                _tone(each),
                laws.place(each.clause),
            )
            for each in line.findings
        ],
        "working": queries.working(point, acting.today),
        "gone": [
            each
            for each in point.staff.all()
            if each.withdrawn_at is not None or (each.until is not None and each.until <= acting.today)
        ],
        "demands": demands,
        "keeps": keeps,
        "tasks": is_village and acting.station in SEES_LOANS,
        "staff_form": StaffForm(initial={"since": acting.today}),
        "close_form": PointEndForm(initial={"on": acting.today}, prefix="close"),
        "today": acting.today,
        **forms,
    }
    return render(request, "service_point/point.html", facts, status=status)


def _tone(finding: Any) -> str:
    return "grey" if finding.advice else tables.VERDICT_TONES[finding.verdict]


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, point_id: int) -> HttpResponse:
    """How a service point is now."""
    _require_keeper(request)
    point = _visible(request, point_id)
    form = PointForm(request.POST or None, initial=initial_of(point))

    def act() -> ServicePoint:
        return actions.correct(actor=actor(request), point_id=point_id, said=form.said())

    back = reverse("service_point", args=[point_id])
    return _kept(request, form, act, {"title": f"更新{point}", "back": back, "point": point})


def _kept(
    request: Request, form: PointForm, act: Callable[[], ServicePoint], facts: dict[str, Any]
) -> HttpResponse:
    """The form, or after it was sent the page of the point."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = act()
            except Refusal as refusal:
                status = 409
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"{made}已登记。")
                return redirect("service_point", made.pk)
    return render(request, "service_point/form.html", {**facts, "form": form}, status=status)


@require_POST
def take_on(request: Request, point_id: int) -> HttpResponse:
    """Register somebody who works there."""
    _require_keeper(request)
    point, form = _visible(request, point_id), StaffForm(request.POST)

    def act() -> str:
        made = actions.take_on(actor=actor(request), point_id=point_id, said=form.said())
        return f"已登记{made.name}。"

    return _done(request, point, form, act, "staff_form")


@require_POST
def close(request: Request, point_id: int) -> HttpResponse:
    """Let a service point be no more."""
    _require_keeper(request)
    point, form = _visible(request, point_id), PointEndForm(request.POST, prefix="close")

    def act() -> str:
        actions.close(actor=actor(request), point_id=point_id, on=form.cleaned_data["on"])
        return f"{point}已停用。"

    return _done(request, point, form, act, "close_form")


def _done(
    request: Request, point: ServicePoint, form: forms.Form, act: Callable[[], str], name: str
) -> HttpResponse:
    def again(status: int) -> HttpResponse:
        return _page(request, point, status=status, **{name: form})

    back = reverse("service_point", args=[point.pk])
    return among_others(request, form, act, back=back, again=again)


@require_POST
def let_go(request: Request, member_id: int) -> HttpResponse:
    """Somebody works there no more from today on."""
    _require_keeper(request)
    member, acting = _member(request, member_id), actor(request)
    actions.let_go(actor=acting, member_id=member_id, until=acting.today)
    messages.success(request, f"{member.name}已登记离岗。")
    return redirect("service_point", member.point_id)


@page
def strike_out(request: Request, member_id: int) -> HttpResponse:
    """Strike out somebody who was wrongly entered."""
    _require_keeper(request)
    member = _member(request, member_id)

    def act() -> str:
        actions.strike_out(actor=actor(request), member_id=member.pk, **form.cleaned_data)
        return f"{member.name}已划去，不再算作这里的人员。"

    form = StrikeOutForm(request.POST if request.method == "POST" else None)
    return deed(
        request,
        form,
        act,
        title="划去网点人员",
        button="划去",
        back=reverse("service_point", args=[member.point_id]),
        template="publicity/form.html",
        where=("service_points", "服务网点"),
        note=f"{member.name}，{member.get_duty_display()}，{member.since} 到岗。"
        "登错了的才划去，划去后留有记录；干过又走了的，请办理离岗。",
        danger=True,
    )


def _member(request: Request, member_id: int) -> ServicePointStaff:
    """Somebody of a point the desk sees; else 404."""
    seen = queries.points_seen_by(request.desk.posting).order_by().values("pk")
    return get_object_or_404(ServicePointStaff, pk=member_id, point__in=seen)


def _require_desk(request: Request) -> None:
    if request.desk.posting.station not in SEES_POINTS:
        raise Http404


def _require_keeper(request: Request) -> None:
    """A desk that keeps the register; for others the page is not there."""
    if request.desk.posting.station not in actions.KEEPS_POINTS:
        raise Http404


def _visible(request: Request, point_id: int) -> ServicePoint:
    """The point, if the desk may see it; else 404, whether it exists or not."""
    return get_object_or_404(queries.points_seen_by(request.desk.posting), pk=point_id)


urlpatterns = [
    path("service-points/", service_points, name="service_points"),
    path("service-points/gaps/", gaps, name="service_point_gaps"),
    path("service-points/new/", register, name="service_point_new"),
    path("service-points/<int:point_id>/", service_point, name="service_point"),
    path("service-points/<int:point_id>/correct/", correct, name="service_point_correct"),
    path("service-points/<int:point_id>/close/", close, name="service_point_close"),
    path("service-points/<int:point_id>/staff/", take_on, name="service_point_staff"),
    path("service-points/staff/<int:member_id>/leave/", let_go, name="service_point_leave"),
    path("service-points/staff/<int:member_id>/strike-out/", strike_out, name="service_point_strike_out"),
]
