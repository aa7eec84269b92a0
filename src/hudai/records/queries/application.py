"""Applications as lists and pages show them; every list starts from what a posting sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth

from hudai.core.dates import ONE_DAY
from hudai.core.workflow import State
from hudai.records.days import midnight
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
    ended_since: date | None = None
    ended_until: date | None = None
    """The last day on which the case ended, counted in."""


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
    if filters.ended_since or filters.ended_until:
        found = found.exclude(state__in=OPEN)
    if filters.ended_since:
        found = found.filter(step_since__gte=midnight(filters.ended_since))
    if filters.ended_until:
        found = found.filter(step_since__lt=midnight(filters.ended_until + ONE_DAY))
    return with_row(found)


def with_row(found: QuerySet[Application]) -> QuerySet[Application]:
    """With what a row of a list shows, in one query."""
    return found.select_related("household__village__parent", "household__group", "applicant", "branch__bank")


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
    return found.select_related("village__parent", "group").prefetch_related("memberships__person").distinct()


def latest_findings(application: Application) -> list[Finding]:
    """The answers of the last screening, in the order of a notice."""
    newest = application.screenings.order_by("-found_at", "-pk").first()
    return list(newest.findings.select_related("screening").order_by("pk")) if newest else []


def journal_of(application: Application) -> QuerySet[JournalLine]:
    """What was done to a case, the newest first."""
    lines = JournalLine.objects.filter(noun="application", key=str(application.pk))
    return lines.select_related("officer", "posting")


@dataclass(frozen=True, slots=True)
class Attested:
    """Who stands for a fact of a case, and since when."""

    office: str
    officer: str
    at: datetime


def attested(application: Application, *, written: Sequence[str], by_name: str) -> dict[str, Attested]:
    """Whoever stands for each of the application's facts, from the journal; one query.

    Args:
        written: actions that write the whole form, and with it every fact nobody attested by name.
        by_name: the action whose line names the facts it attests.
    """
    lines = journal_of(application).filter(action__in=[*written, by_name]).order_by("at", "pk")
    found: dict[str, Attested] = {}
    form: Attested | None = None
    for line in lines:
        if line.posting is None or line.officer is None:
            continue
        said = Attested(line.posting.office, line.officer.name, line.at)
        if line.action == by_name:
            found |= dict.fromkeys(line.facts, said)
        else:
            form = said
    return {name: who for name in application.facts if (who := found.get(name, form)) is not None}


def by_month(posting: Posting, since: date) -> list[tuple[date, int, int]]:
    """Month, applications entered and approved in it, from ``since`` on; months without any are left out."""
    seen = applications_seen_by(posting)
    entered = _monthly(seen.filter(entered_at__gte=midnight(since)), "entered_at")
    approved = _monthly(seen.filter(state=State.APPROVED, step_since__gte=midnight(since)), "step_since")
    return [(month, entered.get(month, 0), approved.get(month, 0)) for month in sorted({*entered, *approved})]


def _monthly(found: QuerySet[Application], instant: str) -> dict[date, int]:
    counted = (
        found.order_by().annotate(month=TruncMonth(instant)).values_list("month").annotate(n=Count("pk"))
    )
    return {month.date(): n for month, n in counted}
