"""The ratios the breaker goes by: every standing loan of a household's town (R8, R9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl
from django.db.models import IntegerField
from django.db.models.functions import Cast

from hudai.core.breaker import area_ratios
from hudai.core.policy import Policy
from hudai.records.columns import frame
from hudai.records.models import Loan, LoanStanding, Region
from hudai.records.queries.standing import SCHEMA, standings

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
    return _ratios(rows)


def ratios_then(village: Region, as_of: date, policies: Mapping[str, Policy]) -> pl.DataFrame:
    """As :func:`ratios_around`, at the end of an earlier day, from what is known of it today.

    Every loan is judged by its own policy.  It goes through all that was paid on the town's loans, so it is
    asked for only where today's ratios refuse.
    """
    around = Loan.objects.filter(household__village__parent=village.parent_id)
    names = sorted(set(around.order_by().values_list("policy", flat=True)))
    stands = pl.concat(
        [standings(around.filter(policy=name), as_of, policies.get(name)) for name in names]
        or [pl.DataFrame(schema=SCHEMA)]
    )
    places = frame(
        around.order_by().values_list("pk", "household__village__parent", "household__village"),
        {"loan_key": pl.Int64, "town": pl.Int64, "village": pl.Int64},
    )
    return _ratios(stands.filter(pl.col("balance_fen") > 0).join(places, on="loan_key", how="left"))


def _ratios(rows: pl.DataFrame) -> pl.DataFrame:
    """Of loans with town and village by key; no bank is told apart."""
    return area_ratios(
        rows.with_columns(pl.col("town", "village").cast(pl.String), bank=pl.lit(None, dtype=pl.String))
    )
