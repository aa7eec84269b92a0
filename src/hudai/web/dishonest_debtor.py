"""失信债务人: the register, one entry with its road, and proposing, telling, reviewing, letting go."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from hudai.actions import dishonest_debtor as actions
from hudai.actions.actor import Actor, NotYours
from hudai.core.errors import Refusal
from hudai.records.models import DishonestDebtor, Household, Loan, Posting
from hudai.records.queries import dishonest_debtor as queries
from hudai.records.queries.attachment import DISHONEST
from hudai.records.queries.visibility import villages_seen_by
from hudai.web import law as laws
from hudai.web import loan_sections
from hudai.web.acting import actor
from hudai.web.forms.dishonest_debtor import DebtorFilters, DecideForm, LeaveForm, NotifyForm, ProposeForm
from hudai.web.frame import NavItem, offer
from hudai.web.household_timeline import Event, tells
from hudai.web.loan import visible
from hudai.web.loan_deeds import deed, page
from hudai.web.loan_page import address
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table
from hudai.web.templatetags.zh import masked

State = DishonestDebtor.State
TONES = {
    State.PROPOSED: "orange",
    State.NOTIFIED: "blue",
    State.LISTED: "red",
    State.REFUSED: "grey",
    State.LEFT: "green",
}


def _waiting(posting: Posting) -> Any:
    """What this desk has still to do: the county reviews, the banks tell households."""
    if posting.station not in (*actions.REVIEWS, *actions.PROPOSES):
        return 0
    state = State.NOTIFIED if posting.station in actions.REVIEWS else State.PROPOSED
    return queries.entries_seen_by(posting).filter(state=state)


offer(
    NavItem(
        "失信债务人",
        "person-exclamation",
        "dishonest_debtors",
        stations=actions.SEES,
        order=35,
        count=lambda desk, day: _waiting(desk.posting),
    )
)

DEBTORS = Table(
    "dishonest_debtors",
    "失信债务人",
    (
        Column(
            "person",
            "姓名",
            "person__name",
            link=lambda row: reverse("dishonest_debtor", args=[row.pk]),
            fixed=True,
        ),
        Column(
            "id_number", "身份证号码", kind=Kind.CODE, made=masked, beside=("person__id_number",), width=20
        ),
        Column("household", "户编号", "loan__household__number", Kind.CODE, shown=False),
        Column("town", "镇", "loan__household__village__parent__name"),
        Column("village", "村", "loan__household__village__name"),
        Column("contract", "合同号", "loan__contract", Kind.CODE),
        Column("branch", "贷款银行", "loan__branch__name", width=18),
        Column("owed", "提出时欠本金（元）", "owed", Kind.YUAN, summed=True),
        Column("days", "提出时逾期（天）", "days_overdue", Kind.COUNT),
        Column("balance", "现欠本金（元）", "loan__standing__balance", Kind.YUAN),
        Column(
            "state",
            "状态",
            "state",
            value=lambda row: row.get_state_display(),
            tone=lambda row: TONES[State(row.state)],
        ),
        Column("listed_on", "列入日期", "listed_on", Kind.DAY),
        Column("left_on", "移出日期", "left_on", Kind.DAY),
        Column("cause", "移出事由", "cause", value=lambda row: row.get_cause_display()),
    ),
    empty="没有符合条件的失信债务人",
    hint="贷款逾期、属于恶意拖欠或逃废债的，由银行在贷款页面提出，告知农户后由区县主管部门审核。",
    icon="person-exclamation",
    note="在名单内的人申请贷款，“信用记录”审查不通过。",
)


@require_safe
def debtors(request: Request) -> HttpResponseBase:
    """The entries for the loans this desk sees."""
    posting = _require(request)
    form = DebtorFilters(request.GET, villages=villages_seen_by(posting))
    return DEBTORS.page(request, queries.entries(posting, form.filters()), filters=form)


@page
def propose(request: Request, loan_id: int) -> HttpResponse:
    """Propose the borrower of a loan."""
    loan, acting = visible(request, loan_id), actor(request)
    acting.require(*actions.PROPOSES)
    form = ProposeForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        actions.propose(actor=acting, laws=laws.packs(), loan_id=loan.pk, **form.cleaned_data)
        return "已提出，请告知农户，再由区县主管部门审核。"

    note = f"证据先传到贷款的“材料”里，类型选“{DISHONEST}”。只有逾期的贷款可以提出。"
    return deed(
        request,
        form,
        act,
        title="提出列入失信债务人名单",
        button="提出",
        back=address(loan),
        loan=loan,
        note=note,
        danger=True,
    )


@require_safe
def debtor(request: Request, entry_id: int) -> HttpResponse:
    """One entry: its grounds, its evidence, its road, and what this desk may do."""
    return _page(request, _visible(request, entry_id))


@require_POST
def notify(request: Request, entry_id: int) -> HttpResponse:
    """Write down that the household was told."""
    return _done(request, entry_id, "notify", NotifyForm(request.POST), actions.notify, "已登记告知。")


@require_POST
def decide(request: Request, entry_id: int) -> HttpResponse:
    """Put them on the register, or not."""

    def act(**said: Any) -> DishonestDebtor:
        return actions.decide(laws=laws.packs(), **said)

    return _done(request, entry_id, "decide", DecideForm(request.POST), act, "审核结果已登记。")


@require_POST
def leave(request: Request, entry_id: int) -> HttpResponse:
    """Take them off."""
    return _done(request, entry_id, "leave", LeaveForm(request.POST), actions.leave, "已移出名单。")


_WHO = {"notify": actions.NOTIFIES, "decide": actions.REVIEWS, "leave": actions.REVIEWS}
_WHEN = {"notify": State.PROPOSED, "decide": State.NOTIFIED, "leave": State.LISTED}


def _done(
    request: Request, entry_id: int, name: str, form: Any, act: Callable[..., DishonestDebtor], told: str
) -> HttpResponse:
    """Back to the page with what was done, or with the form and why it was not."""
    found, acting = _visible(request, entry_id), actor(request)
    acting.require(*_WHO[name])
    if not form.is_valid():
        return _page(request, found, status=422, **{name: form})
    try:
        act(actor=acting, entry_id=found.pk, **form.said())
    except NotYours:
        raise
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, status=409, **{name: form})
    messages.success(request, told)
    return redirect("dishonest_debtor", found.pk)


def _page(
    request: Request, found: DishonestDebtor, *, status: int = 200, **typed: forms.Form
) -> HttpResponse:
    acting = actor(request)
    papers = found.loan.attachments.filter(paper=DISHONEST).select_related("added_by__officer")
    facts = {
        "title": f"{found.person.name}　失信认定",
        "found": found,
        "tone": TONES[State(found.state)],
        "road": _road(found),
        "files": list(papers.order_by("pk")),
        "posting": acting.posting,
        **{name: typed.get(name) or _form(acting, found, name) for name in _WHO},
    }
    return render(request, "dishonest_debtor/debtor.html", facts, status=status)


def _form(acting: Actor, found: DishonestDebtor, name: str) -> forms.Form | None:
    """The form of a step, where this desk may take it now."""
    if acting.station not in _WHO[name] or found.state != _WHEN[name]:
        return None
    day = acting.today
    if name == "notify":
        return NotifyForm(initial={"notified_on": day})
    return (
        DecideForm(initial={"decided_on": day}) if name == "decide" else LeaveForm(initial={"left_on": day})
    )


def _road(found: DishonestDebtor) -> list[dict[str, Any]]:
    """Its steps, as the timeline draws them."""
    steps: list[dict[str, Any]] = [
        {
            "title": f"{step.get_deed_display()}（{step.on}）",
            "who": f"{step.posting.office} {step.officer.name}",
            "at": step.at,
            "words": f"{step.words}{f'（依据：{step.evidence}）' if step.evidence else ''}",
            "state": "done",
        }
        for step in queries.steps_of(found)
    ]
    if found.state in DishonestDebtor.UNDER_WAY:
        steps.append({"title": found.get_state_display(), "state": "now"})
    return steps


def on_loan_page(request: Request, loan: Loan) -> dict[str, Any] | None:
    """The entries of a loan, and the way to propose one; nothing where there is neither."""
    station = request.desk.posting.station
    if station not in actions.SEES:
        return None
    rows = [(row, TONES[State(row.state)]) for row in loan.dishonesty.order_by("-pk")]
    standing = getattr(loan, "standing", None)
    overdue = standing is not None and standing.balance > 0 and standing.days_overdue > 0
    open_one = any(row.state in (*DishonestDebtor.UNDER_WAY, State.LISTED) for row, _ in rows)
    may = station in actions.PROPOSES and overdue and not open_one
    if not rows and not may:
        return None
    return {"rows": rows, "add": reverse("dishonest_debtor_propose", args=[loan.pk]) if may else ""}


loan_sections.offer(
    loan_sections.Section("失信认定", "dishonest_debtor/of_loan.html", facts=on_loan_page, order=36)
)


@tells
def listed(household: Household, posting: Posting) -> Iterable[Event]:
    """When somebody of the household came onto the register, and left it."""
    if posting.station not in actions.SEES:
        return
    for entry in queries.of_household(household, posting):
        url = reverse("dishonest_debtor", args=[entry.pk])
        if entry.listed_on:
            yield Event(entry.listed_on, "列入失信债务人名单", entry.person.name, "stopped", url)
        if entry.left_on:
            words = f"{entry.person.name}，{entry.get_cause_display()}"
            yield Event(entry.left_on, "移出失信债务人名单", words, url=url)


def _require(request: Request) -> Posting:
    if request.desk.posting.station not in actions.SEES:
        raise Http404
    return request.desk.posting


def _visible(request: Request, entry_id: int) -> DishonestDebtor:
    seen = queries.with_row(queries.entries_seen_by(_require(request)))
    return get_object_or_404(seen, pk=entry_id)


urlpatterns = [
    path("dishonest-debtors/", debtors, name="dishonest_debtors"),
    path("loans/<int:loan_id>/dishonest-debtor/", propose, name="dishonest_debtor_propose"),
    path("dishonest-debtors/<int:entry_id>/", debtor, name="dishonest_debtor"),
    path("dishonest-debtors/<int:entry_id>/notify/", notify, name="dishonest_debtor_notify"),
    path("dishonest-debtors/<int:entry_id>/decide/", decide, name="dishonest_debtor_decide"),
    path("dishonest-debtors/<int:entry_id>/leave/", leave, name="dishonest_debtor_leave"),
]
