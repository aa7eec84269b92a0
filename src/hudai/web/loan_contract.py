"""From an approved application to its contract: signing, renewing, extending, with the rules beside."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from hudai.actions import loan as lending
from hudai.actions import maturity
from hudai.actions.application import Obstacles
from hudai.actions.loan_choice import with_original
from hudai.actions.signing import Contract, LaterDueDay, answers_on_signing, law_on_signing
from hudai.core import words
from hudai.core.dates import add_months
from hudai.core.errors import Refusal
from hudai.core.rates import highest_rate
from hudai.records.models import Application
from hudai.records.queries.loan_chain import due_in_force, owed
from hudai.web import hints as hinting
from hudai.web import law as laws
from hudai.web.acting import actor
from hudai.web.application import visible
from hudai.web.forms import loan as typed
from hudai.web.forms.fields import yuan_text
from hudai.web.loan_deeds import deed, page
from hudai.web.request import Request

Kind = Application.Kind


@page
def sign(request: Request, number: str) -> HttpResponse:
    """Sign the contract of an approved application, or carry its old contract on by a new one."""
    application, acting = with_original(visible(request, number)), actor(request)
    acting.require(*lending.LENDS)
    if application.kind == Kind.EXTENSION:
        return redirect("loan_extend", number)
    renews = application.kind == Kind.RENEWAL
    make = typed.RenewalForm if renews else typed.ContractForm
    form = make(
        request.POST if request.method == "POST" else None, initial=_initial(application, acting.today)
    )
    if "hint" in request.GET:
        return _hints(request, application, form)

    def act() -> str:
        said = dict(form.cleaned_data)
        way = said.pop("way", "")
        common = {"actor": acting, "laws": laws.packs(), "number": number, **said}
        if renews:
            maturity.renew(**common, without_repayment=way == "without")
            return f"续贷合同 {said['contract']} 已登记，{said['signed_on']} 起算。"
        lending.sign(**common)
        return f"合同 {said['contract']} 已登记，放款后请登记放款。"

    title = "办理续贷" if renews else "签合同"
    facts = {
        "old": _old(application),
        "limits": _limits(application, acting.today),
        "lines": _lines(application, form, acting.today),
        "live": True,
    }
    return _of(request, application, form, act, title=title, button=title, **facts)


@page
def extend(request: Request, number: str) -> HttpResponse:
    """Register the later due day of an approved extension."""
    application, acting = visible(request, number), actor(request)
    acting.require(*lending.LENDS)
    form = typed.ExtensionForm(
        request.POST if request.method == "POST" else None,
        initial=_extension_initial(application, acting.today),
    )
    if "hint" in request.GET:
        return _hints(request, application, form)

    def act() -> str:
        maturity.extend(actor=acting, laws=laws.packs(), number=number, **form.cleaned_data)
        return f"已展期到 {form.cleaned_data['due_on']}。"

    facts = {
        "old": _old(application),
        "lines": _lines(application, form, acting.today),
        "live": True,
    }
    return _of(request, application, form, act, title="登记展期", button="登记展期", **facts)


def _of(request: Request, application: Application, form: forms.Form, act: Any, **facts: Any) -> HttpResponse:
    """Back to the loan once there is one, else to the application."""
    back = reverse("application", args=[application.number])
    answer = deed(request, form, act, back=back, application=application, **facts)
    if answer.status_code == 302:
        fresh = Application.objects.get(pk=application.pk)
        loan = getattr(fresh, "contract", None) or (fresh.loan if hasattr(fresh, "extension") else None)
        if loan is not None:
            return redirect("loan", loan.pk)
    return answer


def _initial(application: Application, today: date) -> dict[str, Any]:
    months = application.approved_term_months or application.term_months
    amount = application.approved_amount or application.amount
    if application.kind == Kind.RENEWAL and application.loan is not None:
        amount = min(amount, owed(application.loan)) or amount
    return {
        "signed_on": today,
        "due_on": add_months(today, months),
        "principal": yuan_text(amount),
        "seen_version": application.version,
        "way": "without",
    }


def _extension_initial(application: Application, today: date) -> dict[str, Any]:
    known = {"signed_on": today, "seen_version": application.version, "cause": application.reason}
    if application.loan is None:
        return known
    months = application.approved_term_months or application.term_months
    return {**known, "due_on": add_months(due_in_force(application.loan), months)}


def _old(application: Application) -> dict[str, Any] | None:
    """The contract that is carried on."""
    if application.loan is None or application.kind not in (Kind.RENEWAL, Kind.EXTENSION):
        return None
    return {
        "loan": application.loan,
        "due_on": due_in_force(application.loan),
        "balance": owed(application.loan),
    }


def _limits(application: Application, today: date) -> str:
    """What was approved, and the highest rate of the day with its publication."""
    if application.approved_amount is None or application.approved_rate is None:
        return ""
    told = (
        f"审批：不超过 {words.yuan(application.approved_amount)} 元、"
        f"{application.approved_term_months} 个月，年利率 {words.percent(application.approved_rate)}"
    )
    try:
        law = law_on_signing(laws.packs(), application, today)
        highest = highest_rate(
            law.policy, law.national, signed_on=today, months=application.approved_term_months or 1
        )
    except Refusal:
        return f"{told}。"
    return (
        f"{told}；今天该期限最高 {words.percent(highest.rate)}"
        f"（{highest.label}，{highest.published_on} 公布）。"
    )


def _hints(request: Request, application: Application, form: forms.Form) -> HttpResponse:
    """What the rules say of what is typed so far; part of a page, written nowhere."""
    lines = _lines(application, form, actor(request).today)
    return render(request, "loan/rules.html", {"lines": lines})


def _lines(application: Application, form: forms.Form, today: date) -> list[hinting.Line]:
    """The law's answers on the contract as typed, or as first proposed; none while it says too little."""
    said = _typed(form)
    if not said.get("signed_on") or not said.get("due_on") or said["due_on"] <= said["signed_on"]:
        return []
    try:
        law = law_on_signing(laws.packs(), application, said["signed_on"])
        answers = answers_on_signing(application, law, _said(application, said), on=today)
    except Obstacles as refusal:
        return [
            _window_line(message, clause)
            for message, clause in zip(refusal.messages, refusal.clauses, strict=True)
        ]
    except Refusal:
        return []
    labels = {row["rule"]: LABELS.get(row["rule"], row["rule"]) for row in answers.findings}
    return [hinting.line(labels, row) for row in answers.findings]


LABELS = {
    "window": "实施时间",
    "amount": "贷款金额",
    "household_total": "单户总额",
    "one_loan": "一户一笔",
    "term": "贷款期限",
    "rate": "贷款利率",
    "base_rate": "执行基准利率",
    "top_up": "追加贷款",
    "renew_once": "续贷或展期次数",
    "extension_length": "展期期限",
}
"""What the rules asked again are called."""


def _window_line(message: str, clause: str) -> hinting.Line:
    row = {"rule": "window", "verdict": "fail", "level": "hard", "clause": clause, "message": message}
    return hinting.line(LABELS, row)


def _typed(form: forms.Form) -> dict[str, Any]:
    if form.is_bound:
        form.is_valid()
        return form.cleaned_data
    first = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    bound = type(form)({name: value for name, value in first.items() if value is not None})
    bound.is_valid()
    return bound.cleaned_data


def _said(application: Application, said: dict[str, Any]) -> Contract | LaterDueDay:
    rate = application.approved_rate or 0
    if application.kind == Kind.EXTENSION and application.loan is not None:
        loan = application.loan
        return LaterDueDay(said["signed_on"], due_in_force(loan), said["due_on"], owed(loan), loan.rate)
    principal = said.get("principal") or application.approved_amount or application.amount
    return Contract(said.get("contract") or "", said["signed_on"], said["due_on"], principal, rate)


urlpatterns = [
    path("applications/<str:number>/sign/", sign, name="loan_sign"),
    path("applications/<str:number>/extend/", extend, name="loan_extend"),
]
