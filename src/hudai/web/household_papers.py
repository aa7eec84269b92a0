"""Papers of what a household did: the consent to a project, photos of an explanation; shown and handed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from hudai.actions import household_attachment as actions
from hudai.actions.actor import NotYours
from hudai.actions.decision import LOOKS
from hudai.actions.enterprise import KEEPS
from hudai.actions.explanation import RECORDS
from hudai.core.errors import Refusal
from hudai.records.models import Attachment, Explanation, Participation
from hudai.records.queries.attachment import EXPLANATION_PAPERS, PARTICIPATION_PAPERS, files_of
from hudai.records.queries.visibility import of_households_seen_by
from hudai.web import project as projects
from hudai.web import publicity_tabs
from hudai.web.acting import actor
from hudai.web.enterprise import require_desk
from hudai.web.forms.attachment import AttachmentForm
from hudai.web.request import Request


@require_http_methods(["GET", "HEAD", "POST"])
def of_participation(request: Request, participation_id: int) -> HttpResponse:
    """The consent of a household to a project, for who sees both; who takes households in hands it in."""
    require_desk(request)
    seen = Participation.objects.filter(of_households_seen_by(request.desk.posting))
    part = get_object_or_404(seen.select_related("project", "household"), pk=participation_id)
    back = projects.address(part.project)

    def add(**file: Any) -> Attachment:
        return actions.add_to_participation(actor=actor(request), participation_id=part.pk, **file)

    return _page(
        request,
        part,
        PARTICIPATION_PAPERS,
        add,
        title="同意书扫描件",
        heading=f"{part.household.number}　{part.project.name}",
        trail=[(reverse("projects"), "产业项目"), (back, part.project.name)],
        hint="把农户签字的同意书拍照或扫描后在这里上传。",
        may_add=request.desk.posting.station in KEEPS,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def of_explanation(request: Request, explanation_id: int) -> HttpResponse:
    """Photos and signed sheets of an explanation; who goes from house to house hands them in."""
    publicity_tabs.require(request)
    seen = Explanation.objects.filter(of_households_seen_by(request.desk.posting))
    found = get_object_or_404(seen.select_related("household"), pk=explanation_id)
    back = reverse("explanation", args=[found.pk])

    def add(**file: Any) -> Attachment:
        return actions.add_to_explanation(actor=actor(request), explanation_id=found.pk, **file)

    return _page(
        request,
        found,
        EXPLANATION_PAPERS,
        add,
        title="宣讲照片和签字单",
        heading=f"{found.household.number}　{found.explained_on} 入户宣讲",
        trail=[(reverse("explanations"), "入户宣讲"), (back, found.household.number)],
        hint="入户宣讲时的照片、农户签字的签字单，拍照或扫描后在这里上传。",
        may_add=request.desk.posting.station in RECORDS and found.withdrawn_at is None,
    )


def _page(
    request: Request,
    thing: Participation | Explanation,
    papers: Sequence[str],
    add: Callable[..., Attachment],
    **facts: Any,
) -> HttpResponse:
    """What lies there, and a form to hand in more."""
    status = 200
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AttachmentForm(*sent, papers=papers)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            file: UploadedFile[bytes] = form.cleaned_data["file"]
            paper = form.cleaned_data["paper"]
            try:
                add(paper=paper, name=file.name or "", chunks=file.chunks())
            except NotYours:
                raise
            except Refusal as refusal:
                form.add_error("file", str(refusal))
            else:
                messages.success(request, f"已收下“{paper}”。")
                return redirect(request.path)
    shown = {
        "form": form,
        "files": files_of(thing),
        "may_look": request.desk.posting.station in LOOKS,
        "posting": request.desk.posting,
        **facts,
    }
    return render(request, "household/papers.html", shown, status=status)


urlpatterns = [
    path(
        "projects/participations/<int:participation_id>/papers/",
        of_participation,
        name="participation_papers",
    ),
    path("publicity/<int:explanation_id>/papers/", of_explanation, name="explanation_papers"),
]
