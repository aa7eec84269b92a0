"""Households: found by name, number or ID number, and one household with its whole history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from hudai.core.place_names import group_name
from hudai.records.fields import blind_index
from hudai.records.models import (
    Application,
    Helper,
    Household,
    LabourCapacity,
    Listing,
    Membership,
    Person,
    Posting,
    Rating,
    UnservedReason,
)
from hudai.records.queries.visibility import households_seen_by

IN_ORDER = ("village_id", "number")
"""Village by village as the county entered them, then by number: an index has this order, so that the
first page of a long list is found without sorting all of it."""


def likely_applicant(household: Household) -> Person | None:
    """Whoever of the living members is likeliest to apply: the head, else the first; None where nobody is."""
    members = household.memberships.filter(until=None, person__died_on=None).select_related("person")
    first = members.order_by("-is_head", "pk").first()
    return first.person if first else None


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a list of households; empty narrows nothing."""

    words: str = ""
    """A name, a household's number, or a full ID or telephone number."""
    village: int | None = None
    group: str = ""
    """A group's name, or only its number."""
    town: int | None = None
    kind: str = ""
    listed: bool | None = None


@dataclass(frozen=True, slots=True)
class History:
    """All that was ever recorded of a household, newest first."""

    members: list[Membership]
    listings: list[Listing]
    helpers: list[Helper]
    ratings: list[Rating]
    applications: list[Application]
    reasons: list[UnservedReason]


def with_row(households: QuerySet[Household]) -> QuerySet[Household]:
    """What a line of a list shows: ``head``, ``people``' names by prefetch, and ``kind`` on the list."""
    head = Membership.objects.filter(household=OuterRef("pk"), until=None, is_head=True)
    kind = Listing.objects.filter(household=OuterRef("pk"), left_with=None)
    return households.select_related("village__parent", "group").annotate(
        head=Subquery(head.values("person__name")[:1]), kind=Subquery(kind.values("kind")[:1])
    )


def households(posting: Posting, filters: Filters) -> QuerySet[Household]:
    """Households the posting sees, in order."""
    found = with_row(households_seen_by(posting))
    if words := filters.words.strip():
        found = found.filter(_named(words))
    if filters.village:
        found = found.filter(village=filters.village)
    if group := filters.group.strip():
        found = found.filter(in_group("group", group))
    if filters.town:
        found = found.filter(village__parent=filters.town)
    standing = Listing.objects.filter(household=OuterRef("pk"), left_with=None)
    if filters.kind:
        found = found.filter(Exists(standing.filter(kind=filters.kind)))
    if filters.listed is not None:
        found = found.filter(Exists(standing) if filters.listed else ~Exists(standing))
    return found.order_by(*IN_ORDER)


def in_group(field: str, said: str) -> Q:
    """Whether ``field`` is a group of that name, in whatever village; 3 is 3组 or 3社 as well."""
    name = group_name(said)
    return Q(**{f"{field}__name__in": (name, f"{name}组", f"{name}社")})


def history(household: Household) -> History:
    """The household's whole history, in a fixed number of questions."""
    labour = LabourCapacity.objects.order_by("-since")
    members = household.memberships.select_related("person").prefetch_related(
        Prefetch("person__labour", queryset=labour)
    )
    return History(
        members=list(members.order_by("-until", "-is_head", "pk")),
        listings=list(household.listings.select_related("came_with", "left_with").order_by("-since", "-pk")),
        helpers=list(household.helpers.order_by("-since")),
        ratings=list(household.ratings.select_related("office", "bank").order_by("-rated_on", "-pk")),
        applications=list(
            household.applications.select_related("applicant", "branch").order_by("-applied_on", "-pk")
        ),
        reasons=list(household.unserved.select_related("recorded_by").order_by("-recorded_at")),
    )


def earlier_homes(members: Sequence[Membership]) -> dict[int, str]:
    """Membership → number of the household the person left to join, where there was one; one question."""
    gone = Membership.objects.filter(
        person__in={member.person_id for member in members}, until__isnull=False
    ).values_list("person_id", "until", "household_id", "household__number")
    left: dict[int, list[tuple[date, int, str]]] = {}
    for person, until, household, number in gone:
        assert until is not None, "asked for above"
        left.setdefault(person, []).append((until, household, number))
    found = {}
    for member in members:
        before = [
            each
            for each in left.get(member.person_id, [])
            if each[0] <= member.since and each[1] != member.household_id
        ]
        if before:
            found[member.pk] = max(before)[2]
    return found


def _named(words: str) -> Q:
    """Households somebody of that name, ID or telephone number is in, or of that number."""
    index = blind_index(words.upper())
    person = Membership.objects.filter(household=OuterRef("pk"), until=None).filter(
        Q(person__name__startswith=words)
        | Q(person__id_index=index)
        | Q(person__phone_index=blind_index(words))
    )
    return Q(number=words) | Q(Exists(person))
