"""Settlement periods: stretches cut where interest is settled, and interest rounded once in each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date

import polars as pl

from hudai.core.dates import FIRST_DAY, settlement_days
from hudai.core.policy import Frequency


def settlement_cuts(
    until: date, frequency: Frequency, day_of_month: int, *, changes: Iterable[date] = ()
) -> pl.DataFrame:
    """Every settlement period that starts before ``until``, cut once more on each day of ``changes``.

    Returns start, end (exclusive), settles_on (the period's last-day-plus-one), in order.
    """
    boundaries = settlement_days(FIRST_DAY, until, frequency, day_of_month)
    inside = {day for day in changes if boundaries[0] < day < boundaries[-1]}
    starts = sorted({*boundaries[:-1], *inside})
    return pl.DataFrame(
        {
            "start": starts,
            "end": [*starts[1:], boundaries[-1]],
            "settles_on": [boundaries[bisect_right(boundaries, start)] for start in starts],
        },
        schema={"start": pl.Date, "end": pl.Date, "settles_on": pl.Date},
    )


def cut(segments: pl.DataFrame, cuts: pl.DataFrame) -> pl.DataFrame:
    """Cut segments where ``cuts`` do, and give each piece the other columns of its cut.

    ``segments``: since, until (exclusive) and whatever else; none reaches outside the cuts.
    ``cuts``: start, end and more; neighbours, in order.
    """
    starts = pl.lit(cuts["start"])
    first = starts.search_sorted(pl.col("since"), side="right").cast(pl.Int64) - 1
    behind = starts.search_sorted(pl.col("until"), side="left").cast(pl.Int64)
    spread = segments.with_columns(cut=pl.int_ranges(first, behind)).explode("cut")

    def of_cut(column: str) -> pl.Expr:
        return pl.lit(cuts[column]).gather(pl.col("cut"))

    extra = [of_cut(column).alias(column) for column in cuts.columns if column not in ("start", "end")]
    return spread.with_columns(
        pl.max_horizontal("since", of_cut("start")).alias("since"),
        pl.min_horizontal("until", of_cut("end")).alias("until"),
        *extra,
    ).drop("cut")
