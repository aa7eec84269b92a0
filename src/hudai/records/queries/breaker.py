"""The ratios the breaker goes by: every standing loan of a household's town (R8, R9)."""

from __future__ import annotations

import polars as pl
from django.db.models import IntegerField
from django.db.models.functions import Cast

from hudai.core.breaker import area_ratios
from hudai.records.columns import frame
from hudai.records.models import LoanStanding, Region

_COLUMNS = {
    "town": pl.Int64,
    "village": pl.Int64,
    "balance_fen": pl.Int64,
    "principal_days": pl.Int64,
    "npl": pl.Int64,
}


def ratios_around(village: Region) -> pl.DataFrame:
    """Balances and ratios of a village's town and of every village in it, named by their keys.

    As :func:`hudai.core.breaker.area_ratios` gives them, of all loans of the area, under whichever
    edition of the scheme they were made: it is the area that is suspended.
    """
    asked = LoanStanding.objects.filter(loan__household__village__parent=village.parent_id, balance__gt=0)
    rows = frame(
        asked.order_by().values_list(
            "loan__household__village__parent",
            "loan__household__village",
            "balance",
            "principal_days",
            Cast("npl", IntegerField()),
        ),
        _COLUMNS,
    )
    named = rows.with_columns(pl.col("town", "village").cast(pl.String), bank=pl.lit(None, dtype=pl.String))
    return area_ratios(named)
