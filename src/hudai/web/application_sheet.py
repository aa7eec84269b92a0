"""Many applications from one sheet: looked through by the rules together, then entered as drafts.

A sheet with anything wrong in it comes back with all of it on the page it was sent from.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hudai.actions import application as applying
from hudai.actions import application_check as checks
from hudai.actions import application_entering as entering
from hudai.actions.application_sheet import held_against_tables
from hudai.actions.job import Clock, Piece, handles
from hudai.core.errors import SheetRefused
from hudai.documents.imports.application_template import write_template
from hudai.documents.imports.applications import read_applications
from hudai.documents.media_types import XLSX
from hudai.records.models import Job
from hudai.web import application_sheet_table as tables
from hudai.web import hints, marked_sheet
from hudai.web import job as jobs
from hudai.web import law as laws
from hudai.web.acting import actor
from hudai.web.files import file_answer
from hudai.web.forms.application_sheet import CheckFilters, SheetForm
from hudai.web.request import Request

AT_ONCE = 500
"""Applications of the longest sheet a page makes its reader wait for; a longer one is a worker's."""
NAME = "申请明细.xlsx"
_WORDS = {
    **{outcome.value: label for outcome, (label, _) in hints.OUTCOME_LABELS.items()},
    **{level.value: label for level, label in hints.LEVEL_LABELS.items()},
    **{verdict.value: label for verdict, label in hints.VERDICT_LABELS.items()},
}

jobs.shows(checks.KIND, "审查申请明细表", lambda job: reverse("application_check", args=[job.pk]))
jobs.shows(
    entering.KIND, "录入申请明细表", lambda job: reverse("application_check", args=[job.payload["check"]])
)


def _asked() -> checks.Asked:
    return checks.Asked(laws.law(laws.adopted()), _WORDS, laws.place)


@handles(checks.KIND)
def check_sheet(job: Job, now: Clock) -> Iterator[Piece]:
    """Look a long sheet through."""
    yield from checks.work(job, _asked(), now)


@handles(entering.KIND)
def enter_sheet(job: Job, now: Clock) -> Iterator[Piece]:
    """Enter the drafts of a long sheet."""
    yield from entering.work(job, _asked().law, now)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: Request) -> HttpResponse:
    """Upload a sheet; it is only looked through, and what came of it has a page of its own."""
    acting = actor(request)
    acting.require(*applying.ENTERS)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _upload_page(request, form, status=422 if form.errors else 200)
    uploaded = form.cleaned_data["sheet"]
    name, content = Path(uploaded.name).name or NAME, uploaded.read()
    with tempfile.TemporaryDirectory(prefix="hudai-") as folder:
        file = Path(folder) / name
        file.write_bytes(content)
        reading = read_applications(file)
        if reading.rows > AT_ONCE:
            return redirect("job", checks.start(actor=acting, file_name=name, content=content).pk)
        read = held_against_tables(file, reading, acting)
        if read.problems:
            told = marked_sheet.refuse(request, file, reading, read.problems)
            return _upload_page(request, SheetForm(), status=409, told=told)
    check = checks.at_once(actor=acting, asked=_asked(), file_name=name, content=content, sheet=read)
    return redirect("application_check", check.pk)


def _upload_page(request: Request, form: SheetForm, *, status: int = 200, **facts: Any) -> HttpResponse:
    told = {"title": "从表格录入", "form": form, "at_once": AT_ONCE, **facts}
    return render(request, "application/sheet.html", told, status=status)


@never_cache
@require_safe
def check(request: Request, check_id: int) -> HttpResponseBase:
    """What the rules say of each application of a sheet; of one with problems, the page to send it again."""
    found = checks.of_desk(actor(request), check_id)
    if wrong := checks.problems(found):
        outcome = found.outcome
        told = marked_sheet.told(request.desk.posting, wrong, outcome["marked"], outcome["problems"])
        return _upload_page(request, SheetForm(), told=told)
    return _answers_page(request, found)


def _answers_page(request: Request, found: Job, **facts: Any) -> HttpResponseBase:
    form = CheckFilters(request.GET)
    job = entering.entering_of(found)
    lines = tables.lines(checks.lines(found))
    outcomes = found.outcome["outcomes"]
    return tables.CHECKED.page(
        request,
        tables.narrowed(lines, form),
        filters=form,
        template="application/checked.html",
        title=f"审查结果：{found.payload['file_name'][:40]}",
        check=found,
        figures=[
            (label, outcomes.get(outcome, 0), tone) for outcome, (label, tone) in hints.OUTCOME_LABELS.items()
        ],
        entering=job,
        running=job is not None and not job.is_over,
        stopped=job is not None and job.is_over and job.state != Job.State.DONE,
        entered=found.outcome.get("entered", job.outcome.get("entered") if job else None),
        left=job.outcome.get("left", []) if job else [],
        **facts,
    )


@require_POST
def enter(request: Request, check_id: int) -> HttpResponseBase:
    """Enter the sheet's applications as drafts, without sending it again."""
    acting = actor(request)
    found = checks.of_desk(acting, check_id)
    if found.outcome.get("rows", 0) > AT_ONCE:
        return redirect("job", entering.start(actor=acting, check_id=check_id).pk)
    try:
        count = entering.enter_sheet(actor=acting, law=_asked().law, check_id=check_id)
    except SheetRefused as refusal:
        copy = checks.marked_copy(found, acting, refusal.problems)
        told = marked_sheet.told(request.desk.posting, refusal.problems, copy)
        return _upload_page(request, SheetForm(), status=409, told=told)
    messages.success(request, f"已录入 {count} 份申请，都是草稿，请逐份核对后提交。")
    return redirect("applications")


@require_POST
def findings(request: Request, check_id: int) -> HttpResponseBase:
    """Every single answer as a workbook."""
    content = checks.fetch(actor=actor(request), check_id=check_id)
    return file_answer(content, name="审查结果.xlsx", media_type=XLSX)


@require_safe
def template(request: Request) -> FileResponse:
    """The empty sheet to fill in."""
    actor(request).require(*applying.ENTERS)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / NAME
        write_template(file)
        return FileResponse(BytesIO(file.read_bytes()), as_attachment=True, filename=NAME)
