"""Officers, their postings and the names of offices, as the administrator's lists show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Count, Exists, IntegerField, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django_otp.plugins.otp_totp.models import TOTPDevice

from hudai.records.models import Branch, Officer, Posting, Region, Station


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of officers is narrowed to; empty means everybody."""

    words: str = ""
    """A name, a sign-in name, or an office."""
    station: str = ""
    active: bool | None = None


def officers(filters: Filters, at: datetime) -> QuerySet[Officer]:
    """Officers with ``desks`` (postings that stand), ``has_factor`` and ``failures`` of late."""
    day = at.date()
    found = with_sign_in(Officer.objects.all(), at).prefetch_related(
        Prefetch("postings", _standing(day).select_related("region__parent", "branch"), to_attr="desks")
    )
    if filters.words:
        at_office = _standing(day).filter(officer=OuterRef("pk"), office__icontains=filters.words)
        named = Q(name__icontains=filters.words) | Q(username__icontains=filters.words)
        found = found.filter(named | Exists(at_office))
    if filters.station:
        found = found.filter(Exists(_standing(day).filter(officer=OuterRef("pk"), station=filters.station)))
    if filters.active is not None:
        found = found.filter(is_active=filters.active)
    return found.order_by("username")


def with_sign_in(found: QuerySet[Officer], at: datetime) -> QuerySet[Officer]:
    """With ``has_factor`` and ``failures``: wrong passwords in a row within the time of a lock-out."""
    recent = AccessAttempt.objects.filter(
        username=OuterRef("username"), attempt_time__gt=at - settings.AXES_COOLOFF_TIME
    )
    failures = recent.order_by().values("username").annotate(sum=Sum("failures_since_start")).values("sum")
    return found.annotate(
        has_factor=Exists(TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)),
        failures=Coalesce(Subquery(failures[:1], output_field=IntegerField()), 0),
    )


def is_locked(failures: int) -> bool:
    """Whether so many wrong passwords lock a name."""
    return failures >= int(settings.AXES_FAILURE_LIMIT)


def locked(at: datetime) -> list[Officer]:
    """Officers in office whose name is locked now, by name."""
    found = with_sign_in(Officer.objects.filter(is_active=True), at).order_by("username")
    limit = int(settings.AXES_FAILURE_LIMIT)
    return list(found.filter(failures__gte=limit))  # type: ignore[misc]  # the query's own column


def postings_of(officer: Officer) -> QuerySet[Posting]:
    """All postings of an officer, those that stand first."""
    return officer.postings.select_related("region__parent", "branch").order_by("-until", "since", "pk")


def _standing(day: date) -> QuerySet[Posting]:
    return Posting.objects.filter(Q(until=None) | Q(until__gt=day)).order_by("station", "pk")


def office_in_charge(county_id: int | None) -> str:
    """The county's office in charge, as its papers name it; empty where none has been set up."""
    desks = Posting.objects.filter(station=Station.OFFICE, region=county_id, until=None)
    return desks.order_by("pk").values_list("office", flat=True).first() or ""


@dataclass(frozen=True, slots=True)
class Office:
    """An office, which is the name its postings bear."""

    name: str
    desks: int
    officers: int
    since: date


def offices(day: date) -> list[Office]:
    """Offices with a posting that stands, by name."""
    counted = (
        _standing(day)
        .order_by()
        .values("office")
        .annotate(desks=Count("pk"), people=Count("officer", distinct=True), first=Min("since"))
    )
    return [
        Office(each["office"], each["desks"], each["people"], each["first"])
        for each in counted.order_by("office")
    ]


def places() -> QuerySet[Region]:
    """Regions a posting may be for: county, towns, villages."""
    wanted = (Region.Level.COUNTY, Region.Level.TOWN, Region.Level.VILLAGE)
    found = Region.objects.filter(level__in=wanted, until=None).select_related("parent")
    return found.order_by("parent__parent__name", "parent__name", "name")


def branches() -> QuerySet[Branch]:
    """Branches that take something new."""
    return Branch.objects.filter(closed_on=None).select_related("bank").order_by("bank__name", "name")
