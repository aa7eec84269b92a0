"""Triggers that keep a household's group in its village, and a group where it is.

Part of the migrations' own vocabulary, as :mod:`hudai.records.append_only`: it names tables, never
models, and must keep meaning what it meant when a migration first used it.  A migration that rebuilds one
of the two tables on SQLite calls :func:`guard` again after (tests/records/test_guards_stand.py).
"""

from __future__ import annotations

from typing import Any

from hudai.records.trigger_functions import define

HOUSEHOLD, REGION = "records_household", "records_region"
IN_VILLAGE, STAYS = f"{HOUSEHOLD}_group_in_village", f"{REGION}_group_stays"

_ELSEWHERE = (
    "SELECT 1 FROM {rows} h JOIN records_region g ON g.id = h.group_id"
    " WHERE g.level <> 'group' OR g.parent_id <> h.village_id"
)
_IN_VILLAGE = (
    f"IF EXISTS ({_ELSEWHERE.format(rows='new_rows')}) THEN"
    " RAISE EXCEPTION '%: the group is of another village', TG_TABLE_NAME"
    " USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NULL;"
)
_STAYS = (
    "RAISE EXCEPTION '%: a group stays in its village', TG_TABLE_NAME"
    " USING ERRCODE = 'integrity_constraint_violation';"
)
_MOVED = "OLD.level = 'group' AND (NEW.level <> 'group' OR NEW.parent_id <> OLD.parent_id)"


def guard(apps: Any, schema_editor: Any) -> None:
    """A migration step after which no household can have a group of another village.

    On SQLite a later change of either table makes it anew without its triggers: the step is wanted again.
    """
    if schema_editor.connection.vendor != "postgresql":
        for statement in _sqlite():
            schema_editor.execute(statement)
        return
    define(schema_editor, "hudai_group_in_village", _IN_VILLAGE)
    define(schema_editor, "hudai_group_stays", _STAYS)
    for statement in _postgres():
        schema_editor.execute(statement)


def _sqlite() -> list[str]:
    row = "(SELECT NEW.group_id AS group_id, NEW.village_id AS village_id)"
    refused = f"SELECT RAISE(ABORT, '{HOUSEHOLD}: the group is of another village')"
    return [
        *(
            f"CREATE TRIGGER {IN_VILLAGE}_{verb.split()[0].lower()} BEFORE {verb} ON {HOUSEHOLD}"
            f" WHEN NEW.group_id IS NOT NULL AND EXISTS ({_ELSEWHERE.format(rows=row)}) BEGIN {refused}; END"
            for verb in ("INSERT", "UPDATE OF village_id, group_id")
        ),
        f"CREATE TRIGGER {STAYS} BEFORE UPDATE OF level, parent_id ON {REGION} WHEN {_MOVED}"
        f" BEGIN SELECT RAISE(ABORT, '{REGION}: a group stays in its village'); END",
    ]


def _postgres() -> list[str]:
    made = [
        f"CREATE TRIGGER {STAYS} BEFORE UPDATE ON {REGION} FOR EACH ROW WHEN ({_MOVED})"
        " EXECUTE FUNCTION hudai_group_stays()",
        f"ALTER TABLE {REGION} ENABLE ALWAYS TRIGGER {STAYS}",
    ]
    for verb in ("INSERT", "UPDATE"):
        # Once a statement, however many rows it brings.
        name = f"{IN_VILLAGE}_{verb.lower()}"
        made += [
            f"CREATE TRIGGER {name} AFTER {verb} ON {HOUSEHOLD} REFERENCING NEW TABLE AS new_rows"
            " FOR EACH STATEMENT EXECUTE FUNCTION hudai_group_in_village()",
            f"ALTER TABLE {HOUSEHOLD} ENABLE ALWAYS TRIGGER {name}",
        ]
    return made
