"""Lines granted in advance: who of the name list may borrow how much, and rating many at once (批量预授信).

Source: 渝北区实施方案 二（四）批量授信。
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from hudai.actions import rating_sheet as actions
from hudai.actions.application import ENTERS
from hudai.actions.job import Clock, Piece, handles
from hudai.actions.rating import DRAWS_UP
from hudai.core.errors import Refusal
from hudai.documents.imports.ratings import write_template
from hudai.documents.media_types import XLSX
from hudai.records.models import Job
from hudai.records.queries import rating as queries
from hudai.web import job as jobs
from hudai.web import marked_sheet
from hudai.web.acting import actor
from hudai.web.files import file_answer
from hudai.web.forms.rating_sheet import RatingSheetForm
from hudai.web.rating import SEES_RATINGS, card_in_use
from hudai.web.rating_table import PRE_APPROVED
from hudai.web.request import Request
from hudai.web.table import Column

AT_ONCE = 300
"""Households of the longest sheet a page makes its reader wait for; a longer one is a worker's."""
MOST_IN_TEMPLATE = 5_000
"""Households filled into the sheet to download; a county rates village by village."""
NAME = "评级采集表.xlsx"

jobs.shows(actions.KIND, "按表格评级", lambda job: f"{reverse('ratings')}?state={queries.PENDING}")


@handles(actions.KIND)
def rate_sheet(job: Job, now: Clock) -> Iterator[Piece]:
    """Rate the households of a long sheet."""
    yield from actions.work(job, card_in_use(), now)


def _enter(row: Any) -> SafeString:
    return format_html('<a href="{}">录入申请</a>', reverse("application_enter", args=[row.number]))


@require_safe
def pre_approved(request: Request) -> HttpResponseBase:
    """Households with a fresh rating, a line, and no application open; who may, enters theirs from here."""
    station = request.desk.posting.station
    if station not in SEES_RATINGS:
        raise Http404
    found = queries.pre_approved(request.desk.posting, actor(request).today)
    table = PRE_APPROVED
    if station in ENTERS:
        table = replace(table, columns=(*table.columns, Column("enter", "办理", cell=_enter, fixed=True)))
    return table.page(request, found, template="rating/pre_approved.html", may_draw_up=station in DRAWS_UP)


@require_http_methods(["GET", "HEAD", "POST"])
def rating_sheet(request: Request) -> HttpResponse:
    """Rate many households from a sheet; a wrong one comes back with all its cells."""
    acting = actor(request)
    acting.require(*DRAWS_UP)
    form = RatingSheetForm(request.POST or None, request.FILES or None, initial={"rated_on": acting.today})
    if request.method != "POST" or not form.is_valid():
        return _upload_page(request, form, status=422 if form.errors else 200)
    uploaded, rated_on = form.cleaned_data["sheet"], form.cleaned_data["rated_on"]
    name, content, card = Path(uploaded.name).name or NAME, uploaded.read(), card_in_use()
    with tempfile.TemporaryDirectory(prefix="hudai-") as folder:
        file = Path(folder) / name
        file.write_bytes(content)
        reading, lines, problems = actions.read(file, acting, card)
        if problems:
            told = marked_sheet.refuse(request, file, reading, problems)
            again = RatingSheetForm(initial={"rated_on": rated_on})
            return _upload_page(request, again, status=409, told=told)
    try:
        if len(lines) > AT_ONCE:
            job = actions.start(actor=acting, file_name=name, content=content, rated_on=rated_on)
            return redirect("job", job.pk)
        count = actions.draw_up_many(actor=acting, card=card, lines=lines, rated_on=rated_on)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _upload_page(request, form, status=422)
    messages.success(request, f"已评定 {count} 户，等银行确认。")
    return redirect(f"{reverse('ratings')}?state={queries.PENDING}")


def _upload_page(request: Request, form: RatingSheetForm, *, status: int, **further: Any) -> HttpResponse:
    facts = {"title": "按表格评级", "form": form, "at_once": AT_ONCE, "card": card_in_use(), **further}
    return render(request, "rating/sheet.html", facts, status=status)


@require_safe
def template(request: Request) -> HttpResponseBase:
    """The sheet to fill in, with the households of the desk's place that are to be rated."""
    acting = actor(request)
    acting.require(*DRAWS_UP)
    waiting = queries.listed_households(acting.posting, acting.today).filter(
        rating_state__in=(queries.NONE, queries.EXPIRED)
    )
    households = [(number, head or "") for number, head in waiting.values_list("number", "head")]
    with tempfile.TemporaryDirectory(prefix="hudai-") as folder:
        file = Path(folder) / NAME
        write_template(file, card_in_use(), households[:MOST_IN_TEMPLATE], acting.today)
        return file_answer(file.read_bytes(), name=NAME, media_type=XLSX)


urlpatterns = [
    path("pre-approved/", pre_approved, name="pre_approved"),
    path("ratings/sheet/", rating_sheet, name="rating_sheet"),
    path("ratings/sheet/template/", template, name="rating_sheet_template"),
]
