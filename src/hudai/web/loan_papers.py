"""材料 of a loan: what lies in its own file and in that of its case, and handing in more."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from hudai.actions import loan_attachment as adding
from hudai.actions.actor import NotYours
from hudai.core.errors import Refusal
from hudai.records.models import Loan
from hudai.records.queries.attachment import LOAN_PAPERS
from hudai.records.queries.visibility import applications_seen_by
from hudai.web import loan_sections
from hudai.web.acting import actor
from hudai.web.forms.attachment import AttachmentForm
from hudai.web.loan import visible
from hudai.web.loan_deeds import page
from hudai.web.loan_page import address
from hudai.web.request import Request


@page
def papers(request: Request, loan_id: int) -> HttpResponse:
    """The papers of a loan, for who sees it; who lends or stops a subsidy hands in more."""
    loan, acting, status = visible(request, loan_id), actor(request), 200
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AttachmentForm(*sent, papers=LOAN_PAPERS)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            file: UploadedFile[bytes] = form.cleaned_data["file"]
            said = {"paper": form.cleaned_data["paper"], "name": file.name or "", "chunks": file.chunks()}
            try:
                adding.add(actor=acting, loan_id=loan.pk, **said)
            except NotYours:
                raise
            except Refusal as refusal:
                form.add_error("file", str(refusal))
            else:
                messages.success(request, f"已收下“{form.cleaned_data['paper']}”。")
                return redirect("loan_papers", loan.pk)
    facts = {
        "title": "贷款材料",
        "loan": loan,
        "back": address(loan),
        "form": form,
        "posting": acting.posting,
        **_held(request, loan),
    }
    return render(request, "loan/papers.html", facts, status=status)


def papers_on_page(request: Request, loan: Loan) -> dict[str, Any]:
    """What lies in the file, for the loan's page."""
    return _held(request, loan)


def _held(request: Request, loan: Loan) -> dict[str, Any]:
    acting, case = actor(request), loan.application
    seen = case is not None and applications_seen_by(acting.posting).filter(pk=case.pk).exists()
    return {
        "files": list(loan.attachments.select_related("added_by__officer").order_by("-added_at")),
        "may_add": acting.station in adding.ADDS,
        "all": reverse("loan_papers", args=[loan.pk]),
        "of_case": reverse("application_papers", args=[case.number]) if case is not None and seen else "",
    }


loan_sections.offer(loan_sections.Section("材料", "loan/papers_held.html", facts=papers_on_page, order=40))

urlpatterns = [path("loans/<int:loan_id>/papers/", papers, name="loan_papers")]
