"""Many tables made in one step of a migration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation


class CreateTogether(Operation):
    """Create tables that come at once.

    After every table that is made by itself Django draws again its picture of all that are tied to it,
    which for a hundred tables takes ten times as long as making them.  There is no way back: before the
    first tables there is no database.
    """

    reduces_to_sql = True
    reversible = False

    def __init__(self, tables: Sequence[CreateModel]) -> None:
        self.tables = tables

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Note down all of them; the picture is drawn when it is next asked for."""
        state.__dict__.pop("apps", None)
        for table in self.tables:
            table.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make the tables; they may refer to each other in any order."""
        for table in self.tables:
            table.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """What a migration says it does."""
        return f"Create {len(self.tables)} models"
