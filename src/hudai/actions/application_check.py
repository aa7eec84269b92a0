"""A sheet of applications looked through by the rules, its answers kept, and drafts entered of it.

The check is a job, whose outcome says where its sheet, its answers and their workbook lie sealed.  A short
sheet is looked through while its reader waits, a long one by a worker, piece by piece.  All of it is for
the desk that sent the sheet, and goes away after some days as lists taken out do.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from hudai.actions import job as jobs
from hudai.actions import marked_sheet
from hudai.actions.actor import Actor, NotYours
from hudai.actions.application import ENTERS, Law
from hudai.actions.application_sheet import Sheet, answers, read
from hudai.actions.job import Clock, Piece
from hudai.actions.journal import note
from hudai.actions.name_list_writing import actor_of
from hudai.actions.refused import SHEET
from hudai.actions.table_export import FILES
from hudai.core.errors import Problem
from hudai.core.findings import Level, Verdict
from hudai.core.workflow import NotNow
from hudai.documents.forms.screening_sheet import write_screening
from hudai.documents.forms.table import TableHead
from hudai.records.models import Job

KIND = "application_sheet"
PIECE = 100
"""Applications looked through in one piece."""
MOST_SAMPLES = 100
"""Problems shown on the page; the marked sheet has all of them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rules are asked by, and how their answers are told."""

    law: Law
    words: Mapping[str, str]
    """What a form calls each outcome, level and verdict."""
    cite: Callable[[str], str]
    """Where the clause of an id stands."""


@transaction.atomic
def start(*, actor: Actor, file_name: str, content: bytes) -> Job:
    """Have a worker look a long sheet through.

    Raises:
        NotYours: if the station enters none.
    """
    actor.require(*ENTERS)
    job = jobs.start(KIND, _payload(actor, file_name, content), actor.posting, actor.at)
    note(actor, "审查申请明细表", job)
    return job


def at_once(*, actor: Actor, asked: Asked, file_name: str, content: bytes, sheet: Sheet) -> Job:
    """Look a short sheet without problems through; the check, over already."""
    actor.require(*ENTERS)
    assert not sheet.problems, "a sheet with problems is not looked through"
    kept = _kept(actor, asked, file_name, *_together([answers(sheet.lines, asked.law)]))
    with transaction.atomic():
        size = len(sheet.lines)
        job = Job.objects.create(
            kind=KIND,
            payload=_payload(actor, file_name, content),
            asked_by=actor.posting,
            asked_at=actor.at,
            state=Job.State.DONE,
            ended_at=actor.at,
            done=size,
            total=size,
            outcome=kept,
        )
        note(actor, "审查申请明细表", job, rows=size)
    return job


def _payload(actor: Actor, file_name: str, content: bytes) -> dict[str, Any]:
    return {"officer": actor.officer.pk, "file_name": file_name[:200], "stored": FILES.keep(content)}


def work(job: Job, asked: Asked, now: Clock) -> Iterator[Piece]:
    """Look a long sheet through; a job taken over goes on behind the last piece that was kept."""
    actor = actor_of(job, timezone.localtime(now()))
    with FILES.laid_out(job.payload["stored"], job.payload["file_name"]) as path:
        sheet = read(path, actor)
        yield Piece(lambda: None, total=max(len(sheet.lines), 1))
        if sheet.problems:
            yield _refused(job, actor, path, sheet)
            return
    at, parts = job.checkpoint.get("at", 0), list(job.checkpoint.get("parts", ()))
    for first in range(at, len(sheet.lines), PIECE):
        piece = sheet.lines[first : first + PIECE]
        parts.append([_keep(frame) for frame in answers(piece, asked.law)])
        yield Piece(lambda: None, size=len(piece), checkpoint={"at": first + PIECE, "parts": list(parts)})
    found = [(_frame(applications), _frame(findings)) for applications, findings in parts]
    kept = _kept(actor, asked, job.payload["file_name"], *_together(found))
    old = [name for part in parts for name in part]
    yield Piece(lambda: transaction.on_commit(lambda: FILES.forget(*old)), outcome=kept)


def _refused(job: Job, actor: Actor, path: Path, sheet: Sheet) -> Piece:
    """What is written of a sheet with problems."""
    outcome = {
        "problems": len(sheet.problems),
        "samples": [[each.sheet, each.cell, each.found, each.remedy] for each in sheet.problems][
            :MOST_SAMPLES
        ],
        "marked": marked_sheet.keep(path, sheet.reading, sheet.problems),
    }
    return Piece(lambda: note(actor, SHEET, job, problems=len(sheet.problems)), outcome=outcome)


def _together(parts: list[tuple[pl.DataFrame, pl.DataFrame]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """All applications with how many answers of each kind stand in their way, and all answers."""
    findings = pl.concat(part for _, part in parts)
    return pl.concat(part for part, _ in parts).join(_counted(findings), on="row", how="left"), findings


def _counted(findings: pl.DataFrame) -> pl.DataFrame:
    """By ``row``: how many rules ``failed``, are ``to_explain`` or miss a fact, and what is ``told``."""
    failed = pl.col("verdict") == Verdict.FAIL.value
    matters = pl.col("level") != Level.ADVICE.value
    # What stands in the way first: a reader who opens the list wants to know that.
    gravest = (
        pl.when(~matters).then(3).when(~failed).then(2).when(pl.col("level") == Level.HARD.value).then(0)
    )
    told = pl.col("message").filter(pl.col("verdict") != Verdict.PASS.value)
    ordered = findings.sort("row", gravest.otherwise(1), maintain_order=True)
    return ordered.group_by("row", maintain_order=True).agg(
        failed=(failed & (pl.col("level") == Level.HARD.value)).sum().cast(pl.Int64),
        to_explain=(failed & (pl.col("level") == Level.PRINCIPLE.value)).sum().cast(pl.Int64),
        missing=((pl.col("verdict") == Verdict.UNKNOWN.value) & matters).sum().cast(pl.Int64),
        told=told,
    )


def _kept(
    actor: Actor, asked: Asked, file_name: str, applications: pl.DataFrame, findings: pl.DataFrame
) -> dict[str, Any]:
    """Keep the answers and their workbook; what the check's outcome says of them."""
    head = TableHead(
        title="申请审查汇总",
        office=actor.posting.office,
        narrowed=f"表格“{file_name}”",
        taken_by=f"{actor.officer.name}（{actor.station.label}）",
        taken_at=f"{actor.at:%Y-%m-%d %H:%M}",
        made_on=actor.today,
    )
    with tempfile.TemporaryDirectory(prefix="hudai-") as folder:
        file = Path(folder) / "审查结果.xlsx"
        write_screening(file, applications, findings, words=asked.words, cite=asked.cite, head=head)
        book = FILES.keep(file.read_bytes())
    outcomes = dict(applications.group_by("outcome").len().iter_rows())
    rows = applications.height
    return {"rows": rows, "outcomes": outcomes, "lines": _keep(applications), "book": book}


def _keep(frame: pl.DataFrame) -> str:
    out = io.BytesIO()
    frame.write_parquet(out)
    return FILES.keep(out.getvalue())


def _frame(name: str) -> pl.DataFrame:
    return pl.read_parquet(io.BytesIO(FILES.kept(name)))


def lines(check: Job) -> pl.DataFrame:
    """The applications of a check, as :func:`answers` says, with what :func:`_counted` adds.

    Raises:
        Refusal: if it is no longer kept.
    """
    return _frame(check.outcome["lines"])


def problems(check: Job) -> list[Problem]:
    """The first problems of a sheet that was not taken."""
    return [Problem(*each) for each in check.outcome.get("samples", ())]


@transaction.atomic
def fetch(*, actor: Actor, check_id: int) -> bytes:
    """The workbook with every answer; it is in the journal.

    Raises:
        NotYours: if it is another desk's.
        Refusal: if it is no longer kept.
    """
    check = of_desk(actor, check_id)
    content = FILES.kept(check.outcome.get("book", ""))
    note(actor, "导出申请审查结果", check, rows=check.outcome["rows"])
    return content


def of_desk(actor: Actor, check_id: int) -> Job:
    """A check that is done, if this desk sent the sheet.

    Raises:
        NotYours: if it did not; the same words whether there is one or not.
        NotNow: if it was not finished.
    """
    actor.require(*ENTERS)
    check = Job.objects.filter(pk=check_id, kind=KIND, asked_by=actor.posting).first()
    if check is None:
        raise NotYours("没有找到这份审查结果，或它不是您这个岗位上传的。")
    if check.state != Job.State.DONE:
        raise NotNow("这张表没有审查完，请在“后台工作”里看进度；已停止的，请重新上传。")
    return check


def in_hand(actor: Actor, check_id: int) -> Job:
    """As :func:`of_desk`, locked for an action."""
    return Job.objects.select_for_update().get(pk=of_desk(actor, check_id).pk)


def sheet_of(check: Job, actor: Actor) -> Sheet:
    """The sheet of a check, held against the tables as they are now.

    Raises:
        Refusal: if it is no longer kept.
    """
    with FILES.laid_out(check.payload["stored"], check.payload["file_name"]) as path:
        return read(path, actor)


def marked_copy(check: Job, actor: Actor, wrong: Sequence[Problem]) -> str:
    """Mark the sheet of a check where ``wrong`` says; the name the copy is kept under."""
    with FILES.laid_out(check.payload["stored"], check.payload["file_name"]) as path:
        return marked_sheet.keep(path, read(path, actor).reading, wrong)
