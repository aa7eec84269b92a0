"""What the segments of a kept worksheet come to, settlement period by settlement period (R2, R6).

A worksheet is kept as it was made.  Whoever checks it by hand adds a period's segments up and rounds
once; so does this.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from hudai.core.interest import UNITS_OF_YEAR
from hudai.core.money import PPM, half_up_columns
from hudai.core.policy import TimeBasis

_HUNDREDTHS = 100


def by_period(worksheet: pl.DataFrame, settles_on: Sequence[date]) -> pl.DataFrame:
    """The subsidised segments of each contract and period, added up.

    Args:
        worksheet: of one settlement, as :meth:`hudai.core.settlement.Settlement.worksheet` gives it.
        settles_on: the settlement days, in order; the last is not before the end of any segment.

    Returns one row per contract and period that earned anything, in order of contract and day —
    contract, settles_on (the first day after the period), days, product_fen (covered balance × days,
    fen·days), exact (hundredths of a fen, half up), entitled_fen (rounded once).  Under whole months the
    share of a broken month does not follow from its segment, so such a worksheet gives no row.
    """
    basis = TimeBasis(worksheet["basis"][0]) if worksheet.height else TimeBasis.ACT_360
    earned = worksheet.filter(pl.col("reason").is_null() & pl.lit(basis is not TimeBasis.WHOLE_MONTHS))
    settlements = pl.lit(pl.Series(settles_on, dtype=pl.Date))
    product = pl.col("covered_fen") * pl.col("days")
    keyed = earned.select(
        "contract",
        "days",
        settles_on=settlements.gather(settlements.search_sorted(pl.col("to"), side="left")),
        product_fen=product,
        # Times rate and ratio a large balance leaves the 64 bits.
        interest=product.cast(pl.Int128) * (pl.col("rate_ppm") * pl.col("ratio_ppm")),
    )
    periods = keyed.group_by("contract", "settles_on").agg(pl.col("days", "product_fen", "interest").sum())
    of_year = UNITS_OF_YEAR[basis] * PPM * PPM
    return periods.select(
        "contract",
        "settles_on",
        "days",
        "product_fen",
        exact=half_up_columns(pl.col("interest") * _HUNDREDTHS, of_year),
        entitled_fen=half_up_columns(pl.col("interest"), of_year),
    ).sort("contract", "settles_on")
