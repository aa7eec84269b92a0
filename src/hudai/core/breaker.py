"""The circuit breaker and the ratios it rests on (R8, R9): derived, never stored.

A ratio is two integers and is compared by cross-multiplication; five per cent of a balance is
exactly five per cent.  An area without a balance has no ratio: undefined, never 0 %.

Source: 上蔡县意见 六：不良率超过5%的乡镇和超过7%的行政村，暂停贷款发放.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from hudai.core.money import PPM
from hudai.core.policy import NotRegulated, Policy

LEVELS = ("county", "town", "village", "bank")
_KEYS = {"county": (), "town": ("town",), "village": ("town", "village"), "bank": ("bank",)}


def area_ratios(standings: pl.DataFrame) -> pl.DataFrame:
    """Balances and ratios of the county, each town, village and bank.

    ``standings``: one row per loan with a balance — town, village, bank, balance_fen,
    principal_days, npl (0 or 1).

    Returns level, town, village, bank (null where they do not apply), loans, balance_fen,
    overdue_fen (balance of loans with principal overdue), npl_fen, overdue_ppm and npl_ppm
    (rounded half up for showing; null where there is no balance); county first, then by name.
    """
    return pl.concat([_level(standings, level) for level in LEVELS])


def _level(standings: pl.DataFrame, level: str) -> pl.DataFrame:
    keys = _KEYS[level]
    late = pl.when(pl.col("principal_days") > 0).then("balance_fen").otherwise(0)
    figures = (
        pl.len().cast(pl.Int64).alias("loans"),
        pl.col("balance_fen").sum(),
        late.sum().alias("overdue_fen"),
        (pl.col("balance_fen") * pl.col("npl")).sum().alias("npl_fen"),
    )
    grouped = standings.group_by(*keys).agg(*figures) if keys else standings.select(*figures)
    blank = [
        pl.lit(None, dtype=pl.String).alias(key) for key in ("town", "village", "bank") if key not in keys
    ]
    return (
        grouped.sort(*keys) if keys else grouped
    ).select(
        pl.lit(level).alias("level"), *(pl.col(key) for key in keys), *blank,
        "loans", "balance_fen", "overdue_fen", "npl_fen",
        _ppm("overdue_fen").alias("overdue_ppm"), _ppm("npl_fen").alias("npl_ppm"),
    ).select(
        "level", "town", "village", "bank", "loans", "balance_fen", "overdue_fen", "npl_fen",
        "overdue_ppm", "npl_ppm",
    )  # fmt: skip


def _ppm(part: str) -> pl.Expr:
    whole = pl.col("balance_fen")
    rounded = (2 * pl.col(part).cast(pl.Int128) * PPM + whole) // (2 * whole)
    return pl.when(whole > 0).then(rounded).cast(pl.Int64)


def with_tripped(areas: pl.DataFrame, *, policy: Policy, as_of: date) -> pl.DataFrame:
    """Add ``tripped`` (Boolean) to towns and villages: lending there is suspended (R9).

    Null for other levels, for areas without a balance or a name, and everywhere when the policy has the
    breaker off.  A tripped town suspends all its villages.
    """
    town, village = policy.breaker_town, policy.breaker_village
    if not policy.breaker_on.on(as_of) or isinstance(town, NotRegulated) or isinstance(village, NotRegulated):
        return areas.with_columns(tripped=pl.lit(None, dtype=pl.Boolean))
    threshold = (
        pl.when(pl.col("level") == "town")
        .then(town.on(as_of))
        .when(pl.col("level") == "village")
        .then(village.on(as_of))
    )
    above = pl.col("npl_fen").cast(pl.Int128) * PPM > pl.col("balance_fen").cast(pl.Int128) * threshold
    judged = areas.with_columns(own=pl.when(pl.col("balance_fen") > 0).then(above))
    towns = judged.filter(pl.col("level") == "town", pl.col("own"))["town"]
    in_tripped_town = (pl.col("level") == "village") & pl.col("town").is_in(towns.to_list())
    # Loans whose place nobody wrote down may lie anywhere: their sum is shown and stops nobody.
    nowhere = pl.coalesce(pl.when(pl.col("level") == "village").then("village"), "town").fill_null("") == ""
    tripped = pl.when(~nowhere).then(pl.col("own") | in_tripped_town)
    return judged.with_columns(tripped=tripped).drop("own")
