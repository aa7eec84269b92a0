"""Groups of villages (组、社) that a sheet names: those that are not there yet are entered."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from hudai.records import bulk
from hudai.records.among import among
from hudai.records.models import Region

Named = tuple[int, str]
"""The key of a village, and a group's name as :func:`hudai.core.place_names.group_name` has it."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups by village and name."""

    keys: dict[Named, int]
    entered: list[int]
    """The keys of those that were not there before."""


def enter_groups(named: Collection[Named], since: date) -> Groups:
    """The standing groups of these names, the missing ones entered from ``since`` on.

    Part of a transaction.  The villages are held until its end, so that of two that name the same new
    group one enters it and the other finds it.
    """
    villages = {village for village, _ in named}
    hold(villages)
    found = _standing(villages)
    missing = sorted(set(named) - found.keys())
    if not missing:
        return Groups(found, [])
    rows = [(Region.Level.GROUP, village, name, since) for village, name in missing]
    bulk.insert(Region, ["level", "parent_id", "name", "since"], rows)
    now = _standing(villages)
    return Groups(now, [now[each] for each in missing])


def hold(regions: Iterable[int | None]) -> None:
    """Let nobody else enter or end anything right below these regions until the transaction ends."""
    keys = {key for key in regions if key is not None}
    list(Region.objects.select_for_update(no_key=True).filter(among("pk", keys)).order_by("pk"))


def by_village(groups: Collection[int]) -> list[tuple[str, str, list[str]]]:
    """What groups are called — town, village, names; a row a village."""
    found = Region.objects.filter(among("pk", groups)).order_by("parent__parent__name", "parent__name", "pk")
    names: dict[tuple[str, str], list[str]] = {}
    for town, village, name in found.values_list("parent__parent__name", "parent__name", "name"):
        names.setdefault((town, village), []).append(name)
    return [(*place, called) for place, called in names.items()]


def remove_unused(groups: Collection[int]) -> None:
    """Take away those among these groups that no household is in any more and that have not ended."""
    hold(set(Region.objects.filter(among("pk", groups)).values_list("parent_id", flat=True)))
    unused = Region.objects.filter(among("pk", groups), level=Region.Level.GROUP, until=None)
    bulk.remove(Region, list(unused.filter(group_households=None).values_list("pk", flat=True)))


def _standing(villages: Collection[int]) -> dict[Named, int]:
    groups = Region.objects.filter(among("parent", villages), level=Region.Level.GROUP, until=None)
    return {(village, name): key for key, village, name in groups.values_list("pk", "parent_id", "name")}
