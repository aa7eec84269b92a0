"""Coverage: how much of each balance the household's cap still covers.

Subsidy and risk compensation both rest on it (R3).  The cap is the household's, not the loan's:
it is handed out to the outstanding loans in order of where their chains began, and a loan uses
it up as long as anything is owed on it, overdue or not.
"""

from __future__ import annotations

import polars as pl

from hudai.core.balances import in_order_of, running_total


def with_covered(stretched: pl.DataFrame, loans: pl.DataFrame) -> pl.DataFrame:
    """Add ``covered`` (fen) to stretches, cutting them where another loan of the household changes.

    ``stretched``: loan, since, until, balance, as :func:`hudai.core.balances.stretches` gives.
    ``loans``: one row per loan, numbered in the order in which the cap is handed out — loan,
    household (numbered alike: Int64, ascending), cap (fen), coverable (Boolean: false for a loan
    that is not covered at all and uses no cap).

    Returns loan, since, until, balance, covered; in order of loan and since.

    Source: 渝北区实施方案 二（4）；上蔡县意见 三.
    """
    together = pl.col("coverable").sum().over("household") > 1
    facts = loans.select("household", "cap", "coverable", shared=together & pl.col("coverable"))
    rows = stretched.with_columns(
        pl.lit(facts[name]).gather(pl.col("loan")).alias(name) for name in facts.columns
    )
    alone = pl.when("coverable").then(pl.min_horizontal("balance", "cap")).otherwise(0)
    single = rows.filter(~pl.col("shared")).with_columns(covered=alone)
    shared = _handed_out(_cut_together(rows.filter("shared")))
    columns = ["loan", "since", "until", "balance", "covered"]
    both = pl.concat([single.select(columns), shared.select(columns)])
    return both.sort(in_order_of("loan", "since"))


def _cut_together(rows: pl.DataFrame) -> pl.DataFrame:
    """Cut each stretch on every day on which anything changes in its household."""
    starts = rows.select("household", day="since")
    ends = rows.select("household", day="until")
    days = pl.concat([starts, ends]).unique().sort(in_order_of("household", "day"))
    last_of_household = pl.col("household") != pl.col("household").shift(-1)
    cuts = days.with_columns(next_day=pl.when(~last_of_household).then(pl.col("day").shift(-1)))
    pieces = rows.join(cuts, on="household").filter(
        pl.col("since") <= pl.col("day"), pl.col("day") < pl.col("until")
    )
    return pieces.with_columns(since=pl.col("day"), until=pl.col("next_day"))


def _handed_out(pieces: pl.DataFrame) -> pl.DataFrame:
    """Give each piece what the earlier loans of its household left of the cap that day."""
    ordered = pieces.sort("household", "since", "loan")
    new_day = (pl.col("household") != pl.col("household").shift(1)) | (
        pl.col("since") != pl.col("since").shift(1)
    )
    before = running_total(pl.col("balance"), starts=new_day) - pl.col("balance")
    left = (pl.col("cap") - before).clip(lower_bound=0)
    return ordered.with_columns(covered=pl.min_horizontal("balance", left))
