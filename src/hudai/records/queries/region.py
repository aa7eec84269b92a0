"""Regions of the county, with who leads in each town."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from hudai.records.models import Household, LeadBank, Region


def county() -> Region | None:
    """The county this system is for."""
    return Region.objects.filter(level=Region.Level.COUNTY, until=None).first()


def towns(day: date) -> QuerySet[Any]:
    """Standing towns with ``villages`` (how many), ``lead`` (branch), ``lead_since`` and ``leads``.

    ``leads``: how many branches are responsible on ``day``; the newest appointment may be for a day to come.
    """
    on_day = Q(lead_banks__since__lte=day) & (Q(lead_banks__until=None) | Q(lead_banks__until__gt=day))
    lead = LeadBank.objects.filter(town=OuterRef("pk"), until=None)
    return (
        Region.objects.filter(level=Region.Level.TOWN, until=None)
        .annotate(
            villages=Count("children", filter=Q(children__until=None), distinct=True),
            leads=Count("lead_banks", filter=on_day, distinct=True),
            lead=Subquery(lead.values("branch__name")[:1]),
            lead_since=Subquery(lead.values("since")[:1]),
        )
        .order_by("name")
    )


def villages_of(town: Region) -> QuerySet[Region]:
    """All villages a town has or had, with how many ``homes`` (households) and standing ``groups``."""
    groups = Region.objects.filter(parent=OuterRef("pk"), until=None).order_by().values("parent")
    return town.children.annotate(
        homes=Count("households"), groups=Coalesce(Subquery(groups.annotate(n=Count("pk")).values("n")), 0)
    ).order_by("until", "name")


def groups_of(village: Region) -> QuerySet[Region]:
    """All groups a village has or had, with ``homes`` (how many households)."""
    return village.children.annotate(homes=Count("group_households")).order_by("until", "pk")


def without_group(village: Region) -> int:
    """How many households of a village are in no group that is known."""
    return Household.objects.filter(village=village, group=None).count()


def leads_on(town: Region, day: date) -> int:
    """How many branches are responsible for a town on a day."""
    standing = Q(until=None) | Q(until__gt=day)
    return town.lead_banks.filter(standing, since__lte=day).count()


def leads_of(town: Region) -> QuerySet[LeadBank]:
    """Who led in a town, newest first."""
    return town.lead_banks.select_related("branch__bank").order_by("-since")
