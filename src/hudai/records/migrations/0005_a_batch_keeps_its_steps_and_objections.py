"""Steps of a batch are signed in their order, and what was objected to it stays, by whatever SQL.

Both were kept by the product alone: the application's user of the database could remove an objection or
change its answer when the batch was long closed, and a step approving a batch written beside its state would
have granted its lines.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from hudai.records.closed_batches import guard_road, unguard_road


class Migration(migrations.Migration):
    """One step; no table changes."""

    dependencies: ClassVar = [("records", "0004_mistakes_are_struck_out_and_households_have_files")]

    operations: ClassVar = [migrations.RunPython(guard_road, unguard_road)]
