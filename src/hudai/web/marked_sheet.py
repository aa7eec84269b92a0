"""Sheets that were not taken: what is wrong, cell by cell, and the marked-up copy to mend.

The page a sheet was sent from shows ``parts/sheet_problems.html`` with what :func:`told` says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core import signing
from django.http import HttpResponseBase
from django.urls import path
from django.views.decorators.http import require_POST

from hudai.actions import marked_sheet as actions
from hudai.actions import refused
from hudai.actions.actor import NotYours
from hudai.core.errors import Problem
from hudai.documents.media_types import XLSX
from hudai.documents.sheets import Reading
from hudai.records.models import Posting
from hudai.web import traces
from hudai.web.acting import actor
from hudai.web.files import file_answer
from hudai.web.request import Request

MOST_SHOWN = 100
"""Problems listed on the page; the marked copy has all of them."""
_SALT = "marked_sheet"


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says of a sheet that was not taken."""

    shown: Sequence[Problem]
    count: int
    sheet: str
    """Names the marked copy, for the desk that sent the sheet alone; empty where there is none."""

    @property
    def several(self) -> bool:
        """Whether more than one tab is meant, so that each cell must be told with its own."""
        return len({problem.sheet for problem in self.shown}) > 1


def refuse(request: Request, file: Path, reading: Reading, problems: Sequence[Problem]) -> Told:
    """Keep the marked copy, write the refusal down, and say what to show."""
    traces.refused(request, refused.SHEET, problems=len(problems))
    return told(request.desk.posting, problems, actions.keep(file, reading, problems))


def told(posting: Posting, problems: Sequence[Problem], copy: str, count: int | None = None) -> Told:
    """What to show of problems whose marked copy is kept.

    Args:
        count: how many there are, where ``problems`` are only the first.
    """
    sheet = signing.dumps([posting.pk, copy], salt=_SALT, compress=True) if copy else ""
    return Told(problems[:MOST_SHOWN], len(problems) if count is None else count, sheet)


@require_POST
def marked_sheet(request: Request) -> HttpResponseBase:
    """The sheet with its wrong cells marked, for the desk that sent it."""
    try:
        posting, copy = signing.loads(request.POST.get("sheet", ""), salt=_SALT)
    except signing.BadSignature:
        posting, copy = None, ""
    if posting != request.desk.posting.pk:
        raise NotYours("没有找到这份标注的表格，或它不是您这个岗位上传的。")
    content = actions.fetch(actor=actor(request), name=copy, page="marked_sheet")
    return file_answer(content, name="标注的表格.xlsx", media_type=XLSX)


urlpatterns = [path("marked-sheet/", marked_sheet, name="marked_sheet")]
