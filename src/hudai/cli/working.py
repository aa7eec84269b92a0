"""The loop of a worker: look for a job, do it, look again.

This module needs Django awake when it is imported; :mod:`hudai.cli.worker` sees to that.  A second
thread renews the lease of the job in hand, so that a long step (reading a large sheet) is not taken
for a death; when the process is killed both threads end and the lease runs out.
"""

from __future__ import annotations

import logging
import os
import threading

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from hudai.actions import name_list as name_list
from hudai.actions.job import beat, release, work_once

LOOK_EVERY = 1.0
"""Seconds between two looks for work."""
BEAT_EVERY = 10.0
"""Seconds between two renewals; a third of the lease."""

log = logging.getLogger("hudai.jobs")


def run(name: str, *, parent: int | None, once: bool) -> None:
    """Work under a name until interrupted, or until ``parent`` is no longer the parent process."""
    stop = threading.Event()
    threading.Thread(target=_beat, args=(name, stop), daemon=True).start()
    try:
        while parent is None or os.getppid() == parent:
            close_old_connections()
            if not _work(name) and (once or stop.wait(LOOK_EVERY)):
                break
    finally:
        stop.set()
        release(timezone.now(), name)


def _work(name: str) -> bool:
    """Whether there was something to do; a database that is away for a moment is nothing to do."""
    try:
        return work_once(timezone.now, name) is not None
    except DatabaseError:
        log.exception("the database does not answer")
        return False


def _beat(name: str, stop: threading.Event) -> None:
    """Renew the lease until the work is over."""
    while not stop.wait(BEAT_EVERY):
        try:
            close_old_connections()
            beat(timezone.now(), name)
        except DatabaseError:
            log.exception("the lease was not renewed")
