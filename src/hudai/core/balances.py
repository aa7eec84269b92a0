"""Balances: what is owed on a loan, stretch of days by stretch of days."""

from __future__ import annotations

from datetime import date

import polars as pl

_DAY_BITS = 2**20
"""More than any day's number, so that a number and a day pack into one sortable integer."""


def in_order_of(number: str, day: str) -> pl.Expr:
    """One integer that sorts as the columns ``number`` (Int64, not negative) and ``day`` (Date) do."""
    return pl.col(number) * _DAY_BITS + pl.col(day).to_physical().cast(pl.Int64)


def day_in_order(packed: str) -> pl.Expr:
    """The day that :func:`in_order_of` packed."""
    return (pl.col(packed) % _DAY_BITS).cast(pl.Int32).cast(pl.Date)


def stretches(loans: pl.DataFrame, repayments: pl.DataFrame, *, until: date) -> pl.DataFrame:
    """Stretches of days on which a loan's principal balance stays the same.

    ``loans``: one row per loan — loan (Int64, ascending), disbursed_on (Date), principal (fen).
    ``repayments``: loan, paid_on (Date), principal (fen); any order.

    Returns one row per loan and stretch, in order of both — loan, since, until (exclusive),
    balance (fen, above zero).  A repayment lowers the balance from its own day on (R1).  Facts of
    ``until`` and later do not count, and no stretch reaches past it.
    """
    lent = loans.select("loan", since="disbursed_on", change="principal")
    repaid = repayments.filter(pl.col("principal") > 0).select(
        "loan", since="paid_on", change=-pl.col("principal")
    )
    changes = pl.concat([lent, repaid]).filter(pl.col("since") < until).sort(in_order_of("loan", "since"))
    return changes.select(
        "loan",
        "since",
        until=pl.when(pl.col("loan") == pl.col("loan").shift(-1))
        .then(pl.col("since").shift(-1))
        .otherwise(pl.lit(until)),
        balance=running_total(pl.col("change"), starts=pl.col("loan") != pl.col("loan").shift(1)),
    ).filter(pl.col("since") < pl.col("until"), pl.col("balance") > 0)


def running_total(change: pl.Expr, *, starts: pl.Expr) -> pl.Expr:
    """Cumulative sum that begins anew on every row where ``starts`` holds (null counts as true).

    One pass over ordered rows; a window function would hash every group first.
    """
    total = change.cum_sum()
    before_group = pl.when(starts.fill_null(True)).then(total - change).forward_fill()
    return total - before_group


def paid_off(stretched: pl.DataFrame, *, until: date) -> pl.DataFrame:
    """The day each loan's balance reached zero — loan, paid_off_on; no row for a loan still owed."""
    last = stretched.group_by("loan").agg(paid_off_on=pl.col("until").max())
    return last.filter(pl.col("paid_off_on") < until)
