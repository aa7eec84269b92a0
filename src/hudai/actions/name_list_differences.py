"""Everything a name list changes, a line a change: who comes, leaves, moves, and what is said anew of whom.

The lines are worked out when the list is read and kept sealed: the tables cannot tell any more afterwards
what they said before.  Telephone numbers are masked in them, and there are no ID numbers.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from hudai.actions import name_list_file
from hudai.actions.name_list_comparison import Comparison
from hudai.core.identity import mask_phone
from hudai.records.among import among
from hudai.records.models import Household, LabourCapacity, Membership, Person
from hudai.records.models.name_list import NameListImport

CAME, LEFT, CATEGORY, ADDRESS = "came", "left", "category", "address"
JOINED, GONE, MOVED, CHANGED = "joined", "gone", "moved", "changed"
KINDS = {
    CAME: "列入名单",
    LEFT: "退出名单",
    CATEGORY: "类别变化",
    ADDRESS: "地址变化",
    JOINED: "新增成员",
    GONE: "成员离户",
    MOVED: "迁户",
    CHANGED: "信息变化",
}
FILE, COUNT = "differences", "difference_counts"
"""Where an import's counts name the kept lines, and say how many there are of each kind."""
_LABOUR = dict(LabourCapacity.Capacity.choices)


@dataclass(frozen=True, slots=True)
class Difference:
    """One change."""

    kind: str
    """One of :data:`KINDS`."""
    household: str
    """Its number; of somebody who moves the household moved to."""
    town: str
    village: str
    name: str
    """The person, or the head of the household."""
    head: str
    """The heading of what changes."""
    was: str
    now: str
    by_absence: bool
    """Said by a whole list that names neither the household nor the person; a partial one never says it."""


_COLUMNS: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("kind", "household", "town", "village", "name", "head", "was", "now"), pl.String),
    "by_absence": pl.Boolean,
}


def differences(comparison: Comparison, exit_reason: str) -> list[Difference]:
    """The changes of households, then those of people, each in the order of the list.

    Args:
        exit_reason: why a household leaves that a whole list does not name.
    """
    homes, people = comparison.households, comparison.people
    known = _known_homes(homes)
    places = {row["household"]: (row["town"], row["village_name"]) for row in homes.iter_rows(named=True)}
    places |= {
        number: (home.town, home.village) for number, home in known.items() if places[number][0] is None
    }
    heads = _heads(people) | {number: home.head for number, home in known.items() if home.is_gone}
    fresh = set(homes.filter(pl.col("change") == "new")["household"])
    lines = [
        Difference(kind, number, *places[number], heads.get(number) or "", *said)
        for row in homes.filter(pl.col("change") != "unchanged").iter_rows(named=True)
        for number in (row["household"],)
        for kind, *said in _of_home(row, known.get(number), exit_reason)
    ]
    told = people.filter(
        (pl.col("change") != "unchanged") & ~(pl.col("is_new") & pl.col("household").is_in(fresh))
    )
    before = _known_people(told)
    for row in told.iter_rows(named=True):
        number = row["household"] or row["household_before"]
        person = before.get(row["person_id"])
        name = row["name"] or (person.name if person else "")
        lines += [
            Difference(kind, number, *places.get(number, ("", "")), name, *said)
            for kind, *said in _of_person(row, person)
        ]
    return lines


@dataclass(frozen=True, slots=True)
class _Home:
    """What is known of a household."""

    town: str
    village: str
    group: str
    head: str
    is_gone: bool


def _known_homes(homes: pl.DataFrame) -> dict[str, _Home]:
    """The known ones among those that change, by number."""
    changed = homes.filter(pl.col("change") != "unchanged", pl.col("household_id").is_not_null())
    gone = set(changed.filter(pl.col("town").is_null())["household"])
    keys = changed["household_id"].to_list()
    heads = dict(
        Membership.objects.filter(among("household", keys), until=None, is_head=True).values_list(
            "household_id", "person__name"
        )
    )
    found = Household.objects.filter(among("pk", keys)).values_list(
        "pk", "number", "village__parent__name", "village__name", "group__name"
    )
    return {
        number: _Home(town, village, group or "", heads.get(key, ""), number in gone)
        for key, number, town, village, group in found
    }


def _heads(people: pl.DataFrame) -> dict[str, str]:
    """Household → the head the list names, or else the first of its people."""
    listed = people.filter(pl.col("household").is_not_null())
    order = listed.with_columns(first=~pl.col("is_head").fill_null(False)).sort("first", maintain_order=True)
    return dict(
        order.unique("household", keep="first", maintain_order=True).select("household", "name").iter_rows()
    )


def _known_people(told: pl.DataFrame) -> dict[int, Person]:
    """Whose name or former telephone number is not in the comparison."""
    wanted = told.filter(pl.col("left") | pl.col("phone_changed"))["person_id"].drop_nulls()
    return {each.pk: each for each in Person.objects.filter(among("pk", wanted.to_list()))}


def _of_home(row: Mapping[str, Any], home: _Home | None, exit_reason: str) -> Iterator[tuple[Any, ...]]:
    """Kind, heading, was, now, and whether it is by absence, of each change of a household."""
    change = row["change"]
    if change in ("new", "joined"):
        yield CAME, "人口类别", "" if change == "new" else "不在名单内", row["kind"] or "", False
    elif change == "left":
        reason = row["exit_reason"] or exit_reason
        yield LEFT, "人口类别", row["kind_before"], f"退出：{reason}", row["town"] is None
        return
    elif change == "category":
        yield CATEGORY, "人口类别", row["kind_before"], row["kind"], False
    if home is None or change == "out":
        return
    moved = row["village"] is not None and row["village"] != row["village_before"]
    # Another village's group is not known by what the one before was called.
    silent = "" if moved else home.group
    was = f"{home.town}{home.village}{home.group}"
    now = f"{row['town']}{row['village_name']}{silent if row['group'] is None else row['group']}"
    if moved or (row["group"] is not None and row["group"] != row["group_before"]):
        yield ADDRESS, "地址", was, now, False


def _of_person(row: Mapping[str, Any], known: Person | None) -> Iterator[tuple[Any, ...]]:
    """Kind, heading, was, now, and whether it is by absence, of each change of a person."""
    if row["is_new"]:
        yield JOINED, "与户主关系", "", row["relation"] or "家庭成员", False
        return
    if row["left"]:
        yield GONE, "户编号", row["household_before"], "表中没有此人", True
        return
    if row["moved"]:
        yield MOVED, "户编号", row["household_before"] or "不在任何户", row["household"], False
    if row["name_changed"]:
        yield CHANGED, "姓名", row["name_before"] or "", row["name"], False
    if row["phone_changed"]:
        was = mask_phone(known.phone) if known and known.phone else ""
        yield CHANGED, "联系电话", was, mask_phone(row["number"] or ""), False
    if row["place_changed"]:
        yield CHANGED, "与户主关系", _relation(row, "_before"), _relation(row, ""), False
    if row["labour_changed"]:
        was = _LABOUR.get(row["labour_before"], "")
        yield CHANGED, "劳动能力", was, _LABOUR.get(row["labour"], row["labour"]), False
    if row["education_changed"]:
        yield CHANGED, "文化程度", row["education_before"] or "", row["education"], False


def _relation(row: Mapping[str, Any], when: str) -> str:
    said = row[f"is_head{when}"]
    is_head = row["is_head_before"] if said is None else said
    return "户主" if is_head else row[f"relation{when}"] or row["relation_before"] or "家庭成员"


def keep_differences(lines: list[Difference]) -> dict[str, Any]:
    """Keep them sealed; what an import's counts say of them."""
    if not lines:
        return {}
    out = io.BytesIO()
    frame = pl.DataFrame(lines, schema=_COLUMNS)
    frame.write_parquet(out)
    counts = dict(frame.group_by("kind").len().iter_rows())
    return {FILE: name_list_file.keep(out.getvalue()), COUNT: counts}


def kept_differences(found: NameListImport) -> list[Difference]:
    """Everything an import changes, or changed, as it was read; empty where nothing is kept.

    Raises:
        Refusal: if the lines are no longer there.
    """
    kept = kept_files(found)
    if not kept:
        return []
    frame = pl.read_parquet(io.BytesIO(name_list_file.kept(kept[0])))
    if not found.whole:
        frame = frame.filter(~pl.col("by_absence"))
    return [Difference(*row) for row in frame.iter_rows()]


def kept_files(found: NameListImport) -> list[str]:
    """The names of the kept lines; none where there are none."""
    gone = found.state in (NameListImport.State.DROPPED, NameListImport.State.UNDONE)
    return [found.counts[FILE]] if found.counts.get(FILE) and not gone else []
