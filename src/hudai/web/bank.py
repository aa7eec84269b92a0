"""Banks and their branches, as the administrator keeps them."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from hudai.actions import bank as actions
from hudai.core.errors import Refusal
from hudai.records.models import Bank, Branch, Station
from hudai.records.queries import bank as queries
from hudai.web.acting import actor
from hudai.web.forms.bank import BankForm, NameForm
from hudai.web.frame import NavItem, offer
from hudai.web.request import Request

SEES_BANKS = (*actions.KEEPS_BANKS, *actions.ENTERS_ACCOUNTS, Station.AUDITOR)

offer(NavItem("银行与网点", "bank", "banks", stations=SEES_BANKS, order=64))


@require_http_methods(["GET", "HEAD", "POST"])
def banks(request: Request) -> HttpResponse:
    """Every bank with its branches, and a form for another."""
    keeps = _require(request, to_change=request.method == "POST")
    form = BankForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.enter_bank(actor=actor(request), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已新增{made}。")
            return redirect("banks")
    return _page(request, keeps, form, status=422 if form.errors else 200)


def _page(request: Request, keeps: bool, form: BankForm, *, status: int = 200) -> HttpResponse:
    found = queries.branches(actor(request).today)
    grouped: list[tuple[Bank, list[Any]]] = [
        (bank, list(branches)) for bank, branches in groupby(found, key=lambda each: each.bank)
    ]
    facts = {"title": "银行与网点", "banks": grouped, "form": form, "keeps": keeps}
    facts["enters_accounts"] = request.desk.posting.station in actions.ENTERS_ACCOUNTS
    return render(request, "bank/banks.html", facts, status=status)


@require_POST
def enter_branch(request: Request, bank_id: int) -> HttpResponse:
    """A branch of a bank."""
    _require(request, to_change=True)
    branch = actions.enter_branch(actor=actor(request), bank_id=bank_id, name=_name(request))
    messages.success(request, f"已新增{branch}。")
    return redirect("banks")


@require_http_methods(["GET", "HEAD", "POST"])
def rename_bank(request: Request, bank_id: int) -> HttpResponse:
    """Another name for a bank."""
    _require(request, to_change=True)
    bank = get_object_or_404(Bank, pk=bank_id)
    if request.method == "POST":
        actions.rename_bank(actor=actor(request), bank_id=bank_id, name=_name(request))
        messages.success(request, "银行名称已修改。")
        return redirect("banks")
    return _rename_page(request, bank)


@require_POST
def enter_account(request: Request, bank_id: int) -> HttpResponse:
    """The bank's own account for subsidies paid to it."""
    if request.desk.posting.station not in actions.ENTERS_ACCOUNTS:
        raise Http404
    account = request.POST.get("account", "")[:60]
    bank = actions.enter_account(actor=actor(request), bank_id=bank_id, account=account)
    messages.success(request, f"{bank}的贴息收款帐号已登记。")
    return redirect("banks")


@require_http_methods(["GET", "HEAD", "POST"])
def rename_branch(request: Request, branch_id: int) -> HttpResponse:
    """Another name for a branch."""
    _require(request, to_change=True)
    branch = get_object_or_404(Branch, pk=branch_id)
    if request.method == "POST":
        actions.rename_branch(actor=actor(request), branch_id=branch_id, name=_name(request))
        messages.success(request, "网点名称已修改。")
        return redirect("banks")
    return _rename_page(request, branch)


def _rename_page(request: Request, row: Bank | Branch) -> HttpResponse:
    facts = {"title": "修改名称", "row": row, "form": NameForm(initial={"name": row.name})}
    return render(request, "bank/rename.html", facts)


@require_POST
def close_branch(request: Request, branch_id: int) -> HttpResponse:
    """Let a branch take nothing new from today on."""
    _require(request, to_change=True)
    branch = actions.close_branch(actor=actor(request), branch_id=branch_id)
    messages.success(request, f"{branch}已停用，原有的贷款和申请仍可查。")
    return redirect("banks")


def _name(request: Request) -> str:
    """The name as typed; the action says what is wrong with it."""
    return request.POST.get("name", "")[:200]


def _require(request: Request, *, to_change: bool = False) -> bool:
    keeps = request.desk.posting.station in actions.KEEPS_BANKS
    if not keeps and (to_change or request.desk.posting.station not in SEES_BANKS):
        raise Http404
    return keeps


urlpatterns = [
    path("banks/", banks, name="banks"),
    path("banks/<int:bank_id>/rename/", rename_bank, name="bank_rename"),
    path("banks/<int:bank_id>/account/", enter_account, name="bank_account"),
    path("banks/<int:bank_id>/branches/", enter_branch, name="branch_enter"),
    path("branches/<int:branch_id>/rename/", rename_branch, name="branch_rename"),
    path("branches/<int:branch_id>/close/", close_branch, name="branch_close"),
]
