"""Waivers (豁免): principles set aside, each with its reason and with the clause that was set aside, and
the principles that stand in a case's way and wait to be set aside or not.

The clause is kept in the journal's line of the deed and nowhere else: a rule's clause may be another today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Concat

from hudai.core.findings import Level, Verdict
from hudai.core.workflow import State
from hudai.records.days import midnight
from hudai.records.models import Decision, Finding, JournalLine, Posting, Screening, Survey, Waiver
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


def given(posting: Posting, *stretches: tuple[date, date]) -> list[int]:
    """How many waivers of cases a posting sees were given in each of some stretches ``[since, until)``."""
    seen = applications_seen_by(posting).order_by().values("pk")
    within = {
        f"of_{nth}": Count("pk", filter=Q(waived_at__gte=midnight(since), waived_at__lt=midnight(until)))
        for nth, (since, until) in enumerate(stretches)
    }
    first = midnight(min(since for since, _ in stretches))
    found = Waiver.objects.filter(application__in=seen, waived_at__gte=first).order_by().aggregate(**within)
    return [found[name] for name in within]


def wanted(posting: Posting) -> QuerySet[Finding]:
    """Principles that fail in the last screening of cases under way that the posting sees and that nobody
    has set aside, the case waiting longest first.

    A case its officer has signed at another step is left out, for somebody else has to waive there.
    """
    cases = applications_seen_by(posting).filter(state=State.UNDER_WAY).order_by()
    last = Screening.objects.filter(application=OuterRef("pk")).order_by("-found_at", "-pk").values("pk")[:1]
    # By the case's few opinions, never by the many an officer has given: a sum has no index.
    given = Decision.objects.filter(application=OuterRef("pk")).alias(who=F("officer_id") + 0)
    signed = given.filter(who=posting.officer_id)
    open_to = cases.filter(~Exists(signed.exclude(step=OuterRef("step")))).annotate(last=Subquery(last))
    failing = Finding.objects.filter(
        level=Level.PRINCIPLE, verdict=Verdict.FAIL, screening__in=open_to.values("last")
    )
    case = "screening__application"
    waived = Waiver.objects.filter(
        application=OuterRef(case), version=OuterRef(f"{case}__version"), rule=OuterRef("rule")
    )
    return (
        failing.filter(~Exists(waived), ~Exists(_mended(case)))
        .select_related(f"{case}__household__village__parent", f"{case}__applicant")
        .order_by(F(f"{case}__step_since"), "pk")
    )


def _mended(case: str) -> QuerySet[Survey]:
    """A newer survey speaks for the loan: what an opinion found on the papers changes without another."""
    of = Survey.objects.filter(application=OuterRef(case)).annotate(
        rule=Concat("subject", Value("_survey"), output_field=CharField())
    )
    return of.filter(rule=OuterRef("rule"), favourable=True, recorded_at__gt=OuterRef("screening__found_at"))


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
