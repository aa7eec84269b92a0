"""What was refused, as the journal tells it: pages, cases and files that were not somebody's to have.

A line names the page and the number asked for, never what was typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hudai.actions.actor import Actor
from hudai.actions.journal import note, note_without_row
from hudai.records.models import Application, Household, Loan, Officer, Posting

NOUN = "page"
"""What such lines are about: a page, by the name of its address."""
NOT_YOURS = "越权操作被拒绝"
NOT_SEEN = "打开管理范围外的内容"
TOO_LARGE = "上传过大被拒收"
SHEET = "表格被拒收"
FILE = "文件被拒收"
NOT_OFFERED = "提交了没有列出的选项"
"""A choice no page of ours offered: forged, or of a page so old that the choice is gone since."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked for what."""

    at: datetime
    page: str
    number: str
    """The number in the address; empty for none."""
    address: str
    officer: Officer | None
    posting: Posting | None


def refused(asked: Asked, action: str, *, times: int = 1, problems: int = 0, field: str = "") -> None:
    """Write a refusal down.

    Args:
        action: one of the words above.
        times: how often within the one request, as with a list of ticked cases.
        problems: how much was wrong with a sheet.
        field: what the fields are called that held what was not offered; never what they held.
    """
    facts: dict[str, object] = {"address": asked.address}
    if asked.number:
        facts["number"] = asked.number
    if times > 1:
        facts["times"] = times
    if problems:
        facts["problems"] = problems
    if field:
        facts["field"] = field
    note_without_row(
        NOUN, asked.page, action, at=asked.at, officer=asked.officer, posting=asked.posting, **facts
    )


def file_refused(actor: Actor, thing: Application | Loan | Household, *, paper: str, why: str) -> None:
    """A scan or photo that was not taken; ``why`` is said by us and holds nothing of the file's name."""
    note(actor, FILE, thing, paper=paper, why=why)
