"""Two registers held against each other by contract: amount, days, rate, balance, what one has alone (对账).

The bank's register and the county's are each one row per contract.  A term the bank leaves empty is
not compared; a contract that owes nothing any more may be missing on either side.
"""

from __future__ import annotations

import polars as pl

TERMS = ("principal", "rate", "disbursed_on", "due_on", "balance")
"""What is compared, in this order."""
ONLY_BANK, ONLY_REGISTER = "only_bank", "only_register"

SCHEMA = {"contract": pl.String, "field": pl.String, "ours": pl.Int64, "theirs": pl.Int64}


def differences(ours: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
    """Every difference — contract, field, ours, theirs (fen, ppm, or a day's number since 1970-01-01).

    ``ours`` and ``theirs``: contract, principal, balance (fen), rate (ppm), disbursed_on, due_on; ours
    also extended_due_on: a bank may write the day first agreed or the one in force (R15.13).  For a
    contract on one side only, what that side says is owed.  By contract, then in the order of
    :data:`TERMS`.
    """
    extended = ours.select("contract", extended=_day_number("extended_due_on"))
    left, right = _numbers(ours, "ours"), _numbers(theirs, "theirs")
    both = left.join(right, on="contract", how="inner").join(extended, on="contract", how="left")
    moved = pl.col("due_on_theirs") == pl.col("extended")
    both = both.with_columns(due_on_ours=pl.when(moved).then("extended").otherwise("due_on_ours"))
    differing = [
        both.filter(pl.col(f"{name}_theirs") != pl.col(f"{name}_ours")).select(
            "contract", pl.lit(name).alias("field"), ours=f"{name}_ours", theirs=f"{name}_theirs"
        )
        for name in TERMS
    ]
    alone = [
        _alone(right, left, ONLY_BANK, "theirs"),
        _alone(left, right, ONLY_REGISTER, "ours"),
    ]
    found = pl.concat([*alone, *differing], how="diagonal_relaxed")
    order = {name: at for at, name in enumerate((ONLY_BANK, ONLY_REGISTER, *TERMS))}
    return (
        found.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
        .with_columns(order=pl.col("field").replace_strict(order, return_dtype=pl.Int64))
        .sort("contract", "order")
        .drop("order")
    )


def _day_number(name: str) -> pl.Expr:
    return pl.col(name).to_physical().cast(pl.Int64)


def _numbers(register: pl.DataFrame, side: str) -> pl.DataFrame:
    """The terms as whole numbers, named for their side."""
    return register.with_columns(map(_day_number, ("disbursed_on", "due_on"))).select(
        "contract", *(pl.col(name).cast(pl.Int64).alias(f"{name}_{side}") for name in TERMS)
    )


def _alone(one: pl.DataFrame, other: pl.DataFrame, field: str, side: str) -> pl.DataFrame:
    """Contracts that owe something and are on one side only."""
    balance = f"balance_{side}"
    lost = one.join(other, on="contract", how="anti").filter(pl.col(balance) > 0)
    return lost.select(
        "contract",
        pl.lit(field).alias("field"),
        pl.col(balance).alias(side),
        pl.lit(None, pl.Int64).alias("theirs" if side == "ours" else "ours"),
    )
