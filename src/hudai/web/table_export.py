"""A list as a workbook: made at once when it is short, by a worker when it is not."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from hudai.actions import table as actions
from hudai.actions import table_export as exports
from hudai.actions.actor import Actor
from hudai.core import identity
from hudai.documents.forms import table as form
from hudai.documents.media_types import XLSX
from hudai.web.acting import actor
from hudai.web.files import file_answer
from hudai.web.request import Request
from hudai.web.table_rows import Rows
from hudai.web.templatetags import zh

AT_ONCE = 5_000
"""Rows of the longest workbook a page makes its reader wait for: a quarter of a second of the processor."""
_NUMBERS = re.compile(r"\d{7,}[\dXx]?")


@dataclass(frozen=True, slots=True)
class Export:
    """A list that is taken out: all its rows, in the columns shown."""

    key: str
    title: str
    rows: Rows
    note: str = ""
    filters: forms.Form | None = None

    def head(self, acting: Actor) -> form.TableHead:
        """What stands around the rows."""
        return form.TableHead(
            title=self.title,
            office=acting.posting.office,
            narrowed="；".join(f"{label}：{said}" for label, said in narrowed(self.filters)),
            taken_by=f"{acting.officer.name}（{acting.station.label}）",
            taken_at=zh.moment(acting.at),
            made_on=acting.today,
            note=self.note,
        )

    def taken(self, rows: int) -> actions.TakenOut:
        """What the journal keeps of it."""
        headings = [column.heading for column in self.rows.columns]
        return actions.TakenOut(
            self.key, self.title, rows, headings, [label for label, _ in narrowed(self.filters)]
        )

    def file_name(self, acting: Actor) -> str:
        """What the workbook is called."""
        return f"{self.title}-{acting.today:%Y%m%d}.xlsx"


class AskedAgain(HttpRequest):
    """The address of a list as a worker asks for it; what the page takes out is left here."""

    columns: frozenset[str] = frozenset()
    """Keys of the columns there were when somebody asked for it."""
    export: Export | None = None


def answer(request: Request, export: Export) -> HttpResponseBase:
    """The workbook to save, and its line in the journal; of a long list the job that makes it."""
    if isinstance(request, AskedAgain):
        request.export = export
        return HttpResponse(status=204)
    acting, count = actor(request), export.rows.count()
    if count > AT_ONCE:
        job = exports.start(
            actor=acting,
            title=export.title,
            address=request.get_full_path(),
            columns=[column.key for column in export.rows.columns],
            rows=count,
        )
        return redirect("job", job.pk)
    with tempfile.TemporaryDirectory(prefix="hudai-") as folder:
        file = Path(folder) / "list.xlsx"
        written = form.write_xlsx(file, export.rows.on_paper, export.rows.pieces(), export.head(acting))
        content = file.read_bytes()
    actions.took_out(actor=acting, taken=export.taken(written))
    return file_answer(content, name=export.file_name(acting), media_type=XLSX)


def narrowed(filters: forms.Form | None) -> list[tuple[str, str]]:
    """Each filter that is set: its label and what it is set to, long numbers masked."""
    if filters is None or not filters.is_bound:
        return []
    filters.is_valid()
    said = ((field, filters.cleaned_data.get(field.name)) for field in filters.visible_fields())
    return [
        (str(field.label), _in_words(field.field, value)) for field, value in said if value not in (None, "")
    ]


def _in_words(field: forms.Field, value: Any) -> str:
    """A value as its field offers it."""
    if isinstance(field, forms.ModelChoiceField):
        return str(field.label_from_instance(value))
    for key, label in getattr(field, "choices", ()):
        if key != "" and (key == value or (hasattr(field, "coerce") and field.coerce(key) == value)):
            return str(label)
    if hasattr(value, "isoformat"):
        return zh.short_day(value)
    return _NUMBERS.sub(lambda found: identity.mask(found.group()), str(value))
