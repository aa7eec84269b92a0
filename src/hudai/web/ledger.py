"""资金账: accounts with their balances, an account's statement, vouchers, and taking one back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from hudai.actions import ledger as actions
from hudai.actions.actor import NotYours
from hudai.core.errors import Refusal
from hudai.core.ledger import FUND, PAYABLE, SOURCES, Kind, money_from, shown
from hudai.records.models import Voucher
from hudai.records.queries import ledger as queries
from hudai.web import ledger_table as tables
from hudai.web.acting import actor
from hudai.web.forms.ledger import DayFilters, ReverseForm, VoucherFilters
from hudai.web.frame import NavItem, offer
from hudai.web.request import Request

offer(NavItem("资金账", "journal-text", "ledger", stations=queries.READS_BOOKS, order=52))


def require_reader(request: Request) -> bool:
    """Whether the desk also writes.

    Raises:
        Http404: if it does not even read.
    """
    if request.desk.posting.station not in queries.READS_BOOKS:
        raise Http404
    return request.desk.posting.station in actions.KEEPS_BOOKS


@require_safe
def ledger(request: Request) -> HttpResponseBase:
    """Every account that was used, and where the books stand."""
    writes = require_reader(request)
    accounts = queries.accounts_seen_by(request.desk.posting).select_related("bank", "balance")
    held = {each.code: each.balance.debits - each.balance.credits for each in accounts}
    facts: dict[str, Any] = {
        "money": sum(held.get(money_from(source), 0) for source in SOURCES),
        "payable": -held.get(PAYABLE, 0),
        "fund": -held.get(FUND, 0),
        "last": queries.last_closed(),
        "to_close": _to_close(request),
        "writes": writes,
    }
    return tables.ACCOUNTS.page(request, accounts.order_by("code"), template="ledger/ledger.html", **facts)


def _to_close(request: Request) -> str:
    """The month that is over and not closed, as an address has it; empty where there is none."""
    month = queries.month_to_close()
    today = actor(request).today
    return f"{month:%Y-%m}" if month and (month.year, month.month) < (today.year, today.month) else ""


@require_safe
def account(request: Request, code: str) -> HttpResponseBase:
    """An account's statement: what each voucher moved, and the balance after it."""
    require_reader(request)
    seen = queries.accounts_seen_by(request.desk.posting).select_related("bank", "balance")
    found = get_object_or_404(seen, code=code)
    filters = DayFilters(request.GET)
    since, until = filters.between()
    opening = queries.opening(found, since)
    lines = tables.statement(found, opening, list(queries.movements(found, since, until)))
    kind = Kind(found.kind)
    facts: dict[str, Any] = {
        "account": found,
        "title": found.label,
        "opening": shown(kind, opening),
        "closing": lines[-1].balance if lines else shown(kind, opening),
        "now": shown(kind, found.balance.debits - found.balance.credits),
    }
    table = replace(tables.STATEMENT, title=f"{found.label}明细账")
    return table.page(request, lines, filters=filters, template="ledger/account.html", **facts)


@require_safe
def vouchers(request: Request) -> HttpResponseBase:
    """All vouchers, the newest first."""
    require_reader(request)
    filters = VoucherFilters(request.GET)
    since, until = filters.between()
    found = (
        queries.vouchers_seen_by(request.desk.posting)
        .select_related("officer")
        .annotate(taken_back=Exists(Voucher.objects.filter(reverses=OuterRef("pk"))))
    )
    if since:
        found = found.filter(on__gte=since)
    if until:
        found = found.filter(on__lte=until)
    if words := filters.cleaned_data.get("words"):
        found = found.filter(Q(number__icontains=words) | Q(memo__icontains=words))
    return tables.VOUCHERS.page(request, found, filters=filters, template="ledger/vouchers.html")


@require_safe
def voucher(request: Request, number: str) -> HttpResponseBase:
    """One voucher with its entries, and what took it back."""
    require_reader(request)
    return _voucher_page(request, number, ReverseForm(today=actor(request).today))


def _voucher_page(request: Request, number: str, form: ReverseForm, *, status: int = 200) -> HttpResponseBase:
    seen = queries.vouchers_seen_by(request.desk.posting)
    found = get_object_or_404(
        seen.select_related("officer", "posted_by", "reverses", "reversed_by"), number=number
    )
    entries = found.entries.select_related("debit__bank", "credit__bank", "line__batch").order_by("pk")
    taken_back = getattr(found, "reversed_by", None)
    can_reverse = (
        request.desk.posting.station in actions.KEEPS_BOOKS
        and found.noun == actions.BY_HAND
        and found.reverses is None
        and taken_back is None
    )
    facts: dict[str, Any] = {
        "title": f"记账凭证 {number}",
        "voucher": found,
        "taken_back": taken_back,
        "form": form if can_reverse else None,
    }
    table = replace(tables.ENTRIES, title=f"凭证{number}分录")
    return table.page(request, entries, template="ledger/voucher.html", status=status, **facts)


@require_POST
def reverse(request: Request, number: str) -> HttpResponseBase:
    """Take a voucher back."""
    require_reader(request)
    actor(request).require(*actions.KEEPS_BOOKS)
    form = ReverseForm(request.POST, today=actor(request).today)
    if form.is_valid():
        try:
            made = actions.reverse(actor=actor(request), number=number, **form.cleaned_data)
        except NotYours:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"凭证 {number} 已由 {made.number} 冲销。")
            return redirect("ledger_voucher", made.number)
    return _voucher_page(request, number, form, status=422)


urlpatterns = [
    path("ledger/", ledger, name="ledger"),
    path("ledger/accounts/<str:code>/", account, name="ledger_account"),
    path("ledger/vouchers/", vouchers, name="ledger_vouchers"),
    path("ledger/vouchers/<str:number>/", voucher, name="ledger_voucher"),
    path("ledger/vouchers/<str:number>/reverse/", reverse, name="ledger_reverse"),
]
