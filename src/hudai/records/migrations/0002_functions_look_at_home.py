"""Functions of triggers look for tables in the product's own schema, those made before that too.

On a database that came by older steps some had been made again without it.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

_FUNCTIONS = """
SELECT p.oid::regprocedure::text, quote_ident(current_schema()) FROM pg_proc p
 WHERE p.pronamespace = current_schema()::regnamespace AND p.prorettype = 'trigger'::regtype
   AND (p.proname LIKE 'hudai%' OR p.proname LIKE 'records%') ORDER BY 1
"""


def look_at_home(apps: Any, schema_editor: Any) -> None:
    """Give each function its own way to look for tables."""
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(_FUNCTIONS, None)
        for function, schema in cursor.fetchall():
            schema_editor.execute(f"ALTER FUNCTION {function} SET search_path = {schema}, pg_temp")


class Migration(migrations.Migration):
    """One step, for PostgreSQL."""

    dependencies: ClassVar = [("records", "0001_the_county")]

    operations: ClassVar = [migrations.RunPython(look_at_home, migrations.RunPython.noop)]
