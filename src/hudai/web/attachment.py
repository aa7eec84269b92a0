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
from hudai.actions.decision import LOOKS
from hudai.core.errors import Refusal
from hudai.documents.scans import ENDINGS, PDF
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
    attachment, file = actions.look(actor=actor(request), key=_visible(request, key).pk)
    name = f"{attachment.application.number}-{attachment.paper}{ENDINGS[attachment.media_type]}"
    return file_answer(file, name=name, media_type=attachment.media_type, shown=attachment.media_type != PDF)


@require_safe
def thumbnail(request: Request, key: int) -> HttpResponseBase:
    """The small picture, too small to read a number on; for who could open the large one."""
    attachment = _visible(request, key)
    path = attachment_file.thumbnail_of(attachment.digest)
    if request.desk.posting.station not in LOOKS or not path.is_file():
        raise Http404
    return file_answer(path, name="small.jpg", media_type="image/jpeg", shown=True)


@require_POST
def withdraw(request: Request, key: int) -> HttpResponse:
    """Mark an attachment as withdrawn."""
    number = _visible(request, key).application.number
    form = WithdrawalForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    actions.withdraw(actor=actor(request), key=key, reason=reason)
    messages.success(request, "材料已作废，仍留在档案里。")
    return redirect("application_papers", number)


def _visible(request: Request, key: int) -> Attachment:
    """The attachment, if the desk sees its case; else 404, whether it exists or not."""
    return get_object_or_404(attachments_seen_by(request.desk.posting), pk=key)


urlpatterns = [
    path("applications/<str:number>/attachments/", add, name="attachment_add"),
    path("attachments/<int:key>/", look, name="attachment"),
    path("attachments/<int:key>/small.jpg", thumbnail, name="attachment_thumbnail"),
    path("attachments/<int:key>/withdraw/", withdraw, name="attachment_withdraw"),
]
