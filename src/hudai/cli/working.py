"""The loop of a worker: look for a job, do it, look again.

This module needs Django awake when it is imported; :mod:`hudai.cli.worker` sees to that.  A second
thread renews the lease of the job in hand, so that a long step (reading a large sheet) is not taken
for a death; when the process is killed both threads end and the lease runs out.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.urls import get_resolver
from django.utils import timezone

from hudai.actions import bank_return as bank_return
from hudai.actions import key_rotation as key_rotation
from hudai.actions import name_list as name_list
from hudai.actions import reconciliation as reconciliation
from hudai.actions import reminder_mail, suspicion_run, table_export
from hudai.actions.job import beat, release, work_once
from hudai.actions.standing import refresh_all
from hudai.core.errors import Refusal
from hudai.core.policy import Policy
from hudai.documents import policy_files
from hudai.records.queries.standing import not_worked_out_for

LOOK_EVERY = 1.0
"""Seconds between two looks for work."""
BEAT_EVERY = 10.0
"""Seconds between two renewals; a third of the lease."""
ARRANGE_EVERY = 60.0
"""Seconds between two looks whether it is time for the day's reminder mails."""

log = logging.getLogger("hudai.jobs")


def run(name: str, *, parent: int | None, once: bool) -> None:
    """Work under a name until interrupted, or until ``parent`` is no longer the parent process."""
    # The pages bring work of their own: taking out a list asks its page again.
    assert get_resolver().url_patterns, "the pages are there"
    stop = threading.Event()
    threading.Thread(target=_beat, args=(name, stop), daemon=True).start()
    arranged = time.monotonic() - ARRANGE_EVERY
    try:
        while parent is None or os.getppid() == parent:
            close_old_connections()
            if time.monotonic() - arranged >= ARRANGE_EVERY:
                arranged = time.monotonic()
                _arrange()
            if not _work(name) and (once or stop.wait(LOOK_EVERY)):
                break
    finally:
        stop.set()
        release(timezone.now(), name)


def _work(name: str) -> bool:
    """Whether there was something to do; a database that is away for a moment is nothing to do."""
    try:
        return work_once(timezone.localtime, name) is not None
    except DatabaseError:
        log.exception("the database does not answer")
        return False


def _arrange() -> None:
    """Queue what is to be done once a day."""
    try:
        reminder_mail.arrange(timezone.now())
        table_export.forget_old()
        _stand_today()
        suspicion_run.arrange(timezone.now())
    except DatabaseError:
        log.exception("the day's work was not arranged")


def _stand_today() -> None:
    """Once the day has changed, work out anew how every loan stands."""
    today = timezone.localdate()
    if not not_worked_out_for(today).exists():
        return
    try:
        refresh_all(as_of=today, policies=_policies())
    except Refusal:
        log.exception("how loans stand was not worked out")


def _policies() -> dict[str, Policy]:
    """Every pack there is, by its name."""
    own = Path(settings.HUDAI_POLICIES) if settings.HUDAI_POLICIES else None
    return {name: policy_files.load(name, own) for name in policy_files.names(own)}


def _beat(name: str, stop: threading.Event) -> None:
    """Renew the lease until the work is over."""
    while not stop.wait(BEAT_EVERY):
        try:
            close_old_connections()
            beat(timezone.now(), name)
        except DatabaseError:
            log.exception("the lease was not renewed")
