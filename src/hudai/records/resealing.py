"""Values sealed under an older key, found and sealed again under the active one, as they lie on the disk.

A value is changed only if it is still what was read, so that a clerk who saves the same row meanwhile
loses nothing.  Rows the database allows nobody to change (batches, submissions) keep their older key;
that is why no key is ever taken out of the key file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction

from hudai.records.fields import SealedField, seal, unseal


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A table with sealed columns."""

    model: type[models.Model]
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        """Of the table."""
        return self.model._meta.db_table

    @property
    def key(self) -> str:
        """Its primary key's column."""
        return str(self.model._meta.pk.column)


def sealed_tables() -> list[SealedTable]:
    """Every table with sealed columns, by name."""
    found = (
        SealedTable(
            model,
            tuple(str(each.column) for each in model._meta.local_fields if isinstance(each, SealedField)),
        )
        for model in apps.get_models()
    )
    return sorted((table for table in found if table.columns), key=lambda table: table.name)


def older(table: SealedTable) -> int:
    """How many values of a table are sealed under another key than the active one."""
    name, active = _quoted(table.name), f"{settings.HUDAI_KEYS['active']}:%"
    counts = (
        f"COUNT(CASE WHEN {_quoted(each)} <> '' AND {_quoted(each)} NOT LIKE %s THEN 1 END)"
        for each in table.columns
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)} FROM {name}", [active] * len(table.columns))
        return sum(cursor.fetchone())


def rows(table: SealedTable) -> int:
    """How many rows a table has."""
    return table.model._default_manager.count()


def next_keys(table: SealedTable, after: int, most: int) -> list[int]:
    """Keys of the next rows, in order."""
    key = _quoted(table.key)
    statement = f"SELECT {key} FROM {_quoted(table.name)} WHERE {key} > %s ORDER BY {key} LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(statement, [after, most])
        return [key for (key,) in cursor.fetchall()]


def reseal(table: SealedTable, first: int, last: int) -> tuple[int, int]:
    """Seal the values of the rows from key ``first`` to ``last`` again.

    Returns:
        values sealed, and rows the database allowed nobody to change.
    """
    active = f"{settings.HUDAI_KEYS['active']}:"
    changes = [
        (column, key, value)
        for key, *values in _read(table, first, last)
        for column, value in zip(table.columns, values, strict=True)
        if value and not value.startswith(active)
    ]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for column, key, value in changes:
                place = f"{table.name}.{column}"
                cursor.execute(_update(table, column), [seal(unseal(value, place), place), key, value])
    except IntegrityError:
        return 0, len({key for _, key, _ in changes})
    return len(changes), 0


def _read(table: SealedTable, first: int, last: int) -> list[Sequence[Any]]:
    columns = ", ".join(_quoted(each) for each in (table.key, *table.columns))
    key = _quoted(table.key)
    statement = f"SELECT {columns} FROM {_quoted(table.name)} WHERE {key} BETWEEN %s AND %s"
    with connection.cursor() as cursor:
        cursor.execute(statement, [first, last])
        return list(cursor.fetchall())


def _update(table: SealedTable, column: str) -> str:
    name = _quoted(column)
    return f"UPDATE {_quoted(table.name)} SET {name} = %s WHERE {_quoted(table.key)} = %s AND {name} = %s"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
