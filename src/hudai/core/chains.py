"""Chains: a loan with its renewals, and the days that hang on where it began.

A renewal is a contract of its own that carries an earlier one on.  The three years of subsidy
and the place in the household's queue for the cap count from the first disbursement of the
whole chain, so that renewing neither wins time nor loses rank (R3, R4.3).
"""

from __future__ import annotations

from datetime import date

import polars as pl

_LONGEST_CHAIN = 64


def with_chain(loans: pl.DataFrame) -> pl.DataFrame:
    """Add what each loan inherits from the first loan of its chain.

    ``loans``: one row per loan — contract, original (the contract it renews, null for a first
    loan), signed_on, disbursed_on.  Adds ``chain`` (the first contract), ``chain_signed_on`` and
    ``chain_disbursed_on``.  Every ``original`` must be in the frame, and no chain may bite its
    own tail.
    """
    numbered = loans.with_columns(parent=pl.int_range(pl.len(), dtype=pl.Int64))
    by_contract = numbered.select(original="contract", carried_on="parent")
    renews = pl.col("original").is_not_null()
    joined = numbered.join(by_contract, on="original", how="left", maintain_order="left")
    assert joined.filter(renews & pl.col("carried_on").is_null()).is_empty(), "an original is missing"
    root = joined.select(pl.coalesce("carried_on", "parent"))
    for _ in range(_LONGEST_CHAIN):
        # Each round doubles how far back every row looks.
        further = root.select(pl.col("carried_on").gather(pl.col("carried_on")))
        if further.equals(root):
            break
        root = further
    else:
        raise AssertionError("a chain of contracts bites its own tail")
    at_root = pl.lit(root.to_series())
    return loans.with_columns(
        chain=pl.col("contract").gather(at_root),
        chain_signed_on=pl.col("signed_on").gather(at_root),
        chain_disbursed_on=pl.col("disbursed_on").gather(at_root),
    )


def known_extensions(loans: pl.DataFrame, *, until: date) -> pl.DataFrame:
    """The loans without the extensions signed on ``until`` or later: those facts do not count yet.

    An extension whose signing day (extended_on, the column may be missing) nobody knows counts.
    """
    if "extended_on" not in loans.columns:
        return loans
    later = (pl.col("extended_on") >= until).fill_null(value=False)
    columns = ("extended_due_on", "extended_on")
    return loans.with_columns(pl.when(~later).then(pl.col(name)).alias(name) for name in columns)


def due_in_force() -> pl.Expr:
    """The due day, as an approved extension moved it (R4.2)."""
    return pl.coalesce("extended_due_on", "due_on")
