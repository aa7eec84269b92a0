"""How the system itself stands: the database, its migrations, the work under way, what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, QuerySet, Sum

from hudai.records.models import Attachment, Job

FAILED_FOR = timedelta(days=30)
"""Failed jobs are shown for so long."""


@dataclass(frozen=True, slots=True)
class Migrations:
    """Where the database stands against the programs."""

    last: str
    """The last step carried out, by its name."""
    applied: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Work:
    """Jobs, by how they stand."""

    waiting: int
    running: int
    stalled: int
    """Running, with a worker that has not been heard of: its lease is over."""
    failed: int


def database() -> str:
    """What kind of database it is, with its version."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return f"PostgreSQL {cursor.fetchone()[0]}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()")
        return f"SQLite {cursor.fetchone()[0]}"


def database_bytes() -> int:
    """How much room the database takes."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return int(cursor.fetchone()[0])


def migrations() -> Migrations:
    """How far the records' own tables are, and how many steps of any table are missing."""
    executor = MigrationExecutor(connection)
    taken = executor.loader.applied_migrations.keys() & executor.loader.disk_migrations.keys()
    applied = sorted(name for app, name in taken if app == "records")
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return Migrations(applied[-1] if applied else "", len(applied), waiting)


def work(at: datetime) -> Work:
    """Jobs that wait, run, stand still, and failed of late."""
    counted = dict(Job.objects.order_by().values_list("state").annotate(Count("pk")))
    stalled = Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=at).count()
    return Work(
        waiting=counted.get(Job.State.WAITING, 0),
        running=counted.get(Job.State.RUNNING, 0) - stalled,
        stalled=stalled,
        failed=failed_jobs(at).count(),
    )


def failed_jobs(at: datetime) -> QuerySet[Job]:
    """Jobs that failed in the last :data:`FAILED_FOR`, the newest first."""
    failed = Job.objects.filter(state=Job.State.FAILED, ended_at__gt=at - FAILED_FOR)
    return failed.select_related("asked_by__officer").order_by("-ended_at")


def attachments() -> tuple[int, int]:
    """How many scans and photos there are, and their bytes; the same file under two papers counts twice."""
    kept = Attachment.objects.aggregate(files=Count("pk"), size=Sum("size"))
    return kept["files"], kept["size"] or 0


def sessions(at: datetime) -> int:
    """Browsers with a session that could still be used."""
    return Session.objects.filter(expire_date__gt=at).count()
