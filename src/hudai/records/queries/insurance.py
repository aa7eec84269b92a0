"""Borrowers and what they are insured for on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum, Value

from hudai.records.models import Household, Insurance, Posting
from hudai.records.queries.household import IN_ORDER, with_row
from hudai.records.queries.visibility import households_seen_by, loans_seen_by

UNCOVERED, COVERED = "uncovered", "covered"
STATES = {UNCOVERED: "没有农业保险", COVERED: "有农业保险"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means everything."""

    state: str = UNCOVERED
    town: int | None = None
    village: int | None = None


def borrowers(posting: Posting, filters: Filters, day: date) -> QuerySet[Household]:
    """Households with a balance of loans the posting sees: ``balance``, and until when each kind covers them.

    ``farming``, ``illness`` and ``accident`` are the last days of insurances that cover on ``day``.
    """
    owed = loans_seen_by(posting).filter(household=OuterRef("pk"), standing__balance__gt=0).order_by()
    standing = Insurance.objects.filter(household=OuterRef("pk"), withdrawn_at=None)
    covers = standing.filter(since__lte=day, until__gt=day).order_by("-until")
    farming = covers.filter(kind=Insurance.Kind.FARMING)
    found = households_seen_by(posting).filter(Exists(owed))
    if filters.state:
        found = found.filter(Exists(farming) if filters.state == COVERED else ~Exists(farming))
    if filters.town:
        found = found.filter(village__parent=filters.town)
    if filters.village:
        found = found.filter(village=filters.village)
    balance = owed.values(one=Value(1)).annotate(sum=Sum("standing__balance")).values("sum")
    ends = {kind.value: Subquery(covers.filter(kind=kind).values("until")[:1]) for kind in Insurance.Kind}
    return with_row(found).annotate(balance=Subquery(balance), **ends).order_by(*IN_ORDER)


def of_household(household: Household) -> QuerySet[Insurance]:
    """What a household is or was insured for, the newest first; what was struck out as well."""
    return household.insurances.select_related("withdrawn_by__officer").order_by("-since", "-pk")
