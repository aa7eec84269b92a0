"""Triggers that keep what was granted: a batch's figures never change, and a finished one takes nothing.

Part of the migrations' own vocabulary, as :mod:`hudai.records.append_only`: it names tables, never
models, and must keep meaning what it meant when a migration first used it.

A batch may only move on from state to state.  What it was worked out from and what it came to is
fixed when it is drawn up, lines are added in that moment only, and once it is closed or dropped
nothing can be added to it either, by whatever SQL.  A payout of a closed batch may come back,
and what is owed again may be sent out again: only that.

A step is signed while the batch stands where it begins, an objection raised while it is public; what
was objected stays, and is answered once (:func:`guard_road`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hudai.records.trigger_functions import define

BATCH = "records_subsidybatch"
FIXED = (
    "number", "town_id", "policy", "pack_digest", "mode", "period_start", "period_end", "known",
    "inputs_digest", "lines_digest", "line_count", "to_pay", "to_take_back", "drawn_up_by_id", "drawn_up_at",
)  # fmt: skip
"""Columns that stay as they were when it was drawn up."""

CHILDREN: Mapping[str, tuple[str, tuple[str, ...]]] = {
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
        ("approved", "paying", "closed"),
    ),
    "records_payoutreturn": (
        "SELECT f.batch_id FROM {new} n JOIN records_payout p ON p.id = n.result_id"
        " JOIN records_paymentfile f ON f.id = p.file_id",
        ("approved", "paying", "closed"),
    ),
}
"""A result needs a payout, which is guarded; what a closed batch takes else is in ``_OWED_…`` below."""

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
"""When a closed batch takes a row all the same: for a line that is owed again."""
_OWED_POSTGRES: Mapping[str, str] = {
    "records_paymentfile": _OWED.format(batch="b.id"),
    "records_payout": "NOT EXISTS (SELECT 1 FROM new_rows n JOIN records_paymentfile f ON f.id = n.file_id"
    f" WHERE f.batch_id = b.id AND EXISTS ({_ARRIVED.format(line='n.line_id')}))",
}

_IS_FIXED = (
    "IF TG_OP <> 'UPDATE' THEN"
    "  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END IF;"
    " IF OLD.state IN ('closed', 'dropped')"
    f" OR ROW({', '.join(f'OLD.{column}' for column in FIXED)})"
    f" IS DISTINCT FROM ROW({', '.join(f'NEW.{column}' for column in FIXED)}) THEN"
    "  RAISE EXCEPTION '% is fixed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END IF;"
    " RETURN NEW;"
)


def guard(apps: Any, schema_editor: Any) -> None:
    """A migration step after which the database itself keeps batches as they were."""
    if schema_editor.connection.vendor != "postgresql":
        for statement in _sqlite():
            schema_editor.execute(statement)
        return
    define(schema_editor, "hudai_batch_is_fixed", _IS_FIXED)
    for table in CHILDREN:
        define(schema_editor, f"{table}_in_time", _in_time(table))
    for statement in _postgres():
        schema_editor.execute(statement)


def _sqlite() -> Iterator[str]:
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in FIXED)
    yield (
        f"CREATE TRIGGER {BATCH}_fixed BEFORE UPDATE ON {BATCH}"
        f" WHEN OLD.state IN ('closed', 'dropped') OR {changed}"
        f" BEGIN SELECT RAISE(ABORT, '{BATCH} is fixed'); END"
    )
    yield (
        f"CREATE TRIGGER {BATCH}_no_delete BEFORE DELETE ON {BATCH}"
        f" BEGIN SELECT RAISE(ABORT, '{BATCH} is append-only'); END"
    )
    for table, (_, states) in CHILDREN.items():
        state = f"(SELECT state FROM {BATCH} WHERE id = {_SQLITE_ROW[table]})"
        owed = _OWED_SQLITE.get(table)
        still = f" AND NOT ({state} = 'closed' AND {owed})" if owed else ""
        yield (
            f"CREATE TRIGGER {table}_in_time BEFORE INSERT ON {table}"
            f" WHEN {state} NOT IN {_listed(states)}{still}"
            f" BEGIN SELECT RAISE(ABORT, '{table}: the batch takes no more'); END"
        )


def _in_time(table: str) -> str:
    """Once a statement, however many rows it brings."""
    question, states = CHILDREN[table]
    owed = _OWED_POSTGRES.get(table)
    still = f" AND NOT (b.state = 'closed' AND {owed})" if owed else ""
    return (
        f"IF EXISTS (SELECT 1 FROM {BATCH} b WHERE b.state NOT IN {_listed(states)}"
        f" AND b.id IN ({question.format(new='new_rows')}){still})"
        f" THEN RAISE EXCEPTION '{table}: the batch takes no more'"
        " USING ERRCODE = 'restrict_violation'; END IF; RETURN NULL;"
    )


def _postgres() -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {BATCH}_fixed BEFORE UPDATE OR DELETE ON {BATCH}"
        " FOR EACH ROW EXECUTE FUNCTION hudai_batch_is_fixed()"
    )
    yield (
        f"CREATE TRIGGER {BATCH}_no_truncate BEFORE TRUNCATE ON {BATCH}"
        " FOR EACH STATEMENT EXECUTE FUNCTION hudai_batch_is_fixed()"
    )
    yield f"ALTER TABLE {BATCH} ENABLE ALWAYS TRIGGER {BATCH}_fixed"
    yield f"ALTER TABLE {BATCH} ENABLE ALWAYS TRIGGER {BATCH}_no_truncate"
    for table in CHILDREN:
        yield (
            f"CREATE TRIGGER {table}_in_time AFTER INSERT ON {table}"
            f" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION {table}_in_time()"
        )
        yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_in_time"


STEP, OBJECTION = "records_batchstep", "records_objection"
STEPS: Mapping[str, tuple[str, ...]] = {
    "draw_up": ("drawn_up",),
    "check": ("drawn_up",),
    "review": ("checked",),
    "publish": ("reviewed",),
    "approve": ("published",),
    "pay": ("approved", "paying"),
    "close": ("approved", "paying"),
    "drop": ("drawn_up", "checked", "reviewed", "published"),
}
"""Step → the states of a batch in which it is signed; one closed is paid again where a line is owed again."""
RAISED = ("batch_id", "line_id", "content", "received_on", "recorded_by_id", "recorded_at")
"""Columns of an objection that stay as they were; the others are its answer."""

_IS_ANSWERED = (
    "IF TG_OP <> 'UPDATE' THEN"
    "  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END IF;"
    " IF OLD.answered_at IS NOT NULL"
    f" OR ROW({', '.join(f'OLD.{column}' for column in RAISED)})"
    f" IS DISTINCT FROM ROW({', '.join(f'NEW.{column}' for column in RAISED)}) THEN"
    "  RAISE EXCEPTION '% is fixed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END IF;"
    " RETURN NEW;"
)
_WRONG_STEP = (
    f"IF EXISTS (SELECT 1 FROM new_rows n JOIN {BATCH} b ON b.id = n.batch_id WHERE NOT {{steps}})"
    f" THEN RAISE EXCEPTION '{STEP}: the batch does not stand there'"
    " USING ERRCODE = 'restrict_violation'; END IF; RETURN NULL;"
)
_NOT_PUBLIC = (
    f"IF EXISTS (SELECT 1 FROM new_rows n JOIN {BATCH} b ON b.id = n.batch_id WHERE b.state <> 'published')"
    f" THEN RAISE EXCEPTION '{OBJECTION}: the batch takes no more'"
    " USING ERRCODE = 'restrict_violation'; END IF; RETURN NULL;"
)


def guard_road(apps: Any, schema_editor: Any) -> None:
    """A migration step after which steps are signed in their order, and objections stay as they were."""
    if schema_editor.connection.vendor != "postgresql":
        for statement in _road_sqlite():
            schema_editor.execute(statement)
        return
    define(schema_editor, f"{STEP}_in_time", _WRONG_STEP.format(steps=_steps("n.deed", "b.state", "b.id")))
    define(schema_editor, f"{OBJECTION}_in_time", _NOT_PUBLIC)
    define(schema_editor, "hudai_objection_is_fixed", _IS_ANSWERED)
    for table in (STEP, OBJECTION):
        schema_editor.execute(
            f"CREATE TRIGGER {table}_in_time AFTER INSERT ON {table}"
            f" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION {table}_in_time()"
        )
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_in_time")
    for name, when in (("fixed", "UPDATE OR DELETE"), ("no_truncate", "TRUNCATE")):
        each = "STATEMENT" if when == "TRUNCATE" else "ROW"
        schema_editor.execute(
            f"CREATE TRIGGER {OBJECTION}_{name} BEFORE {when} ON {OBJECTION}"
            f" FOR EACH {each} EXECUTE FUNCTION hudai_objection_is_fixed()"
        )
        schema_editor.execute(f"ALTER TABLE {OBJECTION} ENABLE ALWAYS TRIGGER {OBJECTION}_{name}")


def unguard_road(apps: Any, schema_editor: Any) -> None:
    """The way back."""
    postgres = schema_editor.connection.vendor == "postgresql"
    whole = "no_truncate" if postgres else "no_delete"
    for table, name in ((STEP, "in_time"), (OBJECTION, "in_time"), (OBJECTION, "fixed"), (OBJECTION, whole)):
        schema_editor.execute(f"DROP TRIGGER {table}_{name}{f' ON {table}' if postgres else ''}")


def _steps(deed: str, state: str, batch: str) -> str:
    """Whether a step is signed where the batch stands."""
    signed = [f"({deed} = '{name}' AND {state} IN {_listed(states)})" for name, states in STEPS.items()]
    again = f"({deed} = 'pay' AND {state} = 'closed' AND {_OWED.format(batch=batch)})"
    return f"({' OR '.join([*signed, again])})"


def _road_sqlite() -> Iterator[str]:
    state = f"(SELECT state FROM {BATCH} WHERE id = NEW.batch_id)"
    yield (
        f"CREATE TRIGGER {STEP}_in_time BEFORE INSERT ON {STEP}"
        f" WHEN NOT {_steps('NEW.deed', state, 'NEW.batch_id')}"
        f" BEGIN SELECT RAISE(ABORT, '{STEP}: the batch does not stand there'); END"
    )
    yield (
        f"CREATE TRIGGER {OBJECTION}_in_time BEFORE INSERT ON {OBJECTION} WHEN {state} <> 'published'"
        f" BEGIN SELECT RAISE(ABORT, '{OBJECTION}: the batch takes no more'); END"
    )
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in RAISED)
    yield (
        f"CREATE TRIGGER {OBJECTION}_fixed BEFORE UPDATE ON {OBJECTION}"
        f" WHEN OLD.answered_at IS NOT NULL OR {changed}"
        f" BEGIN SELECT RAISE(ABORT, '{OBJECTION} is fixed'); END"
    )
    yield (
        f"CREATE TRIGGER {OBJECTION}_no_delete BEFORE DELETE ON {OBJECTION}"
        f" BEGIN SELECT RAISE(ABORT, '{OBJECTION} is append-only'); END"
    )


def _listed(states: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{state}'" for state in states) + ")"
