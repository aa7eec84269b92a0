"""The list of lines granted in advance: who of the name list may borrow how much (批量预授信)."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

import polars as pl
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from hudai.documents.forms import pre_approval as form
from hudai.records.queries import rating as queries
from hudai.web import law as laws
from hudai.web.acting import actor
from hudai.web.files import file_answer
from hudai.web.rating import ROWS, SEES_RATINGS
from hudai.web.request import Request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def pre_approved(request: Request) -> HttpResponse:
    """Households with a fresh rating, a line, and no application open."""
    _require_desk(request)
    found = queries.pre_approved(request.desk.posting, actor(request).today)
    facts = {
        "title": "预授信名单",
        "page": Paginator(found, ROWS).get_page(request.GET.get("page")),
        "sum": found.order_by().aggregate(sum=Sum("fresh_limit"))["sum"] or 0,
    }
    return render(request, "rating/pre_approved.html", facts)


@require_safe
def pre_approved_sheet(request: Request) -> HttpResponseBase:
    """The same as a workbook, without ID numbers."""
    _require_desk(request)
    posting, today = request.desk.posting, actor(request).today
    policy = laws.law(laws.adopted()).policy
    rows = [
        (
            found.number,
            found.head or "",
            found.village.parent.name if found.village.parent else "",
            found.village.name,
            found.fresh_grade,
            found.fresh_limit,
            found.fresh_until - timedelta(days=1),
        )
        for found in queries.pre_approved(posting, today)
    ]
    lines = pl.DataFrame(rows, schema=form.SCHEMA, orient="row")
    head = form.PreApprovalHead(policy.county, policy.scheme, posting.office, today)
    with tempfile.TemporaryDirectory(prefix="hudai-") as folder:
        file = Path(folder) / "list.xlsx"
        form.write_xlsx(file, lines, head=head)
        content = file.read_bytes()
    return file_answer(content, name=f"预授信名单-{today:%Y%m%d}.xlsx", media_type=XLSX)


def _require_desk(request: Request) -> None:
    if request.desk.posting.station not in SEES_RATINGS:
        raise Http404


urlpatterns = [
    path("pre-approved/", pre_approved, name="pre_approved"),
    path("pre-approved/list.xlsx", pre_approved_sheet, name="pre_approved_sheet"),
]
