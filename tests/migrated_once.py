"""The test database of each process: migrated once in a run of the tests, copied by the others.

Migrating takes longer than many a folder of tests, and a run has several processes (pytest-xdist).
The first that needs tables makes them, as an installation would, and keeps them empty as they are;
the next ones copy.  On PostgreSQL that is done where the tests started the server themselves: on
somebody else's nothing may be left behind.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.test.utils import setup_databases

SQLITE_COPY = "tables.sqlite3"
POSTGRES_COPY = "hudai_tables"
PATIENCE = 600
"""Seconds to wait for the process that is migrating."""


def set_up(shared: Path) -> Any:
    """The test database, for Django's ``teardown_databases``; ``shared`` is a folder of the whole run."""
    with _alone(shared):
        kept = (shared / f"{connection.vendor}.kept").exists()
        with _copied(shared) if kept else nullcontext():
            made = setup_databases(verbosity=0, interactive=False)
        if not kept:
            _keep(shared)
    return made


@contextmanager
def _alone(shared: Path) -> Iterator[None]:
    """One process of the run at a time; if it dies its turn is over."""
    with closing(sqlite3.connect(shared / "turn.sqlite3", timeout=PATIENCE, isolation_level=None)) as turn:
        turn.execute("BEGIN EXCLUSIVE")
        yield


def _keep(shared: Path) -> None:
    """Put the new tables by, before any test has written to them."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(shared / SQLITE_COPY)])
    elif os.environ.get("HUDAI_TEST_OWN_POSTGRES") and os.environ.get("PYTEST_XDIST_WORKER"):
        name = connection.settings_dict["NAME"]
        connection.close()  # a database somebody is connected to cannot be copied
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {POSTGRES_COPY} TEMPLATE {connection.ops.quote_name(name)}")
    else:
        return
    (shared / f"{connection.vendor}.kept").touch()


def _copied(shared: Path) -> AbstractContextManager[Any]:
    """While this lasts, a test database is a copy of the tables put by and not migrated again."""
    asked = connection.settings_dict["TEST"]
    asked["MIGRATE"] = False
    if connection.vendor == "postgresql":
        asked["TEMPLATE"] = POSTGRES_COPY
        return nullcontext()

    def copy(*_: object) -> None:
        shutil.copy(shared / SQLITE_COPY, connection.creation._get_test_db_name())

    return patch.object(connection.creation, "_create_test_db", copy)
