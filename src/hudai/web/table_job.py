"""Long lists as workbooks: the worker asks the list's address again and makes one, for its desk to fetch.

The worker has no queryset to go by, only the address, the desk and the columns; the page itself says once
more which rows that desk sees.  So a right that ended meanwhile is asked for where it always is, and a list
needs to do nothing to be taken out at any length.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import path, resolve, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.middleware import HtmxDetails

from hudai.actions import table_export as actions
from hudai.actions.actor import Actor
from hudai.actions.job import Clock, Piece, handles
from hudai.actions.name_list_writing import actor_of
from hudai.core.errors import Refusal
from hudai.documents.forms import table as form
from hudai.documents.media_types import XLSX
from hudai.records.models import Job
from hudai.records.queries.job import jobs_of
from hudai.web import stations
from hudai.web.acting import actor
from hudai.web.files import file_answer
from hudai.web.job import shows
from hudai.web.request import Request
from hudai.web.table_export import AskedAgain, Export

_NOT_ANY_MORE = "现在不能导出这份清单：岗位或权限已经变化。请重新登录后再试。"

shows(actions.KIND, "导出清单", lambda job: reverse("taken_out", args=[job.pk]))


@handles(actions.KIND)
def take_out(job: Job, now: Clock) -> Iterator[Piece]:
    """Make the workbook, piece by piece, and keep it; a job taken over begins at its first row."""
    acting = actor_of(job, timezone.localtime(now()))
    export = _export(actions.asked(job), acting)
    yield Piece(
        lambda: _from_the_start(job),
        total=max(export.rows.count(), 1),
    )
    with tempfile.TemporaryDirectory(prefix="hudai-") as folder:
        file = Path(folder) / "list.xlsx"
        with form.list_book(file, export.rows.on_paper, export.head(acting)) as book:
            for piece in export.rows.pieces():
                book.add(piece)
                yield Piece(lambda: None, size=piece.height)
        content = file.read_bytes()
    taken = export.taken(book.rows)
    yield Piece(actions.keeping(job, acting, content, export.file_name(acting), taken))


def _from_the_start(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(done=0)


def _export(asked: actions.Asked, acting: Actor) -> Export:
    """What the page takes out for that desk today.

    Raises:
        Refusal: if the desk is no longer the officer's, or sees no such list.
    """
    desks = stations.desks(acting.officer, acting.today)
    desk = next((each for each in desks if each.posting == acting.posting), None)
    if desk is None or not acting.officer.is_active:
        raise Refusal(_NOT_ANY_MORE)
    parts = urlsplit(asked.address)
    request: Any = AskedAgain()
    request.method, request.path, request.path_info = "GET", parts.path, parts.path
    request.GET = QueryDict(parts.query)
    request.META = {"QUERY_STRING": parts.query}
    request.user, request.desk, request.htmx = acting.officer, desk, HtmxDetails(request)
    request.columns = asked.columns
    try:
        match = resolve(parts.path)
        request.resolver_match = match
        match.func(request, *match.args, **match.kwargs)
    except Http404:
        raise Refusal(_NOT_ANY_MORE) from None
    assert request.export is not None, f"{match.view_name} took nothing out"
    found: Export = request.export
    return found


@never_cache
@require_safe
def taken_out(request: Request, job_id: int) -> HttpResponse:
    """A workbook that was made: how long it is, until when it is kept, and the way to fetch it."""
    job = get_object_or_404(jobs_of(request.desk.posting), pk=job_id, kind=actions.KIND, state=Job.State.DONE)
    until = actions.kept_until(job)
    facts = {
        "title": f"导出：{job.payload['title']}",
        "job": job,
        "until": until,
        "is_there": until is not None and timezone.now() < until,
    }
    return render(request, "table/taken_out.html", facts)


@require_POST
def fetch(request: Request, job_id: int) -> HttpResponseBase:
    """The workbook to save; each time it is in the journal."""
    name, content = actions.fetch(actor=actor(request), job_id=job_id)
    return file_answer(content, name=name, media_type=XLSX)


urlpatterns = [
    path("taken-out/<int:job_id>/", taken_out, name="taken_out"),
    path("taken-out/<int:job_id>/file/", fetch, name="taken_out_file"),
]
