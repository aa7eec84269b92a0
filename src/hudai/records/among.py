"""``filter(contract__among=frozenset(names))``: one of many values, handed over as one parameter.

With ``__in`` Django prepares and writes out every value by itself, which for thousands of contracts
takes longer than the answer; a list it would still look through value by value, a set it leaves
alone.  Values are keys or texts, never sealed.
"""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Field, Lookup


@Field.register_lookup
class Among(Lookup):
    """One of a set of keys or texts."""

    lookup_name = "among"

    def get_prep_lookup(self) -> list[Any]:
        """The values as they are."""
        return list(self.rhs)

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:
        """A list as JSON, taken apart by the database."""
        column, values = self.process_lhs(compiler, connection)
        return f"{column} IN (SELECT value FROM json_each(%s))", [*values, json.dumps(self.rhs)]

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:
        """An array."""
        column, values = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*values, self.rhs]
