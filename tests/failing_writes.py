"""A database whose n-th write fails, for every n: what an action leaves behind when it dies in the middle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.apps import apps
from django.db import OperationalError, connection

from hudai.records import bulk

_WRITES = ("INSERT", "UPDATE", "DELETE")


class _Died(OperationalError):
    """The write that was to fail."""


@contextmanager
def failing_at(nth: int) -> Iterator[list[str]]:
    """Let the ``nth`` write of this connection fail before it is done; gives the writes tried so far."""
    tried: list[str] = []

    def count(statement: str) -> None:
        tried.append(statement)
        if len(tried) == nth:
            raise _Died("disk full")

    def watched(execute: Callable[..., Any], sql: str, values: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(_WRITES):
            count(sql)
        return execute(sql, values, many, context)

    copy = bulk._copy

    def copied(statement: str, rows: Any) -> None:
        count(statement)
        copy(statement, rows)

    with connection.execute_wrapper(watched), patch.object(bulk, "_copy", copied):
        yield tried


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables of the product, as they lie there."""
    found = {}
    for model in apps.get_app_config("records").get_models():
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            found[model._meta.db_table] = sorted(cursor.fetchall(), key=repr)
    return found


def dies_at_every_write(act: Callable[[], object]) -> int:
    """Carry ``act`` out with the first write failing, then the second, and so on until it gets through.

    Asserts after each death that nothing at all has changed.  Returns how many writes there were.
    """
    before = everything()
    for nth in range(1, 1_000):
        with failing_at(nth) as tried:
            try:
                act()
            except _Died:
                assert everything() == before, f"write {nth} of {tried[-1][:60]} left something"
                continue
        return len(tried)
    raise AssertionError("a thousand writes and no end")
