"""Loans: the list, the page of one, and the figures behind its picture."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from hudai.actions.loan import LENDS
from hudai.records.models import Loan, Station
from hudai.records.queries import loan as queries
from hudai.records.queries.visibility import loans_seen_by, villages_seen_by
from hudai.web import law as laws
from hudai.web import loan_figures as figures
from hudai.web.acting import actor
from hudai.web.forms.loan import LoanFilters
from hudai.web.frame import NavItem, offer
from hudai.web.loan_page import CLASS_TONES, STATE_TONES, loan_page
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table
from hudai.web.templatetags.zh import masked

SEES_LOANS = frozenset(Station) - {Station.GUARANTOR, Station.ADMINISTRATOR}

offer(
    NavItem(
        "贷款管理",
        "cash-coin",
        "loans",
        stations=SEES_LOANS,
        order=32,
        count=lambda desk, day: (
            (queries.to_sign(desk.posting), queries.to_pay_out(desk.posting))
            if desk.posting.station in LENDS
            else 0
        ),
    )
)


def _standing(name: str) -> Any:
    def value(loan: Loan) -> Any:
        return getattr(getattr(loan, "standing", None), name, None)

    return value


_KINDS = dict(Loan.Kind.choices)
LOANS = Table(
    "loans",
    "贷款管理",
    (
        Column(
            "contract",
            "合同号",
            "contract",
            Kind.CODE,
            link=lambda row: reverse("loan", args=[row.pk]),
            fixed=True,
            width=20,
        ),
        Column("borrower", "借款人", "borrower__name"),
        Column(
            "state",
            "状态",
            made=lambda *by: queries.STATES[queries.state_by(*by)],
            beside=queries.STATED_BY,
            tone=lambda row: STATE_TONES[queries.state_of(row)],
        ),
        Column(
            "id_number",
            "身份证号码",
            kind=Kind.CODE,
            made=masked,
            beside=("borrower__id_number",),
            width=20,
        ),
        Column("town", "镇", "household__village__parent__name"),
        Column("village", "村", "household__village__name"),
        Column("group", "组", "household__group__name", shown=False),
        Column("household", "户编号", "household__number", Kind.CODE, shown=False),
        Column("branch", "贷款银行", "branch__name", width=18),
        Column("kind", "类型", "kind", made=_KINDS.get, shown=False),
        Column("principal", "本金（元）", "principal", Kind.YUAN, summed=True),
        Column(
            "balance",
            "余额（元）",
            "standing__balance",
            Kind.YUAN,
            made=lambda balance, disbursed_on: balance if disbursed_on else None,
            beside=("disbursed_on",),
            summed=True,
        ),
        Column("rate", "年利率", "rate", Kind.RATE, shown=False),
        Column("signed_on", "合同日期", "signed_on", Kind.DAY, shown=False),
        Column("disbursed_on", "放款日期", "disbursed_on", Kind.DAY),
        Column(
            "due_on",
            "到期日期",
            "standing__due_on",
            Kind.DAY,
            made=lambda standing, signed: standing or signed,
            beside=("due_on",),
        ),
        Column(
            "loan_class",
            "五级分类",
            "standing__loan_class",
            tone=lambda row: CLASS_TONES.get(_standing("loan_class")(row) or "", ""),
        ),
        Column("days_overdue", "逾期（天）", "standing__days_overdue", Kind.COUNT),
        Column("interest_days", "欠息（天）", "standing__interest_days", Kind.COUNT, shown=False),
        Column("policy", "政策", "policy", made=lambda name: laws.law(name).policy.scheme, shown=False),
    ),
    empty="没有符合条件的贷款",
    hint="申请批准后，由银行签合同、登记放款；以前的贷款由银行报表导入。",
    icon="cash-coin",
)


@require_safe
def loans(request: Request) -> HttpResponseBase:
    """The loans this desk sees; htmx asks for the rows only."""
    _require_desk(request)
    posting, today = request.desk.posting, actor(request).today
    form = LoanFilters(request.GET, villages=villages_seen_by(posting), schemes=schemes(), today=today)
    shown = LOANS.shown(request, queries.loans(posting, form.filters()), filters=form)
    if shown.is_taken_out:
        return shown.workbook()
    if request.htmx:
        return render(request, "parts/table.html", {"table": shown})
    lends = posting.station in LENDS
    facts = {
        "title": LOANS.title,
        "table": shown,
        "to_sign": queries.to_sign(posting).count() if lends else 0,
        "to_pay_out": queries.to_pay_out(posting).count() if lends else 0,
        "as_of": _behind(shown.page.object_list, today),
    }
    return render(request, "loan/list.html", facts)


def schemes() -> dict[str, str]:
    """The packs there are, and what their loans are called."""
    return {name: laws.law(name).policy.scheme for name in laws.names()}


def _behind(rows: Iterable[Loan], today: date) -> date | None:
    """The oldest day the figures of some rows are of, where that is not today."""
    days = [day for day in map(_standing("as_of"), rows) if day is not None]
    oldest = min(days, default=today)
    return oldest if oldest < today else None


def visible(request: Request, loan_id: int) -> Loan:
    """The loan, if the desk may see it; else 404, whether it exists or not."""
    _require_desk(request)
    seen = loans_seen_by(request.desk.posting).order_by().values("pk")
    return get_object_or_404(queries.page_of(Loan.objects.filter(pk__in=seen)), pk=loan_id)


@require_safe
def loan(request: Request, loan_id: int) -> HttpResponse:
    """One loan on one page."""
    return loan_page(request, visible(request, loan_id))


@require_safe
def charts(request: Request, loan_id: int) -> JsonResponse:
    """The figures behind the picture of the balance."""
    found, today = visible(request, loan_id), actor(request).today
    return JsonResponse(figures.balance_chart(figures.steps(figures.known_of(found).own, today), today))


def _require_desk(request: Request) -> None:
    if request.desk.posting.station not in SEES_LOANS:
        raise Http404


urlpatterns = [
    path("loans/", loans, name="loans"),
    path("loans/<int:loan_id>/", loan, name="loan"),
    path("loans/<int:loan_id>/charts.json", charts, name="loan_charts"),
]
