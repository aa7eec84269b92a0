"""Loans as the rules take them: columns of terms and of what happened, as known now or on an earlier day.

``known`` says how far each table was known: table → highest key.  Facts are only ever added, so
what a batch was worked out from can be read again years later; a replacement that came later does
not count, and a term corrected later is put back to what it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db import models
from django.db.models import F, IntegerField, Max, Q, QuerySet
from django.db.models.functions import Cast

from hudai.records.among import among
from hudai.records.columns import day, frame
from hudai.records.models import (
    BatchStep,
    Demand,
    EarlierGrant,
    Extension,
    Loan,
    LoanCorrection,
    Repayment,
    ReportedClass,
    Stop,
    SubsidyLine,
)

Known = Mapping[str, int]

TABLES: Mapping[str, type[models.Model]] = {
    "loan": Loan,
    "correction": LoanCorrection,
    "extension": Extension,
    "repayment": Repayment,
    "stop": Stop,
    "earlier_grant": EarlierGrant,
    "line": SubsidyLine,
    "step": BatchStep,
    "demand": Demand,
}
"""What a settlement rests on; all of it is added to and never changed."""

_DAYS = ("signed_on", "disbursed_on", "due_on")
_LOAN: dict[str, Any] = {
    "loan_key": pl.Int64,
    "contract": pl.String,
    "original_key": pl.Int64,
    "household": pl.String,
    "signed_on": pl.Date,
    "disbursed_on": pl.Date,
    "due_on": pl.Date,
    "principal": pl.Int64,
    "rate": pl.Int64,
}


@dataclass(frozen=True, slots=True)
class LoanFacts:
    """What is known of some whole households' loans."""

    loans: pl.DataFrame
    """One row per loan paid out — loan_key, contract, original (contract), household (number),
    signed_on, disbursed_on, due_on, principal (fen), rate (ppm), extended_due_on, extended_on;
    by key."""
    repayments: pl.DataFrame
    """loan_key, contract, paid_on, principal, interest, penalty (fen); those of a loan together."""
    stops: pl.DataFrame
    """contract, kind, since."""
    granted: pl.DataFrame
    """contract, amount (fen): what was granted before, in batches and in earlier books."""

    def of(self, contract: str) -> LoanFacts:
        """What of it belongs to one contract."""
        mine = pl.col("contract") == contract
        tables = (self.loans, self.repayments, self.stops, self.granted)
        return LoanFacts(*(table.filter(mine) for table in tables))


def known_now() -> dict[str, int]:
    """How far each table is known at this moment."""
    return {
        name: table._default_manager.aggregate(top=Max("pk"))["top"] or 0 for name, table in TABLES.items()
    }


def recorded_since(loans: QuerySet[Loan], known: Known) -> bool:
    """Whether anything was recorded about ``loans``, or what they renew, since the tables were ``known``.

    Where it says no, :func:`loan_facts` of them are what they were: a loan paid out changes only together
    with a correction, and a line grants nothing before its batch is approved.
    """
    keys = list(with_originals(loans).order_by().values_list("pk", flat=True))
    mine = among("loan", keys)
    granting = SubsidyLine.objects.filter(mine, due__gt=0).values("batch")
    of_loans = dict.fromkeys(("correction", "extension", "repayment", "stop", "earlier_grant"), mine) | {
        "step": Q(deed=BatchStep.Deed.APPROVE, batch__in=granting),
        "demand": among("line__loan", keys),
    }
    for name, ours in of_loans.items():
        later = TABLES[name]._default_manager.filter(pk__gt=known[name]).order_by()
        # Mostly there is nothing later at all, which is told without looking at a loan.
        if later.exists() and later.filter(ours).exists():
            return True
    return False


def with_originals(loans: QuerySet[Loan]) -> QuerySet[Loan]:
    """The loans and the contracts their chains began with, of whatever scheme or household."""
    columns = {"loan_key": pl.Int64, "original_key": pl.Int64}
    ours = frame(loans.order_by().values_list("pk", "original"), columns)
    known = set(ours["loan_key"])
    outside: set[int] = set()
    missing = set(ours["original_key"].drop_nulls()) - known
    while missing:
        outside |= missing
        further = Loan.objects.filter(pk__in=missing).exclude(original=None)
        missing = set(further.values_list("original", flat=True)) - outside - known
    if not outside:
        return loans
    return Loan.objects.filter(Q(pk__in=loans.order_by().values("pk")) | Q(pk__in=outside))


def loan_facts(loans: QuerySet[Loan], known: Known | None = None) -> LoanFacts:
    """The facts of ``loans``, which must hold the originals of every renewal among them."""
    ours = loans.filter(given_up_on=None).order_by()
    if known is not None:
        ours = ours.filter(pk__lte=known["loan"])
    terms = _terms(ours, known)
    paid_out = _extended(terms.filter(pl.col("disbursed_on").is_not_null()), _extensions(ours, known))
    names = paid_out.select("loan_key", "contract")
    return LoanFacts(
        paid_out,
        _of(names, _repayments(ours, known)),
        _of(names, _stops(ours, known)).drop("loan_key"),
        _of(names, _granted(ours, known)).select("contract", "amount"),
    )


def loan_terms(loans: QuerySet[Loan]) -> pl.DataFrame:
    """As :attr:`LoanFacts.loans` of the same loans; nothing of what was paid on them is read."""
    ours = loans.filter(given_up_on=None).order_by()
    paid_out = _terms(ours, None).filter(pl.col("disbursed_on").is_not_null())
    return _extended(paid_out, _extensions(ours, None))


def terms_and_repayments(loans: QuerySet[Loan]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """As :attr:`LoanFacts.loans` and :attr:`LoanFacts.repayments`, for whom what was granted is nothing."""
    terms = loan_terms(loans)
    ours = loans.filter(given_up_on=None).order_by()
    return terms, _of(terms.select("loan_key", "contract"), _repayments(ours, None))


def _of(names: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of the loans paid out, with the contract beside the key."""
    return rows.join(names, on="loan_key", how="inner", maintain_order="left").select(
        "loan_key", "contract", pl.exclude("loan_key", "contract")
    )


def _terms(ours: QuerySet[Loan], known: Known | None) -> pl.DataFrame:
    """The loans' own columns, as they were known."""
    asked = ours.order_by("pk").values_list(
        "pk", "contract", "original", "household__number", *map(day, _DAYS), "principal", "rate"
    )
    terms = frame(asked, _LOAN)
    if known is not None:
        terms = _put_back(terms, LoanCorrection.objects.filter(loan__in=ours, pk__gt=known["correction"]))
    contracts = terms.select(original_key="loan_key", original="contract")
    return terms.join(contracts, on="original_key", how="left", maintain_order="left").drop("original_key")


def _put_back(terms: pl.DataFrame, later: QuerySet[LoanCorrection]) -> pl.DataFrame:
    """Undo corrections that were not known yet; of several of one term the first says what stood there."""
    first: dict[tuple[str, int], Any] = {}
    for loan, field, before in later.order_by("-pk").values_list("loan", "field", "before"):
        first[field, loan] = before
    for (field, loan), before in first.items():
        if field not in terms.columns:
            continue
        value = pl.lit(before).str.to_date() if isinstance(before, str) and field in _DAYS else pl.lit(before)
        here = pl.col("loan_key") == loan
        terms = terms.with_columns(
            pl.when(here).then(value.cast(terms.schema[field])).otherwise(pl.col(field)).alias(field)
        )
    return terms


def _standing(
    table: Any, ours: QuerySet[Loan], mark: int | None, schema: Mapping[str, Any], **also: Any
) -> pl.DataFrame:
    """Facts that stand, or stood when the keys went up to ``mark``, by loan and key.

    Whoever replaces a fact is a fact of the same loan, so what is replaced follows from the rows
    themselves; asking the database for each row whether another replaces it takes thrice the time.
    """
    facts = table.objects.filter(loan__in=ours.values("pk"), **also)
    if mark is not None:
        facts = facts.filter(pk__lte=mark)
    columns = {"pk": pl.Int64, "replaces": pl.Int64, "is_void": pl.Int64, **schema}
    asked = [
        day(_FIELDS.get(name, name)) if kind == pl.Date else _FIELDS.get(name, name)
        for name, kind in schema.items()
    ]
    void = Cast("void", IntegerField())
    rows = frame(facts.order_by().values_list("pk", "replaces", void, *asked), columns)
    if rows.is_empty():
        return pl.DataFrame(schema=schema)
    replaced = rows.filter(pl.col("replaces").is_not_null())["replaces"]
    standing = rows.filter(pl.col("is_void") == 0, ~pl.col("pk").is_in(replaced.implode()))
    return standing.sort("loan_key", "pk").drop("pk", "replaces", "is_void")


_FIELDS = {
    "loan_key": "loan",
    "extended_due_on": "due_on",
    "extended_on": "signed_on",
    "bank_class": "loan_class",
}
"""What a column is called in its table, where the two differ."""


def _mark(known: Known | None, table: str) -> int | None:
    return None if known is None else known[table]


def _extensions(ours: QuerySet[Loan], known: Known | None) -> pl.DataFrame:
    columns = {"loan_key": pl.Int64, "extended_due_on": pl.Date, "extended_on": pl.Date}
    found = _standing(Extension, ours, _mark(known, "extension"), columns)
    # Two at once are a finding (R12); the one entered last is the one that was agreed last.
    return found.unique("loan_key", keep="last", maintain_order=True)


def _extended(loans: pl.DataFrame, extensions: pl.DataFrame) -> pl.DataFrame:
    return loans.join(extensions, on="loan_key", how="left", maintain_order="left")


def _repayments(ours: QuerySet[Loan], known: Known | None) -> pl.DataFrame:
    columns = {
        "loan_key": pl.Int64,
        "paid_on": pl.Date,
        "principal": pl.Int64,
        "interest": pl.Int64,
        "penalty": pl.Int64,
    }
    return _standing(Repayment, ours, _mark(known, "repayment"), columns)


def _stops(ours: QuerySet[Loan], known: Known | None) -> pl.DataFrame:
    columns = {"loan_key": pl.Int64, "kind": pl.String, "since": pl.Date}
    return _standing(Stop, ours, _mark(known, "stop"), columns)


def _granted(ours: QuerySet[Loan], known: Known | None) -> pl.DataFrame:
    """What earlier books and approved batches granted, and what was asked back of it (R6: G).

    A line below zero that nobody asked back is carried on and granted nothing; so is one asked back in
    error, from the reversal on.
    """
    columns = {"loan_key": pl.Int64, "amount": pl.Int64}
    earlier = _standing(EarlierGrant, ours, _mark(known, "earlier_grant"), columns)
    approved = BatchStep.objects.filter(deed=BatchStep.Deed.APPROVE)
    lines = SubsidyLine.objects.filter(loan__in=ours.values("pk"), due__gt=0)
    demands = Demand.objects.filter(line__loan__in=ours.values("pk"))
    replaced = Demand.objects.exclude(replaces=None)
    if known is not None:
        approved = approved.filter(pk__lte=known["step"])
        lines = lines.filter(pk__lte=known["line"])
        demands = demands.filter(pk__lte=known["demand"])
        replaced = replaced.filter(pk__lte=known["demand"])
    # A reversal that came later was not known.
    demands = demands.filter(void=False).exclude(pk__in=replaced.values("replaces"))
    lines = lines.filter(batch__in=approved.values("batch"))
    return pl.concat(
        [
            earlier,
            # In one order always: the digest of a batch's inputs is over these rows.
            frame(lines.order_by("pk").values_list("loan", "due"), columns),
            frame(demands.order_by("pk").values_list("line__loan", -F("amount")), columns),
        ]
    )


def reported_classes(loans: QuerySet[Loan], as_of: Any) -> pl.DataFrame:
    """The class each bank last reported of a loan by the end of ``as_of`` — loan_key, bank_class."""
    columns = {"loan_key": pl.Int64, "as_of": pl.Date, "bank_class": pl.String}
    found = _standing(ReportedClass, loans.order_by(), None, columns, as_of__lte=as_of)
    newest = found.sort("loan_key", "as_of", maintain_order=True).unique(
        "loan_key", keep="last", maintain_order=True
    )
    return newest.drop("as_of")


def keys_of(names: Sequence[str]) -> dict[str, int]:
    """Key of each contract there is."""
    return dict(Loan.objects.filter(contract__in=names).values_list("contract", "pk"))
