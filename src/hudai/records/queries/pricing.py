"""Which tables of rates a posting sees, how each stands today, and which one a bank goes by on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from hudai.records.models import Posting, Pricing, PricingLine

NOW, COMING, GONE = "now", "coming", "gone"
STATES = {NOW: "在用", COMING: "未到起用日", GONE: "已被取代"}
"""How a table stands on a day."""
STANDING, ALL = "", "all"
"""What the list shows unless asked otherwise: what is in use and to come; and everything."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty narrows nothing but leaves out what was replaced."""

    bank: int | None = None
    grade: str = ""
    state: str = STANDING


def pricings_seen_by(posting: Posting) -> QuerySet[Pricing]:
    """A bank's desks see their own bank's tables and no other's; the desks of a region see all."""
    if posting.branch is not None:
        return Pricing.objects.filter(bank=posting.branch.bank_id)
    return Pricing.objects.all()


def lines_seen_by(posting: Posting, filters: Filters, day: date) -> QuerySet[PricingLine, Any]:
    """Their lines with ``state`` (:data:`STATES`) on ``day``, by bank, the newest table first."""
    later = Pricing.objects.filter(
        Q(since__gt=OuterRef("pricing__since"), since__lte=day)
        | Q(since=OuterRef("pricing__since"), pk__gt=OuterRef("pricing")),
        bank=OuterRef("pricing__bank"),
        policy=OuterRef("pricing__policy"),
    )
    found = PricingLine.objects.filter(
        pricing__in=pricings_seen_by(posting).order_by().values("pk")
    ).annotate(
        state=Case(
            When(Exists(later), then=Value(GONE)),
            When(pricing__since__gt=day, then=Value(COMING)),
            default=Value(NOW),
            output_field=CharField(),
        )
    )
    if filters.bank:
        found = found.filter(pricing__bank=filters.bank)
    if filters.grade:
        found = found.filter(grade=filters.grade)
    if filters.state == STANDING:
        found = found.exclude(state=GONE)
    elif filters.state != ALL:
        found = found.filter(state=filters.state)
    return found.select_related("pricing__bank", "pricing__posting", "pricing__officer").order_by(
        "pricing__bank__name", "-pricing__since", "-pricing", "place", "over_months"
    )


def pricing_on(bank_id: int, policy: str, day: date, *, known_at: datetime | None = None) -> Pricing | None:
    """The table a bank goes by on a day, with its lines; None where it has entered none.

    Args:
        known_at: leave out what was entered after that instant, to tell what held when something was decided.
    """
    found = Pricing.objects.filter(bank=bank_id, policy=policy, since__lte=day)
    if known_at is not None:
        found = found.filter(entered_at__lte=known_at)
    return found.prefetch_related("lines").order_by("-since", "-pk").first()


def tables_of_a_day(bank_id: int, policy: str, since: date) -> QuerySet[Pricing]:
    """What a bank has entered to hold from that very day, the newest first."""
    found = Pricing.objects.filter(bank=bank_id, policy=policy, since=since)
    return found.prefetch_related("lines").order_by("-pk")
