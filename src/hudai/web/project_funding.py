"""Which project a loan goes into: chosen on the page of the application or of the loan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from hudai.actions import project as actions
from hudai.actions.actor import Actor
from hudai.core.errors import Refusal
from hudai.records.models import Application, Funding, Household, Loan
from hudai.records.queries import project as queries
from hudai.web import loan_sections
from hudai.web.acting import actor
from hudai.web.application import visible as visible_case
from hudai.web.forms.project import FundingForm
from hudai.web.loan import visible as visible_loan
from hudai.web.request import Request

NOT_CHOSEN = "请从这户参加的项目里选择。"


@require_POST
def fund(request: Request, number: str) -> HttpResponse:
    """Say which project an application's loan goes into."""
    case = visible_case(request, number)
    actions.fund(actor=actor(request), number=number, participation_id=_chosen(request, case.household))
    messages.success(request, "投入的产业项目已登记。")
    return redirect("application", number)


@require_POST
def fund_loan(request: Request, loan_id: int) -> HttpResponse:
    """The same of a loan."""
    loan = visible_loan(request, loan_id)
    actions.fund_loan(
        actor=actor(request), loan_id=loan_id, participation_id=_chosen(request, loan.household)
    )
    messages.success(request, "投入的产业项目已登记。")
    return redirect(reverse("loan", args=[loan.pk]))


def _chosen(request: Request, household: Household) -> int | None:
    actor(request).require(*actions.FUNDS)
    form = FundingForm(request.POST, parts=queries.of_household(household).filter(left_on=None))
    if not form.is_valid():
        raise Refusal(NOT_CHOSEN)
    return form.chosen()


def on_case(acting: Actor, application: Application) -> dict[str, Any]:
    """What the page of a case shows of it."""
    to = reverse("application_fund", args=[application.number])
    return _shown(acting, application.household, {"application": application}, to)


def on_loan(request: Request, loan: Loan) -> dict[str, Any]:
    """The same for the page of a loan: its own project, or that of its application."""
    own = {"application": loan.application} if loan.application_id else {"loan": loan}
    to = reverse("loan_fund", args=[loan.pk])
    return _shown(actor(request), loan.household, own, to)


def _shown(acting: Actor, household: Household, own: dict[str, Any], to: str) -> dict[str, Any]:
    standing = Funding.objects.filter(**own).select_related("participation__project").first()
    parts = queries.of_household(household).filter(left_on=None)
    chooses = acting.station in actions.FUNDS and parts.exists()
    initial = {"participation": standing.participation_id} if standing else {}
    return {
        "project": standing.participation.project if standing else None,
        "funding_form": FundingForm(parts=parts, initial=initial) if chooses else None,
        "to": to,
    }


loan_sections.offer(loan_sections.Section("产业项目", "project/of_loan.html", facts=on_loan, order=45))

urlpatterns = [
    path("applications/<str:number>/project/", fund, name="application_fund"),
    path("loans/<int:loan_id>/project/", fund_loan, name="loan_fund"),
]
