"""Emptying tables that allow no deleting, between two tests and nowhere else.

The triggers that keep the journal and its like append-only are lifted while Django flushes the test
database, and stand again when the next test begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def flushable(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """While this lasts, a flush empties every table."""
    operations = type(connection.ops)
    plain = operations.execute_sql_flush

    def flush(self: Any, statements: list[str]) -> None:
        with lifted(self.connection):
            plain(self, statements)

    with patch.object(operations, "execute_sql_flush", flush):
        yield


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """While this lasts, no trigger stands; for tests that spoil rows on purpose."""
    lift, restore = (_postgres if connection.vendor == "postgresql" else _sqlite)(connection)
    with connection.cursor() as cursor:
        for statement in lift:
            cursor.execute(statement)
        yield
        for statement in restore:
            cursor.execute(statement)


def _sqlite(connection: BaseDatabaseWrapper) -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    return [f'DROP TRIGGER "{name}"' for name, _ in triggers], [sql for _, sql in triggers]


def _postgres(connection: BaseDatabaseWrapper) -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, quote_ident(tgname), tgenabled"
            " FROM pg_trigger WHERE NOT tgisinternal"
        )
        triggers = cursor.fetchall()
    how = {"A": "ENABLE ALWAYS", "O": "ENABLE", "R": "ENABLE REPLICA", "D": "DISABLE"}
    return (
        [f"ALTER TABLE {table} DISABLE TRIGGER {name}" for table, name, _ in triggers],
        [f"ALTER TABLE {table} {how[state]} TRIGGER {name}" for table, name, state in triggers],
    )
