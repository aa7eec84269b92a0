"""The rows of a list for its workbook, a piece at a time, and no more made of them than is shown.

The keys come first, in the list's order; then each piece is fetched by its keys.  So no question to the
database stays open while the workbook grows (on SQLite that would keep a writer of this process out),
and memory holds one piece.  Where every column says which fields it is made from, these are fetched by
columns and nothing else is: no row becomes an object, no sealed value nobody asked for is opened.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl
from django.db.models import QuerySet

from hudai.documents.columns import Column as PaperColumn
from hudai.documents.forms import table as form
from hudai.web.table_columns import Column

PIECE = 2_000
"""Rows read and written at once."""


class Rows:
    """All rows of a list, in its order."""

    def __init__(self, rows: QuerySet[Any, Any] | Sequence[Any], columns: Sequence[Column]) -> None:
        self.rows, self.columns = rows, columns
        self.on_paper: list[PaperColumn] = [column.on_paper() for column in columns]

    def count(self) -> int:
        """How many there are."""
        return self.rows.count() if isinstance(self.rows, QuerySet) else len(self.rows)

    def pieces(self) -> Iterator[pl.DataFrame]:
        """The rows in pieces of at most :data:`PIECE`; one that went meanwhile is left out."""
        if not isinstance(self.rows, QuerySet):
            for first in range(0, len(self.rows), PIECE):
                yield self._shown(self.rows[first : first + PIECE])
            return
        keys = list(self.rows.values_list("pk", flat=True))
        plain = all(column.value is None for column in self.columns)
        for first in range(0, len(keys), PIECE):
            part = keys[first : first + PIECE]
            found = self.rows.filter(pk__in=part).order_by()
            yield self._by_columns(found, part) if plain else self._by_rows(found, part)

    def _by_rows(self, found: QuerySet[Any, Any], keys: Sequence[Any]) -> pl.DataFrame:
        known = {row.pk: row for row in found}
        return self._shown([known[key] for key in keys if key in known])

    def _shown(self, rows: Sequence[Any]) -> pl.DataFrame:
        return form.frame(self.on_paper, [[column.of(row) for column in self.columns] for row in rows])

    def _by_columns(self, found: QuerySet[Any, Any], keys: Sequence[Any]) -> pl.DataFrame:
        sources = list(dict.fromkeys(source for column in self.columns for source in column.sources))
        known = {key: values for key, *values in found.values_list("pk", *sources)}
        rows = [known[key] for key in keys if key in known]
        fetched = zip(*rows, strict=True) if rows else ((),) * len(sources)
        by_source: dict[str, Sequence[Any]] = dict(zip(sources, fetched, strict=True))
        values = [column.of_columns([by_source[each] for each in column.sources]) for column in self.columns]
        return form.frame_of(self.on_paper, values)
