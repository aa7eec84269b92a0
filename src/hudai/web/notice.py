"""公示: the notices around a desk, putting one up, and one notice with what was said to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hudai.actions import notice as actions
from hudai.actions.actor import NotYours
from hudai.core.dates import ONE_DAY
from hudai.core.errors import Refusal
from hudai.documents.forms.public_notice import NoticeTable
from hudai.records.models import Notice, NoticeObjection, Station
from hudai.records.queries import notice as queries
from hudai.records.queries.publicity import regions_around, regions_of
from hudai.web import law as laws
from hudai.web.acting import actor
from hudai.web.files import file_answer
from hudai.web.forms.explanation import WithdrawForm
from hudai.web.forms.notice import (
    EnterpriseLines,
    NoticeAnswerForm,
    NoticeFilters,
    NoticeForm,
    NoticeObjectionForm,
    last_month,
    lines_of,
)
from hudai.web.loan_deeds import deed, page
from hudai.web.publicity_tabs import TABS, require
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Shown, Table

TONES = {queries.UP: "blue", queries.OVER: "green", queries.TAKEN_DOWN: "grey"}
SHOWN_BEFORE = 20
"""Rows of a list shown before it is put up."""
ENTERPRISE_KINDS = ("龙头企业", "农民专业合作社", "家庭农场", "扶贫车间")
"""What is typed most often; any other words may stand there."""


def _address(row: Notice) -> str:
    return reverse("notice", args=[row.number])


def _state(row: Notice) -> str:
    return queries.state_of(row, timezone.localdate())


TABLE = Table(
    "notices",
    "公示",
    (
        Column("number", "公示编号", "number", Kind.CODE, link=_address, fixed=True, width=15),
        Column("title", "标题", "title", Kind.TEXT),
        Column("region", "范围", "region__name"),
        Column("above", "上级", "region__parent__name", shown=False),
        Column("loans", "贷款（笔）", "loan_count", Kind.COUNT, summed=True),
        Column("firms", "带贫企业（家）", "enterprise_count", Kind.COUNT, summed=True),
        Column("published_on", "公示开始", "published_on", Kind.DAY),
        Column("last", "公示结束", "public_until", Kind.DAY, made=lambda until: until - ONE_DAY),
        Column(
            "state",
            "状态",
            value=lambda row: queries.STATES[_state(row)],
            tone=lambda row: TONES[_state(row)],
        ),
        Column("objections", "异议（条）", "objection_count", Kind.COUNT),
        Column(
            "open",
            "待处理异议",
            "open_objections",
            Kind.COUNT,
            tone=lambda row: "orange" if row.open_objections else "",
        ),
        Column("office", "公示单位", "office", width=26),
    ),
    empty="没有符合条件的公示",
    hint="村、镇和区县主管部门在右上角张贴公示。",
    icon="megaphone",
)
_LISTS = ("notice_list", "notice_second_list")
"""Keys of the lists of one notice; it has two at most."""


@require_safe
def notices(request: Request) -> HttpResponseBase:
    """Notices around this desk."""
    require(request)
    posting = request.desk.posting
    form = NoticeFilters(request.GET, regions=regions_around(posting))
    found = queries.notices(posting, form.filters(), actor(request).today)
    may = posting.station in actions.PUTS_UP
    return TABLE.page(request, found, filters=form, template="notice/list.html", tabs=TABS, puts_up=may)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Put a notice up; looked at first, or at once."""
    require(request)
    acting, packs = actor(request), laws.packs()
    acting.require(*actions.PUTS_UP)
    least = actions.least_days(packs, acting.today)
    since, through = last_month(acting.today)
    initial = {
        "region": acting.posting.region_id if acting.station is not Station.OFFICE else None,
        "lent_since": since,
        "lent_through": through,
        "published_on": acting.today,
        "days": least,
    }
    sent = request.POST if request.method == "POST" else None
    form = NoticeForm(sent, regions=regions_of(acting.posting), least=least, initial=initial)
    firms = EnterpriseLines(sent, prefix="firm")
    drafted, status = None, 200
    if request.method == "POST":
        status = 422
        if all([form.is_valid(), firms.is_valid()]):
            draft = form.draft(lines_of(firms))
            try:
                if "preview" in request.POST:
                    drafted, status = actions.drafted(actor=acting, laws=packs, draft=draft), 200
                else:
                    made = actions.put_up(actor=acting, laws=packs, draft=draft)
                    messages.success(request, f"公示 {made.number} 已登记，请打印张贴。")
                    return redirect("notice", made.number)
            except Refusal as refusal:
                status = 409
                form.add_error(None, str(refusal))
    facts = {
        "title": "张贴公示",
        "form": form,
        "firms": firms,
        "firms_open": any(each.has_changed() for each in firms.forms) or any(firms.errors),
        "kinds": ENTERPRISE_KINDS,
        "drafted": drafted,
        "looks": [Look.of(table) for table in drafted.tables] if drafted else [],
    }
    return render(request, "notice/new.html", facts, status=status)


@dataclass(frozen=True, slots=True)
class Look:
    """A list before it is put up: its first rows, cell by cell with their heads, and how many there are."""

    title: str
    heads: Sequence[str]
    rows: list[list[tuple[str, str]]]
    count: int

    @classmethod
    def of(cls, table: NoticeTable) -> Look:
        """The beginning of a list."""
        rows = [list(zip(table.heads, row, strict=True)) for row in table.rows[:SHOWN_BEFORE]]
        return cls(table.title, table.heads, rows, len(table.rows))


@require_safe
def notice(request: Request, number: str) -> HttpResponseBase:
    """One notice on one page."""
    return _show(request, _visible(request, number))


def _show(
    request: Request,
    found: Notice,
    *,
    status: int = 200,
    objection_form: NoticeObjectionForm | None = None,
    answer_form: NoticeAnswerForm | None = None,
) -> HttpResponseBase:
    acting = actor(request)
    tables = [NoticeTable.of(table) for table in found.tables]
    shown = [_list(request, found, at, table) for at, table in enumerate(tables)]
    for each in shown:
        if each.is_taken_out:
            return each.workbook()
    state = queries.state_of(found, acting.today)
    down = state == queries.TAKEN_DOWN
    facts = {
        "title": found.title,
        "notice": found,
        "state": queries.STATES[state],
        "tone": TONES[state],
        "printed": actions.printed(found),
        "intact": actions.is_as_put_up(found),
        "lists": shown,
        "objections": _objections(found, answer_form),
        "objection_form": objection_form or NoticeObjectionForm(initial={"received_on": acting.today}),
        "may_object": acting.station in actions.TAKES_OBJECTIONS and not down,
        "may_answer": acting.station in actions.ANSWERS,
        "may_take_down": not down
        and acting.station in actions.PUTS_UP
        and (found.put_up_by_id == acting.posting.pk or acting.station is Station.OFFICE),
    }
    return render(request, "notice/notice.html", facts, status=status)


@dataclass(frozen=True, slots=True)
class Raised:
    """An objection with the form that answers it: a fresh one, or as it was sent."""

    objection: NoticeObjection
    form: NoticeAnswerForm


def _objections(found: Notice, sent: NoticeAnswerForm | None) -> list[Raised]:
    rows = found.objections.select_related("recorded_by", "answered_by")
    return [
        Raised(row, sent if sent and sent.objection == row.pk else NoticeAnswerForm(objection=row.pk))
        for row in rows
    ]


def _list(request: Request, found: Notice, at: int, frozen: NoticeTable) -> Shown:
    """A frozen list as the pages draw one; its figures are texts already."""
    columns = [
        Column(
            f"c{n}",
            head,
            kind=Kind.NAME,
            value=_cell(n),
            fixed=not n,
            width=max(frozen.widths[n] // 2, 8),
        )
        for n, head in enumerate(frozen.heads)
    ]
    table = Table(_LISTS[at], f"{found.number} {frozen.title}", columns, second=bool(at))
    return table.shown(request, list(frozen.rows), path=_address(found))


def _cell(n: int) -> Callable[[Sequence[str]], str]:
    return lambda row: row[n]


@require_POST
def object_to(request: Request, number: str) -> HttpResponseBase:
    """Record an objection."""
    found = _visible(request, number)
    form = NoticeObjectionForm(request.POST)

    def act() -> str:
        actions.object_to(actor=actor(request), number=number, **form.cleaned_data)
        return "异议已登记，请及时处理。"

    return _done(request, found, form, act, objection_form=form)


@require_POST
def answer(request: Request, number: str, objection_id: int) -> HttpResponseBase:
    """Say what was done about an objection."""
    found = _visible(request, number)
    get_object_or_404(found.objections, pk=objection_id)
    form = NoticeAnswerForm(request.POST, objection=objection_id)

    def act() -> str:
        made = actions.answer(actor=actor(request), objection_id=objection_id, **form.cleaned_data)
        return "处理结果已登记。" + ("请撤下这份公示，更正后重新公示。" if made.upheld else "")

    return _done(request, found, form, act, answer_form=form)


def _done(
    request: Request, found: Notice, form: forms.Form, act: Callable[[], str], **shown: Any
) -> HttpResponseBase:
    if not form.is_valid():
        return _show(request, found, status=422, **shown)
    try:
        told = act()
    except NotYours:
        raise
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _show(request, found, status=409, **shown)
    messages.success(request, told)
    return redirect("notice", found.number)


@page
def take_down(request: Request, number: str) -> HttpResponse:
    """Take a notice down."""
    found, acting = _visible(request, number), actor(request)
    actions.require_taker(acting, found)
    form = WithdrawForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        actions.take_down(actor=acting, number=number, **form.cleaned_data)
        return f"公示 {number} 已撤下，更正后可以重新公示。"

    return deed(
        request,
        form,
        act,
        title="撤下公示",
        button="撤下",
        back=_address(found),
        template="publicity/form.html",
        where=("notices", "公示"),
        note=f"{found.title}。撤下后仍留在列表里，不能恢复。",
        danger=True,
    )


@require_safe
def paper(request: Request, number: str, form: str) -> HttpResponseBase:
    """The notice as PDF or Word file."""
    found = _visible(request, number)
    if form not in actions.FORMATS:
        raise Http404
    content = actions.paper(actor=actor(request), number=number, form=form)
    return file_answer(content, name=f"{found.title} {number}.{form}", media_type=actions.FORMATS[form])


def _visible(request: Request, number: str) -> Notice:
    require(request)
    found = queries.notices(request.desk.posting, queries.Filters(), actor(request).today)
    return get_object_or_404(found, number=number)


urlpatterns = [
    path("publicity/notices/", notices, name="notices"),
    path("publicity/notices/new/", new, name="notice_new"),
    path("publicity/notices/<str:number>/", notice, name="notice"),
    path("publicity/notices/<str:number>/object/", object_to, name="notice_object"),
    path("publicity/notices/<str:number>/objections/<int:objection_id>/", answer, name="notice_answer"),
    path("publicity/notices/<str:number>/take-down/", take_down, name="notice_take_down"),
    path("publicity/notices/<str:number>/notice.<str:form>", paper, name="notice_paper"),
]
