"""What the tables say of name lists: who is known, what each version held, what changed between two."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from hudai.core.name_list import HOUSEHOLDS, PEOPLE
from hudai.core.place_names import Place
from hudai.records.fields import blind_index
from hudai.records.models import (
    Household,
    LabourCapacity,
    Listing,
    Membership,
    NameList,
    Person,
    Posting,
    Region,
)
from hudai.records.queries.household import in_group
from hudai.records.queries.visibility import of_households_seen_by


def known_people() -> pl.DataFrame:
    """Everybody, with the household they are in: :data:`hudai.core.name_list.PEOPLE` and their keys.

    ``person`` and ``phone`` are blind indexes; ``person_id``, ``membership_id``, ``member_since``.
    """
    people = _frame(
        Person.objects.order_by("pk").values_list("pk", "id_index", "name", "phone_index", "education"),
        {
            "person_id": pl.Int64,
            "person": pl.String,
            "name": pl.String,
            "phone": pl.String,
            "education": pl.String,
        },
    )
    members = _frame(
        Membership.objects.filter(until=None).values_list(
            "person_id", "pk", "household__number", "relation", "is_head", "since"
        ),
        {
            "person_id": pl.Int64,
            "membership_id": pl.Int64,
            "household": pl.String,
            "relation": pl.String,
            "is_head": pl.Boolean,
            "member_since": pl.Date,
        },
    )
    labour = _frame(
        LabourCapacity.objects.order_by("since", "pk").values_list("person_id", "capacity"),
        {"person_id": pl.Int64, "labour": pl.String},
    ).unique("person_id", keep="last")
    joined = people.join(members, on="person_id", how="left", maintain_order="left")
    return joined.join(labour, on="person_id", how="left", maintain_order="left").select(
        *PEOPLE, "person_id", "membership_id", "member_since"
    )


def known_households() -> pl.DataFrame:
    """Every household: :data:`hudai.core.name_list.HOUSEHOLDS` and the keys of it and of its listing.

    ``household_id``, ``listing_id``, ``listed_since``; the last two are null for one not on the list.
    """
    households = _frame(
        Household.objects.order_by("pk").values_list("pk", "number", "village_id", "group__name"),
        {"household_id": pl.Int64, "household": pl.String, "village": pl.Int64, "group": pl.String},
    )
    listings = _frame(
        Listing.objects.filter(left_with=None).values_list("household_id", "pk", "kind", "since"),
        {"household_id": pl.Int64, "listing_id": pl.Int64, "kind": pl.String, "listed_since": pl.Date},
    )
    return households.join(listings, on="household_id", how="left", maintain_order="left").select(
        *HOUSEHOLDS, "household_id", "listing_id", "listed_since"
    )


def standing_villages() -> dict[Place, int]:
    """Town and village by name → key of the village."""
    villages = Region.objects.filter(level=Region.Level.VILLAGE, until=None)
    return {(town, name): key for key, name, town in villages.values_list("pk", "name", "parent__name")}


def standing_groups() -> set[tuple[int, str]]:
    """The key of the village, and the name, of every group."""
    groups = Region.objects.filter(level=Region.Level.GROUP, until=None, parent__isnull=False)
    return set(groups.values_list("parent_id", "name"))


def latest_version() -> NameList | None:
    """The newest version of the list."""
    return NameList.objects.order_by("-number").first()


def versions() -> QuerySet[NameList]:
    """All versions, newest first, with ``came`` and ``left`` (entries that begin and end with it)."""
    lists = NameList.objects.select_related("imported_by__officer", "made_by")
    return lists.annotate(came=_entries("came_with"), left=_entries("left_with")).order_by("-number")


def _entries(which: str) -> Coalesce:
    """How many entries name a version so, counted for each by itself: two joins would multiply."""
    theirs = Listing.objects.filter(**{which: OuterRef("pk")}).order_by().values(which)
    return Coalesce(Subquery(theirs.annotate(entries=Count("pk")).values("entries")), 0)


def listed_at(number: int, posting: Posting) -> QuerySet[Listing]:
    """The entries that hold in a version, of the households the posting sees."""
    return Listing.objects.filter(_holds_in(number), of_households_seen_by(posting))


def changes_between(older: int, newer: int, posting: Posting) -> tuple[QuerySet[Listing], ...]:
    """Entries that came, left, and changed category from version ``older`` to ``newer``.

    A household that came and went in between is in none of them.  The departures carry the reason;
    ``kind_before`` of the changed ones is their category in the older version.
    """
    in_older, in_newer = listed_at(older, posting), listed_at(newer, posting)
    came = in_newer.exclude(household__in=in_older.values("household"))
    last = Listing.objects.filter(household=OuterRef("household"), left_with__number__lte=newer)
    reason = last.order_by("-left_with__number", "-pk").values("exit_reason")[:1]
    left = in_older.exclude(household__in=in_newer.values("household")).annotate(why=Subquery(reason))
    before = Listing.objects.filter(_holds_in(older), household=OuterRef("household")).values("kind")[:1]
    changed = in_newer.annotate(kind_before=Subquery(before)).exclude(kind_before=F("kind"))
    changed = changed.filter(kind_before__isnull=False)
    return tuple(
        part.annotate(head=_head_name()).select_related("household__village__parent", "household__group")
        for part in (came, left, changed)
    )


def moves_between(older: NameList, newer: NameList, posting: Posting) -> QuerySet[Membership]:
    """People who joined another household after the older version's day, up to the newer one's."""
    earlier = Membership.objects.filter(
        person=OuterRef("person"), until__isnull=False, until__lte=OuterRef("since")
    ).order_by("-until")
    return (
        Membership.objects.filter(
            of_households_seen_by(posting), since__gt=older.as_of, since__lte=newer.as_of
        )
        .annotate(household_before=Subquery(earlier.values("household__number")[:1]))
        .filter(household_before__isnull=False)
        .select_related("person", "household__village__parent", "household__group")
    )


def people_at(
    version: NameList, posting: Posting, *, words: str = "", village: int | None = None, group: str = ""
) -> Any:
    """Who was in a listed household on a version's day, with ``kind``; by town, village and household.

    A query set of :class:`Membership`; ``words`` are a name, a household's number or a full ID number.
    """
    listed = listed_at(version.number, posting)
    found = Membership.objects.filter(
        Q(until=None) | Q(until__gt=version.as_of),
        since__lte=version.as_of,
        household__in=listed.values("household"),
    )
    if village:
        found = found.filter(household__village=village)
    if group.strip():
        found = found.filter(in_group("household__group", group))
    if words:
        named = Q(person__name__startswith=words) | Q(person__id_index=blind_index(words.upper()))
        found = found.filter(named | Q(household__number=words))
    kind = Listing.objects.filter(_holds_in(version.number), household=OuterRef("household"))
    labour = LabourCapacity.objects.filter(person=OuterRef("person"), since__lte=version.as_of)
    return (
        found.annotate(
            kind=Subquery(kind.values("kind")[:1]),
            labour=Subquery(labour.order_by("-since").values("capacity")[:1]),
        )
        .select_related("person", "household__village__parent", "household__group")
        .order_by(
            "household__village__parent__name",
            "household__village__name",
            "household__number",
            "-is_head",
            "pk",
        )
    )


def _head_name() -> Subquery:
    head = Membership.objects.filter(household=OuterRef("household"), until=None, is_head=True)
    return Subquery(head.values("person__name")[:1])


def _holds_in(number: int) -> Q:
    return Q(came_with__number__lte=number) & (Q(left_with=None) | Q(left_with__number__gt=number))


def _frame(rows: Iterable[tuple[Any, ...]], schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=schema, orient="row")
