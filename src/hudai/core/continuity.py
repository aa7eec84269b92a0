"""Continuity of a register: last month's balance + lent − repaid = this month's balance.

A register handed in is frozen.  The next one must begin where it ended; where it does not, some fact
was entered late, corrected, or left out since, and each such contract is shown with its gap.  A loan
that moved to another bank or town keeps its own sum and opens a gap in both places; a bank or town that
is called otherwise since is the same place.

Source: 渝北区实施方案 附件5；六（二）统计监测.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

PLACE = ("bank", "town")
FIGURES = ("opening", "lent", "repaid", "balance", "gap")

Names = Mapping[str, Mapping[str, int]]
"""Column of :data:`PLACE` → name → what is called so; one thing has one number, whatever it is called."""


def together(several: Iterable[Names]) -> Names:
    """The names of several registers; of two of one thing the later counts."""
    found: dict[str, dict[str, int]] = {column: {} for column in PLACE}
    for names in several:
        for column in PLACE:
            found[column] |= names.get(column, {})
    return found


def called_alike(register: pl.DataFrame, its: Names, now: Names) -> pl.DataFrame:
    """A register with its banks and towns called as in ``now``; one that is not known there keeps its name.

    ``register``: bank, town and whatever else; ``its``: the names as they stand in it.
    """
    for column in PLACE:
        newest = {key: name for name, key in now.get(column, {}).items()}
        names = {name: newest[key] for name, key in its.get(column, {}).items() if key in newest}
        register = register.with_columns(pl.col(column).replace(names))
    return register


def continued(before: pl.DataFrame, moved: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Each contract's way from the last register to this one, in every place it stands in.

    ``before`` and ``now``: the two registers — contract, bank, town, balance (fen); one row a contract.
    ``moved``: contract, lent, repaid (fen of principal) between the two days; a contract without a row
    did not move.  Movements of a contract that ``now`` does not hold are not looked at.

    Returns contract, bank, town, opening, lent, repaid, balance, gap (fen, Int64), by bank, town and
    contract; gap = balance − (opening + lent − repaid), zero where the register continues.
    """
    key = ["contract", *PLACE]
    opening = before.select(*key, opening="balance")
    closing = now.select(*key, "balance").join(moved, on="contract", how="left", maintain_order="left")
    both = closing.join(opening, on=key, how="full", coalesce=True, nulls_equal=True)
    filled = both.with_columns(
        pl.col(name).fill_null(0).cast(pl.Int64) for name in ("opening", "lent", "repaid", "balance")
    )
    gap = pl.col("balance") - (pl.col("opening") + pl.col("lent") - pl.col("repaid"))
    return filled.with_columns(gap=gap).select(*key, *FIGURES).sort(*PLACE, "contract")


def differing(lines: pl.DataFrame) -> pl.DataFrame:
    """The contracts that do not continue, of the lines of :func:`continued`."""
    return lines.filter(pl.col("gap") != 0)


def by_place(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines of :func:`continued` summed — bank, town, opening, lent, repaid, balance, gap,
    contracts (how many differ), by bank and town.

    A place whose gaps happen to cancel out has a gap of zero and still counts its contracts.
    """
    sums = [pl.col(name).sum() for name in FIGURES]
    counted = (pl.col("gap") != 0).sum().cast(pl.Int64)
    return lines.group_by(PLACE).agg(*sums, contracts=counted).sort(PLACE)
