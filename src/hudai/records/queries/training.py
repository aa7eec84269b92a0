"""Trainings a desk sees, and how much was taught in which village in which month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, TruncMonth

from hudai.records.models import Attendance, Household, Posting, Training
from hudai.records.queries.visibility import households_seen_by, villages_seen_by


@dataclass(frozen=True, slots=True)
class Filters:
    """What the lists are narrowed to; empty means everything."""

    words: str = ""
    town: int | None = None
    village: int | None = None
    since: date | None = None
    until: date | None = None
    """The last day, counted in."""


@dataclass(frozen=True, slots=True)
class Month:
    """What was taught for a village in a month."""

    month: date
    """Its first day."""
    town: str
    village: str
    sessions: int
    hours: int
    people: int
    """Each counted once a session."""


def trainings(posting: Posting, filters: Filters) -> QuerySet[Training]:
    """Sessions for villages the posting sees, the newest first, with ``people`` and ``households``.

    Who was struck out counts nowhere.
    """
    standing = Attendance.objects.filter(training=OuterRef("pk"), withdrawn_at=None)
    came = standing.order_by().values(one=Value(1))
    people, homes = came.annotate(found=Count("pk")), came.annotate(found=Count("household", distinct=True))
    return (
        _narrowed(posting, filters)
        .select_related("village__parent", "recorded_by__officer")
        .annotate(
            people=Coalesce(Subquery(people.values("found")), 0),
            households=Coalesce(Subquery(homes.values("found")), 0),
        )
        .order_by("-held_on", "-pk")
    )


def by_village_and_month(posting: Posting, filters: Filters) -> list[Month]:
    """The same sessions village by village and month by month, the newest month first; two questions."""
    by = ("month", "village__parent__name", "village__name", "village_id")
    found = _narrowed(posting, filters).annotate(month=TruncMonth("held_on")).order_by()
    taught = found.values(*by).annotate(sessions=Count("pk"), taught=Sum("hours"))
    standing = Count("attendances", filter=Q(attendances__withdrawn_at=None))
    came = {
        (row["month"], row["village_id"]): row["people"]
        for row in found.values("month", "village_id").annotate(people=standing)
    }
    rows = sorted(taught, key=lambda row: (-row["month"].toordinal(), *(row[name] for name in by[1:])))
    return [
        Month(
            row["month"],
            row["village__parent__name"],
            row["village__name"],
            row["sessions"],
            row["taught"],
            came[row["month"], row["village_id"]],
        )
        for row in rows
    ]


def attendances(posting: Posting, training: Training) -> QuerySet[Attendance]:
    """Who came, of the households the posting sees; who was struck out as well."""
    seen = households_seen_by(posting).order_by().values("pk")
    found = training.attendances.filter(household__in=seen)
    shown = found.select_related("household__village", "person", "withdrawn_by__officer")
    return shown.order_by("household__number", "pk")


def of_household(household: Household) -> QuerySet[Attendance]:
    """The trainings of a household, the newest first."""
    found = household.attendances.filter(withdrawn_at=None).select_related("training__village", "person")
    return found.order_by("-training__held_on", "-pk")


def seen_by(posting: Posting) -> QuerySet[Training]:
    """Sessions for the villages a posting sees."""
    return Training.objects.filter(village__in=villages_seen_by(posting).order_by().values("pk"))


def _narrowed(posting: Posting, filters: Filters) -> QuerySet[Training]:
    wanted = Q()
    if filters.words.strip():
        wanted &= Q(subject__icontains=filters.words.strip())
    if filters.town:
        wanted &= Q(village__parent=filters.town)
    if filters.village:
        wanted &= Q(village=filters.village)
    if filters.since:
        wanted &= Q(held_on__gte=filters.since)
    if filters.until:
        wanted &= Q(held_on__lt=filters.until + timedelta(days=1))
    return seen_by(posting).filter(wanted)
