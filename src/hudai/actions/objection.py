"""What notices of every kind ask of an objection and of its answer (公示异议)."""

from __future__ import annotations

from datetime import date

from hudai.actions.actor import Actor
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models.objection import RaisedObjection


def require_raised(content: str, received_on: date, *, since: date, until: date) -> None:
    """Refuse an objection that says nothing or came outside its notice; ``until`` is the last day.

    Raises:
        Refusal: with what to write instead.
    """
    if not content.strip():
        raise Refusal("请写明异议内容。")
    if not since <= received_on <= until:
        raise Refusal("收到日期要在公示开始之后，不能晚于今天。")


def put_answer(actor: Actor, found: RaisedObjection, *, upheld: bool, text: str) -> None:
    """Write what became of an objection; the caller has locked it.

    Raises:
        NotNow: if it was answered.
        Refusal: without words.
    """
    if found.answered_at is not None:
        raise NotNow("这条异议已经处理。")
    if not text.strip():
        raise Refusal("请写明处理结果。")
    found.answer, found.upheld = text.strip(), upheld
    found.answered_by, found.answered_at = actor.posting, actor.at
    found.save()
