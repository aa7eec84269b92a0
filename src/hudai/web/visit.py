"""贷后检查: loans whose visit is overdue or turned out badly, and writing a visit down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from hudai.actions import stop as stopping
from hudai.actions import visit as actions
from hudai.actions import visit_attachment as adding
from hudai.actions.actor import NotYours
from hudai.core.errors import Refusal
from hudai.core.visits import Plans, VisitPlan, next_visit_on
from hudai.records.models import Attachment, Loan, Stop, Visit
from hudai.records.queries import visit as queries
from hudai.records.queries.loan_chain import owed
from hudai.records.queries.visibility import villages_seen_by
from hudai.web import law as laws
from hudai.web import loan_sections
from hudai.web.acting import actor
from hudai.web.forms.visit import VisitFilesForm, VisitFilters, VisitForm
from hudai.web.frame import NavItem, offer
from hudai.web.loan import SEES_LOANS, visible
from hudai.web.loan_deeds import deed, page
from hudai.web.loan_page import address
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table

NO_PLAN = "这一政策没有取定检查间隔，不列检查日期。"

offer(
    NavItem(
        "贷后检查",
        "house-check",
        "visits",
        stations=SEES_LOANS,
        order=33,
    )
)


def _use(visit: Visit | None) -> str:
    """What a visit says of the money."""
    if visit is None:
        return ""
    said = visit.money_used_as_agreed
    return "还不清楚" if said is None else "按约定使用" if said else "没有按约定使用"


def _use_tone(visit: Visit | None) -> str:
    said = visit.money_used_as_agreed if visit else None
    return "" if visit is None else "grey" if said is None else "green" if said else "red"


def _last(loan: Loan) -> Visit | None:
    return next(iter(loan.visits.all()), None)


def _plan(plan: VisitPlan) -> str:
    """A plan in a sentence."""
    first, then = plan.first_within_days, plan.then_every_days
    return f"放款后 {first} 天内检查一次资金用途，以后每 {then} 天一次，直到还清。"


def _plans(plans: Plans) -> str:
    """The plans of all schemes, each named only where they differ."""
    if len({*plans.values()}) == 1:
        told = _plan(next(iter(plans.values())))
    else:
        told = "".join(f"{laws.law(name).policy.scheme}：{_plan(plan)}" for name, plan in plans.items())
    return f"检查计划：{told or NO_PLAN}文件没有规定间隔的，按“政策中心”的解释；这里只作提醒，不影响办理。"


def _next(loan: Loan, plans: Plans) -> date | None:
    plan = plans.get(loan.policy)
    if loan.disbursed_on is None or plan is None:
        return None
    return next_visit_on(loan.disbursed_on, [visit.visited_on for visit in loan.visits.all()], plan)


def _table(today: date, plans: Plans, *, visits: bool) -> Table:
    """The list of a day; with a way to write a visit down where the desk makes them."""

    def due_on(loan: Loan) -> date | None:
        return _next(loan, plans)

    def told(loan: Loan) -> str:
        due = due_on(loan)
        if due is None:
            return ""
        days = (today - due).days
        return f"逾期 {days} 天" if days > 0 else f"还有 {-days} 天"

    def tone(loan: Loan) -> str:
        due = due_on(loan)
        return "red" if due and due < today else "blue"

    columns: tuple[Column, ...] = (
        Column("contract", "合同号", "contract", Kind.CODE, link=address, fixed=True),
        Column("borrower", "借款人", "borrower__name"),
        Column("next", "应检查日期", kind=Kind.DAY, value=due_on),
        Column("told", "检查情形", value=told, tone=tone),
        Column("disbursed_on", "放款日期", "disbursed_on", Kind.DAY),
        Column(
            "last", "上次检查", kind=Kind.DAY, value=lambda loan: getattr(_last(loan), "visited_on", None)
        ),
        Column(
            "use",
            "资金用途",
            value=lambda loan: _use(_last(loan)),
            tone=lambda loan: _use_tone(_last(loan)),
        ),
        Column("balance", "余额（元）", "standing__balance", Kind.YUAN, summed=True),
        Column("purpose", "约定用途", "purpose", Kind.TEXT, ellipsis=12),
        Column("town", "镇", "household__village__parent__name"),
        Column("village", "村", "household__village__name"),
        Column("branch", "贷款银行", "branch__name", width=18, shown=False),
    )
    if visits:
        columns = (
            *columns,
            Column(
                "act",
                "办理",
                cell=lambda loan: format_html('<a href="{}">登记检查</a>', reverse("visit", args=[loan.pk])),
                fixed=True,
            ),
        )
    return replace(_LIST, columns=columns, note=_plans(plans))


_LIST = Table(
    "visits",
    "贷后检查",
    (),
    empty="没有符合条件的贷款",
    hint="按检查计划没有逾期的；可以换一种情形再查。",
    icon="house-check",
)


@require_safe
def visits(request: Request) -> HttpResponseBase:
    """Loans to be visited, the overdue ones unless told otherwise; htmx asks for the rows only."""
    posting, today = request.desk.posting, actor(request).today
    if posting.station not in SEES_LOANS:
        raise Http404
    form = VisitFilters(request.GET, villages=villages_seen_by(posting))
    plans = laws.plans(today)
    found = queries.loans(posting, form.filters(), today, plans)
    table = _table(today, plans, visits=posting.station in actions.VISITS)
    return table.page(request, found, filters=form, template="visit/list.html", plan=table.note)


@page
def visit(request: Request, loan_id: int) -> HttpResponse:
    """Write a visit down."""
    loan, acting = visible(request, loan_id), actor(request)
    acting.require(*actions.VISITS)
    initial = {"visited_on": acting.today, "visitors": acting.officer.name}
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = VisitForm(*sent, initial=initial)

    def act() -> str:
        made = actions.record(actor=acting, loan_id=loan.pk, seen=form.seen(), files=form.handed())
        if made.advice:
            messages.warning(request, made.advice)
        return "贷后检查已登记。"

    purpose = f"约定用途：{loan.purpose or '没有登记'}。登记后不能修改，写错的再登记一次说明。"
    facts = {"title": "登记贷后检查", "button": "登记", "note": purpose}
    return deed(request, form, act, back=address(loan), loan=loan, **facts)


@dataclass(frozen=True, slots=True)
class VisitShown:
    """A visit as pages show it."""

    visit: Visit
    use: str
    """What it says of the money, and the colour of that."""
    tone: str

    @property
    def files(self) -> list[Attachment]:
        """Its photos and papers that count."""
        return [each for each in self.visit.attachments.all() if each.withdrawn_at is None]


@page
def papers(request: Request, visit_id: int) -> HttpResponse:
    """The photos and papers of a visit, for who sees the loan; who makes visits hands in more."""
    if request.desk.posting.station not in SEES_LOANS:
        raise Http404
    found = get_object_or_404(queries.visits_seen_by(request.desk.posting), pk=visit_id)
    acting, status = actor(request), 200
    form = VisitFilesForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = adding.add(actor=acting, visit_id=found.pk, files=form.handed())
            except NotYours:
                raise
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"已收下 {len(made)} 个文件。")
                return redirect("visit_papers", found.pk)
    facts = {
        "title": "检查照片和凭证",
        "loan": found.loan,
        "back": address(found.loan),
        "shown": VisitShown(found, _use(found), _use_tone(found)),
        "files": list(found.attachments.all()),
        "may_add": acting.station in adding.ADDS,
        "posting": request.desk.posting,
        "form": form,
    }
    return render(request, "visit/papers.html", facts, status=status)


def visits_on_page(request: Request, loan: Loan) -> dict[str, Any] | None:
    """The visits of a loan for its page; nothing before the money is paid out."""
    if loan.disbursed_on is None:
        return None
    acting, rows = actor(request), list(queries.visits_of(loan))
    plan = laws.plans(acting.today).get(loan.policy)
    seen = [row.visited_on for row in rows]
    due = next_visit_on(loan.disbursed_on, seen, plan) if plan and owed(loan) > 0 else None
    misused = any(row.money_used_as_agreed is False for row in rows) and not _stopped(loan)
    stops = Stop.Kind.DIVERSION in stopping.kinds_for(acting.station)
    return {
        "rows": [VisitShown(row, _use(row), _use_tone(row)) for row in rows],
        "due": due,
        "overdue": due is not None and due < acting.today,
        "plan": _plan(plan) if plan else NO_PLAN,
        "misused": misused,
        "stop": reverse("loan_stop", args=[loan.pk]) if misused and stops else "",
        "add": reverse("visit", args=[loan.pk]) if acting.station in actions.VISITS else "",
    }


def _stopped(loan: Loan) -> bool:
    return Stop.objects.filter(loan=loan, kind=Stop.Kind.DIVERSION).standing().exists()


loan_sections.offer(loan_sections.Section("贷后检查", "visit/of_loan.html", facts=visits_on_page, order=30))

urlpatterns = [
    path("visits/", visits, name="visits"),
    path("loans/<int:loan_id>/visit/", visit, name="visit"),
    path("visits/<int:visit_id>/", papers, name="visit_papers"),
]
