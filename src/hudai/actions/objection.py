"""What notices of every kind ask of an objection and of its answer (公示异议)."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet

from hudai.actions.actor import Actor
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models.objection import RaisedObjection

LONGEST = 500
"""Characters of an objection, and of its answer."""
Raised = TypeVar("Raised", bound=RaisedObjection)


def require_raised(content: str, received_on: date, *, since: date, until: date) -> None:
    """Refuse an objection that says nothing or came outside its notice; ``until`` is the last day.

    Raises:
        Refusal: with what to write instead.
    """
    if not content.strip():
        raise Refusal("请写明异议内容。")
    if len(content.strip()) > LONGEST:
        raise Refusal(f"异议内容最多 {LONGEST} 个字，请摘要填写。")
    if not since <= received_on <= until:
        raise Refusal("收到日期要在公示开始之后，不能晚于今天。")


def write_down(
    objections: QuerySet[Raised], actor: Actor, content: str, received_on: date, **of: Any
) -> tuple[Raised, bool]:
    """The objection as a row, and whether it is new: the same sent twice, and not answered yet, is one.

    The caller has locked what it is raised against.
    """
    said = {"content": content.strip(), "received_on": received_on, "recorded_by": actor.posting, **of}
    there = objections.filter(**said, answered_at=None).first()
    return (there, False) if there else (objections.create(**said, recorded_at=actor.at), True)


def put_answer(actor: Actor, found: RaisedObjection, *, upheld: bool, text: str) -> None:
    """Write what became of an objection; the caller has locked it.

    Raises:
        NotNow: if it was answered.
        Refusal: without words, or with too many.
    """
    if found.answered_at is not None:
        raise NotNow("这条异议已经处理。")
    if not text.strip():
        raise Refusal("请写明处理结果。")
    if len(text.strip()) > LONGEST:
        raise Refusal(f"处理结果最多 {LONGEST} 个字，请写短一些。")
    found.answer, found.upheld = text.strip(), upheld
    found.answered_by, found.answered_at = actor.posting, actor.at
    found.save()
