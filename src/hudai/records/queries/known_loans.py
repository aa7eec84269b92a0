"""What the tables know of the contracts a sheet names: terms, facts, households and people, as columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from django.db.models import QuerySet

from hudai.records.among import among
from hudai.records.columns import Schema, day, frame
from hudai.records.models import (
    EarlierGrant,
    Extension,
    Household,
    Loan,
    Membership,
    Person,
    Repayment,
    ReportedClass,
    Stop,
)

_CONTRACT: Schema = {
    "loan_key": pl.Int64,
    "contract": pl.String,
    "bank_id": pl.Int64,
    "branch_id": pl.Int64,
    "household_id": pl.Int64,
    "household_number": pl.String,
    "person": pl.String,
    "application_id": pl.Int64,
    "original_contract": pl.String,
    "given_up": pl.String,
    "principal": pl.Int64,
    "rate": pl.Int64,
    "signed_on": pl.Date,
    "disbursed_on": pl.Date,
    "due_on": pl.Date,
    "purpose": pl.String,
    "payee_bank": pl.String,
    "account": pl.String,
}
"""Columns of :func:`contracts`."""


def contracts(names: Sequence[str]) -> pl.DataFrame:
    """Every contract of the names, whoever's: :data:`_CONTRACT`, one row each.

    ``person`` and ``account`` are blind indexes; ``given_up`` says whether it was.
    """
    fields = (
        "pk", "contract", "branch__bank", "branch", "household", "household__number", "borrower__id_index",
        "application", "original__contract",
    )  # fmt: skip
    days = [day(name) for name in ("given_up_on", "signed_on", "disbursed_on", "due_on")]
    given_up, *others = days
    return _asked(
        Loan.objects,
        "contract",
        names,
        (*fields, given_up, "principal", "rate", *others, "purpose", "payee_bank", "account_index"),
        _CONTRACT,
    ).with_columns(given_up=pl.col("given_up").is_not_null())


def repayments(loans: Sequence[int]) -> pl.DataFrame:
    """Standing repayments — fact, loan_key, paid_on, principal, interest, penalty (fen)."""
    schema = {
        "fact": pl.Int64,
        "loan_key": pl.Int64,
        "paid_on": pl.Date,
        "principal": pl.Int64,
        "interest": pl.Int64,
        "penalty": pl.Int64,
    }
    names = ("pk", "loan", day("paid_on"), "principal", "interest", "penalty")
    return _asked(Repayment.objects.standing(), "loan__pk", loans, names, schema)


def stops(loans: Sequence[int]) -> pl.DataFrame:
    """Standing stops — fact, loan_key, kind, since, evidence."""
    schema = {
        "fact": pl.Int64,
        "loan_key": pl.Int64,
        "kind": pl.String,
        "since": pl.Date,
        "evidence": pl.String,
    }
    names = ("pk", "loan", "kind", day("since"), "evidence")
    return _asked(Stop.objects.standing(), "loan__pk", loans, names, schema)


def earlier_grants(loans: Sequence[int]) -> pl.DataFrame:
    """Standing earlier grants — fact, loan_key, amount (fen)."""
    schema = {"fact": pl.Int64, "loan_key": pl.Int64, "amount": pl.Int64}
    return _asked(EarlierGrant.objects.standing(), "loan__pk", loans, ("pk", "loan", "amount"), schema)


def classes(loans: Sequence[int]) -> pl.DataFrame:
    """Standing reported classes — fact, loan_key, as_of, loan_class; in the order they hold."""
    schema = {"fact": pl.Int64, "loan_key": pl.Int64, "as_of": pl.Date, "loan_class": pl.String}
    names = ("pk", "loan", day("as_of"), "loan_class")
    return _asked(ReportedClass.objects.standing(), "loan__pk", loans, names, schema).sort("as_of", "fact")


def extensions(loans: Sequence[int]) -> pl.DataFrame:
    """The extension in force of each loan — extension, loan_key, extended_due_on, extended_on,
    extended_cause, extensions (how many there are)."""
    schema = {
        "extension": pl.Int64,
        "loan_key": pl.Int64,
        "extended_due_on": pl.Date,
        "extended_on": pl.Date,
        "extended_cause": pl.String,
    }
    names = ("pk", "loan", day("due_on"), day("signed_on"), "cause")
    found = _asked(Extension.objects.standing(), "loan__pk", loans, names, schema).sort("extension")
    counted = found.with_columns(extensions=pl.len().over("loan_key").cast(pl.Int64))
    return counted.unique("loan_key", keep="last", maintain_order=True)


def repaid(loans: Sequence[int]) -> pl.DataFrame:
    """What came back of loans — loan_key, repaid (principal, fen), first_paid_on."""
    known = repayments(loans)
    return known.group_by("loan_key").agg(
        repaid=pl.col("principal").sum(), first_paid_on=pl.col("paid_on").min()
    )


def renewed(names: Sequence[str]) -> pl.DataFrame:
    """Contracts that renew one of ``names`` — original (contract), renewed_by (contract)."""
    standing = Loan.objects.filter(given_up_on=None)
    schema = {"original": pl.String, "renewed_by": pl.String}
    return _asked(standing, "original__contract", names, ("original__contract", "contract"), schema)


def households(numbers: Sequence[str]) -> dict[str, int]:
    """Key of each household there is."""
    names, schema = ("number", "pk"), {"number": pl.String, "pk": pl.Int64}
    return dict(_asked(Household.objects, "number", numbers, names, schema).iter_rows())


def people(indexes: Sequence[str]) -> pl.DataFrame:
    """People by blind index — person, person_id, known_name, home (number of the household they are in)."""
    schema = {"person": pl.String, "person_id": pl.Int64, "known_name": pl.String}
    found = _asked(Person.objects, "id_index", indexes, ("id_index", "pk", "name"), schema)
    members = _asked(
        Membership.objects.filter(until=None),
        "person__pk",
        found["person_id"].to_list(),
        ("person", "household__number"),
        {"person_id": pl.Int64, "home": pl.String},
    )
    return found.join(members, on="person_id", how="left", maintain_order="left")


def _asked(
    rows: QuerySet[Any] | Any, by: str, values: Sequence[Any], names: Sequence[Any], schema: Schema
) -> pl.DataFrame:
    """The rows with one of the values."""
    if not values:
        return pl.DataFrame(schema=schema)
    found = rows.filter(among(by, values)).order_by()
    return frame(found.values_list(*names), schema)
