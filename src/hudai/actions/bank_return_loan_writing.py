"""Loans of a bank's sheet, written: contracts, what was corrected in them, extensions and classes."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from hudai.actions.bank_return_facts import Written, add_facts
from hudai.actions.bank_return_households import enter_households, enter_people, looked_up
from hudai.actions.bank_return_loans import TERMS
from hudai.actions.bank_return_payouts import register_payouts
from hudai.actions.bank_return_sheet import Sheet
from hudai.core.bank_return import NEW, UNCHANGED
from hudai.records import bulk
from hudai.records.models import BankReturn, Extension, Loan, LoanCorrection, ReportedClass
from hudai.records.queries.loan_facts import keys_of

_COLUMN = {"branch": "branch_id"}
"""Attribute of a term, where it is not called as the term."""


def write_loans(sheet: Sheet, rows: pl.DataFrame, by: Written) -> list[int]:
    """Write new and changed loans with what the sheet says of them; keys of the households touched."""
    found = sheet.found
    rows = rows.filter(pl.col("change") != UNCHANGED)
    homes = enter_households(rows, found.as_of)
    people = enter_people(rows, homes)
    rows = rows.with_columns(
        home_id=looked_up("household", homes, pl.Int64()), person_id=looked_up("person", people, pl.Int64())
    )
    fresh = rows.filter(pl.col("change") == NEW)
    _add(found, fresh, by)
    _correct(found, rows.filter("is_known"), by)
    keys = dict(rows.filter("is_known").select("contract", "loan_key").iter_rows())
    keys |= bulk.newest(Loan, "contract", fresh["contract"].to_list())
    register_payouts(rows, by)
    _write_facts(found, rows.with_columns(loan_key=looked_up("contract", keys, pl.Int64())), by)
    return sorted(set(rows["home_id"]))


def _add(found: BankReturn, fresh: pl.DataFrame, by: Written) -> None:
    originals = keys_of(fresh["original"].drop_nulls().unique().to_list())
    kind = (
        pl.when(pl.col("original").is_not_null())
        .then(pl.lit(Loan.Kind.RENEWAL.value))
        .when(pl.col("kind") == Loan.Kind.TOP_UP.value)
        .then(pl.lit(Loan.Kind.TOP_UP.value))
        .otherwise(pl.lit(Loan.Kind.FIRST.value))
    )
    said = fresh.select(
        "contract",
        "principal",
        "rate",
        "disbursed_on",
        "due_on",
        household_id="home_id",
        borrower_id="person_id",
        branch_id="branch",
        policy=pl.lit(found.policy),
        kind=kind,
        original_id=looked_up("original", originals, pl.Int64()),
        signed_on=pl.coalesce("signed_on", "disbursed_on"),
        purpose=pl.col("purpose").fill_null(""),
        payee_bank=pl.col("payee_bank").fill_null(""),
        account=pl.col("account_number").fill_null(""),
        account_index=pl.col("account").fill_null(""),
    )
    same = {"came_with_id": by.came_with, "entered_by_id": by.posting, "entered_at": by.at}
    repeated = {name: [value] * said.height for name, value in same.items()}
    bulk.insert_columns(Loan, {**said.to_dict(as_series=False), **repeated})


def _correct(found: BankReturn, known: pl.DataFrame, by: Written) -> None:
    """Change terms found to be wrong, keeping both values of each beside the loan."""
    # A payout is checked and written by itself.
    paid_out = pl.col("disbursed_on_changed") & ~pl.col("pays_out")
    known = known.with_columns(disbursed_on_changed=paid_out)
    corrections: list[tuple[Any, ...]] = []
    for term in TERMS:
        changed = known.filter(f"{term}_changed").select("loan_key", f"{term}_before", term)
        for loan, before, after in changed.iter_rows():
            told = (None, None) if term == "account" else (_plain(before), _plain(after))
            corrections.append((loan, term, *told))
    names = ["loan_id", "field", "before", "after", "reason", "came_with_id", "recorded_by_id", "recorded_at"]
    same = (by.reason, by.came_with, by.posting, by.at)
    bulk.insert(LoanCorrection, names, [(*row, *same) for row in corrections])
    _change_terms(known)
    accounts = known.filter("account_changed").select("loan_key", "account_number", "account")
    _keep_accounts(found, accounts["loan_key"].to_list())
    bulk.update(Loan, ["account", "account_index"], {loan: values for loan, *values in accounts.iter_rows()})


def _keep_accounts(found: BankReturn, loans: list[int]) -> None:
    """Corrections do not show accounts; what was sealed there is kept sealed, to be put back."""
    if loans:
        held = {
            f"{key}": values for key, values in bulk.held(Loan, ["account", "account_index"], loans).items()
        }
        found.choices = {**found.choices, "accounts": {**held, **found.choices.get("accounts", {})}}
        BankReturn.objects.filter(pk=found.pk).update(choices=found.choices)


def _change_terms(known: pl.DataFrame) -> None:
    """All terms of a loan in one statement: the database holds them against each other."""
    shown = [term for term in TERMS if term != "account"]
    changed = known.filter(pl.any_horizontal("given_up", *(f"{term}_changed" for term in shown)))
    now = [pl.when(f"{term}_changed").then(term).otherwise(f"{term}_before").alias(term) for term in shown]
    rows = {loan: [*values, None, ""] for loan, *values in changed.select("loan_key", *now).iter_rows()}
    columns = [_COLUMN.get(term, term) for term in shown]
    bulk.update(Loan, [*columns, "given_up_on", "given_up_for"], rows)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _write_facts(found: BankReturn, rows: pl.DataFrame, by: Written) -> None:
    """Extensions and classes the sheet tells of."""
    extended = rows.filter(
        pl.col("extended_due_on").is_not_null(), pl.col("extension_added") | pl.col("extension_changed")
    )
    changed = pl.col("extension_changed")
    add_facts(
        Extension,
        extended.select(
            loan_id="loan_key",
            signed_on=pl.coalesce("extended_on", pl.when(changed).then("extended_on_before")),
            due_on="extended_due_on",
            cause=pl.when(changed).then("extended_cause").fill_null(""),
            replaces_id=pl.when(changed).then("extension"),
            reason=pl.when(changed).then(pl.lit(by.reason)).otherwise(pl.lit("")),
        ),
        by,
    )
    same_day = (pl.col("class_on") == found.as_of).fill_null(False)
    add_facts(
        ReportedClass,
        rows.filter("class_changed").select(
            loan_id="loan_key",
            as_of=pl.lit(found.as_of),
            loan_class="bank_class",
            replaces_id=pl.when(same_day).then("class_fact"),
            reason=pl.when(same_day).then(pl.lit(by.reason)).otherwise(pl.lit("")),
        ),
        by,
    )
