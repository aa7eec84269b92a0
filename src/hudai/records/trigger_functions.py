"""Functions that triggers call on PostgreSQL.

Part of the migrations' own vocabulary, as :mod:`hudai.records.append_only`.
"""

from __future__ import annotations

from typing import Any


def define(schema_editor: Any, name: str, body: str, *, as_owner: bool = False) -> None:
    """Make a trigger function, in place of one of the same name.

    It looks for tables in the schema the tables are made in and nowhere before it: whoever could slip in a
    temporary table of the same name would have a guard look there.  With ``as_owner`` it writes with its
    owner's rights, where the application's user has none.
    """
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        (schema,) = cursor.fetchone()
    rights = " SECURITY DEFINER" if as_owner else ""
    # Without parameters psycopg would still read the % of RAISE as a placeholder.
    schema_editor.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql{rights}"
        f" SET search_path = {schema}, pg_temp AS $$ BEGIN {body} END $$",
        None,
    )
