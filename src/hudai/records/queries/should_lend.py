"""应贷尽贷: households on the list that have no loan asked for or granted, and why not."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from hudai.core.money import share_ppm
from hudai.core.workflow import State
from hudai.records.models import Application, Household, Listing, Loan, Posting, UnservedReason
from hudai.records.queries.household import IN_ORDER, with_row
from hudai.records.queries.visibility import households_seen_by

SERVED = (State.DRAFT, State.UNDER_WAY, State.APPROVED)
"""Applications in these states serve a household; so does any loan it ever had."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the listed households of one village are served."""

    village_id: int
    town: str
    village: str
    listed: int
    served: int
    explained: int
    """Not served, with a reason recorded."""

    @property
    def open(self) -> int:
        """Neither served nor explained."""
        return self.listed - self.served - self.explained

    @property
    def share_ppm(self) -> int | None:
        """Served households of the listed ones; None where none is listed."""
        return share_ppm(self.served, self.listed)


def unserved(posting: Posting, *, village: int | None, explained: bool | None) -> QuerySet[Household]:
    """Listed households without an application, with ``reason`` and ``reason_at``; by village and number."""
    reasons = UnservedReason.objects.filter(household=OuterRef("pk")).order_by("-recorded_at", "-pk")
    found = with_row(_listed(posting).filter(~_served())).annotate(
        reason=Subquery(reasons.values("reason")[:1]),
        reason_at=Subquery(reasons.values("recorded_at")[:1]),
    )
    if village:
        found = found.filter(village=village)
    if explained is not None:
        found = found.filter(_explained() if explained else ~_explained())
    return found.order_by(*IN_ORDER)


def coverage(posting: Posting) -> list[Coverage]:
    """The villages the posting sees that have listed households, by town and name.

    Three questions of sets: asked of each household by itself they take twice as long.
    """
    listed = _listed(posting)
    served = _by_village(listed.filter(_served()))
    explained = _by_village(listed.filter(~_served(), _explained()))
    by_name = ("village__parent__name", "village__name")
    rows = listed.order_by(*by_name).values_list("village_id", *by_name).annotate(households=Count("pk"))
    return [
        Coverage(village, town, name, count, served.get(village, 0), explained.get(village, 0))
        for village, town, name, count in rows
    ]


def _by_village(households: QuerySet[Household]) -> dict[int, int]:
    """How many there are in each village that has any."""
    return dict(households.order_by().values_list("village_id").annotate(households=Count("pk")))


def unexplained(posting: Posting) -> QuerySet[Household]:
    """Listed households that are neither served nor explained."""
    return _listed(posting).filter(~_served(), ~_explained())


def _listed(posting: Posting) -> QuerySet[Household]:
    standing = Listing.objects.filter(household=OuterRef("pk"), left_with=None)
    return households_seen_by(posting).filter(Exists(standing))


def _explained() -> Exists:
    return Exists(UnservedReason.objects.filter(household=OuterRef("pk")))


def _served() -> Q:
    asked = Application.objects.filter(state__in=SERVED).order_by().values("household")
    # A loan from before this system has no application.
    return Q(pk__in=asked.union(Loan.objects.order_by().values("household")))
