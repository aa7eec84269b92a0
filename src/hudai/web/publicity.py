"""宣传活动和典型案例: the registers, writing one down, and the office's word on a case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from hudai.actions import publicity as actions
from hudai.core.errors import Refusal
from hudai.records.models import PublicityEvent, TypicalCase
from hudai.records.queries import publicity as queries
from hudai.records.queries.visibility import households_seen_by
from hudai.web.acting import actor
from hudai.web.forms.explanation import WithdrawForm
from hudai.web.forms.publicity import CaseFilterForm, CaseForm, EventFilterForm, EventForm, JudgeForm
from hudai.web.loan_deeds import deed, page
from hudai.web.publicity_tabs import TABS, require
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table
from hudai.web.templatetags.zh import moment

State = TypicalCase.State
_KINDS = dict(PublicityEvent.Kind.choices)
_STATES, _SUBJECTS = dict(State.choices), dict(TypicalCase.Subject.choices)
TONES = {State.HANDED_IN: "blue", State.APPROVED: "green", State.DECLINED: "grey"}

EVENTS = Table(
    "publicity_events",
    "宣传活动",
    (
        Column("held_on", "活动日期", "held_on", Kind.DAY, fixed=True),
        Column("kind", "类型", "kind", made=_KINDS.get),
        Column(
            "title",
            "活动名称",
            "title",
            Kind.TEXT,
            link=lambda row: reverse("publicity_event", args=[row.pk]),
        ),
        Column("above", "上级", "region__parent__name", shown=False),
        Column("region", "活动范围", "region__name"),
        Column("place", "地点", "place"),
        Column("host", "主办单位", "host", width=26),
        Column("audience", "参加人数", "audience", Kind.COUNT, summed=True),
        Column("content", "主要内容", "content", Kind.TEXT, ellipsis=30),
        Column("office", "登记单位", "recorded_by__office", shown=False, width=26),
        Column("withdrawn", "作废原因", "withdrawn_for", Kind.TEXT, shown=False),
    ),
    empty="没有符合条件的宣传活动",
    hint="办过的政策宣传、金融知识宣传和培训会，在右上角登记。",
    icon="megaphone",
    note="作废的活动不列在本表。",
)
CASES = Table(
    "typical_cases",
    "典型案例",
    (
        Column(
            "title",
            "标题",
            "title",
            Kind.TEXT,
            link=lambda row: reverse("typical_case", args=[row.pk]),
            fixed=True,
        ),
        Column("subject", "对象", "subject", made=_SUBJECTS.get),
        Column("above", "上级", "region__parent__name"),
        Column("region", "所在地", "region__name"),
        Column("office", "报送单位", "handed_in_by__office", width=26),
        Column("handed_in_at", "报送时间", "handed_in_at", made=moment, width=18),
        Column("state", "状态", "state", made=_STATES.get, tone=lambda row: TONES[State(row.state)]),
        Column("text", "案例内容", "text", Kind.TEXT, shown=False),
    ),
    empty="没有符合条件的典型案例",
    hint="各单位报送、经审核采用的案例会列在这里。",
    icon="star",
)


@require_safe
def events(request: Request) -> HttpResponseBase:
    """Events around this desk."""
    require(request)
    posting = request.desk.posting
    form = EventFilterForm(request.GET, regions=queries.regions_of(posting))
    found = queries.events(posting, form.filters()).filter(withdrawn_at=None)
    may = posting.station in actions.RECORDS
    return EVENTS.page(request, found, filters=form, template="publicity/events.html", tabs=TABS, records=may)


@page
def new_event(request: Request) -> HttpResponse:
    """Write an event down."""
    require(request)
    acting = actor(request)
    acting.require(*actions.RECORDS)
    regions = queries.regions_of(acting.posting)
    initial = {
        "held_on": acting.today,
        "host": acting.posting.office,
        "region": acting.posting.region_id,
    }
    form = EventForm(request.POST if request.method == "POST" else None, regions=regions, initial=initial)

    def act() -> str:
        actions.hold(actor=acting, event=form.event())
        return "宣传活动已登记。"

    back = reverse("publicity_events")
    return _form(request, form, act, title="登记宣传活动", button="登记", back=back, where="publicity_events")


@require_safe
def event(request: Request, event_id: int) -> HttpResponse:
    """One event."""
    require(request)
    found = _event(request, event_id)
    mine = request.desk.posting.pk == found.recorded_by_id
    may = request.desk.posting.station in actions.TAKES_BACK or (
        mine and request.desk.posting.station in actions.RECORDS
    )
    facts = {
        "title": found.title,
        "found": found,
        "kind": _KINDS[found.kind],
        "may_withdraw": may and found.withdrawn_at is None,
    }
    return render(request, "publicity/event.html", facts)


@page
def withdraw_event(request: Request, event_id: int) -> HttpResponse:
    """Take back an event that was written down wrongly."""
    require(request)
    found, acting = _event(request, event_id), actor(request)
    actions.require_taker(acting, found)
    form = WithdrawForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        actions.withdraw(actor=acting, event_id=found.pk, **form.cleaned_data)
        return "这条活动已作废，不再列入统计。"

    back = reverse("publicity_event", args=[found.pk])
    facts = {"title": "作废宣传活动", "button": "作废", "danger": True, "note": found.title}
    return _form(request, form, act, back=back, where="publicity_events", **facts)


def _event(request: Request, event_id: int) -> PublicityEvent:
    found = queries.events(request.desk.posting, queries.EventFilters())
    return get_object_or_404(found.select_related("region__parent", "recorded_by__officer"), pk=event_id)


@require_safe
def cases(request: Request) -> HttpResponseBase:
    """Cases that were approved, and one's own."""
    require(request)
    form = CaseFilterForm(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    found = queries.typical_cases(request.desk.posting)
    chosen = {name: value for name, value in said.items() if value}
    may = request.desk.posting.station in actions.RECORDS
    rows = found.filter(**chosen)
    return CASES.page(request, rows, filters=form, template="publicity/cases.html", tabs=TABS, records=may)


@page
def new_case(request: Request) -> HttpResponse:
    """Hand a case in."""
    require(request)
    acting = actor(request)
    acting.require(*actions.RECORDS)
    regions = queries.regions_of(acting.posting)
    initial = {"region": acting.posting.region_id}
    form = CaseForm(request.POST if request.method == "POST" else None, regions=regions, initial=initial)

    def act() -> str:
        actions.hand_in(actor=acting, case=form.case())
        return f"案例已报送，{queries.judge_of(acting.posting).label}采用后全县可看。"

    facts = {"title": "报送典型案例", "button": "报送"}
    return _form(request, form, act, back=reverse("typical_cases"), where="typical_cases", **facts)


@require_http_methods(["GET", "HEAD", "POST"])
def case(request: Request, case_id: int) -> HttpResponse:
    """One case to read; the office says whether it is taken."""
    require(request)
    acting = actor(request)
    found = get_object_or_404(queries.typical_cases(request.desk.posting), pk=case_id)
    form = JudgeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        acting.require(*queries.JUDGES)
        status = 422
        if form.is_valid():
            try:
                actions.judge(actor=acting, case_id=found.pk, **form.cleaned_data)
            except Refusal as refusal:
                status = 409
                form.add_error(None, str(refusal))
            else:
                messages.success(request, "审核意见已登记。")
                return redirect("typical_case", found.pk)
    judges = acting.station in queries.JUDGES and found.state == State.HANDED_IN
    barred = actions.barred(acting, found) if judges else ""
    facts = {
        "title": found.title,
        "found": found,
        "tone": TONES[State(found.state)],
        "household": _household_of(request, found),
        "form": form,
        "judges": judges and (not barred or form.is_bound),
        "barred": "" if form.is_bound else barred,
    }
    return render(request, "publicity/case.html", facts, status=status)


def _household_of(request: Request, found: TypicalCase) -> Any:
    """The household behind a case, for the desks that see it anyway."""
    return households_seen_by(request.desk.posting).filter(pk=found.household_id or 0).first()


def _form(request: Request, form: Any, act: Any, *, where: str, **facts: Any) -> HttpResponse:
    named = (where, dict(TABS)[where])
    return deed(request, form, act, template="publicity/form.html", where=named, **facts)


urlpatterns = [
    path("publicity/events/", events, name="publicity_events"),
    path("publicity/events/new/", new_event, name="publicity_event_new"),
    path("publicity/events/<int:event_id>/", event, name="publicity_event"),
    path("publicity/events/<int:event_id>/withdraw/", withdraw_event, name="publicity_withdraw"),
    path("publicity/cases/", cases, name="typical_cases"),
    path("publicity/cases/new/", new_case, name="typical_case_new"),
    path("publicity/cases/<int:case_id>/", case, name="typical_case"),
]
