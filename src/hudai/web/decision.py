"""What is done on the page of a case, and the list of cases that wait for this desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hudai.actions import application as application_actions
from hudai.actions import assessment as assessing
from hudai.actions import attestation as attesting
from hudai.actions import decision as actions
from hudai.actions.application import Obstacles
from hudai.actions.commitment import commit
from hudai.core.errors import Refusal
from hudai.core.words import yuan
from hudai.core.workflow import Opinion
from hudai.records.models import Application, Station
from hudai.records.queries import application as queries
from hudai.records.queries import waiting
from hudai.records.queries.rating import fresh_rating
from hudai.web import assessment as assessments
from hudai.web import law as laws
from hudai.web import waiting_table
from hudai.web.acting import actor
from hudai.web.application import visible
from hudai.web.case import case_page, state_label, wait_of
from hudai.web.forms.assessment import AssessmentForm
from hudai.web.forms.decision import (
    AttestationForm,
    BatchForm,
    CommitmentForm,
    DecisionForm,
    ReasonForm,
    SurveyForm,
    WaiverForm,
)
from hudai.web.forms.terms import GradedTermsForm
from hudai.web.frame import NavItem, offer
from hudai.web.request import Request
from hudai.web.working_days import calendar_of

DECIDES = (Station.VILLAGE, Station.TOWN, Station.TOWN_HEAD, Station.OFFICE, Station.BRANCH, Station.BANK)
SAID = {Opinion.AGREE: "已同意", Opinion.RETURN: "已退回", Opinion.REJECT: "已签署不同意"}

offer(
    NavItem(
        "审批中心",
        "check2-square",
        "waiting",
        stations=DECIDES,
        order=10,
        count=lambda desk, day: waiting.waiting_for(desk.posting, laws.steps(desk.posting.station)),
    )
)


@require_safe
def case(request: Request, number: str) -> HttpResponse:
    """One case on one page."""
    return case_page(request, visible(request, number))


@require_POST
def decide(request: Request, number: str) -> HttpResponse:
    """Give this desk's opinion."""
    application = visible(request, number)
    law = laws.law(application.policy)
    form = DecisionForm(request.POST, application=application, policy=law.policy)
    grants = _grants(request, application)
    terms = GradedTermsForm(request.POST, application=application) if grants else None
    wanted = form.is_valid() and form.cleaned_data["opinion"] == Opinion.AGREE
    if not form.is_valid() or (terms and wanted and not terms.is_valid()):
        return case_page(request, application, status=422, decision_form=form, terms_form=terms)
    said = form.cleaned_data

    def act() -> str:
        opinion = Opinion(said["opinion"])
        granted = terms.terms() if terms and wanted else None
        actions.decide(
            actor=actor(request),
            law=law,
            number=number,
            seen_version=said["seen_version"],
            seen_step=said["seen_step"],
            opinion=opinion,
            text=said["text"],
            returned_to=said["returned_to"] if opinion is Opinion.RETURN else None,
            marked_fields=said["marked_fields"] if opinion is Opinion.RETURN else (),
            terms=granted,
        )
        if advice := assessments.advice(application, granted, said["text"]):
            messages.warning(request, advice)
        return f"{SAID[opinion]}：{number}。"

    return _done(request, application, act, form, decision_form=form, terms_form=terms)


@require_POST
def attest(request: Request, number: str) -> HttpResponse:
    """Record what only the bank can know, at the bank's step."""
    application = visible(request, number)
    law = laws.law(application.policy)
    recorded = fresh_rating(application.household, application.applied_on)
    form = AttestationForm(request.POST, policy=law.policy, recorded=recorded, prefix="bank")
    if not form.is_valid():
        return case_page(request, application, status=422, attestation_form=form)

    def act() -> str:
        attesting.attest(
            actor=actor(request),
            law=law,
            number=number,
            seen_version=form.cleaned_data["seen_version"],
            facts=form.facts(),
        )
        return "银行核实事项已登记。"

    return _done(request, application, act, form, attestation_form=form)


@require_POST
def assess(request: Request, number: str) -> HttpResponse:
    """Record what the bank finds of industry, cycle and income, at its step."""
    application = visible(request, number)
    catalogue = assessments.catalogue(application.policy)
    form = AssessmentForm(request.POST, catalogue=catalogue, prefix="assess")
    if not form.is_valid():
        return case_page(request, application, status=422, assessment_form=form)

    def act() -> str:
        made = assessing.assess(
            actor=actor(request),
            law=laws.law(application.policy),
            catalogue=catalogue,
            number=number,
            seen_version=form.cleaned_data["seen_version"],
            found=form.found(),
        )
        return f"评估已登记，建议 {yuan(made.suggested_amount)} 元、{made.suggested_term_months} 个月。"

    return _done(request, application, act, form, assessment_form=form)


def _grants(request: Request, application: Application) -> bool:
    """Whether this desk's opinion would be the bank's."""
    route = laws.law(application.policy).policy.route
    step = route[application.step - 1] if 0 < application.step <= len(route) else None
    return (
        step is not None and step.station == "bank" and actions.has_turn(actor(request), application, route)
    )


def _done(
    request: Request, application: Application, act: Callable[[], str], form: forms.Form, **shown: Any
) -> HttpResponse:
    """Back to the case with what was done, or the page as it was sent with why it was not."""
    try:
        told = act()
    except Obstacles as refusal:
        for message in (str(refusal), *laws.told(refusal)):
            form.add_error(None, message)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, told)
        return redirect("application", application.number)
    fresh = visible(request, application.number)
    return case_page(request, fresh, status=409, refused=form.non_field_errors(), **shown)


@require_POST
def submit(request: Request, number: str) -> HttpResponse:
    """Hand the application in."""
    application = visible(request, number)
    form = forms.Form(request.POST)

    def act() -> str:
        version = request.POST.get("seen_version", "")
        application_actions.submit(
            actor=actor(request),
            law=laws.law(application.policy),
            number=number,
            seen_version=int(version) if version.isdecimal() and len(version) < 10 else -1,
        )
        return f"申请 {number} 已提交。"

    form.is_valid()
    return _done(request, application, act, form)


@require_POST
def withdraw(request: Request, number: str) -> HttpResponse:
    """Take the application back at the household's wish."""
    application = visible(request, number)
    form = ReasonForm(request.POST, prefix="withdraw")
    if not form.is_valid():
        return case_page(request, application, status=422, withdraw_form=form)

    def act() -> str:
        application_actions.withdraw(actor=actor(request), number=number, reason=form.cleaned_data["reason"])
        return f"申请 {number} 已撤回。"

    return _done(request, application, act, form, withdraw_form=form)


@require_POST
def survey(request: Request, number: str) -> HttpResponse:
    """Record one of the two surveys."""
    application = visible(request, number)
    form = SurveyForm(request.POST, prefix="survey")
    if not form.is_valid():
        return case_page(request, application, status=422, survey_form=form)

    def act() -> str:
        application_actions.record_survey(actor=actor(request), number=number, **form.cleaned_data)
        return "调查已登记。"

    return _done(request, application, act, form, survey_form=form)


@require_POST
def commitment(request: Request, number: str) -> HttpResponse:
    """Record the signed commitment on the use of the money."""
    application = visible(request, number)
    form = CommitmentForm(request.POST, prefix="commitment")
    if not form.is_valid():
        return case_page(request, application, status=422, commitment_form=form)

    def act() -> str:
        commit(actor=actor(request), number=number, **form.cleaned_data)
        return "承诺书已登记。"

    return _done(request, application, act, form, commitment_form=form)


@require_POST
def waive(request: Request, number: str) -> HttpResponse:
    """Set a principle aside for this case."""
    application = visible(request, number)
    form = WaiverForm(request.POST, prefix="waive")
    if not form.is_valid():
        return case_page(request, application, status=422, waiver_form=form)

    def act() -> str:
        actions.waive(
            actor=actor(request),
            law=laws.law(application.policy),
            number=number,
            rule=form.cleaned_data["rule"],
            reason=form.cleaned_data["reason"],
        )
        return "豁免已登记，理由会列入豁免清单。"

    return _done(request, application, act, form, waiver_form=form)


@require_POST
def look(request: Request, number: str) -> HttpResponse:
    """Show the full numbers of a case; the look is recorded."""
    visible(request, number)
    application = actions.look(actor=actor(request), number=number)
    return render(request, "application/numbers.html", {"application": application, "title": "完整号码"})


@require_safe
def waiting_list(request: Request) -> HttpResponseBase:
    """Cases that wait for this desk's opinion, the longest waiting first."""
    return _waiting_page(request, BatchForm())


@require_POST
def agree_to_many(request: Request) -> HttpResponseBase:
    """Agree to the ticked cases with one statement; those refused are told one by one."""
    form = BatchForm(request.POST)
    cases = form.cases()
    if not form.is_valid() or not cases:
        if not cases:
            form.add_error(None, "请先勾选要同意的申请。")
        return _waiting_page(request, form, status=422)
    outcomes = actions.agree_to_many(
        actor=actor(request), law_of=laws.law, cases=cases, text=form.cleaned_data["text"]
    )
    refused = [outcome for outcome in outcomes if outcome.refused]
    if len(outcomes) > len(refused):
        messages.success(request, f"已同意 {len(outcomes) - len(refused)} 件。")
    for outcome in refused:
        messages.error(request, f"{outcome.number} 没有办理：{outcome.refused}")
    return redirect("waiting")


def _waiting_page(request: Request, form: BatchForm, status: int = 200) -> HttpResponseBase:
    posting = request.desk.posting
    found = queries.with_row(waiting.waiting_for(posting, laws.steps(posting.station)))
    batch = posting.station not in (Station.BRANCH, Station.BANK)
    table = waiting_table.table(actor(request).today, batch=batch)
    return table.page(
        request,
        found,
        template="decision/waiting.html",
        status=status,
        path=reverse("waiting"),
        title="审批中心",
        form=form,
        batch=batch,
    )


def rows(request: Request, found: Any) -> list[dict[str, Any]]:
    """Cases with where they stand and how long they have waited."""
    today, calendar = actor(request).today, calendar_of(request)
    shown = []
    for application in found:
        policy = laws.law(application.policy).policy
        shown.append(
            {
                "application": application,
                "wait": wait_of(application, policy, calendar, today),
                "label": state_label(application, policy.route),
            }
        )
    return shown
