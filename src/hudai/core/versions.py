"""Numbers of law in columns: for each row, the version in force on the row's own day."""

from __future__ import annotations

from typing import Any

import polars as pl

from hudai.core.findings import Level
from hudai.core.policy import Dated, Version


def holds(version: Version[Any], day: pl.Expr) -> pl.Expr:
    """Whether ``version`` is in force on each ``day`` (Date); Boolean, null where the day is."""
    after = day >= version.since
    return after if version.until is None else after & (day < version.until)


def in_force(dated: Dated[Any], day: pl.Expr, dtype: type[pl.DataType]) -> pl.Expr:
    """The value in force on each ``day``; null where none is or nobody knows it."""
    found: pl.Expr = pl.lit(None, dtype=dtype)
    for version in dated.versions:
        if version.value is not None:
            found = pl.when(holds(version, day)).then(pl.lit(version.value, dtype=dtype)).otherwise(found)
    return found


def require_known(dated: Dated[Any], days: pl.Series) -> None:
    """Assert that nobody needs a version whose value is unknown.

    Raises:
        CannotTell: if one of ``days`` (Date) falls under such a version.
    """
    for version in dated.versions:
        if version.value is None and days.to_frame("day").filter(holds(version, pl.col("day"))).height:
            version.known(dated.label)


def clause_in_force(dated: Dated[Any], day: pl.Expr) -> pl.Expr:
    """The clause of the version in force on each ``day``; of the first version before it."""
    found: pl.Expr = pl.lit(dated.versions[0].clause)
    for version in dated.versions[1:]:
        found = pl.when(day >= version.since).then(pl.lit(version.clause)).otherwise(found)
    return found


def level_in_force(dated: Dated[Any], day: pl.Expr, default: Level) -> pl.Expr:
    """The level of the version in force on each ``day``, ``default`` where the pack gives none."""
    found: pl.Expr = pl.lit((dated.versions[0].level or default).value)
    for version in dated.versions[1:]:
        level = (version.level or default).value
        found = pl.when(day >= version.since).then(pl.lit(level)).otherwise(found)
    return found
