"""Triggers that keep closed months closed: no voucher and no entry is added to one, by whatever SQL.

Part of the migrations' own vocabulary, as :mod:`hudai.records.append_only`: it names tables, never
models, and must keep meaning what it meant when a migration first used it.

Months are closed in order, so everything before the last closed month is closed as well.
"""

from __future__ import annotations

from typing import Any

from hudai.records.book_sums import own_schema

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
    " USING ERRCODE = 'restrict_violation'; END IF; RETURN NULL; END $$"
)

_POSTGRES = (
    "CREATE FUNCTION hudai_voucher_in_open_month() RETURNS trigger LANGUAGE plpgsql"
    " SET search_path = {schema}, pg_temp AS $$ BEGIN " + _CLOSED.format(rows="new_rows v", month=MONTH),
    "CREATE FUNCTION hudai_entry_in_open_month() RETURNS trigger LANGUAGE plpgsql"
    " SET search_path = {schema}, pg_temp AS $$ BEGIN "
    + _CLOSED.format(rows=f"new_rows n JOIN {VOUCHER} v ON v.id = n.voucher_id", month=MONTH),
    *(
        statement
        for table, name in ((VOUCHER, "voucher"), (ENTRY, "entry"))
        for statement in (
            f"CREATE TRIGGER {table}_in_open_month AFTER INSERT ON {table}"
            " REFERENCING NEW TABLE AS new_rows"
            f" FOR EACH STATEMENT EXECUTE FUNCTION hudai_{name}_in_open_month()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_in_open_month",
        )
    ),
)


def keep_closed(apps: Any, schema_editor: Any) -> None:
    """A migration step after which a closed month takes nothing more."""
    if schema_editor.connection.vendor == "postgresql":
        schema = own_schema(schema_editor)
        for statement in _POSTGRES:
            schema_editor.execute(statement.replace("{schema}", schema), None)
    else:
        for statement in _SQLITE:
            schema_editor.execute(statement)


def let_open(apps: Any, schema_editor: Any) -> None:
    """The way back."""
    postgres = schema_editor.connection.vendor == "postgresql"
    for table, name in ((VOUCHER, "voucher"), (ENTRY, "entry")):
        where = f" ON {table}" if postgres else ""
        schema_editor.execute(f"DROP TRIGGER {table}_in_open_month{where}")
        if postgres:
            schema_editor.execute(f"DROP FUNCTION hudai_{name}_in_open_month()")
