"""Several counts in one question: the menu has a dozen on every page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def counted_together(found: Sequence[QuerySet[Any]], *, at_most: int | None = None) -> list[int]:
    """How many rows each of them has, asked of the database at once; with ``at_most`` no further is counted.

    Each counts rows of its model: one that groups or unites others does not belong here.
    """
    counts = [0] * len(found)
    places, parts, values = [], [], []
    for place, rows in enumerate(found):
        bare = rows.order_by()[:at_most].values("pk")
        try:
            sql, params = bare.query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:  # nothing can be in it, so nobody is asked
            continue
        places.append(place)
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) rows_{place})")
        values += params
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", values)
            for place, count in zip(places, cursor.fetchone(), strict=True):
                counts[place] = count
    return counts
