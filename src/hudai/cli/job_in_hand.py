"""Seeing a job through from a terminal, beside whatever worker there is.

The queue is the same for all: whoever takes a job holds its lease, so a worker and this process
never do one twice; when one of them dies the other goes on after the last piece.  This module needs
Django awake when it is imported.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import close_old_connections
from django.utils import timezone

from hudai.actions.job import beat, release, work_once
from hudai.core.errors import Refusal
from hudai.records.models import Job

LOOK_EVERY = 0.5
"""Seconds between two looks at a job that a worker is at."""
BEAT_EVERY = 10.0
"""Seconds between two renewals of the lease."""
OPEN = (Job.State.WAITING, Job.State.RUNNING)


def see_through(job: Job | None) -> None:
    """Do what waits, in its order, until ``job`` is over; or let the worker that has it finish.

    Raises:
        Refusal: if it did not come to its end; says why.
    """
    assert job is not None, "every step of a return is a job"
    with _holding() as name:
        while _state(job) in OPEN:
            if work_once(timezone.localtime, name) is None:
                time.sleep(LOOK_EVERY)
    if job.state != Job.State.DONE:
        raise Refusal(job.message or "这项工作没有做完。")


def _state(job: Job) -> str:
    job.refresh_from_db()
    return job.state


@contextmanager
def _holding() -> Iterator[str]:
    """A name no other living worker has, with its leases renewed while the block lasts."""
    name = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"
    stop = threading.Event()
    threading.Thread(target=_beat, args=(name, stop), daemon=True).start()
    try:
        yield name
    finally:
        stop.set()
        release(timezone.now(), name)


def _beat(name: str, stop: threading.Event) -> None:
    while not stop.wait(BEAT_EVERY):
        close_old_connections()
        beat(timezone.now(), name)
