"""贴息预算: what each source planned, allocated and paid in a year; money that arrives."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from hudai.actions import budget as actions
from hudai.core.ledger import SOURCES
from hudai.core.money import share_ppm
from hudai.records.models import Source
from hudai.records.queries import ledger as queries
from hudai.web.acting import actor
from hudai.web.forms.ledger import BudgetForm, ReceiveForm, YearFilter
from hudai.web.ledger import require_reader
from hudai.web.ledger_entry import write_page
from hudai.web.request import Request


@require_safe
def budget(request: Request) -> HttpResponse:
    """One year's money, source by source."""
    writes = require_reader(request)
    today = actor(request).today
    years = sorted({today.year, *queries.years()}, reverse=True)
    form = YearFilter(request.GET or None, years=years)
    year = (form.cleaned_data.get("year") if form.is_valid() else None) or today.year
    form.initial = {"year": year}
    rows = queries.budget_use(year, SOURCES)
    planned = [row.planned for row in rows if row.planned is not None]
    paid = sum(row.paid for row in rows)
    facts = {
        "title": "贴息预算与使用",
        "form": form,
        "year": year,
        "rows": [{"name": SOURCES[row.source], "use": row, "parts": _parts(row)} for row in rows],
        "planned": sum(planned) if planned else None,
        "granted": queries.granted_in(year),
        "received": sum(row.received for row in rows),
        "paid": paid,
        "left": sum(planned) - paid if planned else None,
        "writes": writes,
    }
    return render(request, "ledger/budget.html", facts)


def _parts(row: queries.BudgetUse) -> dict[str, Any] | None:
    """Paid of planned, for the bar and in words; None where nothing was planned."""
    if not row.planned:
        return None
    share = share_ppm(row.paid, row.planned)
    return {"max": row.planned, "value": min(max(row.paid, 0), row.planned), "share": share}


@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: Request) -> HttpResponse:
    """Money of a source has arrived."""

    def write(said: dict[str, Any]) -> str:
        source = Source(said.pop("source"))
        made = actions.receive_funds(actor=actor(request), source=source, **said)
        return f"已登记到账，凭证号 {made.number}。"

    return write_page(
        request,
        ReceiveForm(request.POST or None, today=actor(request).today),
        write,
        title="登记贴息资金到账",
        intro="上级或本级下达的贴息资金到账后登记；拨付贴息只能用已经到账的资金。",
        back="ledger",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Request) -> HttpResponse:
    """Plan a year's money of one source."""

    def write(said: dict[str, Any]) -> str:
        source = Source(said.pop("source"))
        line = actions.set_budget(actor=actor(request), source=source, **said)
        return f"已登记 {line.year} 年{source.label}贴息预算。"

    return write_page(
        request,
        BudgetForm(request.POST or None, initial={"year": actor(request).today.year}),
        write,
        title="登记贴息预算",
        intro="同一年度、同一来源再次登记的，以最后一次为准，以前的仍留在记录里。",
        back="budget",
    )


urlpatterns = [
    path("ledger/budget/", budget, name="budget"),
    path("ledger/budget/plan/", plan, name="budget_plan"),
    path("ledger/receive/", receive, name="ledger_receive"),
]
