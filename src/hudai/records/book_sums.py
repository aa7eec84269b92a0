"""Triggers that add the entries of the books up as they are written, for SQLite and PostgreSQL.

Part of the migrations' own vocabulary, as :mod:`hudai.records.append_only`: it names tables, never
models, and must keep meaning what it meant when a migration first used it.

Every entry adds to two sums: what its voucher moved on an account, and what the account holds.  The
second carries a check: money, receivables and payables never fall below zero, whoever writes the
entry.  On PostgreSQL the sums are written with their owner's rights, so that the application's role
can read them and nothing else.
"""

from __future__ import annotations

from typing import Any

from hudai.records.trigger_functions import define

ENTRY, ACCOUNT = "records_entry", "records_account"
BY_VOUCHER, BALANCE = "records_vouchersum", "records_accountbalance"

_SIDE = "CASE {kind} WHEN 'asset' THEN 1 WHEN 'liability' THEN -1 ELSE 0 END"

_SQLITE = (
    f"CREATE TRIGGER {ACCOUNT}_opens AFTER INSERT ON {ACCOUNT} BEGIN"
    f" INSERT INTO {BALANCE} (account_id, side, debits, credits)"
    f" VALUES (NEW.id, {_SIDE.format(kind='NEW.kind')}, 0, 0); END",
    f"CREATE TRIGGER {ENTRY}_adds_up AFTER INSERT ON {ENTRY} BEGIN"
    f" INSERT INTO {BY_VOUCHER} (voucher_id, account_id, debits, credits)"
    " VALUES (NEW.voucher_id, NEW.debit_id, NEW.amount, 0)"
    " ON CONFLICT (voucher_id, account_id) DO UPDATE SET debits = debits + NEW.amount;"
    f" INSERT INTO {BY_VOUCHER} (voucher_id, account_id, debits, credits)"
    " VALUES (NEW.voucher_id, NEW.credit_id, 0, NEW.amount)"
    " ON CONFLICT (voucher_id, account_id) DO UPDATE SET credits = credits + NEW.amount;"
    f" UPDATE {BALANCE} SET debits = debits + NEW.amount WHERE account_id = NEW.debit_id;"
    f" UPDATE {BALANCE} SET credits = credits + NEW.amount WHERE account_id = NEW.credit_id; END",
)

_BOTH_SIDES = (
    "SELECT voucher_id, debit_id AS account_id, amount AS debits, 0 AS credits FROM new_rows"
    " UNION ALL SELECT voucher_id, credit_id, 0, amount FROM new_rows"
)
_SUMMED = "SUM(s.debits)::bigint AS debits, SUM(s.credits)::bigint AS credits"

_OPENS = (
    f"INSERT INTO {BALANCE} (account_id, side, debits, credits)"
    f" VALUES (NEW.id, {_SIDE.format(kind='NEW.kind')}, 0, 0); RETURN NULL;"
)
_ADDS_UP = (
    # Once a statement, however many entries it brings.
    f"INSERT INTO {BY_VOUCHER} (voucher_id, account_id, debits, credits)"
    f" SELECT s.voucher_id, s.account_id, {_SUMMED} FROM ({_BOTH_SIDES}) s"
    " GROUP BY s.voucher_id, s.account_id ORDER BY 1, 2"
    " ON CONFLICT (voucher_id, account_id) DO UPDATE"
    f" SET debits = {BY_VOUCHER}.debits + EXCLUDED.debits,"
    f" credits = {BY_VOUCHER}.credits + EXCLUDED.credits;"
    f" UPDATE {BALANCE} b SET debits = b.debits + m.debits, credits = b.credits + m.credits"
    f" FROM (SELECT s.account_id, {_SUMMED} FROM ({_BOTH_SIDES}) s"
    " GROUP BY s.account_id) m WHERE b.account_id = m.account_id;"
    " RETURN NULL;"
)
_POSTGRES = (
    f"CREATE TRIGGER {ACCOUNT}_opens AFTER INSERT ON {ACCOUNT}"
    " FOR EACH ROW EXECUTE FUNCTION hudai_account_opens()",
    f"CREATE TRIGGER {ENTRY}_adds_up AFTER INSERT ON {ENTRY} REFERENCING NEW TABLE AS new_rows"
    " FOR EACH STATEMENT EXECUTE FUNCTION hudai_entry_adds_up()",
    f"ALTER TABLE {ACCOUNT} ENABLE ALWAYS TRIGGER {ACCOUNT}_opens",
    f"ALTER TABLE {ENTRY} ENABLE ALWAYS TRIGGER {ENTRY}_adds_up",
)


def add_up(apps: Any, schema_editor: Any) -> None:
    """A migration step after which what is written to the books adds itself up."""
    postgres = schema_editor.connection.vendor == "postgresql"
    if postgres:
        define(schema_editor, "hudai_account_opens", _OPENS, as_owner=True)
        define(schema_editor, "hudai_entry_adds_up", _ADDS_UP, as_owner=True)
    for statement in _POSTGRES if postgres else _SQLITE:
        schema_editor.execute(statement)
