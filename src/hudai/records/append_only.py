"""Triggers that make tables append-only, for SQLite and PostgreSQL.

Part of the migrations' own vocabulary: it names tables, never models, and must keep meaning what
it meant when a migration first used it.  A migration that rebuilds such a table on SQLite lifts them
before and forbids changes again after (tests/records/test_guards_stand.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hudai.records.trigger_functions import define

Step = Callable[[Any, Any], None]

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""

_REFUSED = "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';"

_POSTGRES = (
    "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION hudai_append_only()",
    "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION hudai_append_only()",
    "ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only",
    "ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate",
)


def forbid_changes(tables: Sequence[str]) -> Step:
    """A migration step after which rows of ``tables`` can be neither changed nor removed."""

    def forbid(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            define(schema_editor, "hudai_append_only", _REFUSED)
        for statement in _statements(tables, schema_editor.connection.vendor):
            schema_editor.execute(statement)

    return forbid


def lift(tables: Sequence[str]) -> Step:
    """The way back."""

    def remove(apps: Any, schema_editor: Any) -> None:
        for table in tables:
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
                schema_editor.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
            else:
                schema_editor.execute(f"DROP TRIGGER {table}_no_UPDATE")
                schema_editor.execute(f"DROP TRIGGER {table}_no_DELETE")

    return remove


def _statements(tables: Sequence[str], vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [statement.format(table=table) for table in tables for statement in _POSTGRES]
    return [_SQLITE.format(table=table, verb=verb) for table in tables for verb in ("UPDATE", "DELETE")]
