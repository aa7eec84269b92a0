"""Ratings drawn up for many households at once, from a sheet (批量预授信).

Source: 渝北区实施方案 二（四）批量授信。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from hudai.actions import job as jobs
from hudai.actions.actor import Actor
from hudai.actions.job import Clock, Piece
from hudai.actions.journal import note
from hudai.actions.name_list_writing import actor_of
from hudai.actions.rating import DRAWS_UP, draw_up
from hudai.actions.table_export import FILES
from hudai.core.errors import Problem, Refusal
from hudai.core.rating import Collected, Scorecard
from hudai.documents.imports.ratings import read_households, read_ratings
from hudai.documents.sheets import Reading
from hudai.documents.tabs import position
from hudai.records.among import among
from hudai.records.models import Household, Job
from hudai.records.queries.rating import listed_households

KIND = "rating_sheet"
PIECE = 100
"""Households rated in one piece."""


@dataclass(frozen=True, slots=True)
class Line:
    """A household of the sheet, and what was collected of it."""

    row: int
    household: Household
    collected: Collected


def read(path: Path, actor: Actor, card: Scorecard) -> tuple[Reading, list[Line], list[Problem]]:
    """A sheet, its households, and everything wrong in it, in the order of the cells.

    Nothing is taken of a sheet with problems; whom a wrong row names is looked at all the same.
    """
    reading = read_ratings(path, card)
    rows = reading.frame.to_dicts()
    faulty = read_households(path, {(row["tab"], row["row"]) for row in rows}) if reading.problems else []
    numbers = {row["household"] for row in (*rows, *faulty)}
    listed = listed_households(actor.posting, actor.today).filter(among("number", numbers))
    homes = {home.number: home for home in listed}
    often = Counter(row["household"] for row in (*rows, *faulty))
    problems = list(reading.problems)
    for row in (*rows, *faulty):
        for column, remedy in _wrong(row, homes.get(row["household"]), often[row["household"]]):
            problems.append(reading.problem(column, row["row"], row["tab"], row[column], remedy))
    lines = [
        Line(row["row"], homes[row["household"]], {each.id: row[each.id] for each in card.criteria})
        for row in rows
        if row["household"] in homes
    ]
    return reading, lines, sorted(problems, key=_place)


def _wrong(row: Mapping[str, Any], home: Any, often: int) -> Iterator[tuple[str, str]]:
    """The columns that are wrong about which household is meant, and what to do."""
    if home is None:
        yield "household", "您辖区的名单里没有这户，请核对户编号，或先更新名单。"
    elif row["head"] and row["head"] != home.head:
        yield "head", f"这户登记的户主是“{home.head}”，请核对户编号和户主。"
    if often > 1:
        yield "household", "这户在表里出现了不止一次，请只留一行。"


def _place(problem: Problem) -> tuple[str, tuple[int, int]]:
    return problem.sheet, position(problem.cell) if problem.cell else (-1, -1)


@transaction.atomic
def draw_up_many(*, actor: Actor, card: Scorecard, lines: Sequence[Line], rated_on: date) -> int:
    """Rate all households of a short sheet, or none; how many.

    Raises:
        NotYours: if the desk draws none up.
        Refusal: with the row that cannot be rated, and why.
    """
    actor.require(*DRAWS_UP)
    _rate(actor=actor, card=card, lines=lines, rated_on=rated_on)
    return len(lines)


def _rate(*, actor: Actor, card: Scorecard, lines: Sequence[Line], rated_on: date) -> None:
    for line in lines:
        try:
            draw_up(
                actor=actor,
                card=card,
                household=line.household,
                collected=line.collected,
                rated_on=rated_on,
            )
        except Refusal as refusal:
            raise Refusal(f"第 {line.row} 行（{line.household.number}）：{refusal}") from None


@transaction.atomic
def start(*, actor: Actor, file_name: str, content: bytes, rated_on: date) -> Job:
    """Have a worker rate the households of a long sheet.

    Raises:
        NotYours: if the desk draws none up.
    """
    actor.require(*DRAWS_UP)
    payload = {
        "officer": actor.officer.pk,
        "file_name": file_name[:200],
        "stored": FILES.keep(content),
        "rated_on": f"{rated_on}",
    }
    job = jobs.start(KIND, payload, actor.posting, actor.at)
    note(actor, "按表格评定信用等级", job)
    return job


def work(job: Job, card: Scorecard, now: Clock) -> Iterator[Piece]:
    """Rate the households piece by piece; one that can no longer be rated ends it, told by its row."""
    actor = actor_of(job, timezone.localtime(now()))
    with FILES.laid_out(job.payload["stored"], job.payload["file_name"]) as path:
        _, lines, problems = read(path, actor, card)
    if problems:
        raise Refusal(f"上传之后名单有变化，表里有 {len(problems)} 处要改，请重新上传。")
    yield Piece(lambda: None, total=len(lines))
    for first in range(job.checkpoint.get("at", 0), len(lines), PIECE):
        piece = lines[first : first + PIECE]
        rated_on = date.fromisoformat(job.payload["rated_on"])
        write = partial(_rate, actor=actor, card=card, lines=piece, rated_on=rated_on)
        yield Piece(write, size=len(piece), checkpoint={"at": first + PIECE})
    yield Piece(partial(FILES.forget, job.payload["stored"]), outcome={"rated": len(lines)})
