"""Every trigger a migration made stands when all of them have run, unless one took it away on purpose.

SQLite rebuilds a table to alter it, and the table's triggers are gone without a word: nobody would notice
before a row is changed that no one may change.  What the migrations say is listened to, so that nothing
has to be remembered here of a guard that comes later.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.long]

MADE = re.compile(r'\s*CREATE (?:CONSTRAINT )?TRIGGER "?(\w+)"?.*?\bON "?(\w+)"?', re.DOTALL)
TAKEN_AWAY = re.compile(r'\s*DROP TRIGGER (?:IF EXISTS )?"?(\w+)"?')
MIGRATE = """
import json
import django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

said = []
def listen(execute, sql, params, many, context):
    if "TRIGGER" in sql:
        said.append(sql)
    return execute(sql, params, many, context)

with connection.execute_wrapper(listen):
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
with connection.cursor() as cursor:
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    triggers = [name for (name,) in cursor.fetchall()]
    tables = connection.introspection.table_names(cursor)
print(json.dumps({"said": said, "triggers": triggers, "tables": tables}))
"""


def wanted(said: list[str], tables: set[str]) -> dict[str, str]:
    """The triggers that were made and not taken away on purpose, each with its table."""
    found: dict[str, str] = {}
    for statement in said:
        if made := MADE.match(statement):
            found[made[1]] = made[2]
        elif gone := TAKEN_AWAY.match(statement):
            found.pop(gone[1], None)
    return {name: table for name, table in found.items() if table in tables}


def lost(said: list[str], triggers: set[str], tables: set[str]) -> list[str]:
    """What a maintainer is told of each trigger that should stand and does not."""
    return [
        f"{name} is gone: a migration rebuilt {table}. Call the step that made it again after the last "
        f"change of {table}, in the same migration (guard of records/household_groups.py, forbid_changes of "
        f"records/append_only.py …), and lift it before, as 0027 does."
        for name, table in sorted(wanted(said, tables).items())
        if name not in triggers
    ]


def test_every_trigger_the_migrations_made_stands_after_all_of_them():
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HUDAI_", "DJANGO_"))}
    there = {"DJANGO_SETTINGS_MODULE": "site_for_tests", "PYTHONPATH": str(Path(__file__).parents[1])}
    ran = subprocess.run(
        [sys.executable, "-c", MIGRATE], env=kept | there, check=True, capture_output=True, text=True
    )
    told = json.loads(ran.stdout.splitlines()[-1])
    said, triggers, tables = told["said"], set(told["triggers"]), set(told["tables"])

    assert lost(said, triggers, tables) == []
    standing = wanted(said, tables)
    assert "records_household_group_in_village_insert" in standing
    assert "records_region_group_stays" in standing
    assert "records_journalline_no_DELETE" in standing
    assert triggers == set(standing), "no trigger came from elsewhere"


def test_a_table_rebuilt_without_its_guard_is_named_with_what_to_do():
    said = [
        "CREATE TRIGGER records_region_group_stays BEFORE UPDATE OF level ON records_region BEGIN ...; END",
        "\nCREATE TRIGGER records_visit_no_DELETE BEFORE DELETE ON records_visit\nBEGIN ...; END",
        "DROP TRIGGER records_visit_no_DELETE",
        'CREATE TRIGGER "records_old_no_UPDATE" BEFORE UPDATE ON "records_old" BEGIN ...; END',
    ]

    (told,) = lost(said, set(), {"records_region", "records_visit"})

    assert told.startswith("records_region_group_stays is gone: a migration rebuilt records_region.")
    assert "household_groups" in told
