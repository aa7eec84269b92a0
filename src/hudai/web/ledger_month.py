"""月度结账: which months are closed, a month's trial balance, and closing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from hudai.actions import ledger_month as actions
from hudai.actions.ledger import KEEPS_BOOKS
from hudai.core.ledger import TrialRow, balances, next_month
from hudai.records.models import Account, ClosedMonth
from hudai.records.queries import ledger as queries
from hudai.web import ledger_table as tables
from hudai.web.acting import actor
from hudai.web.ledger import require_reader
from hudai.web.request import Request


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month of the books and how it stands."""

    month: date
    closed: ClosedMonth | None
    state: str


@require_safe
def months(request: Request) -> HttpResponseBase:
    """Every month since the books began, the newest first."""
    require_reader(request)
    lines = _lines(actor(request).today)
    return tables.MONTHS.page(request, lines, template="ledger/months.html")


def _lines(today: date) -> list[MonthLine]:
    first = queries.first_month()
    closed = {each.month: each for each in ClosedMonth.objects.select_related("closed_by__officer")}
    lines: list[MonthLine] = []
    month = first
    while month is not None and month <= today:
        state = "待结账" if next_month(month) <= today else "进行中"
        lines.insert(0, MonthLine(month, closed.get(month), state))
        month = next_month(month)
    return lines


@require_safe
def month(request: Request, month: str) -> HttpResponseBase:
    """A month's trial balance: as it was frozen, or as the books stand now."""
    require_reader(request)
    day = _month(month)
    closed = ClosedMonth.objects.filter(month=day).select_related("closed_by__officer").first()
    rows = _frozen(closed) if closed else queries.month_rows(day)
    accounts = Account.objects.select_related("bank")
    names = {each.code: each.label for each in accounts}
    kinds = {each.code: each.kind for each in accounts}
    facts: dict[str, Any] = {
        "day": day,
        "closed": closed,
        "balanced": balances(rows),
        "over": next_month(day) <= actor(request).today,
        "can_close": request.desk.posting.station in KEEPS_BOOKS and day == queries.month_to_close(),
    }
    return tables.trial_balance(names, kinds, day).page(request, rows, template="ledger/month.html", **facts)


def _frozen(closed: ClosedMonth) -> list[TrialRow]:
    kept = sorted(closed.trial_balance.items())
    return [TrialRow(code, opening, debits, credits) for code, (opening, debits, credits, _) in kept]


@require_POST
def close(request: Request, month: str) -> HttpResponse:
    """Close a month for good."""
    require_reader(request)
    closed = actions.close_month(actor=actor(request), month=_month(month))
    messages.success(request, f"{closed.month:%Y年%m月}已结账，不能再记账。")
    return redirect("ledger_month", month)


def _month(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        raise Http404 from None


urlpatterns = [
    path("ledger/months/", months, name="ledger_months"),
    path("ledger/months/<str:month>/", month, name="ledger_month"),
    path("ledger/months/<str:month>/close/", close, name="ledger_close"),
]
