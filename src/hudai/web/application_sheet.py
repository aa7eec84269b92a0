"""Many applications from one sheet: screened together, and entered as drafts when wanted."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hudai.actions import application as actions
from hudai.actions import application_sheet as sheets
from hudai.core.errors import Refusal, SheetRefused
from hudai.core.findings import Outcome
from hudai.documents.imports.application_template import write_template
from hudai.documents.imports.applications import read_applications
from hudai.web import law as laws
from hudai.web.acting import actor
from hudai.web.forms.application_sheet import SheetForm
from hudai.web.hints import OUTCOME_LABELS
from hudai.web.request import Request

MOST = 500
"""Applications of one sheet; a county's whole list is a job, not a page."""
NAME = "申请明细.xlsx"


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: Request) -> HttpResponse:
    """Upload a sheet: what the rules say of each row, or drafts of all."""
    actor(request).require(*actions.ENTERS)
    form = SheetForm(request.POST or None, request.FILES or None)
    facts: dict[str, Any] = {"title": "从表格录入", "form": form, "most": MOST}
    if request.method != "POST" or not form.is_valid():
        return render(request, "application/sheet.html", facts, status=422 if form.errors else 200)
    law = laws.law(laws.adopted())
    entries = sheets.entries(actor=actor(request), reading=_read(form.cleaned_data["sheet"]))
    if form.cleaned_data["enter"]:
        entered = actions.enter_many(actor=actor(request), law=law, entries=entries)
        messages.success(request, f"已录入 {len(entered)} 份申请，都是草稿，请逐份核对后提交。")
        return redirect("applications")
    outcomes = sheets.outcomes(entries, law)
    facts["lines"] = [
        {"entry": entry, "label": OUTCOME_LABELS[outcome][0], "tone": OUTCOME_LABELS[outcome][1], "why": why}
        for entry, outcome, why in outcomes
    ]
    facts["passed"] = sum(outcome is Outcome.ELIGIBLE for _, outcome, _ in outcomes)
    return render(request, "application/sheet.html", facts)


def _read(uploaded: Any) -> Any:
    """The rows of an uploaded file.

    Raises:
        SheetRefused: with everything wrong in it.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(uploaded.name).name or NAME)
        with path.open("wb") as copy:
            for chunk in uploaded.chunks():
                copy.write(chunk)
        reading = read_applications(path)
    if reading.problems:
        raise SheetRefused(f"表格有 {len(reading.problems)} 处要改，没有录入任何一行。", reading.problems)
    if reading.frame.height > MOST:
        raise Refusal(f"一次最多 {MOST} 行，这张表有 {reading.frame.height} 行，请分开上传。")
    return reading


@require_safe
def template(request: Request) -> FileResponse:
    """The empty sheet to fill in."""
    actor(request).require(*actions.ENTERS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        write_template(path)
        return FileResponse(BytesIO(path.read_bytes()), as_attachment=True, filename=NAME)
