"""The papers of a case: what the file lacks, what can be printed, what was handed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from hudai.actions import attachment as attachments
from hudai.actions import paper as actions
from hudai.actions.actor import Actor
from hudai.actions.application import Law
from hudai.actions.decision import LOOKS
from hudai.actions.decision_paper import decision_paper
from hudai.actions.gates import spared_by
from hudai.actions.paper import Paper
from hudai.records.models import Application
from hudai.records.queries.attachment import checklist
from hudai.web import law as laws
from hudai.web.acting import actor
from hudai.web.application import visible
from hudai.web.files import file_answer
from hudai.web.forms.attachment import AttachmentForm
from hudai.web.request import Request


@require_safe
def papers(request: Request, number: str) -> HttpResponse:
    """Checklist, papers to print, and what was handed in."""
    return papers_page(request, visible(request, number))


def papers_page(
    request: Request, application: Application, *, status: int = 200, form: AttachmentForm | None = None
) -> HttpResponse:
    """The page, with a fresh form to hand something in or the one sent."""
    template = "paper/papers.html" + ("#filed" if request.htmx else "")
    return render(request, template, facts_of(request, application, form), status=status)


def facts_of(request: Request, application: Application, form: AttachmentForm | None) -> dict[str, Any]:
    """What the page shows."""
    station = actor(request).station
    policy = laws.law(application.policy).policy
    items = checklist(application, policy.route, simple=bool(spared_by(application, policy)))
    handed_in = application.attachments.select_related("added_by__officer").order_by("-added_at")
    return {
        "title": "打印与材料",
        "application": application,
        "items": items,
        "missing": [item for item in items if item.missing],
        "attachments": handed_in,
        "may_add": station in attachments.ADDS,
        "may_look": station in LOOKS,
        "posting": request.desk.posting,
        "form": form or AttachmentForm(),
    }


@require_POST
def print_paper(request: Request, number: str, paper: str, form: str) -> HttpResponseBase:
    """Make a paper and hand it out; one with full numbers is a line of the journal."""
    application = visible(request, number)
    make = PRINTS.get(paper)
    if make is None:
        raise Http404
    made = make(actor(request), laws.law(application.policy), number, form)
    return file_answer(made.content, name=made.name, media_type=made.media_type)


def _application(acting: Actor, law: Law, number: str, form: str) -> Paper:
    return actions.application_paper(actor=acting, law=law, number=number, form=form)


def _commitment(acting: Actor, law: Law, number: str, form: str) -> Paper:
    return actions.commitment_paper(actor=acting, law=law, number=number, form=form)


def _decision(acting: Actor, law: Law, number: str, form: str) -> Paper:
    if form != "pdf":
        raise Http404
    document = laws.document(law.policy.name)
    places = {clause.id: clause.place for clause in document.clauses}
    return decision_paper(actor=acting, law=law, places=places, number=number)


PRINTS: dict[str, Callable[[Actor, Law, str, str], Paper]] = {
    "application": _application,
    "commitment": _commitment,
    "decision": _decision,
}
"""The papers there are, by their part of the address."""

urlpatterns = [
    path("applications/<str:number>/papers/", papers, name="application_papers"),
    path("applications/<str:number>/papers/<str:paper>.<str:form>", print_paper, name="application_print"),
]
