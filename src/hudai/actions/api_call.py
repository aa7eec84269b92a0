"""Calls by programs: each is carried out once, however often it is sent, and rows all or none.

A program that got no answer cannot know whether its call arrived; so it names every call that writes
(Idempotency-Key) and sends it again under the same name.  Only what was done is kept: a call that was
refused wrote nothing, and is judged anew when it comes again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from hudai.actions import api_token
from hudai.actions.actor import NotYours
from hudai.actions.application import Obstacles
from hudai.actions.standing import hold_facts
from hudai.core.errors import Refusal
from hudai.records.models import ApiCall, ApiToken

Row = TypeVar("Row")
Made = TypeVar("Made")


class KeyReused(Refusal):
    """A call bears the key of another call."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why one row cannot be taken."""

    row: int
    """Its place, from 0."""
    told: str
    refusal: Refusal
    """What kind of no it is."""

    @property
    def unseen(self) -> bool:
        """Whether it is about what the bank does not see."""
        return isinstance(self.refusal, NotYours)


class RowsRefused(Refusal):
    """Rows sent together that cannot be taken; none of them was.

    Attributes:
        problems: the first problem of every row that has one, in order.
    """

    def __init__(self, message: str, problems: Sequence[RowProblem]) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


@transaction.atomic
def once(
    *, token: ApiToken, key: str, digest: str, at: datetime, status: int, do: Callable[[], Any]
) -> tuple[int, Any]:
    """Carry a call out unless it was before; the status and the answer, of now or of then.

    Two of the same call at one moment come one after the other: the facts of all loans are held.

    Args:
        digest: SHA-256 of what is asked, hexadecimal.
        status: what a call that was carried out is answered with.
        do: carries it out and gives the answer as JSON values.

    Raises:
        KeyReused: if another call was made under this key.
        TokenRevoked: if the token was revoked while the call waited.
    """
    hold_facts()
    api_token.require_open(token, today=at.date())
    there = ApiCall.objects.filter(token=token, key=key).first()
    if there is not None:
        if there.digest != digest:
            raise KeyReused("这个 Idempotency-Key 已用于另一个请求，内容不同的请求请换一个。")
        return there.status, there.answer
    answer = do()
    ApiCall.objects.create(token=token, key=key, digest=digest, status=status, answer=answer, at=at)
    return status, answer


@transaction.atomic
def each(rows: Iterable[Row], do: Callable[[Row], Made]) -> list[Made]:
    """Do something with every row, or with none.

    Raises:
        RowsRefused: if rows are refused; with what is the matter with each of them.
    """
    made, problems = [], []
    for place, row in enumerate(rows):
        try:
            with transaction.atomic():
                made.append(do(row))
        except Refusal as refusal:
            told = "；".join(refusal.messages) if isinstance(refusal, Obstacles) else str(refusal)
            problems.append(RowProblem(place, told, refusal))
    if problems:
        raise RowsRefused(f"有 {len(problems)} 行不能登记，整批没有登记。", problems)
    return made
