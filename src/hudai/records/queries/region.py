"""Regions of the county, with who leads in each town."""

from __future__ import annotations

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from hudai.records.models import LeadBank, Region


def county() -> Region | None:
    """The county this system is for."""
    return Region.objects.filter(level=Region.Level.COUNTY, until=None).first()


def towns() -> QuerySet[Region]:
    """Standing towns with ``villages`` (how many), ``lead`` (branch) and ``lead_since``."""
    lead = LeadBank.objects.filter(town=OuterRef("pk"), until=None)
    return (
        Region.objects.filter(level=Region.Level.TOWN, until=None)
        .annotate(
            villages=Count("children", filter=Q(children__until=None)),
            lead=Subquery(lead.values("branch__name")[:1]),
            lead_since=Subquery(lead.values("since")[:1]),
        )
        .order_by("name")
    )


def villages_of(town: Region) -> QuerySet[Region]:
    """All villages a town has or had, with ``homes`` (how many households)."""
    return town.children.annotate(homes=Count("households")).order_by("until", "name")


def leads_of(town: Region) -> QuerySet[LeadBank]:
    """Who led in a town, newest first."""
    return town.lead_banks.select_related("branch__bank").order_by("-since")
