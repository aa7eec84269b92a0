"""What one piece of a name list writes, and the note of it by which it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
from django.db import models

from hudai.actions.region_group import enter_groups
from hudai.core.identity import born_on, sex
from hudai.records import bulk
from hudai.records.among import among
from hudai.records.models import Household, LabourCapacity, Listing, Membership, NameList, Person, Region
from hudai.records.models.name_list import ImportPiece, NameListImport

CATEGORY_CHANGED = "人口类别变化"
_SEX = {"男": Person.Sex.MALE.value, "女": Person.Sex.FEMALE.value}
_MEMBER, _HEAD = "家庭成员", "户主"


class PieceNote:
    """Writes rows and remembers which were added and what the changed ones held before."""

    def __init__(self) -> None:
        self.created: dict[str, list[int]] = {}
        self.before: dict[str, list[Any]] = {}

    def added(self, model: type[models.Model], keys: Sequence[int]) -> None:
        """Remember rows that were added."""
        self.created.setdefault(model.__name__, []).extend(keys)

    def update(
        self, model: type[models.Model], names: Sequence[str], rows: Mapping[int, Sequence[Any]]
    ) -> None:
        """Change rows, remembering what they held."""
        if rows:
            held = bulk.held(model, names, list(rows))
            self.before.setdefault(model.__name__, []).append([list(names), held])
            bulk.update(model, names, rows)

    def keep(self, made_by: NameListImport) -> None:
        """Write the note itself, if there is anything in it."""
        if self.created or self.before:
            ImportPiece.objects.create(made_by=made_by, created=self.created, before=self.before)


def write_households(written: PieceNote, homes: pl.DataFrame, as_of: date) -> dict[str, int]:
    """Add new households and put moved ones in their place; the key of each by its number.

    Groups the villages do not have yet are entered.  Whoever moves to another village, and of whom the list
    names no group, is in none that is known.
    """
    fresh = homes.filter(pl.col("household_id").is_null(), ~pl.col("is_out")).select(
        "household", "village", "group"
    )
    elsewhere = _elsewhere(homes)
    named = pl.concat([fresh.select("village", "group"), elsewhere.select("village", "group")])
    groups = enter_groups(set(named.drop_nulls().iter_rows()), as_of)
    written.added(Region, groups.entered)
    rows = [
        (number, village, groups.keys.get((village, group))) for number, village, group in fresh.iter_rows()
    ]
    bulk.insert(Household, ["number", "village_id", "group_id"], rows)
    added = bulk.newest(Household, "number", fresh["household"].to_list())
    written.added(Household, list(added.values()))
    places = {
        key: [village, groups.keys.get((village, group))] for key, village, group in elsewhere.iter_rows()
    }
    written.update(Household, ["village_id", "group_id"], places)
    known = homes.filter(pl.col("household_id").is_not_null()).select("household", "household_id")
    return dict(known.iter_rows()) | added


def _elsewhere(homes: pl.DataFrame) -> pl.DataFrame:
    """Known households of which the list names another village or group — household_id, village, group."""
    village = pl.coalesce("village", "village_before")
    regrouped = pl.col("group").is_not_null() & pl.col("group").ne_missing(pl.col("group_before"))
    return homes.filter(
        pl.col("household_id").is_not_null(),
        ~pl.col("is_out"),
        (village != pl.col("village_before")) | regrouped,
    ).select("household_id", village.alias("village"), "group")


def write_people(written: PieceNote, people: pl.DataFrame, homes: Mapping[str, int], as_of: date) -> None:
    """Add new people, correct known ones, and put everybody into their household."""
    placed = people.with_columns(
        home=pl.col("household").replace_strict(homes, return_dtype=pl.Int64),
        born=born_on(pl.col("id_number")),
        sex=sex(pl.col("id_number")).replace_strict(_SEX, return_dtype=pl.String),
    )
    added = _add_people(written, placed.filter("is_new"))
    placed = placed.with_columns(
        person_id=pl.coalesce("person_id", pl.col("person").replace_strict(added, default=None))
        if added
        else pl.col("person_id")
    )
    _correct_people(written, placed)
    _place_people(written, placed, as_of)
    _note_labour(written, placed, as_of)


def write_listings(
    written: PieceNote, homes: pl.DataFrame, keys: Mapping[str, int], version: NameList, as_of: date
) -> None:
    """End the entries whose category changed, and begin new ones."""
    ending = homes.filter(pl.col("change") == "category")
    written.update(
        Listing,
        ["left_with_id", "until", "exit_reason"],
        {
            key: [version.pk, max(as_of, since), CATEGORY_CHANGED]
            for key, since in ending.select("listing_id", "listed_since").iter_rows()
        },
    )
    begun = pl.when(pl.col("change") == "category").then(as_of).otherwise(pl.col("listed_on"))
    coming = homes.filter(pl.col("change").is_in(["new", "joined", "category"])).select(
        "household", "kind", begun.fill_null(as_of)
    )
    rows = [(keys[number], kind, version.pk, since) for number, kind, since in coming.iter_rows()]
    bulk.insert(Listing, ["household_id", "kind", "came_with_id", "since"], rows)
    made = bulk.newest(Listing, "household_id", [home for home, *_ in rows])
    written.added(Listing, list(made.values()))


def _add_people(written: PieceNote, fresh: pl.DataFrame) -> dict[str, int]:
    columns = ["name", "id_number", "id_index", "phone", "phone_index", "sex", "born_on", "education"]
    said = pl.col("number").fill_null(""), pl.col("phone").fill_null("").alias("index")
    education = pl.col("education").fill_null("")
    rows = fresh.select("name", "id_number", "person", *said, "sex", "born", education).rows()
    bulk.insert(Person, columns, rows)
    added = bulk.newest(Person, "id_index", fresh["person"].to_list())
    written.added(Person, list(added.values()))
    return added


def _correct_people(written: PieceNote, people: pl.DataFrame) -> None:
    renamed = people.filter("name_changed").select("person_id", "name")
    written.update(Person, ["name"], {key: [name] for key, name in renamed.iter_rows()})
    taught = people.filter("education_changed").select("person_id", "education")
    written.update(Person, ["education"], {key: [said] for key, said in taught.iter_rows()})
    rephoned = people.filter("phone_changed").select("person_id", "number", "phone")
    written.update(
        Person,
        ["phone", "phone_index"],
        {key: [number, index] for key, number, index in rephoned.iter_rows()},
    )


def _place_people(written: PieceNote, people: pl.DataFrame, as_of: date) -> None:
    """Memberships: relations corrected, heads changed, new and moved people put in."""
    changed = people.filter("place_changed").select(
        "membership_id",
        pl.coalesce("relation", "relation_before"),
        pl.coalesce("is_head", "is_head_before"),
    )
    _step_down(written, people)
    written.update(
        Membership,
        ["relation", "is_head"],
        {key: [relation, head] for key, relation, head in changed.iter_rows()},
    )
    head = pl.col("is_head").fill_null(False)
    relation = pl.coalesce("relation", pl.when(head).then(pl.lit(_HEAD)).otherwise(pl.lit(_MEMBER)))
    fresh = pl.col("is_new") & (pl.col("listed_on") < as_of)
    since = pl.max_horizontal(pl.when(fresh).then(pl.col("listed_on")).otherwise(as_of), "born")
    joining = people.filter(pl.col("is_new") | pl.col("moved")).select(
        "person_id", "home", relation, head, since.alias("since")
    )
    bulk.insert(Membership, ["person_id", "household_id", "relation", "is_head", "since"], joining.rows())
    made = bulk.newest(Membership, "person_id", joining["person_id"].to_list())
    written.added(Membership, list(made.values()))


def _step_down(written: PieceNote, people: pl.DataFrame) -> None:
    """Former heads of households that have another now: before it, as there is one at a time."""
    heads = people.filter(pl.col("is_head").fill_null(False)).select("home", "person_id")
    now = dict(heads.iter_rows())
    former = Membership.objects.filter(among("household", now), until=None, is_head=True)
    stepping = [
        key
        for key, home, person in former.values_list("pk", "household_id", "person_id")
        if person != now[home]
    ]
    written.update(Membership, ["is_head"], {key: [False] for key in stepping})


def _note_labour(written: PieceNote, people: pl.DataFrame, as_of: date) -> None:
    said = pl.col("labour").is_not_null() & (pl.col("is_new") | pl.col("labour_changed"))
    noted = dict(people.filter(said).select("person_id", "labour").iter_rows())
    same_day = LabourCapacity.objects.filter(among("person", noted), since=as_of)
    corrected = dict(same_day.values_list("pk", "person_id"))
    written.update(LabourCapacity, ["capacity"], {key: [noted[person]] for key, person in corrected.items()})
    rows = [(person, said, as_of) for person, said in noted.items() if person not in corrected.values()]
    bulk.insert(LabourCapacity, ["person_id", "capacity", "since"], rows)
    made = bulk.newest(LabourCapacity, "person_id", [person for person, *_ in rows])
    written.added(LabourCapacity, list(made.values()))
