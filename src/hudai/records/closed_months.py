"""Triggers that keep closed months closed: no voucher and no entry is added to one, by whatever SQL.

Part of the migrations' own vocabulary, as :mod:`hudai.records.append_only`: it names tables, never
models, and must keep meaning what it meant when a migration first used it.

Months are closed in order, so everything before the last closed month is closed as well.
"""

from __future__ import annotations

from typing import Any

from hudai.records.trigger_functions import define

MONTH, VOUCHER, ENTRY = "records_closedmonth", "records_voucher", "records_entry"

_SQLITE = (
    f"CREATE TRIGGER {VOUCHER}_in_open_month BEFORE INSERT ON {VOUCHER}"
    f" WHEN EXISTS (SELECT 1 FROM {MONTH} WHERE month >= date(NEW.\"on\", 'start of month'))"
    f" BEGIN SELECT RAISE(ABORT, '{VOUCHER}: the month is closed'); END",
    f"CREATE TRIGGER {ENTRY}_in_open_month BEFORE INSERT ON {ENTRY}"
    f" WHEN EXISTS (SELECT 1 FROM {MONTH} WHERE month >="
    f" date((SELECT \"on\" FROM {VOUCHER} WHERE id = NEW.voucher_id), 'start of month'))"
    f" BEGIN SELECT RAISE(ABORT, '{ENTRY}: the month is closed'); END",
)

_CLOSED = (
    "IF EXISTS (SELECT 1 FROM {rows} JOIN {month} m ON m.month >= date_trunc('month', v.\"on\")::date)"
    " THEN RAISE EXCEPTION '%: the month is closed', TG_TABLE_NAME"
    " USING ERRCODE = 'restrict_violation'; END IF; RETURN NULL;"
)
_POSTGRES = (
    (VOUCHER, "hudai_voucher_in_open_month", "new_rows v"),
    (ENTRY, "hudai_entry_in_open_month", f"new_rows n JOIN {VOUCHER} v ON v.id = n.voucher_id"),
)
"""Table, function, and the rows a statement brings with their vouchers as ``v``."""


def keep_closed(apps: Any, schema_editor: Any) -> None:
    """A migration step after which a closed month takes nothing more."""
    if schema_editor.connection.vendor != "postgresql":
        for statement in _SQLITE:
            schema_editor.execute(statement)
        return
    for table, name, rows in _POSTGRES:
        define(schema_editor, name, _CLOSED.format(rows=rows, month=MONTH))
        schema_editor.execute(
            f"CREATE TRIGGER {table}_in_open_month AFTER INSERT ON {table}"
            f" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_in_open_month")
