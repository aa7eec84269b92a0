"""疑点核查: what an auditor would raise on the records, as a work list; and one of it with its road."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from hudai.actions import stop as stopping
from hudai.actions import suspicion as actions
from hudai.actions import suspicion_run as running
from hudai.actions.actor import Actor, NotYours
from hudai.actions.suspicion_search import LABELS
from hudai.core.errors import Refusal
from hudai.records.models import Job, Loan, Suspicion, SuspicionItem
from hudai.records.queries import suspicion as queries
from hudai.records.queries.visibility import loans_seen_by, villages_seen_by
from hudai.web import job as jobs
from hudai.web import law as laws
from hudai.web import loan_sections
from hudai.web.acting import actor
from hudai.web.forms.suspicion import AnswerForm, AssignForm, CloseForm, SuspicionFilters
from hudai.web.frame import NavItem, offer
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table

State = Suspicion.State
TONES = {State.OPEN: "red", State.ASSIGNED: "orange", State.LOOKED_INTO: "blue", State.CLOSED: "green"}
BLIND = "银行报送的还款没有付款人、名单没有财政供养人员，“一人替多户还款”和“公职人员贷款”还核查不出。"

offer(
    NavItem(
        "疑点核查",
        "search",
        "suspicions",
        stations=actions.SEES,
        order=34,
        count=lambda desk, day: queries.waiting_for(desk.posting),
    )
)
jobs.shows(running.KIND, "疑点核查", lambda job: resolve_url("suspicions"))


def label(rule: str) -> str:
    """What a kind of suspicion is called."""
    return LABELS.get(rule, rule)


def state_of(suspicion: Suspicion) -> tuple[str, str]:
    """Where it stands, and the colour of that."""
    if suspicion.lapsed_on and suspicion.state != State.CLOSED:
        return queries.NARROWED[queries.LAPSED], "grey"
    return str(State(suspicion.state).label), TONES[State(suspicion.state)]


def place_of(suspicion: Suspicion) -> str:
    """Whose it is to look into; empty while it is nobody's."""
    if not suspicion.station:
        return ""
    where = suspicion.region or suspicion.branch
    return f"{where}　{suspicion.get_station_display()}" if where else suspicion.get_station_display()


def _records(number: str | None, person: str | None, count: int | None) -> str:
    """What it is about, as far as this desk sees it: the first record, and how many there are."""
    if not number:
        return ""
    return f"{person}　{number}".strip() + (f" 等 {count} 项" if count and count > 1 else "")


def _clause(clause: str) -> str:
    return laws.place(clause) if clause else ""


SUSPICIONS = Table(
    "suspicions",
    "疑点核查",
    (
        Column(
            "rule",
            "疑点类型",
            "rule",
            value=lambda row: label(row.rule),
            link=lambda row: reverse("suspicion", args=[row.pk]),
            fixed=True,
            width=22,
        ),
        Column(
            "records",
            "涉及的记录",
            "first_record",
            made=_records,
            beside=("first_person", "records"),
            width=30,
        ),
        Column("message", "说明", "message", Kind.TEXT),
        Column("households", "涉及户数", "households", Kind.COUNT, made=lambda count: count or None),
        Column("stake", "涉及金额（元）", "stake", Kind.YUAN, summed=True),
        Column("clause", "依据条款", "clause", value=lambda row: _clause(row.clause)),
        Column("found_on", "首次发现", "found_on", Kind.DAY),
        Column("last_on", "最近发现", "last_on", Kind.DAY),
        Column(
            "state",
            "办理",
            "state",
            value=lambda row: state_of(row)[0],
            tone=lambda row: state_of(row)[1],
        ),
        Column("desk", "交给", value=place_of),
        Column("result", "核查结论", "result", value=lambda row: row.get_result_display()),
        Column("measure", "处理措施", "measure", value=lambda row: row.get_measure_display()),
    ),
    empty="没有符合条件的疑点",
    hint="系统每天核查一次，导入、报送以后也会核查；可以换一种办理状态再查。",
    icon="shield-check",
    note=f"疑点是线索，不是结论，不影响办理。{BLIND}",
)


def _record(item: SuspicionItem) -> str:
    if item.loan:
        return item.loan.contract
    return item.application.number if item.application else str(item.batch)


def _address(item: SuspicionItem) -> str:
    if item.loan:
        return reverse("loan", args=[item.loan_id])
    if item.application:
        return reverse("application", args=[item.application.number])
    return reverse("subsidy", args=[item.batch.number]) if item.batch else ""


def _of(item: SuspicionItem) -> Any:
    return item.loan or item.application or item.batch


def _person(item: SuspicionItem) -> str:
    if item.loan:
        return item.loan.borrower.name
    return item.application.applicant.name if item.application else ""


def _amount(item: SuspicionItem) -> Any:
    if item.loan:
        return item.loan.principal
    return item.application.amount if item.application else _of(item).to_pay


def _day(item: SuspicionItem) -> Any:
    if item.loan:
        return item.loan.disbursed_on
    return item.application.applied_on if item.application else _of(item).approved_on


ITEMS = Table(
    "suspicion_items",
    "涉及的记录",
    (
        Column("record", "编号", kind=Kind.CODE, value=_record, link=_address, fixed=True),
        Column("kind", "记录", value=lambda row: _of(row)._meta.verbose_name),
        Column("person", "姓名", value=_person),
        Column("household", "户编号", "household__number", Kind.CODE),
        Column(
            "town", "镇", value=lambda row: row.household.village.parent if row.household else row.batch.town
        ),
        Column("village", "村", "household__village__name"),
        Column("branch", "银行", "branch__name", width=18),
        Column("amount", "金额（元）", kind=Kind.YUAN, value=_amount),
        Column("balance", "余额（元）", "loan__standing__balance", Kind.YUAN),
        Column("day", "放款、申请或批准日期", kind=Kind.DAY, value=_day),
    ),
    empty="没有您能看到的记录",
    hint="",
)


@require_safe
def suspicions(request: Request) -> HttpResponseBase:
    """The suspicions of this desk's place, those still to be handled unless told otherwise."""
    posting = _require(request)
    form = SuspicionFilters(request.GET, villages=villages_seen_by(posting), rules=LABELS)
    last = Job.objects.filter(kind=running.KIND).order_by("-asked_at", "-pk").first()
    return SUSPICIONS.page(
        request,
        queries.suspicions(posting, form.filters()),
        filters=form,
        template="suspicion/list.html",
        last=last,
        runs=posting.station in running.RUNS,
        blind=BLIND,
    )


@require_POST
def run(request: Request) -> HttpResponse:
    """Have the records looked through now."""
    job = running.ask(actor=actor(request))
    return redirect("job", job.pk)


@require_safe
def suspicion(request: Request, suspicion_id: int) -> HttpResponseBase:
    """One suspicion: its records, its road, and what this desk may do."""
    return _page(request, _visible(request, suspicion_id))


@require_POST
def assign(request: Request, suspicion_id: int) -> HttpResponseBase:
    """Hand it to a desk."""
    found = _visible(request, suspicion_id)
    form = AssignForm(request.POST, places=queries.places_of(found))
    return _done(request, found, "assign", form, actions.assign, "已交办。")


@require_POST
def answer(request: Request, suspicion_id: int) -> HttpResponseBase:
    """Say what looking into it came to."""
    found = _visible(request, suspicion_id)
    return _done(request, found, "answer", AnswerForm(request.POST), actions.answer, "核查结论已登记。")


@require_POST
def close(request: Request, suspicion_id: int) -> HttpResponseBase:
    """Close it."""
    found = _visible(request, suspicion_id)
    return _done(request, found, "close", CloseForm(request.POST), actions.close, "这条疑点已办结。")


def _done(
    request: Request,
    found: Suspicion,
    name: str,
    form: Any,
    act: Callable[..., Suspicion],
    told: str,
) -> HttpResponseBase:
    """Back to the page with what was done, or with the form and why it was not."""
    acting = actor(request)
    if not form.is_valid():
        # Whose it is not to do is told before what is missing in the form.
        acting.require(*(actions.ANSWERS if name == "answer" else actions.ASSIGNS))
        return _page(request, found, status=422, **{name: form})
    try:
        act(actor=acting, suspicion_id=found.pk, **form.said())
    except NotYours:
        raise
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, status=409, **{name: form})
    messages.success(request, told)
    return redirect("suspicion", found.pk)


def _page(request: Request, found: Suspicion, *, status: int = 200, **typed: forms.Form) -> HttpResponseBase:
    acting = actor(request)
    seen = queries.items_seen_by(acting.posting).order_by().values("pk")
    items = ITEMS.shown(request, queries.items_of(found).filter(pk__in=seen))
    if items.is_taken_out:
        return items.workbook()
    state, tone = state_of(found)
    facts = {
        "title": label(found.rule),
        "found": found,
        "state": state,
        "tone": tone,
        "place": place_of(found),
        "clause": _clause(found.clause),
        "words": laws.words(found.clause) if found.clause else "",
        "table": items,
        "elsewhere": found.items.exclude(pk__in=seen).count(),
        "road": _road(found),
        "to_stop": _to_stop(acting, found),
        **_forms(acting, found, typed),
    }
    return render(request, "suspicion/suspicion.html", facts, status=status)


def _forms(acting: Actor, found: Suspicion, typed: dict[str, forms.Form]) -> dict[str, Any]:
    """The forms this desk may fill in now, with what was typed."""
    if found.state == State.CLOSED:
        return {}
    assigns = acting.station in actions.ASSIGNS
    mine = Suspicion.objects.filter(queries.handed_to(acting.posting), pk=found.pk).exists()
    answers = acting.station in actions.ANSWERS and (assigns or mine)
    return {
        "assign": typed.get("assign") or AssignForm(places=queries.places_of(found)) if assigns else None,
        "answer": typed.get("answer") or AnswerForm() if answers else None,
        "close": (typed.get("close") or CloseForm())
        if assigns and found.state == State.LOOKED_INTO
        else None,
    }


def _to_stop(acting: Actor, found: Suspicion) -> list[Loan]:
    """Loans of this desk's own on which it has still to register the measure."""
    if not stopping.kinds_for(acting.station):
        return []
    left = queries.loans_without(found, found.measure)
    seen = loans_seen_by(acting.posting).filter(pk__in=[loan.pk for loan in left])
    mine = set(seen.order_by().values_list("pk", flat=True))
    return [loan for loan in left if loan.pk in mine]


def _road(found: Suspicion) -> list[dict[str, Any]]:
    """Its steps, as the timeline draws them."""
    steps: list[dict[str, Any]] = [{"title": f"{found.found_on} 首次发现", "state": "done"}]
    for step in queries.steps_of(found):
        told = [step.assigned_to, step.get_result_display(), step.get_measure_display(), step.words]
        steps.append(
            {
                "title": step.get_deed_display(),
                "who": f"{step.posting.office} {step.officer.name}"
                if step.posting and step.officer
                else "系统",
                "at": step.at,
                "words": "；".join(part for part in told if part),
                "state": "done" if step.posting else "later",
            }
        )
    if found.state != State.CLOSED and not found.lapsed_on:
        steps.append({"title": State(found.state).label, "who": place_of(found), "state": "now"})
    return steps


def on_loan_page(request: Request, loan: Loan) -> dict[str, Any] | None:
    """The suspicions that rest on a loan, for its page; nothing where there are none."""
    if request.desk.posting.station not in actions.SEES:
        return None
    rows = [(row, label(row.rule), *state_of(row)) for row in queries.of_loan(loan)]
    return {"rows": rows} if rows else None


loan_sections.offer(loan_sections.Section("疑点", "suspicion/of_loan.html", facts=on_loan_page, order=35))


def _require(request: Request) -> Any:
    if request.desk.posting.station not in actions.SEES:
        raise Http404
    return request.desk.posting


def _visible(request: Request, suspicion_id: int) -> Suspicion:
    seen = queries.suspicions_seen_by(_require(request))
    return get_object_or_404(seen.select_related("region", "branch"), pk=suspicion_id)


urlpatterns = [
    path("suspicions/", suspicions, name="suspicions"),
    path("suspicions/run/", run, name="suspicion_run"),
    path("suspicions/<int:suspicion_id>/", suspicion, name="suspicion"),
    path("suspicions/<int:suspicion_id>/assign/", assign, name="suspicion_assign"),
    path("suspicions/<int:suspicion_id>/answer/", answer, name="suspicion_answer"),
    path("suspicions/<int:suspicion_id>/close/", close, name="suspicion_close"),
]
