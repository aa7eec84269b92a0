"""The list of applications as a workbook: exactly what the list shows when filtered alike."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl
from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from hudai.documents.forms import application_list
from hudai.records.queries import application as queries
from hudai.web.acting import actor
from hudai.web.application import filters_of, towns
from hudai.web.files import file_answer
from hudai.web.forms.application import FiltersForm
from hudai.web.request import Request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def export(request: Request) -> HttpResponseBase:
    """The filtered list, without ID, telephone and account numbers."""
    posting, today = request.desk.posting, actor(request).today
    filters = filters_of(FiltersForm(request.GET, towns=towns(request)))
    lines = pl.DataFrame(
        queries.listed(queries.applications(posting, filters)), schema=application_list.SCHEMA, orient="row"
    )
    with tempfile.TemporaryDirectory(prefix="hudai-") as folder:
        file = Path(folder) / "list.xlsx"
        application_list.write_xlsx(file, lines, office=posting.office, made_on=today)
        content = file.read_bytes()
    return file_answer(content, name=f"贷款申请-{today:%Y%m%d}.xlsx", media_type=XLSX)
