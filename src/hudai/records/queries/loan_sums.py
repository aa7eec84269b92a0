"""How loans stand, added up by village: balances, what is overdue, what is non-performing.

It goes through every loan with a balance once: in a county of a million loans that takes seconds, so
no page waits for it.
"""

from __future__ import annotations

from typing import Any

import polars as pl
from django.db.models import Case, Count, IntegerField, QuerySet, Sum, When

from hudai.records.columns import frame
from hudai.records.models import Loan, Posting, Region
from hudai.records.queries.visibility import loans_seen_by, villages_seen_by

_ASKED: dict[str, Any] = {
    "village_key": pl.Int64,
    "principal_days": pl.Int64,
    "npl": pl.Int64,
    "overdue": pl.Int64,
    "loans": pl.Int64,
    "balance_fen": pl.Int64,
}


def sums_by_village(loans: QuerySet[Loan]) -> pl.DataFrame:
    """Loans with a balance: one row a village and way of standing.

    Columns: town, village (names), bank (null), principal_days (1 where principal is overdue, else 0),
    npl and overdue (0 or 1; overdue as the list of loans has it: principal or interest), loans, balance_fen.
    :func:`hudai.core.breaker.area_ratios` takes such rows for single loans: its balances and ratios are
    the same, only its count is of rows.
    """
    owed = loans.filter(standing__balance__gt=0).order_by()
    ways = owed.values(
        "household__village",
        late=_flag(standing__principal_days__gt=0),
        bad=_flag(standing__npl=True),
        over=_flag(standing__days_overdue__gt=0),
    )
    sums = ways.annotate(count=Count("pk"), sum=Sum("standing__balance"))
    found = frame(sums.values_list("household__village", "late", "bad", "over", "count", "sum"), _ASKED)
    named = found.join(_places(), on="village_key", how="left", maintain_order="left")
    return named.with_columns(bank=pl.lit(None, dtype=pl.String)).drop("village_key")


def _flag(**condition: Any) -> Case:
    return Case(When(**condition, then=1), default=0, output_field=IntegerField())


def _places() -> pl.DataFrame:
    """The names of every village and its town — village_key, village, town."""
    columns = {"village_key": pl.Int64, "village": pl.String, "town": pl.String}
    villages = Region.objects.filter(level=Region.Level.VILLAGE).order_by()
    return frame(villages.values_list("pk", "name", "parent__name"), columns)


def loans_around(posting: Posting) -> QuerySet[Loan]:
    """All loans of the towns a desk works in, whoever lent them, for the breaker alone.

    It is the area that is suspended, for every bank and every village of a town; what leaves here is a
    ratio, which a refusal tells the same desk anyhow.
    """
    if posting.branch_id is None and posting.region and posting.region.level == Region.Level.COUNTY:
        return loans_seen_by(posting)
    towns = villages_seen_by(posting).order_by().values("parent")
    return Loan.objects.filter(household__village__parent__in=towns)
