"""Applications: the list, entering one for a household, changing it, copying an earlier one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hudai.actions import application as actions
from hudai.actions.loan_choice import outstanding_loans
from hudai.core.errors import Refusal
from hudai.core.policy import Policy
from hudai.core.workflow import NotNow, State
from hudai.records.models import Application, Branch, Household, LeadBank, Region, Station
from hudai.records.queries import application as queries
from hudai.records.queries import visibility, waiting
from hudai.records.queries.household import likely_applicant
from hudai.records.queries.loan_chain import due_in_force
from hudai.web import hints as hinting
from hudai.web import law as laws
from hudai.web.acting import actor
from hudai.web.forms.application import ApplicationForm, FiltersForm, initial_of
from hudai.web.frame import NavItem, offer
from hudai.web.request import Request
from hudai.web.table import Column, Kind, Table
from hudai.web.templatetags.zh import masked

SEES_CASES = tuple(station for station in Station if station is not Station.ADMINISTRATOR)
TONES = {
    State.DRAFT: "grey",
    State.UNDER_WAY: "blue",
    State.APPROVED: "green",
    State.REJECTED: "red",
    State.WITHDRAWN: "grey",
}
_KINDS, _STATES = dict(Application.Kind.choices), dict(Application.State.choices)

TABLE = Table(
    "applications",
    "贷款申请",
    (
        Column("number", "编号", "number", Kind.CODE, link=lambda row: _address(row), fixed=True, width=15),
        Column("applicant", "申请人", "applicant__name"),
        Column(
            "id_number",
            "身份证号码",
            kind=Kind.CODE,
            made=masked,
            beside=("applicant__id_number",),
            width=20,
        ),
        Column("town", "镇", "household__village__parent__name"),
        Column("village", "村", "household__village__name"),
        Column("group", "组", "household__group__name", shown=False),
        Column("household", "户编号", "household__number", Kind.CODE, shown=False),
        Column("kind", "类型", "kind", made=_KINDS.get),
        Column("amount", "申贷金额（元）", "amount", Kind.YUAN, summed=True),
        Column("term_months", "期限（月）", "term_months", Kind.COUNT),
        Column("purpose", "用途", "purpose", Kind.TEXT, ellipsis=14),
        Column("branch", "经办银行", "branch__name", width=18),
        Column("applied_on", "申请日期", "applied_on", Kind.DAY),
        Column("approved_amount", "审批金额（元）", "approved_amount", Kind.YUAN, shown=False, summed=True),
        Column(
            "state",
            "状态",
            "state",
            made=_STATES.get,
            tone=lambda row: TONES[State(row.state)],
        ),
    ),
    empty="没有符合条件的申请",
    icon="file-earmark-text",
)
DUE_SOON = timedelta(days=90)
"""A loan due within this is likelier to be renewed than added to."""
MOST_HOUSEHOLDS = 30
"""Households shown for a search; more want a narrower one."""

offer(
    NavItem(
        "贷款申请",
        "file-earmark-text",
        "applications",
        stations=SEES_CASES,
        order=20,
        count=lambda desk, day: waiting.to_fill_in(desk.posting),
    )
)


def visible(request: Request, number: str) -> Application:
    """The application, if the desk may see it; else 404, whether it exists or not."""
    found = queries.with_row(visibility.applications_seen_by(request.desk.posting))
    return get_object_or_404(found, number=number)


def enters(request: Request) -> bool:
    """Whether the desk fills applications in."""
    return request.desk.posting.station in actions.ENTERS


@require_safe
def applications(request: Request) -> HttpResponseBase:
    """The applications this desk sees; htmx asks for the rows only."""
    form = FiltersForm(request.GET, towns=towns(request))
    found = queries.applications(request.desk.posting, filters_of(form))
    may = enters(request)
    hint = "或为农户录入一份申请。" if may else "村、镇或银行网点录入后会出现在这里。"
    table = replace(TABLE, hint=f"可以清空条件再查，{hint}")
    return table.page(request, found, filters=form, template="application/list.html", enters=may)


def _address(application: Application) -> str:
    return reverse("application", args=[application.number])


def filters_of(form: FiltersForm) -> queries.Filters:
    """What the form narrows to; a field that is not in order narrows nothing."""
    form.is_valid()
    said = form.cleaned_data
    town = said.get("town")
    return queries.Filters(
        words=said.get("words") or "",
        state=said.get("state") or "",
        town=town.pk if town else None,
        since=said.get("since"),
        until=said.get("until"),
        ended_since=said.get("ended_since"),
        ended_until=said.get("ended_until"),
    )


def towns(request: Request) -> Any:
    """The towns a desk can narrow its lists to."""
    seen = visibility.villages_seen_by(request.desk.posting).values("parent")
    return Region.objects.filter(pk__in=seen)


@require_safe
def choose_household(request: Request) -> HttpResponse:
    """Find the household an application is entered for."""
    _require_entry(request)
    words = request.GET.get("words", "").strip()[:40]
    found = queries.households_called(request.desk.posting, words)[: MOST_HOUSEHOLDS + 1] if words else []
    households = list(found)
    facts = {
        "title": "录入申请",
        "words": words,
        "households": households[:MOST_HOUSEHOLDS],
        "more": len(households) > MOST_HOUSEHOLDS,
        "most": MOST_HOUSEHOLDS,
    }
    return render(request, "application/choose_household.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: Request, household: str) -> HttpResponse:
    """Enter an application for a household; it becomes a draft."""
    _require_entry(request)
    found = _household(request, household)
    law = laws.law(laws.adopted())
    form = _form(request, found, law.policy, initial=_first_values(request, found))
    if request.method == "POST" and form.is_valid():
        try:
            entered = actions.enter(
                actor=actor(request),
                law=law,
                household=found,
                applicant=form.cleaned_data["applicant"],
                request=form.request(),
                copied_from=_earlier(request, form.cleaned_data["copied_from"]),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已录入申请 {entered.number}，核对无误后请提交。")
            return redirect("application", entered.number)
    return _form_page(request, form, found, law, title="录入申请")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, number: str) -> HttpResponse:
    """Change an application that is being filled in."""
    _require_entry(request)
    application = visible(request, number)
    law = laws.law(application.policy)
    returned = application.decisions.filter(returned_to=0).order_by("-decided_at").first()
    if application.state != State.DRAFT:
        raise NotNow("这份申请已经提交，不能再改；需要更正的请由审批单位退回。")
    form = _form(
        request,
        application.household,
        law.policy,
        initial=initial_of(application),
        marked=returned.marked_fields if returned else (),
        fixed_applicant=True,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.amend(
                actor=actor(request),
                number=number,
                seen_version=form.cleaned_data["seen_version"] or 0,
                request=form.request(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "修改已保存。")
            return redirect("application", number)
    page = {"application": application, "returned": returned}
    return _form_page(request, form, application.household, law, title=f"修改申请 {number}", **page)


@require_POST
def hints(request: Request, household: str) -> HttpResponse:
    """What the rules say of what is typed so far; part of a page, written nowhere."""
    _require_entry(request)
    found = _household(request, household)
    law = laws.law(laws.adopted())
    form = _form(request, found, law.policy)
    said = hinting.hints(hinting.typed(form, found, form.today), law)
    return render(request, "application/hints.html", {"hints": said, "swap": True})


def _require_entry(request: Request) -> None:
    actor(request).require(*actions.ENTERS)


def _household(request: Request, number: str) -> Household:
    seen = visibility.households_seen_by(request.desk.posting).select_related("village__parent")
    return get_object_or_404(seen, number=number)


def _earlier(request: Request, number: str) -> Application | None:
    """The application to copy from, if there is one and the desk sees it."""
    if not number:
        return None
    return visibility.applications_seen_by(request.desk.posting).filter(number=number).first()


def _first_values(request: Request, household: Household) -> dict[str, Any]:
    """A new form's values: those of the earlier application to copy, or what is plain already."""
    copied = request.GET.get("copy", "")
    earlier = _earlier(request, copied)
    if copied and (earlier is None or earlier.household_id != household.pk):
        raise Http404
    lead = LeadBank.objects.filter(town=household.village.parent_id, until=None).first()
    today = actor(request).today
    plain = {"branch": lead.branch_id if lead else None, "applied_on": today}
    if earlier is None:
        applicant = likely_applicant(household)
        likely = {"applicant": applicant.pk if applicant else None, "kind": _likely_kind(household, today)}
        return plain | likely
    return {**initial_of(earlier), **plain, "copied_from": earlier.number, "seen_version": None}


def _likely_kind(household: Household, today: date) -> str:
    """What the household's loans suggest: a renewal of what is soon due, else a top-up, else a first loan.

    Nobody is held to it; it is what the form begins with.
    """
    outstanding = outstanding_loans(household)
    if not outstanding:
        return Application.Kind.FIRST
    soon = any(today <= due_in_force(loan) < today + DUE_SOON for loan, _ in outstanding)
    return Application.Kind.RENEWAL if soon else Application.Kind.TOP_UP


def _form(
    request: Request,
    household: Household,
    policy: Policy,
    initial: dict[str, Any] | None = None,
    **options: Any,
) -> ApplicationForm:
    data = request.POST if request.method == "POST" else None
    return ApplicationForm(
        data,
        initial=initial,
        policy=policy,
        household=household,
        branches=_branches(request),
        today=actor(request).today,
        **options,
    )


def _branches(request: Request) -> list[int]:
    """Branches an application may be handed to: a branch's own, else every one."""
    posting = request.desk.posting
    if posting.station == Station.BRANCH and posting.branch_id:
        return [posting.branch_id]
    return list(Branch.objects.filter(closed_on=None).values_list("pk", flat=True))


def _form_page(
    request: Request,
    form: ApplicationForm,
    household: Household,
    law: actions.Law,
    *,
    title: str,
    **more: Any,
) -> HttpResponse:
    """The form with the hints on what stands in it."""
    filled = form
    if not form.is_bound:
        shown = {name: form.get_initial_for_field(form.fields[name], name) for name in form.fields}
        filled = _form_with(request, form, household, law.policy, shown)
    said = hinting.hints(hinting.typed(filled, household, form.today), law)
    facts = {
        "title": title,
        "form": form,
        "household": household,
        "hints": said,
        "policy": law.policy,
        **more,
    }
    return render(request, "application/form.html", facts, status=422 if form.errors else 200)


def _form_with(
    request: Request, form: ApplicationForm, household: Household, policy: Policy, values: dict[str, Any]
) -> ApplicationForm:
    """The same form as if its first values had been sent."""
    return ApplicationForm(
        {name: value for name, value in values.items() if value is not None},
        policy=policy,
        household=household,
        branches=_branches(request),
        today=form.today,
        initial=values,
        fixed_applicant=form.fields["applicant"].disabled,
    )
