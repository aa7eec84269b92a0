"""Drafts of a sheet that was looked through: of a short one all or none, of a long one piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from hudai.actions import job as jobs
from hudai.actions.actor import Actor
from hudai.actions.application import Law, enter
from hudai.actions.application_check import in_hand, sheet_of
from hudai.actions.application_sheet import Line, Sheet
from hudai.actions.job import Clock, Piece
from hudai.actions.journal import note
from hudai.actions.name_list_writing import actor_of
from hudai.core.errors import Refusal, SheetRefused
from hudai.core.workflow import NotNow
from hudai.records.models import Job

KIND = "application_entering"
PIECE = 50
"""Drafts entered in one piece."""

Left = tuple[Line, str]
"""A row that was not entered, and why."""


@transaction.atomic
def enter_sheet(*, actor: Actor, law: Law, check_id: int) -> int:
    """Enter drafts of all rows of a short sheet, or of none; how many.

    Raises:
        NotYours: if another desk sent the sheet.
        NotNow: if it is entered already.
        SheetRefused: with every row that cannot be entered, and why.
    """
    check = _to_enter(actor, check_id)
    sheet = sheet_of(check, actor)
    _refuse_wrong(sheet)
    left = _entered(actor, law, sheet.lines)
    if left:
        told = [sheet.reading.problem("name", line.row, line.tab, "", why) for line, why in left]
        raise SheetRefused(f"有 {len(left)} 行不能录入，整张表都没有录入。", told)
    check.outcome["entered"] = len(sheet.lines)
    check.save(update_fields=["outcome"])
    note(actor, "录入申请明细表", check, rows=len(sheet.lines))
    return len(sheet.lines)


@transaction.atomic
def start(*, actor: Actor, check_id: int) -> Job:
    """Have a worker enter the drafts of a long sheet, or go on where one was stopped.

    Raises:
        NotYours: if another desk sent the sheet.
        NotNow: if it is entered already, or being entered.
    """
    check = _to_enter(actor, check_id)
    before = entering_of(check)
    payload = {"officer": actor.officer.pk, "check": check.pk}
    job = jobs.start(KIND, payload, actor.posting, actor.at)
    if before is not None:
        job.checkpoint, job.done, job.total = before.checkpoint, before.done, before.total
        job.save()
    check.outcome["entering"] = job.pk
    check.save(update_fields=["outcome"])
    note(actor, "录入申请明细表", check, rows=check.outcome["rows"])
    return job


def entering_of(check: Job) -> Job | None:
    """The job that enters, or entered, the drafts of a check."""
    return Job.objects.filter(pk=check.outcome.get("entering"), kind=KIND).first()


def _to_enter(actor: Actor, check_id: int) -> Job:
    check = in_hand(actor, check_id)
    if check.outcome.get("problems"):
        raise NotNow("这张表还有要改的地方，请改正后重新上传。")
    entering = entering_of(check)
    under_way = entering is not None and (not entering.is_over or entering.state == Job.State.DONE)
    if "entered" in check.outcome or under_way:
        raise NotNow("这张表已经录入，不能重复录入。")
    return check


def work(job: Job, law: Law, now: Clock) -> Iterator[Piece]:
    """Enter the drafts; rows that cannot be entered are told of at the end and hold up no others."""
    actor = actor_of(job, timezone.localtime(now()))
    sheet = sheet_of(Job.objects.get(pk=job.payload["check"]), actor)
    _refuse_wrong(sheet)
    yield Piece(lambda: None, total=len(sheet.lines))
    left: list[list[Any]] = list(job.checkpoint.get("left", ()))
    for first in range(job.checkpoint.get("at", 0), len(sheet.lines), PIECE):
        piece = sheet.lines[first : first + PIECE]
        # What is left is known only once the piece is written, and read behind it.
        yield Piece(
            partial(_write, actor, law, piece, left),
            size=len(piece),
            checkpoint={"at": first + PIECE, "left": left},
        )
    yield Piece(lambda: None, outcome={"entered": len(sheet.lines) - len(left), "left": left})


def _write(actor: Actor, law: Law, piece: Sequence[Line], left: list[list[Any]]) -> None:
    left += [[line.row, line.entry.applicant.name, why] for line, why in _entered(actor, law, piece)]


def _refuse_wrong(sheet: Sheet) -> None:
    """Refuse a sheet that was in order and is no more, as the name list has changed."""
    if sheet.problems:
        raise SheetRefused(
            f"审查之后名单有变化，这张表有 {len(sheet.problems)} 处要改，没有录入。", sheet.problems
        )


def _entered(actor: Actor, law: Law, lines: Sequence[Line]) -> list[Left]:
    """Enter what can be entered; the rest, each with why."""
    left = []
    for line in lines:
        entry = line.entry
        try:
            with transaction.atomic():
                enter(
                    actor=actor,
                    law=law,
                    household=entry.household,
                    applicant=entry.applicant,
                    request=entry.request,
                )
        except Refusal as refusal:
            left.append((line, str(refusal)))
    return left
