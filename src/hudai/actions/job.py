"""Jobs: long work in pieces, each piece committed together with the note of how far it got.

A worker takes a job by writing its name and a lease on it, and renews the lease with every piece and
by :func:`beat` in between.  When a worker dies its lease runs out, another takes the job and goes on
after the last piece that was committed: rows and checkpoint are one transaction, so there is no row
without its checkpoint and no checkpoint without its rows.  A worker that was only slow and lost its
lease finds that out before it writes, and writes nothing.

A kind of work is a generator of pieces::

    @handles("name_list_read")
    def read(job: Job, now: Clock) -> Iterator[Piece]: ...
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import F, Q

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import Job, Posting

LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 5
"""A job whose workers have died so often is given up."""

Clock = Callable[[], datetime]

log = logging.getLogger("hudai.jobs")


@dataclass(frozen=True, slots=True)
class Piece:
    """What is written in one transaction."""

    write: Callable[[], None]
    size: int = 0
    """By how much the work is further when it is written."""
    total: int | None = None
    """How much work there is, once that is known."""
    checkpoint: dict[str, Any] | None = None
    """From where another worker would go on."""
    outcome: dict[str, Any] = field(default_factory=dict)


Handler = Callable[[Job, Clock], Iterator[Piece]]

_handlers: dict[str, Handler] = {}


class _LeaseLost(Exception):
    """Somebody else has taken the job, or it is over."""


class _CancelAsked(Exception):
    """Its owner wants it stopped."""


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the work of one kind of job."""

    def register(handler: Handler) -> Handler:
        assert kind not in _handlers, f"two handlers for {kind}"
        _handlers[kind] = handler
        return handler

    return register


def start(kind: str, payload: dict[str, Any], by: Posting | None, at: datetime) -> Job:
    """Put a job in the queue; within the action that asks for it."""
    return Job.objects.create(kind=kind, payload=payload, asked_by=by, asked_at=at)


def carry_on(before: Job | None, payload: dict[str, Any], *, kind: str, actor: Actor) -> Job:
    """Put a job in the queue that goes on after the last piece of one that was cancelled or broke off,
    in figures too; within the action that asks for it.

    Raises:
        NotNow: if the one before still goes on.
    """
    if before is None:
        return start(kind, payload, actor.posting, actor.at)
    if not before.is_over:
        raise NotNow("这次导入还在进行，不用重新开始。")
    return Job.objects.create(
        kind=kind,
        payload=payload,
        asked_by=actor.posting,
        asked_at=actor.at,
        checkpoint=before.checkpoint,
        done=before.done,
        total=before.total,
    )


@transaction.atomic
def cancel(*, actor: Actor, job_id: int) -> Job:
    """Ask for a job to stop after the piece it is at; one nobody has begun is over at once.

    Raises:
        NotYours: if somebody else started it.
        Refusal: if it is over.
    """
    job = Job.objects.select_for_update().filter(pk=job_id, asked_by=actor.posting).first()
    if job is None:
        raise NotYours("没有找到这项工作，或它不是您发起的。")
    if job.is_over:
        raise Refusal("这项工作已经结束，不用再取消。")
    job.cancel_asked = True
    if job.state == Job.State.WAITING:
        job.state, job.message, job.ended_at = Job.State.CANCELLED, "已取消，没有开始。", actor.at
    job.save()
    note(actor, "取消后台工作", job, kind=job.kind)
    return job


def work_once(now: Clock, worker: str) -> Job | None:
    """Take one job and carry it as far as it goes; None when there is nothing to do.

    ``worker`` must be a name no other living worker has.
    """
    job = take(now(), worker)
    if job is None:
        return None
    try:
        for piece in _handlers[job.kind](job, now):
            _commit(job, worker, piece, now)
        _end(job, worker, Job.State.DONE, "", now())
    except _CancelAsked:
        _end(job, worker, Job.State.CANCELLED, "已取消；已经写入的部分保留着。", now())
    except _LeaseLost:
        log.warning("job %s was taken over from %s", job.pk, worker)
    except Refusal as refusal:
        _end(job, worker, Job.State.FAILED, str(refusal), now())
    except OperationalError:
        # The database was busy or away for a moment: the lease runs out and the job is taken again.
        log.exception("job %s (%s) interrupted", job.pk, job.kind)
    except Exception:
        log.exception("job %s (%s) failed", job.pk, job.kind)
        told = "系统内部出错，这项工作没有做完；已写入的部分完整。请告知系统管理员查看日志。"
        _end(job, worker, Job.State.FAILED, told, now())
    job.refresh_from_db()
    return job


def take(now: datetime, worker: str) -> Job | None:
    """The job that has waited longest, or whose worker's lease ran out; now this worker's."""
    due = Job.objects.filter(
        Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, lease_until__lte=now), kind__in=_handlers
    ).order_by("asked_at", "pk")
    if not due.exists():  # Looking takes no lock; most looks find nothing.
        return None
    with transaction.atomic():
        job = due.select_for_update(skip_locked=True).first()
        if job is None:
            return None
        job.attempts += 1
        if job.attempts > MOST_ATTEMPTS or job.cancel_asked:
            _give_up(job, now)
            return None
        job.state, job.worker, job.lease_until = Job.State.RUNNING, worker, now + LEASE
        job.save()
        return job


def beat(now: datetime, worker: str) -> int:
    """Renew the lease of what ``worker`` holds, between two pieces; how many jobs that are."""
    return Job.objects.filter(worker=worker, state=Job.State.RUNNING).update(lease_until=now + LEASE)


def release(now: datetime, worker: str) -> int:
    """Let go of what ``worker`` holds, so that another need not wait for the lease to run out."""
    return Job.objects.filter(worker=worker, state=Job.State.RUNNING).update(lease_until=now)


def _give_up(job: Job, now: datetime) -> None:
    job.state = Job.State.CANCELLED if job.cancel_asked else Job.State.FAILED
    job.message = (
        "已取消；已经写入的部分保留着。"
        if job.cancel_asked
        else f"执行这项工作的程序连续中断了 {MOST_ATTEMPTS} 次，已停止重试。请告知系统管理员查看日志。"
    )
    job.lease_until, job.worker, job.ended_at = None, "", now
    job.save()


def _commit(job: Job, worker: str, piece: Piece, now: Clock) -> None:
    """Write a piece and its checkpoint, or nothing."""
    with transaction.atomic():
        mine = Job.objects.filter(pk=job.pk, worker=worker, state=Job.State.RUNNING)
        # Changing the row first makes a rival wait here until this piece is written.
        if not mine.update(lease_until=now() + LEASE):
            raise _LeaseLost
        if mine.filter(cancel_asked=True).exists():
            raise _CancelAsked
        piece.write()
        changes: dict[str, Any] = {"done": F("done") + piece.size, "lease_until": now() + LEASE}
        if piece.total is not None:
            changes["total"] = piece.total
        if piece.checkpoint is not None:
            changes["checkpoint"] = piece.checkpoint
        if piece.outcome:
            changes["outcome"] = piece.outcome
        mine.update(**changes)


def _end(job: Job, worker: str, state: Job.State, message: str, at: datetime) -> None:
    mine = Job.objects.filter(pk=job.pk, worker=worker, state=Job.State.RUNNING)
    mine.update(state=state, message=message[:300], ended_at=at, lease_until=None, worker="")
