"""Long lists taken out of the house: asked for, made by a worker, kept sealed for some days, handed over.

The workbook is for the desk that asked and for nobody else.  What was asked for stands sealed in the job,
since a search may hold somebody's whole ID number.  That the list was taken out is written down when the
workbook is kept, and again each time it is fetched.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from hudai.actions import job as jobs
from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.actions.sealed_file import SealedFolder
from hudai.actions.table import TakenOut, took_out
from hudai.core.errors import Refusal
from hudai.records.fields import seal, unseal
from hudai.records.models import Job

KIND = "table_export"
FILES = SealedFolder("exports", "files.export")
KEPT_FOR = timedelta(days=7)
MOST_WAITING = 5
"""Lists one desk may have in the making."""
_PLACE = "jobs.table_export"
_GONE = "这份导出的表格已过保存期，请回到清单重新导出。"


@dataclass(frozen=True, slots=True)
class Asked:
    """A list somebody asked for."""

    address: str
    columns: frozenset[str]
    """Keys of the columns that were shown."""


@transaction.atomic
def start(*, actor: Actor, title: str, address: str, columns: Sequence[str], rows: int) -> Job:
    """Have a worker make the workbook of the list at ``address``, which the actor was just shown.

    Args:
        rows: how many there are now.

    Raises:
        Refusal: if the desk has so many in the making already.
    """
    making = Job.objects.filter(kind=KIND, asked_by=actor.posting, state__in=Job.NOT_OVER)
    if making.count() >= MOST_WAITING:
        raise Refusal(f"已有 {MOST_WAITING} 份清单正在导出，请等其中一份做完，或在“后台工作”里停止不要的。")
    payload = {
        "title": title,
        "officer": actor.officer.pk,
        "address": seal(address, _PLACE),
        "columns": list(columns),
        "rows": rows,
    }
    job = jobs.start(KIND, payload, actor.posting, actor.at)
    note(actor, "开始导出清单", job, title=title, rows=rows)
    return job


def asked(job: Job) -> Asked:
    """What the job is to take out."""
    return Asked(unseal(job.payload["address"], _PLACE), frozenset(job.payload["columns"]))


def keeping(job: Job, actor: Actor, content: bytes, name: str, taken: TakenOut) -> Callable[[], None]:
    """What the job's last piece writes: the workbook, sealed; what is known of it; the journal's line."""

    def write() -> None:
        outcome = {
            "stored": FILES.keep(content),
            "name": name,
            "rows": taken.rows,
            "size": len(content),
            "digest": hashlib.sha256(content).hexdigest(),
        }
        Job.objects.filter(pk=job.pk).update(outcome=outcome)
        took_out(actor=actor, taken=taken)

    return write


def kept_until(job: Job) -> datetime | None:
    """When the workbook goes away; None where there is none."""
    return job.ended_at + KEPT_FOR if job.ended_at and job.outcome.get("stored") else None


@transaction.atomic
def fetch(*, actor: Actor, job_id: int) -> tuple[str, bytes]:
    """The workbook's name and content, for the desk that asked for it; each time it is written down.

    Raises:
        NotYours: if the desk asked for no such list.
        Refusal: if it is not made yet, gone after :data:`KEPT_FOR`, or no longer what was made.
    """
    job = Job.objects.filter(pk=job_id, kind=KIND, asked_by=actor.posting).first()
    if job is None:
        raise NotYours("没有找到这份导出的表格，或它不是您这个岗位导出的。")
    if job.state != Job.State.DONE:
        raise Refusal("这份表格还没有做好。")
    until = kept_until(job)
    if until is None or actor.at >= until or job.outcome["stored"] not in FILES.names():
        raise Refusal(_GONE)
    content = FILES.kept(job.outcome["stored"])
    if hashlib.sha256(content).hexdigest() != job.outcome["digest"]:
        raise Refusal("这份表格已损坏或被改动，请回到清单重新导出。")
    note(actor, "下载导出的清单", job, title=job.payload["title"], rows=job.outcome["rows"])
    return job.outcome["name"], content


def forget_old(now: float | None = None) -> int:
    """Remove workbooks kept longer than :data:`KEPT_FOR`, and what a broken-off job left; how many went.

    Args:
        now: seconds since the epoch; by the clock the files' own times are of.
    """
    oldest = (time.time() if now is None else now) - KEPT_FOR.total_seconds()
    old = [name for name in FILES.names() if FILES.changed_at(name) < oldest]
    FILES.forget(*old)
    return len(old)
