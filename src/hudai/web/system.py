"""How the system itself stands: version, database, policies, work under way, room on the disk, backups."""

from __future__ import annotations

import shutil
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from hudai.core.errors import PolicyRefused
from hudai.records.models import Station
from hudai.records.queries import system as queries
from hudai.web import job as jobs
from hudai.web import law as laws
from hudai.web.acting import actor
from hudai.web.frame import NavItem, offer
from hudai.web.request import Request

SEES_THE_SYSTEM = (Station.ADMINISTRATOR, Station.AUDITOR)
BACKUPS = "backups"
"""The folder of the data folder in which backups are looked for."""
LITTLE_ROOM = 5 << 30
"""Bytes below which the disk is called full soon."""
_SHOWN = 20

offer(NavItem("系统状态", "hdd-stack", "system", stations=SEES_THE_SYSTEM, order=88))


@require_safe
def system(request: Request) -> HttpResponse:
    """Everything an administrator is asked on the telephone, on one page."""
    if request.desk.posting.station not in SEES_THE_SYSTEM:
        raise Http404
    now = actor(request).at
    room = shutil.disk_usage(_nearest(Path(settings.MEDIA_ROOT)))
    files, size = queries.attachments()
    facts = {
        "title": "系统状态",
        "version": version("hudai"),
        "database": queries.database(),
        "database_size": told(queries.database_bytes()),
        "migrations": queries.migrations(),
        "packs": [_pack(name) for name in laws.names()],
        "work": queries.work(now),
        "failed": [(jobs.title_of(job), job) for job in queries.failed_jobs(now)[:_SHOWN]],
        "files": files,
        "files_size": told(size),
        "free": told(room.free),
        "little_room": room.free < LITTLE_ROOM,
        "sessions": queries.sessions(now),
        "backup": last_backup(settings.HUDAI_HOME / BACKUPS),
    }
    return render(request, "system/system.html", facts)


def _pack(name: str) -> dict[str, Any]:
    """A policy pack: what it is, and the digest of its numbers, or that it does not load."""
    try:
        policy = laws.law(name).policy
    except PolicyRefused as refusal:
        return {"name": name, "problem": str(refusal), "adopted": name == laws.adopted()}
    return {
        "name": name,
        "title": policy.title,
        "digest": policy.digest,
        "adopted": name == laws.adopted(),
    }


def last_backup(folder: Path) -> tuple[str, datetime] | None:
    """The newest file in the folder of backups and when it was written; None where there is none."""
    if not folder.is_dir():
        return None
    files = [each for each in folder.iterdir() if each.is_file() and not each.name.startswith(".")]
    if not files:
        return None
    newest = max(files, key=lambda each: each.stat().st_mtime)
    return newest.name, datetime.fromtimestamp(newest.stat().st_mtime, timezone.get_current_timezone())


def told(size: int) -> str:
    """Bytes as people say them.

    >>> told(512), told(3 << 20), told(5 << 30)
    ('1 KB', '3 MB', '5.0 GB')
    """
    if size >= 1 << 30:
        return f"{size * 10 // (1 << 30) / 10} GB"
    return f"{-(-size // (1 << 20))} MB" if size >= 1 << 20 else f"{-(-size // 1024)} KB"


def _nearest(path: Path) -> Path:
    """The folder, or the nearest one above that is there: the file store is made with its first file."""
    return next(each for each in (path, *path.parents) if each.exists())


urlpatterns = [path("system/", system, name="system")]
