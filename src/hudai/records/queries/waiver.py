"""Waivers (豁免): principles set aside, each with its reason and with the clause that was set aside.

The clause is kept in the journal's line of the deed and nowhere else: a rule's clause may be another today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from hudai.records.days import midnight
from hudai.records.models import JournalLine, Posting, Waiver
from hudai.records.queries.visibility import applications_seen_by

DEED = "豁免原则性规定"
"""What the journal calls it."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means everything."""

    town: int | None = None
    rule: str = ""
    since: date | None = None
    until: date | None = None
    """The last day, counted in."""


def waivers(posting: Posting, filters: Filters) -> QuerySet[Waiver]:
    """Waivers for the cases a posting sees, the newest first, with ``clause`` and ``given_by``.

    ``given_by`` is who signed, the desk's own officer or a deputy.
    """
    seen = applications_seen_by(posting).order_by().values("pk")
    found = Waiver.objects.filter(application__in=seen)
    if filters.town:
        found = found.filter(application__household__village__parent=filters.town)
    if filters.rule:
        found = found.filter(rule=filters.rule)
    if filters.since:
        found = found.filter(waived_at__gte=midnight(filters.since))
    if filters.until:
        found = found.filter(waived_at__lt=midnight(filters.until + timedelta(days=1)))
    rows = found.select_related("application__household__village__parent", "application__applicant")
    told = _deed()
    return (
        rows.select_related("waived_by")
        .annotate(
            clause=Subquery(told.values("told_clause")[:1]),
            given_by=Subquery(told.values("officer__name")[:1]),
        )
        .order_by("-waived_at", "-pk")
    )


def _deed() -> Any:
    """The line of one waiver in the journal, with ``told_clause``."""
    lines = JournalLine.objects.filter(
        action=DEED,
        noun="application",
        key=Cast(OuterRef("application_id"), CharField()),
        at=OuterRef("waived_at"),
    )
    told = lines.annotate(told_rule=KT("facts__rule"), told_clause=KT("facts__clause"))
    return told.filter(told_rule=OuterRef("rule")).order_by("pk")
