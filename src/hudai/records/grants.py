"""What the application's own database user may do, on PostgreSQL: use the tables, and own nothing.

Whoever owns a table can lift its triggers.  So the tables belong to a second user, who comes only to
upgrade them, and the application's user gets rights table by table: to read and add everywhere, to
change and remove where the product does so, and neither where rows are kept as they were written.
What is kept is read off the guards that stand, so that a table made append-only by a later migration
is so for the application as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

ADDED_UP = frozenset({"records_vouchersum", "records_accountbalance"})
"""Written by the database itself, with its owner's rights."""
MIGRATIONS = "django_migrations"
"""Written by upgrades only."""

_TABLES = """
SELECT c.relname, quote_ident(c.relname),
       EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = c.relname || '_append_only'),
       EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = c.relname || '_fixed')
  FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
 ORDER BY c.relname
"""
_FUNCTIONS = """
SELECT p.oid::regprocedure::text FROM pg_proc p
 WHERE p.pronamespace = current_schema()::regnamespace AND p.proowner = current_user::regrole
   AND p.prorettype = 'trigger'::regtype
"""


@dataclass(frozen=True, slots=True)
class Table:
    """A table and what the application may do with it."""

    name: str
    quoted: str
    rights: tuple[str, ...]


def tables() -> list[Table]:
    """Every table of the product's schema, with the rights it gives."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return [
            Table(name, quoted, _rights(name, kept, fixed)) for name, quoted, kept, fixed in cursor.fetchall()
        ]


def _rights(name: str, kept: bool, fixed: bool) -> tuple[str, ...]:
    if name in ADDED_UP or name == MIGRATIONS:
        return ("SELECT",)
    if kept:
        return ("SELECT", "INSERT")
    if fixed:
        return ("SELECT", "INSERT", "UPDATE")
    return ("SELECT", "INSERT", "UPDATE", "DELETE")


def grant(role: str) -> None:
    """Give ``role`` exactly these rights, and take every other away; asked by the tables' owner."""
    with connection.cursor() as cursor:
        for statement in list(_statements(role)):
            cursor.execute(statement)


def _statements(role: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(current_schema()), quote_ident(current_database()), quote_ident(%s)", [role]
        )
        schema, database, user = cursor.fetchone()
        cursor.execute(_FUNCTIONS)
        functions = [name for (name,) in cursor.fetchall()]
    for all_of in ("TABLES", "SEQUENCES"):
        yield f"REVOKE ALL ON ALL {all_of} IN SCHEMA {schema} FROM PUBLIC, {user}"
    yield f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {user}"
    # Without tables of their own, not even temporary ones, nobody slips one in front of ours, and
    # nobody hangs our functions, which write with their owner's rights, on something else.
    yield f"REVOKE CREATE, TEMPORARY ON DATABASE {database} FROM PUBLIC, {user}"
    yield from (f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC, {user}" for function in functions)
    yield f"GRANT CONNECT ON DATABASE {database} TO {user}"
    yield f"GRANT USAGE ON SCHEMA {schema} TO {user}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {user}"
    yield from (f"GRANT {', '.join(each.rights)} ON {each.quoted} TO {user}" for each in tables())
