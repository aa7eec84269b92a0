"""Handing in scans and photos, looking at them, withdrawing them."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from hudai.actions import attachment as actions
from hudai.actions import attachment_file
from hudai.core.errors import Refusal
from hudai.documents.media_types import PDF
from hudai.documents.scans import ENDINGS
from hudai.records.models import Attachment
from hudai.records.queries.attachment import attachments_seen_by
from hudai.web.acting import actor
from hudai.web.application import visible
from hudai.web.files import file_answer
from hudai.web.forms.attachment import AttachmentForm, WithdrawalForm
from hudai.web.paper import papers_page
from hudai.web.request import Request


@require_POST
def add(request: Request, number: str) -> HttpResponse:
    """Take a scan or photo in; htmx gets the list afresh, others the page."""
    actor(request).require(*actions.ADDS)
    application = visible(request, number)
    form = AttachmentForm(request.POST, request.FILES)
    if form.is_valid():
        file: UploadedFile[bytes] = form.cleaned_data["file"]
        try:
            actions.add(
                actor=actor(request),
                number=number,
                paper=form.cleaned_data["paper"],
                name=file.name or "",
                chunks=file.chunks(),
            )
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            if request.htmx:
                return papers_page(request, application)
            messages.success(request, f"已收下“{form.cleaned_data['paper']}”。")
            return redirect("application_papers", number)
    return papers_page(request, application, status=422, form=form)


@require_POST
def look(request: Request, key: int) -> HttpResponseBase:
    """Open an attachment; recorded, as a scan shows full numbers.

    Pictures are shown, PDFs saved: a browser's own viewer of them would need to run scripts.
    """
    attachment, content = actions.look(actor=actor(request), key=_visible(request, key).pk)
    name = f"{_called(attachment)}-{attachment.paper}{ENDINGS[attachment.media_type]}"
    shown = attachment.media_type != PDF
    return file_answer(content, name=name, media_type=attachment.media_type, shown=shown)


@require_safe
def thumbnail(request: Request, key: int) -> HttpResponseBase:
    """The small picture, too small to read a number on; for who could open the large one."""
    attachment = _visible(request, key)
    small = attachment_file.thumbnail(attachment.digest)
    if not actions.may_look(request.desk.posting.station, attachment) or small is None:
        raise Http404
    return file_answer(small, name="small.jpg", media_type="image/jpeg", shown=True)


@require_POST
def withdraw(request: Request, key: int) -> HttpResponse:
    """Mark an attachment as withdrawn."""
    attachment = _visible(request, key)
    form = WithdrawalForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    actions.withdraw(actor=actor(request), key=key, reason=reason)
    messages.success(request, "材料已作废，仍留在档案里。")
    if attachment.application is not None:
        return redirect("application_papers", attachment.application.number)
    if attachment.loan_id:
        return redirect("loan_papers", attachment.loan_id)
    if attachment.participation_id:
        return redirect("participation_papers", attachment.participation_id)
    if attachment.explanation_id:
        return redirect("explanation_papers", attachment.explanation_id)
    return redirect("visit_papers", attachment.visit_id)


def _called(attachment: Attachment) -> str:
    """What a file is of: the case's number, the contract and the day of a visit, the household's number."""
    if attachment.visit is not None:
        return f"{attachment.visit.loan.contract}-{attachment.visit.visited_on}"
    if attachment.loan is not None:
        return attachment.loan.contract
    if of := attachment.participation or attachment.explanation:
        return of.household.number
    return attachment.application.number if attachment.application else ""


def _visible(request: Request, key: int) -> Attachment:
    """The attachment, if the desk sees its case; else 404, whether it exists or not."""
    return get_object_or_404(attachments_seen_by(request.desk.posting), pk=key)


urlpatterns = [
    path("applications/<str:number>/attachments/", add, name="attachment_add"),
    path("attachments/<int:key>/", look, name="attachment"),
    path("attachments/<int:key>/small.jpg", thumbnail, name="attachment_thumbnail"),
    path("attachments/<int:key>/withdraw/", withdraw, name="attachment_withdraw"),
]
