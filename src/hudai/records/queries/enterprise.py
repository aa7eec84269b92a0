"""Firms, cooperatives and family farms of the county, and the towns a desk registers them in."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from hudai.records.models import Enterprise, Posting, Region
from hudai.records.queries.visibility import villages_seen_by


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means everything."""

    words: str = ""
    """Part of a name, or a whole credit code."""
    kind: str = ""
    town: int | None = None


def enterprises(filters: Filters) -> QuerySet[Enterprise]:
    """All of the county, by name: whoever ties a household in must be able to name them."""
    found = Enterprise.objects.select_related("town")
    if words := filters.words.strip():
        found = found.filter(Q(name__icontains=words) | Q(code=words.upper()))
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.town:
        found = found.filter(town=filters.town)
    return found.order_by("name", "pk")


def towns_of(posting: Posting) -> QuerySet[Region]:
    """The towns of the villages a posting sees."""
    return Region.objects.filter(
        pk__in=villages_seen_by(posting).order_by().values("parent"), until=None
    ).order_by("name")
