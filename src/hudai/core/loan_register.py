"""What the register says of a loan in its last column (附件5 备注栏)."""

from __future__ import annotations

import polars as pl


def remark() -> pl.Expr:
    """Settled, days overdue, extended, or nothing.

    Reads balance_fen (null or 0: nothing owed any more), days_overdue and extended_due_on.
    """
    return (
        pl.when(pl.col("balance_fen").fill_null(0) == 0)
        .then(pl.lit("已结清"))
        .when(pl.col("days_overdue") > 0)
        .then(pl.format("逾期{}天", "days_overdue"))
        .when(pl.col("extended_due_on").is_not_null())
        .then(pl.lit("已展期"))
        .otherwise(pl.lit(""))
    )
