"""Applications as lists and pages show them; every list starts from what a posting sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from hudai.core.workflow import State
from hudai.records.fields import blind_index
from hudai.records.models import Application, Finding, Household, JournalLine, Posting
from hudai.records.queries.visibility import applications_seen_by, households_seen_by

OPEN = (State.DRAFT, State.UNDER_WAY)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; empty means everything."""

    words: str = ""
    state: str = ""
    town: int | None = None
    since: date | None = None
    until: date | None = None
    """The last day, counted in."""


def applications(posting: Posting, filters: Filters) -> QuerySet[Application]:
    """The applications a posting sees, the newest first, with everything a row shows."""
    found = applications_seen_by(posting)
    if filters.words:
        found = found.filter(_called(filters.words))
    if filters.state:
        found = found.filter(state=filters.state)
    if filters.town:
        found = found.filter(household__village__parent=filters.town)
    if filters.since:
        found = found.filter(applied_on__gte=filters.since)
    if filters.until:
        found = found.filter(applied_on__lte=filters.until)
    return with_row(found)


def with_row(found: QuerySet[Application]) -> QuerySet[Application]:
    """With what a row of a list shows, in one query."""
    return found.select_related("household__village__parent", "applicant", "branch__bank")


def _called(words: str) -> Q:
    """A number or its end, a name, a household's number, or a whole ID or telephone number."""
    index = blind_index(words.upper())
    return (
        Q(number__icontains=words)
        | Q(applicant__name__icontains=words)
        | Q(household__number__iexact=words)
        | Q(applicant__id_index=index)
        | Q(applicant__phone_index=index)
    )


def households_called(posting: Posting, words: str) -> QuerySet[Household]:
    """Households a posting sees by number, a member's name, or a whole ID number."""
    member = Q(memberships__until=None)
    named = member & (
        Q(memberships__person__name__icontains=words)
        | Q(memberships__person__id_index=blind_index(words.upper()))
    )
    found = households_seen_by(posting).filter(Q(number__iexact=words) | named)
    return found.select_related("village__parent").prefetch_related("memberships__person").distinct()


def latest_findings(application: Application) -> list[Finding]:
    """The answers of the last screening, in the order of a notice."""
    newest = application.screenings.order_by("-found_at", "-pk").first()
    return list(newest.findings.select_related("screening").order_by("pk")) if newest else []


def journal_of(application: Application) -> QuerySet[JournalLine]:
    """What was done to a case, the newest first."""
    lines = JournalLine.objects.filter(noun="application", key=str(application.pk))
    return lines.select_related("officer", "posting")


def counts(posting: Posting, since: date, until: date) -> Mapping[str, int]:
    """Figures of the days ``[since, until)``: entered, approved, rejected, and the fen approved."""
    seen = applications_seen_by(posting)
    ended = Q(step_since__date__gte=since, step_since__date__lt=until)
    return seen.aggregate(
        entered=Count("pk", filter=Q(entered_at__date__gte=since, entered_at__date__lt=until)),
        approved=Count("pk", filter=ended & Q(state=State.APPROVED)),
        rejected=Count("pk", filter=ended & Q(state=State.REJECTED)),
        approved_fen=Sum("approved_amount", filter=ended & Q(state=State.APPROVED), default=0),
    )


def by_town(posting: Posting) -> list[tuple[str, int, int]]:
    """Town (village for who sees one town only), cases under way, and the fen approved so far."""
    region = posting.region
    place = (
        "household__village__name"
        if region and region.level != "county"
        else "household__village__parent__name"
    )
    counted = (
        applications_seen_by(posting)
        .order_by()
        .values_list(place)
        .annotate(
            open=Count("pk", filter=Q(state=State.UNDER_WAY)),
            fen=Sum("approved_amount", filter=Q(state=State.APPROVED), default=0),
        )
    )
    return sorted(
        ((name, cases, fen) for name, cases, fen in counted), key=lambda row: (-row[2], -row[1], row[0])
    )


def by_month(posting: Posting, since: date) -> list[tuple[date, int, int]]:
    """Month, applications entered and approved in it, from ``since`` on; months without any are left out."""
    seen = applications_seen_by(posting)
    entered = _monthly(seen.filter(entered_at__date__gte=since), "entered_at")
    approved = _monthly(seen.filter(state=State.APPROVED, step_since__date__gte=since), "step_since")
    return [(month, entered.get(month, 0), approved.get(month, 0)) for month in sorted({*entered, *approved})]


def _monthly(found: QuerySet[Application], instant: str) -> dict[date, int]:
    counted = (
        found.order_by().annotate(month=TruncMonth(instant)).values_list("month").annotate(n=Count("pk"))
    )
    return {month.date(): n for month, n in counted}
