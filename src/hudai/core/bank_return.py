"""What a bank's sheet changes: its rows held against what is known of the same loans.

Both sides come as columns.  Facts of one key (what was paid on a contract on one day) are compared
as a multiset: equal ones pair off first, then what is left on both sides is taken to be the same
fact with other figures, and only what remains is new.  So a sheet that comes twice changes nothing,
and a corrected one changes just what was corrected.  A listed term that is null says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"


@dataclass(frozen=True, slots=True)
class FactChanges:
    """A sheet of facts against those that are known."""

    rows: pl.DataFrame
    """The listed rows in their order, with ``change`` (new, changed, unchanged), ``fact`` (the known
    one it equals or corrects, null when new) and ``<value>_before`` of the changed ones."""
    missing: pl.DataFrame
    """Known rows of the keys asked about that no listed row answers to; as ``known``."""


def facts_compared(
    listed: pl.DataFrame, known: pl.DataFrame, *, key: Sequence[str], values: Sequence[str]
) -> FactChanges:
    """Hold listed facts against known ones.

    ``listed``: the key's and the values' columns and any more.  ``known``: ``fact`` (Int64) and the
    same key and values.
    """
    same = [*key, *values]
    rows = listed.with_row_index("at").with_columns(nth=_nth(same))
    facts = known.select("fact", *same).with_columns(nth=_nth(same))
    paired = rows.join(
        facts.select("fact", *same, "nth"),
        on=[*same, "nth"],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    equal = paired.filter(pl.col("fact").is_not_null())
    left = facts.join(equal.select("fact"), on="fact", how="anti", maintain_order="left")
    corrected = _corrected(paired.filter(pl.col("fact").is_null()).drop("fact"), left, key, values)
    together = pl.concat([equal.with_columns(change=pl.lit(UNCHANGED)), corrected], how="diagonal")
    missing = known.join(corrected.select("fact"), on="fact", how="anti", maintain_order="left").join(
        equal.select("fact"), on="fact", how="anti", maintain_order="left"
    )
    return FactChanges(together.sort("at").drop("at", "nth"), missing)


def _corrected(
    rows: pl.DataFrame, facts: pl.DataFrame, key: Sequence[str], values: Sequence[str]
) -> pl.DataFrame:
    """Rows without an equal fact, each paired with a fact of the same key while there are any."""
    before = facts.with_columns(nth=_nth(key)).rename({name: f"{name}_before" for name in values})
    return (
        rows.with_columns(nth=_nth(key))
        .join(before, on=[*key, "nth"], how="left", nulls_equal=True, maintain_order="left")
        .with_columns(change=pl.when(pl.col("fact").is_null()).then(pl.lit(NEW)).otherwise(pl.lit(CHANGED)))
    )


def _nth(columns: Sequence[str]) -> pl.Expr:
    """The how-manieth row of its like each row is, from 0."""
    return pl.int_range(pl.len(), dtype=pl.Int64).over(columns)


def terms_compared(listed: pl.DataFrame, known: pl.DataFrame, terms: Sequence[str]) -> pl.DataFrame:
    """Hold the terms of listed contracts against those that are known.

    ``listed`` and ``known``: ``contract``, one row each, and the terms; ``known`` may have more
    columns, which must not be in ``listed``.  Returns the listed rows with the known columns
    (terms as ``<term>_before``), ``<term>_changed`` and ``is_known``.
    """
    before = known.rename({name: f"{name}_before" for name in terms}).with_columns(is_known=pl.lit(True))
    rows = listed.join(before, on="contract", how="left", maintain_order="left").with_columns(
        pl.col("is_known").fill_null(False)
    )
    return rows.with_columns(
        (
            pl.col("is_known")
            & pl.col(name).is_not_null()
            & pl.col(name).ne_missing(pl.col(f"{name}_before"))
        ).alias(f"{name}_changed")
        for name in terms
    )


def depths(links: pl.DataFrame) -> pl.DataFrame:
    """How many originals stand before each contract within one sheet.

    ``links``: ``contract`` and ``original`` (null or of another sheet: depth 0), without circles.
    Returns ``contract`` and ``depth`` in the order given.
    """
    own = links.select("contract")
    rows = links.with_columns(up=pl.col("original"), depth=pl.lit(0, pl.Int64))
    above = links.select(up="contract", next="original")
    for _ in range(links.height + 1):
        here = pl.col("up").is_in(own["contract"].implode()).fill_null(False)
        if not rows.select(here.any()).item():
            break
        rows = (
            rows.with_columns(depth=pl.col("depth") + here.cast(pl.Int64))
            .join(above, on="up", how="left", maintain_order="left")
            .with_columns(up="next")
            .drop("next")
        )
    return rows.select("contract", "depth")
