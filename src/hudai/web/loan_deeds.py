"""What is done about loans, each on a form of its own: contracts, payouts, repayments, corrections, stops.

Forms are pages, so that they work without JavaScript; the rule beside a field comes from the very
checks that stand in the actions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from hudai.actions import loan as lending
from hudai.actions import loan_correction as correcting
from hudai.actions import repayment as repaying
from hudai.actions import stop as stopping
from hudai.actions.application import Obstacles
from hudai.core import words
from hudai.core.errors import Refusal
from hudai.records.models import Loan, Repayment, Stop
from hudai.records.queries.loan_chain import owed
from hudai.web import law as laws
from hudai.web.acting import actor
from hudai.web.forms import loan as typed
from hudai.web.loan import visible
from hudai.web.loan_page import address
from hudai.web.request import Request

page = require_http_methods(["GET", "HEAD", "POST"])


def deed(
    request: Request,
    form: forms.Form,
    act: Callable[[], str],
    *,
    title: str,
    button: str,
    back: str,
    template: str = "loan/deed.html",
    **facts: Any,
) -> HttpResponse:
    """The form, or after it was sent: back to where it came from with what was done, or why it was not."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                told = act()
            except Refusal as refusal:
                status = 409
                for line in (str(refusal), *(laws.told(refusal) if isinstance(refusal, Obstacles) else ())):
                    form.add_error(None, line)
            else:
                messages.success(request, told)
                return redirect(back)
    shown = {"title": title, "form": form, "button": button, "back": back, "danger": False, **facts}
    return render(request, template, shown, status=status)


def _data(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


@page
def disburse(request: Request, loan_id: int) -> HttpResponse:
    """Register that the money was paid out."""
    loan, acting = visible(request, loan_id), actor(request)
    acting.require(*lending.LENDS)
    form = typed.DisbursementForm(_data(request), initial={"disbursed_on": acting.today})

    def act() -> str:
        lending.disburse(actor=acting, laws=laws.packs(), loan_id=loan.pk, **form.cleaned_data)
        return f"已登记放款 {words.yuan(loan.principal)} 元。"

    return _of(request, loan, form, act, title="登记放款", button="登记放款")


@page
def give_up(request: Request, loan_id: int) -> HttpResponse:
    """Give up a contract that was never paid out."""
    loan, acting = visible(request, loan_id), actor(request)
    acting.require(*lending.LENDS)
    form = typed.ReasonForm(_data(request))

    def act() -> str:
        lending.give_up(actor=acting, loan_id=loan.pk, **form.cleaned_data)
        return f"合同 {loan.contract} 已作废。"

    note = "合同作废后不能恢复，申请也随之办结；农户再需要贷款的要重新申请。"
    return _of(request, loan, form, act, title="作废合同", button="作废", note=note, danger=True)


@page
def repay(request: Request, loan_id: int) -> HttpResponse:
    """Record what the household paid."""
    loan, acting = visible(request, loan_id), actor(request)
    acting.require(*repaying.BOOKS)
    newest = loan.repayments.order_by("-pk").values_list("pk", flat=True).first() or 0
    form = typed.RepaymentForm(_data(request), initial={"paid_on": acting.today, "seen": newest})
    if "hint" in request.GET:
        return _repayment_hints(request, loan, form)

    def act() -> str:
        said = form.cleaned_data
        repaying.record(
            actor=acting,
            laws=laws.packs(),
            loan_id=loan.pk,
            paid=form.paid(),
            seen=said["seen"],
            reason=said["reason"],
        )
        return "还款已登记。"

    left = owed(loan)
    hints = _repayment_facts(loan, acting.today, left, left)
    return _of(request, loan, form, act, title="登记还款", button="登记", hints=hints, live=True)


def _repayment_hints(request: Request, loan: Loan, form: typed.RepaymentForm) -> HttpResponse:
    """What is due on the day typed, and what would be left; part of a page, written nowhere."""
    form.is_valid()
    said = form.cleaned_data
    left = owed(loan)
    day = said.get("paid_on") or actor(request).today
    hints = _repayment_facts(loan, day, left, left - (said.get("principal") or 0))
    return render(request, "loan/hints.html", {"hints": hints})


def _repayment_facts(loan: Loan, day: Any, left: int, after: int) -> list[tuple[str, str]]:
    due = repaying.expected(laws.packs(), loan, day) if loan.disbursed_on else 0
    return [
        ("现在还没有还的本金", f"{words.yuan(left)} 元"),
        (f"到 {day} 应付的利息约", f"{words.yuan(due)} 元"),
        ("登记后剩余本金", f"{words.yuan(after)} 元" if after >= 0 else "超过余额，请核对"),
    ]


@page
def correct_repayment(request: Request, loan_id: int, repayment_id: int) -> HttpResponse:
    """Put right what was recorded."""
    loan, row = _repayment(request, loan_id, repayment_id)
    form = typed.RepaymentCorrectionForm(_data(request), initial=typed.paid_initial(row))

    def act() -> str:
        repaying.correct(
            actor=actor(request),
            laws=laws.packs(),
            repayment_id=row.pk,
            paid=form.paid(),
            reason=form.cleaned_data["reason"],
            checked=form.cleaned_data["checked"],
        )
        return "还款已更正，原来的一笔留在旁边。"

    note = "原来的一笔不会删除；结算、余额和分类马上按更正后的算，以前的批次不变，差额在下一批补或退。"
    return _of(request, loan, form, act, title="更正还款", button="更正", note=note)


@page
def void_repayment(request: Request, loan_id: int, repayment_id: int) -> HttpResponse:
    """Take back a repayment that never was."""
    loan, row = _repayment(request, loan_id, repayment_id)
    form = typed.ReasonForm(_data(request))

    def act() -> str:
        repaying.void(
            actor=actor(request),
            laws=laws.packs(),
            repayment_id=row.pk,
            reason=form.cleaned_data["reason"],
        )
        return "这笔还款已作废。"

    note = (
        f"{row.paid_on} 归还本金 {words.yuan(row.principal)} 元、利息 {words.yuan(row.interest)} 元、"
        f"罚息 {words.yuan(row.penalty)} 元。作废后原记录仍保留，可以查看。"
    )
    return _of(request, loan, form, act, title="作废还款", button="作废", note=note, danger=True)


def _repayment(request: Request, loan_id: int, repayment_id: int) -> tuple[Loan, Repayment]:
    loan = visible(request, loan_id)
    actor(request).require(*repaying.BOOKS)
    return loan, get_object_or_404(Repayment, pk=repayment_id, loan=loan)


@page
def correct(request: Request, loan_id: int, field: str) -> HttpResponse:
    """Put one term right."""
    loan, acting = visible(request, loan_id), actor(request)
    acting.require(*correcting.CORRECTS)
    if field not in correcting.FIELDS:
        raise Http404
    initial = {"value": typed.value_initial(loan, field), "seen": loan.corrections.count()}
    form = typed.CorrectionForm(_data(request), field=field, initial=initial)

    def act() -> str:
        correcting.correct(actor=acting, laws=laws.packs(), loan_id=loan.pk, field=field, **form.cleaned_data)
        return f"{correcting.FIELDS[field]}已更正，更正前后都留在“更正记录”里。"

    note = "更正的是录入的差错；合同本身有变动的，请办理续贷或展期。以前的贴息批次不变，差额在下一批补或退。"
    title = f"更正{correcting.FIELDS[field]}"
    return _of(request, loan, form, act, title=title, button="更正", note=note)


@page
def stop(request: Request, loan_id: int) -> HttpResponse:
    """Register that the loan earns no subsidy any more."""
    loan, acting = visible(request, loan_id), actor(request)
    kinds = stopping.kinds_for(acting.station)
    acting.require(*stopping.OFFICE, *stopping.BANK)
    form = typed.StopForm(_data(request), kinds=kinds, initial={"since": acting.today})

    def act() -> str:
        stopping.stop(actor=acting, laws=laws.packs(), loan_id=loan.pk, **form.cleaned_data)
        return "已登记停止贴息；已经多贴的，下一批自动扣回。"

    return _of(request, loan, form, act, title="停止贴息", button="登记", danger=True)


@page
def lift(request: Request, loan_id: int, stop_id: int) -> HttpResponse:
    """Take back a stop that should not have been."""
    loan = visible(request, loan_id)
    row = get_object_or_404(Stop, pk=stop_id, loan=loan, void=False)
    actor(request).require(*stopping.STOPS[row.kind])
    form = typed.ReasonForm(_data(request))

    def act() -> str:
        stopping.lift(
            actor=actor(request), laws=laws.packs(), stop_id=row.pk, reason=form.cleaned_data["reason"]
        )
        return "已恢复贴息，停止的记录留在旁边。"

    note = f"{row.since} 起因“{row.get_kind_display()}”停止贴息；依据：{row.evidence}"
    return _of(request, loan, form, act, title="恢复贴息", button="恢复贴息", note=note)


def _of(request: Request, loan: Loan, form: forms.Form, act: Callable[[], str], **facts: Any) -> HttpResponse:
    return deed(request, form, act, back=address(loan), loan=loan, **facts)


urlpatterns = [
    path("loans/<int:loan_id>/disburse/", disburse, name="loan_disburse"),
    path("loans/<int:loan_id>/give-up/", give_up, name="loan_give_up"),
    path("loans/<int:loan_id>/repay/", repay, name="loan_repay"),
    path(
        "loans/<int:loan_id>/repayments/<int:repayment_id>/correct/",
        correct_repayment,
        name="loan_repayment_correct",
    ),
    path(
        "loans/<int:loan_id>/repayments/<int:repayment_id>/void/",
        void_repayment,
        name="loan_repayment_void",
    ),
    path("loans/<int:loan_id>/correct/<slug:field>/", correct, name="loan_correct"),
    path("loans/<int:loan_id>/stop/", stop, name="loan_stop"),
    path("loans/<int:loan_id>/stops/<int:stop_id>/lift/", lift, name="loan_lift"),
]
