"""Querysets as columns: what a question to the tables answers, as a frame of whole numbers and days.

Rules work on columns; making a model object of each of a million rows first would take most of the
time there is.  What is sealed comes as it lies on the disk; its field opens it (``SealedField.opened``).
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import polars as pl
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

Schema = Mapping[str, pl.DataType | type[pl.DataType]]


def day(name: str) -> Cast:
    """A day as its text, which both kinds of database give without making an object of it."""
    return Cast(name, TextField())


def frame(question: QuerySet[Any], schema: Schema) -> pl.DataFrame:
    """The rows a ``values_list`` gives, one column each in the order of ``schema``.

    Days are asked for through :func:`day`; a column of type ``pl.Date`` takes such texts.
    Yes and no are asked for as whole numbers.
    """
    try:
        sql, values = question.query.sql_with_params()
    except EmptyResultSet:
        # Nothing can answer it, so Django does not ask.
        return pl.DataFrame(schema=schema)
    read = _copied if connection.vendor == "postgresql" else _fetched
    return read(sql, values, schema)


def _as_read(schema: Schema) -> dict[str, pl.DataType | type[pl.DataType]]:
    """What each column is before its texts are days."""
    return {name: pl.String if kind == pl.Date else kind for name, kind in schema.items()}


def _in_kind(column: pl.Expr, kind: pl.DataType | type[pl.DataType]) -> pl.Expr:
    """A column as read, its texts made days where it is one of days."""
    return column.str.to_date("%Y-%m-%d") if kind == pl.Date else column


def _fetched(sql: str, values: tuple[Any, ...], schema: Schema) -> pl.DataFrame:
    """Each column as one JSON array, which SQLite writes faster than Python makes objects of the rows.

    The rows are laid down in their order first, so that all arrays are in it.
    """
    names = [f"c{place}" for place in range(len(schema))]
    arrays = ", ".join(f"json_group_array({name})" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH asked({', '.join(names)}) AS MATERIALIZED ({sql}) SELECT {arrays} FROM asked", values
        )
        columns = cursor.fetchone()
    if columns[0] == "[]":
        return pl.DataFrame(schema=schema)
    return pl.DataFrame([columns], schema=list(schema), orient="row").select(
        _in_kind(pl.col(name).str.json_decode(pl.List(kind)).explode(), schema[name])
        for name, kind in _as_read(schema).items()
    )


def _copied(sql: str, values: tuple[Any, ...], schema: Schema) -> pl.DataFrame:
    """The server's own csv: an empty field is null, an empty text stands in quotes."""
    with connection.cursor() as cursor, io.BytesIO() as text:
        # The driver's own cursor: Django's, when it counts queries, takes no values here.
        with cursor.cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv, FORCE_QUOTE *)", values) as copied:
            for part in copied:
                text.write(part)
        if not text.tell():
            return pl.DataFrame(schema=schema)
        text.seek(0)
        read = pl.read_csv(
            text,
            has_header=False,
            new_columns=list(schema),
            schema_overrides=_as_read(schema),
        )
    return read.with_columns(_in_kind(pl.col(name), kind) for name, kind in schema.items())
