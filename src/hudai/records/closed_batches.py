"""Triggers that keep what was granted: a batch's figures never change, and a finished one takes nothing.

Part of the migrations' own vocabulary, as :mod:`hudai.records.append_only`: it names tables, never
models, and must keep meaning what it meant when a migration first used it.

A batch may only move on from state to state.  What it was worked out from and what it came to is
fixed when it is drawn up, lines are added in that moment only, and once it is closed or dropped
nothing can be added to it either, by whatever SQL.  Since :func:`take_late_returns` a payout of a
closed batch may come back, and what is owed again may be sent out again: only that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

BATCH = "records_subsidybatch"
FIXED = (
    "number", "town_id", "policy", "pack_digest", "mode", "period_start", "period_end", "known",
    "inputs_digest", "lines_digest", "line_count", "to_pay", "to_take_back", "drawn_up_by_id", "drawn_up_at",
)  # fmt: skip
"""Columns that stay as they were when it was drawn up."""

Children = Mapping[str, tuple[str, tuple[str, ...]]]

CHILDREN: Children = {
    # Table: (how its new rows lead to a batch, the states in which a batch takes them)
    "records_subsidyline": ("SELECT n.batch_id FROM {new} n", ("drawn_up",)),
    "records_subsidyworksheet": ("SELECT n.batch_id FROM {new} n", ("drawn_up",)),
    "records_paymentfile": ("SELECT n.batch_id FROM {new} n", ("approved", "paying")),
    "records_payout": (
        "SELECT f.batch_id FROM {new} n JOIN records_paymentfile f ON f.id = n.file_id",
        ("approved", "paying"),
    ),
    "records_payoutresult": (
        "SELECT f.batch_id FROM {new} n JOIN records_payout p ON p.id = n.payout_id"
        " JOIN records_paymentfile f ON f.id = p.file_id",
        ("approved", "paying"),
    ),
}

RETURNS: Children = {
    "records_payoutreturn": (
        "SELECT f.batch_id FROM {new} n JOIN records_payout p ON p.id = n.result_id"
        " JOIN records_paymentfile f ON f.id = p.file_id",
        ("approved", "paying"),
    ),
}
"""Guarded by a later migration, which brought the table."""

_NOTHING_OWED: Mapping[str, str] = {}

_SQLITE_ROW = {
    "records_subsidyline": "NEW.batch_id",
    "records_subsidyworksheet": "NEW.batch_id",
    "records_paymentfile": "NEW.batch_id",
    "records_payout": "(SELECT batch_id FROM records_paymentfile WHERE id = NEW.file_id)",
    "records_payoutresult": "(SELECT f.batch_id FROM records_payout p"
    " JOIN records_paymentfile f ON f.id = p.file_id WHERE p.id = NEW.payout_id)",
    "records_payoutreturn": "(SELECT f.batch_id FROM records_payout p"
    " JOIN records_paymentfile f ON f.id = p.file_id WHERE p.id = NEW.result_id)",
}


def guard(apps: Any, schema_editor: Any) -> None:
    """A migration step after which the database itself keeps batches as they were."""
    make = _postgres if schema_editor.connection.vendor == "postgresql" else _sqlite
    for statement in make():
        # Without parameters psycopg would still read the % of RAISE as a placeholder.
        schema_editor.execute(statement, None)


def unguard(apps: Any, schema_editor: Any) -> None:
    """The way back."""
    postgres = schema_editor.connection.vendor == "postgresql"
    if postgres:
        schema_editor.execute(f"DROP TRIGGER {BATCH}_fixed ON {BATCH}")
        schema_editor.execute(f"DROP TRIGGER {BATCH}_no_truncate ON {BATCH}")
        for table in CHILDREN:
            schema_editor.execute(f"DROP TRIGGER {table}_in_time ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_in_time()")
        schema_editor.execute("DROP FUNCTION hudai_batch_is_fixed()")
        return
    for name in (f"{BATCH}_fixed", f"{BATCH}_no_delete", *(f"{table}_in_time" for table in CHILDREN)):
        schema_editor.execute(f"DROP TRIGGER {name}")


def guard_returns(apps: Any, schema_editor: Any) -> None:
    """A migration step after which nothing comes back of a batch that is closed or was never approved."""
    postgres = schema_editor.connection.vendor == "postgresql"
    for statement in _in_time_postgres(RETURNS) if postgres else _in_time_sqlite(RETURNS):
        schema_editor.execute(statement, None)


def unguard_returns(apps: Any, schema_editor: Any) -> None:
    """The way back."""
    for table in RETURNS:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_in_time ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_in_time()")
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_in_time")


def take_late_returns(apps: Any, schema_editor: Any) -> None:
    """A migration step after which money may come back to a closed batch, and be paid out once more.

    Its row, its lines and its worksheet stay as they are: what comes later are rows of the payouts.
    """
    _exchange(schema_editor, late=True)


def refuse_late_returns(apps: Any, schema_editor: Any) -> None:
    """The way back."""
    _exchange(schema_editor, late=False)


def _exchange(schema_editor: Any, *, late: bool) -> None:
    """Put the guards of what is paid in each other's place."""
    postgres = schema_editor.connection.vendor == "postgresql"
    paid: Children = {**CHILDREN, **RETURNS}
    for table, (question, states) in {name: paid[name] for name in LATE}.items():
        allowed = (question, (*states, *(("closed",) if late and not LATE[table] else ())))
        owed = late and bool(LATE[table])
        if postgres:
            schema_editor.execute(f"DROP TRIGGER {table}_in_time ON {table}")
            made = _in_time_postgres({table: allowed}, _OWED_POSTGRES if owed else {})
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_in_time")
            made = _in_time_sqlite({table: allowed}, _OWED_SQLITE if owed else {})
        for statement in made:
            schema_editor.execute(statement, None)


LATE: Mapping[str, bool] = {
    # Table: whether a closed batch takes a row only for a line that is owed again.
    "records_paymentfile": True,
    "records_payout": True,
    "records_payoutresult": False,
    "records_payoutreturn": False,
}
"""What a closed batch takes since money may come back to it.  A result needs a payout, which is guarded."""

_ARRIVED = (
    "SELECT 1 FROM records_payoutresult r JOIN records_payout q ON q.id = r.payout_id"
    " LEFT JOIN records_payoutreturn t ON t.result_id = r.payout_id"
    " WHERE r.paid AND t.result_id IS NULL AND q.line_id = {line}"
)
_OWED = (
    "EXISTS (SELECT 1 FROM records_subsidyline l WHERE l.batch_id = {batch} AND l.due > 0"
    f" AND NOT EXISTS ({_ARRIVED.format(line='l.id')}))"
)
_OWED_SQLITE: Mapping[str, str] = {
    "records_paymentfile": _OWED.format(batch="NEW.batch_id"),
    "records_payout": f"NOT EXISTS ({_ARRIVED.format(line='NEW.line_id')})",
}
"""When a closed batch takes a row all the same."""
_OWED_POSTGRES: Mapping[str, str] = {
    "records_paymentfile": _OWED.format(batch="b.id"),
    "records_payout": "NOT EXISTS (SELECT 1 FROM new_rows n JOIN records_paymentfile f ON f.id = n.file_id"
    f" WHERE f.batch_id = b.id AND EXISTS ({_ARRIVED.format(line='n.line_id')}))",
}


def _sqlite() -> list[str]:
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in FIXED)
    return [
        f"CREATE TRIGGER {BATCH}_fixed BEFORE UPDATE ON {BATCH}"
        f" WHEN OLD.state IN ('closed', 'dropped') OR {changed}"
        f" BEGIN SELECT RAISE(ABORT, '{BATCH} is fixed'); END",
        f"CREATE TRIGGER {BATCH}_no_delete BEFORE DELETE ON {BATCH}"
        f" BEGIN SELECT RAISE(ABORT, '{BATCH} is append-only'); END",
        *_in_time_sqlite(CHILDREN),
    ]


def _in_time_sqlite(children: Children, owed: Mapping[str, str] = _NOTHING_OWED) -> list[str]:
    made: list[str] = []
    for table, (_, states) in children.items():
        state = f"(SELECT state FROM {BATCH} WHERE id = {_SQLITE_ROW[table]})"
        still = f" AND NOT ({state} = 'closed' AND {owed[table]})" if table in owed else ""
        made.append(
            f"CREATE TRIGGER {table}_in_time BEFORE INSERT ON {table}"
            f" WHEN {state} NOT IN {_listed(states)}{still}"
            f" BEGIN SELECT RAISE(ABORT, '{table}: the batch takes no more'); END"
        )
    return made


def _postgres() -> list[str]:
    fixed = ", ".join(f"OLD.{column}" for column in FIXED)
    now = ", ".join(f"NEW.{column}" for column in FIXED)
    return [
        "CREATE OR REPLACE FUNCTION hudai_batch_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF TG_OP <> 'UPDATE' THEN"
        "  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END IF;"
        f" IF OLD.state IN ('closed', 'dropped') OR ROW({fixed}) IS DISTINCT FROM ROW({now}) THEN"
        "  RAISE EXCEPTION '% is fixed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END IF;"
        " RETURN NEW; END $$",
        f"CREATE TRIGGER {BATCH}_fixed BEFORE UPDATE OR DELETE ON {BATCH}"
        " FOR EACH ROW EXECUTE FUNCTION hudai_batch_is_fixed()",
        f"CREATE TRIGGER {BATCH}_no_truncate BEFORE TRUNCATE ON {BATCH}"
        " FOR EACH STATEMENT EXECUTE FUNCTION hudai_batch_is_fixed()",
        f"ALTER TABLE {BATCH} ENABLE ALWAYS TRIGGER {BATCH}_fixed",
        f"ALTER TABLE {BATCH} ENABLE ALWAYS TRIGGER {BATCH}_no_truncate",
        *_in_time_postgres(CHILDREN),
    ]


def _in_time_postgres(children: Children, owed: Mapping[str, str] = _NOTHING_OWED) -> list[str]:
    made: list[str] = []
    for table, (question, states) in children.items():
        still = f" AND NOT (b.state = 'closed' AND {owed[table]})" if table in owed else ""
        # Once a statement, however many rows it brings.
        late = (
            f"SELECT 1 FROM {BATCH} b WHERE b.state NOT IN {_listed(states)}"
            f" AND b.id IN ({question.format(new='new_rows')}){still}"
        )
        made += [
            f"CREATE OR REPLACE FUNCTION {table}_in_time() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF EXISTS ({late}) THEN RAISE EXCEPTION '{table}: the batch takes no more'"
            " USING ERRCODE = 'restrict_violation'; END IF; RETURN NULL; END $$",
            f"CREATE TRIGGER {table}_in_time AFTER INSERT ON {table}"
            f" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION {table}_in_time()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_in_time",
        ]
    return made


def _listed(states: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{state}'" for state in states) + ")"
