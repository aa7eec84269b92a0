"""Service points a posting sees, what is registered of each, and the places that have none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from hudai.core.service_point import Had, PointFacts, PointLevel, Worker
from hudai.records.models import Posting, Region, ServicePoint, ServicePointStaff
from hudai.records.queries.visibility import towns_seen_by, villages_seen_by

PLAIN = (Had.SIGN, Had.TOGETHER, Had.EQUIPMENT, Had.ARCHIVES, Had.RULES, Had.LEAFLETS)
"""Columns that say a plain yes or no."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty narrows nothing."""

    level: str = ""
    town: int | None = None


def regions_seen_by(posting: Posting) -> QuerySet[Region]:
    """The county, towns and villages a posting answers for, each of its own place."""
    mine = Q(pk__in=villages_seen_by(posting).order_by().values("pk"))
    mine |= Q(pk__in=towns_seen_by(posting).order_by().values("pk"))
    region = posting.region
    if region is not None and region.level == Region.Level.COUNTY:
        mine |= Q(pk=region.pk)
    return Region.objects.filter(mine, until=None)


def points_seen_by(posting: Posting) -> QuerySet[ServicePoint]:
    """Service points there, closed ones too, with their region and who works there, by place and name."""
    points = ServicePoint.objects.filter(region__in=regions_seen_by(posting).order_by().values("pk"))
    staff = ServicePointStaff.objects.select_related("withdrawn_by__officer").order_by(
        "-until", "since", "pk"
    )
    return (
        points.select_related("region__parent")
        .prefetch_related(Prefetch("staff", staff))
        .order_by("region__parent__name", "region__name", "name", "pk")
    )


def open_points(posting: Posting, filters: Filters, day: date) -> QuerySet[ServicePoint]:
    """Those people can go to on a day."""
    found = points_seen_by(posting).filter(_is_open(day))
    if filters.level:
        found = found.filter(region__level=filters.level)
    if filters.town:
        found = found.filter(Q(region=filters.town) | Q(region__parent=filters.town))
    return found


def _is_open(day: date) -> Q:
    return Q(closed_on=None) | Q(closed_on__gt=day)


def without_point(posting: Posting, filters: Filters, day: date) -> QuerySet[Region]:
    """Places of the three kinds where there is none on a day, by town and name."""
    there = ServicePoint.objects.filter(_is_open(day), region=OuterRef("pk"))
    levels = [level.value for level in PointLevel]
    found = regions_seen_by(posting).filter(~Exists(there), level__in=levels)
    if filters.level:
        found = found.filter(level=filters.level)
    if filters.town:
        found = found.filter(Q(pk=filters.town) | Q(parent=filters.town))
    return found.select_related("parent").order_by("level", "parent__name", "name")


def working(point: ServicePoint, day: date) -> Sequence[ServicePointStaff]:
    """Who works at a point on a day; who was struck out never did."""
    return [
        each
        for each in point.staff.all()
        if each.withdrawn_at is None and each.since <= day and (each.until is None or day < each.until)
    ]


def facts_of(point: ServicePoint, day: date) -> PointFacts:
    """What is registered of a point, as the rules ask for it."""
    return PointFacts(
        level=PointLevel(point.region.level),
        area=point.area,
        facts={each.value: getattr(point, each.value) for each in PLAIN},
        staff=[Worker(each.duty, each.is_fixed, each.knows_business) for each in working(point, day)],
    )
