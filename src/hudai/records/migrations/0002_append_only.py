"""Journal, decisions and findings can be added to, and nothing else.

What a person signed and what a rule answered must read the same years later, whoever has a
database prompt; so the database itself refuses to change or remove these rows.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from hudai.records.append_only import forbid_changes, lift

TABLES = ("records_journalline", "records_decision", "records_finding", "records_waiver")


class Migration(migrations.Migration):
    """Triggers on both kinds of database."""

    dependencies: ClassVar = [("records", "0001_offices_households_and_applications")]

    operations: ClassVar = [
        migrations.RunPython(forbid_changes(TABLES), lift(TABLES)),
    ]
