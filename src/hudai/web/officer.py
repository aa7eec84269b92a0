"""Officers: the list, a new one, and one officer's page with everything the administrator may do for them.

A one-time password stands on the page that answers, once; it is in no address, message or session.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hudai.actions import officer as actions
from hudai.core.errors import Refusal
from hudai.records.models import Officer, Station
from hudai.records.queries import officer as queries
from hudai.web.acting import actor
from hudai.web.forms.officer import CorrectionForm, OfficerFilters, OfficerForm, PostingForm
from hudai.web.frame import NavItem, offer
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table

SEES_OFFICERS = (*actions.KEEPS_OFFICERS, Station.AUDITOR)

offer(NavItem("人员与岗位", "person-gear", "officers", stations=SEES_OFFICERS, order=60))


def _desks(officer: Any) -> str:
    return "；".join(
        f"{desk.get_station_display()}（{desk.region or desk.branch}）" for desk in officer.desks
    )


def state_of(officer: Any) -> tuple[str, str]:
    """How an officer stands, and the tone of it."""
    if not officer.is_active:
        return "已停用", "grey"
    if queries.is_locked(officer.failures):
        return "已锁定", "red"
    return ("等待改密码", "orange") if officer.one_time_until else ("在用", "green")


TABLE = Table(
    "officers",
    "人员与岗位",
    (
        Column(
            "username", "登录名", "username", link=lambda row: reverse("officer", args=[row.pk]), fixed=True
        ),
        Column("name", "姓名", "name"),
        Column("desks", "现有岗位", kind=Kind.TEXT, value=_desks),
        Column(
            "office",
            "单位",
            kind=Kind.TEXT,
            value=lambda row: "；".join(dict.fromkeys(desk.office for desk in row.desks)),
        ),
        Column(
            "factor",
            "两步验证",
            "has_factor",
            value=lambda row: "已开启" if row.has_factor else "未开启",
            tone=lambda row: "green" if row.has_factor else "grey",
        ),
        Column("last", "上次登录", "last_login", value=lambda row: _moment(row.last_login)),
        Column(
            "state",
            "状态",
            "is_active",
            value=lambda row: state_of(row)[0],
            tone=lambda row: state_of(row)[1],
        ),
    ),
    empty="没有符合条件的人员",
    icon="person-gear",
)


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


@require_safe
def officers(request: Request) -> HttpResponseBase:
    """Everybody who can sign in, or could."""
    keeps = require(request)
    form = OfficerFilters(request.GET)
    found = queries.officers(form.filters(), actor(request).at)
    return TABLE.page(request, found, filters=form, template="officer/list.html", keeps=keeps)


@never_cache
@sensitive_variables("password")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Take an officer on; the answer shows the one-time password."""
    require(request, to_change=True)
    form = OfficerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made, password = actions.take_on(actor=actor(request), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _password_page(request, made, password)
    facts = {"title": "新增人员", "form": form}
    return render(request, "officer/new.html", facts, status=422 if form.errors else 200)


@require_safe
def officer(request: Request, officer_id: int) -> HttpResponse:
    """One officer, with their postings from the first day."""
    require(request)
    return page(request, officer_id)


def page(request: Request, officer_id: int, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The officer's page, with fresh forms or those that were sent."""
    acting = actor(request)
    found: Any = get_object_or_404(queries.with_sign_in(Officer.objects.all(), acting.at), pk=officer_id)
    oneself = found.pk == acting.officer.pk
    facts = {
        "title": found.name,
        "officer": found,
        "state": state_of(found),
        "locked": queries.is_locked(found.failures),
        "postings": list(queries.postings_of(found)),
        "today": acting.today,
        "offices": queries.offices(acting.today),
        "keeps": acting.station in actions.KEEPS_OFFICERS and not oneself,
        "oneself": oneself,
        "correction_form": CorrectionForm(initial={"name": found.name, "email": found.email}),
        "posting_form": PostingForm(initial={"since": acting.today}),
        **forms,
    }
    return render(request, "officer/officer.html", facts, status=status)


@require_POST
def correct(request: Request, officer_id: int) -> HttpResponse:
    """Correct a name or a mail address."""
    require(request, to_change=True)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return page(request, officer_id, status=422, correction_form=form)
    actions.correct(actor=actor(request), officer_id=officer_id, **form.cleaned_data)
    messages.success(request, "已保存。")
    return redirect("officer", officer_id)


@never_cache
@sensitive_variables("password")
@require_POST
def reset_password(request: Request, officer_id: int) -> HttpResponse:
    """A one-time password; the answer shows it."""
    require(request, to_change=True)
    found, password = actions.reset_password(actor=actor(request), officer_id=officer_id)
    return _password_page(request, found, password)


def _password_page(request: Request, found: Officer, password: str) -> HttpResponse:
    facts = {
        "title": "一次性密码",
        "officer": found,
        "one_time": password,
        "days": actions.ONE_TIME_FOR.days,
    }
    return render(request, "officer/one_time_password.html", facts)


def _deed(action: Callable[..., Officer], told: str) -> Callable[..., HttpResponse]:
    """A page that does one thing to an officer and goes back to them."""

    @require_POST
    def do(request: Request, officer_id: int) -> HttpResponse:
        require(request, to_change=True)
        done = action(actor=actor(request), officer_id=officer_id)
        messages.success(request, told.format(done.name))
        return redirect("officer", officer_id)

    return do


def require(request: Request, *, to_change: bool = False) -> bool:
    """Whether the desk keeps officers; 404 for who may not even see them."""
    keeps = request.desk.posting.station in actions.KEEPS_OFFICERS
    if not keeps and (to_change or request.desk.posting.station not in SEES_OFFICERS):
        raise Http404
    return keeps


urlpatterns = [
    path("officers/", officers, name="officers"),
    path("officers/new/", new, name="officer_new"),
    path("officers/<int:officer_id>/", officer, name="officer"),
    path("officers/<int:officer_id>/correct/", correct, name="officer_correct"),
    path("officers/<int:officer_id>/reset-password/", reset_password, name="officer_reset_password"),
    path(
        "officers/<int:officer_id>/let-go/",
        _deed(actions.let_go, "{}已停用，从现在起不能登录；还没结束的岗位请一并结束。"),
        name="officer_let_go",
    ),
    path(
        "officers/<int:officer_id>/take-back/",
        _deed(actions.take_back, "{}已恢复，可以用原来的密码登录。"),
        name="officer_take_back",
    ),
    path(
        "officers/<int:officer_id>/unlock/",
        _deed(actions.unlock, "{}的登录名已解除锁定。"),
        name="officer_unlock",
    ),
    path(
        "officers/<int:officer_id>/remove-second-factor/",
        _deed(actions.remove_second_factor, "{}的两步验证已取消，请提醒本人重新开启。"),
        name="officer_drop_factor",
    ),
]
