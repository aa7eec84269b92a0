"""Banks with their branches, as the administrator's page shows them."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q, QuerySet

from hudai.records.models import Branch


def branches(day: date) -> QuerySet[Branch]:
    """Every branch with ``towns`` it leads in and ``desks`` that stand, the district-level one first."""
    lead = Q(led_towns__until=None) | Q(led_towns__until__gt=day)
    desk = Q(postings__until=None) | Q(postings__until__gt=day)
    return (
        Branch.objects.select_related("bank", "parent")
        .annotate(
            towns=Count("led_towns", filter=Q(led_towns__isnull=False) & lead, distinct=True),
            desks=Count("postings", filter=Q(postings__isnull=False) & desk, distinct=True),
        )
        .order_by("bank__name", "parent__name", "name")
    )
