"""``filter(among("contract", names))``: one of many values, handed over as one parameter.

With ``__in`` Django prepares and writes out every value by itself, which for thousands of contracts
takes longer than the answer; a list it would still look through value by value, a set it leaves
alone.  Values are keys or texts, never sealed.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Field, ForeignKey, Lookup, Q


def among(field: str, values: Collection[Any]) -> Q:
    """Whether a field, or what a foreign key names, is one of ``values``."""
    return Q(**{f"{field}__{Among.lookup_name}": frozenset(values)})


@ForeignKey.register_lookup
@Field.register_lookup
class Among(Lookup):
    """One of a set of keys or texts."""

    lookup_name = "among"

    def get_prep_lookup(self) -> list[Any]:
        """The values as they are."""
        return list(self.rhs)

    def process_lhs(self, *asked: Any, **more: Any) -> Any:
        """The column; among no values there is nothing, and the database is not asked."""
        if not self.rhs:
            raise EmptyResultSet
        return super().process_lhs(*asked, **more)

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:
        """A list as JSON, taken apart by the database."""
        column, values = self.process_lhs(compiler, connection)
        return f"{column} IN (SELECT value FROM json_each(%s))", [*values, json.dumps(self.rhs)]

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:
        """An array, written here: the driver looks at each value for its kind and takes longer over it."""
        column, values = self.process_lhs(compiler, connection)
        texts = any(isinstance(value, str) for value in self.rhs)
        listed = ",".join(map(_quoted, self.rhs) if texts else map(str, self.rhs))
        return f"{column} = ANY(%s::{'text' if texts else 'bigint'}[])", [*values, f"{{{listed}}}"]


def _quoted(text: str) -> str:
    """As an array holds it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
