"""Publicity events, typical cases, and the places a desk speaks for when it registers them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from hudai.records.models import Posting, PublicityEvent, Region, Station, TypicalCase
from hudai.records.queries.visibility import villages_seen_by

LEVELS = (Region.Level.COUNTY, Region.Level.TOWN, Region.Level.VILLAGE)


@dataclass(frozen=True, slots=True)
class EventFilters:
    """What narrows the list of events; empty narrows nothing."""

    kind: str = ""
    region: int | None = None
    """A county, a town or a village: what took place there or further in."""
    since: date | None = None
    until: date | None = None
    """The last day counted in."""


def regions_of(posting: Posting) -> QuerySet[Region]:
    """Places a desk speaks for: its own and all within; for a bank's desk the towns it leads in.

    The bank's district-level desk speaks for the county as well.
    """
    return Region.objects.filter(_mine(posting), level__in=LEVELS, until=None).select_related(
        "parent__parent"
    )


def regions_around(posting: Posting) -> QuerySet[Region]:
    """The same places, and those they lie in: what is told to a whole town is told to its villages."""
    mine = Region.objects.filter(_mine(posting), level__in=LEVELS).order_by()
    above = Q(pk__in=mine.values("parent")) | Q(pk__in=mine.values("parent__parent"))
    return Region.objects.filter(_mine(posting) | above, level__in=LEVELS)


def events(posting: Posting, filters: EventFilters) -> QuerySet[PublicityEvent]:
    """Events around a desk, the newest first; withdrawn ones stand in the list as such."""
    found = PublicityEvent.objects.filter(region__in=regions_around(posting).order_by().values("pk"))
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.region:
        inside = Q(region=filters.region) | Q(region__parent=filters.region)
        found = found.filter(inside | Q(region__parent__parent=filters.region))
    if filters.since:
        found = found.filter(held_on__gte=filters.since)
    if filters.until:
        found = found.filter(held_on__lte=filters.until)
    return found.select_related("region__parent", "recorded_by__officer").order_by("-held_on", "-pk")


def typical_cases(posting: Posting) -> QuerySet[TypicalCase]:
    """Cases approved anywhere, for good practice is to travel; before that who wrote and who judges them."""
    mine = Q(handed_in_by=posting)
    if posting.station in JUDGES:
        to_judge = Q(region__in=regions_of(posting).order_by().values("pk"))
        if posting.station == Station.FINANCE_OFFICE:
            to_judge &= Q(handed_in_by__station=Station.OFFICE)
        mine |= to_judge
    found = TypicalCase.objects.filter(Q(state=TypicalCase.State.APPROVED) | mine)
    return found.select_related("region__parent", "handed_in_by__officer", "answered_by__officer").order_by(
        "-handed_in_at", "-pk"
    )


JUDGES = (Station.OFFICE, Station.FINANCE_OFFICE)
"""Desks that approve a case."""


def judge_of(writer: Posting) -> Station:
    """The desk that judges what a desk handed in: the county office, and 金融办 what that office wrote."""
    return Station.FINANCE_OFFICE if writer.station == Station.OFFICE else Station.OFFICE


def _mine(posting: Posting) -> Q:
    if posting.branch_id:
        villages = villages_seen_by(posting).order_by()
        mine = Q(pk__in=villages.values("pk")) | Q(pk__in=villages.values("parent"))
        if posting.station == Station.BANK:
            mine |= Q(pk__in=villages.values("parent__parent"))
        return mine
    own = posting.region_id
    return Q(pk=own) | Q(parent=own) | Q(parent__parent=own)
