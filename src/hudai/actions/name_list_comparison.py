"""A sheet of people held against the tables: what would change, and which villages nobody knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from hudai.core.name_list import PEOPLE, household_changes, people_changes
from hudai.core.place_names import Place, matched
from hudai.records.fields import blind_index
from hudai.records.queries.name_list import known_households, known_people


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a list changes."""

    people: pl.DataFrame
    """:func:`hudai.core.name_list.people_changes`, with what the sheet says of each person
    (``id_number``, ``number`` the telephone, ``listed_on``) and ``person_id``, ``membership_id``,
    ``member_since`` of the known ones."""
    households: pl.DataFrame
    """:func:`hudai.core.name_list.household_changes`, with ``town``, ``village_name``,
    ``listed_on``, ``left_on``, ``exit_reason``, and ``household_id``, ``listing_id``,
    ``listed_since`` of the known ones."""


def compare(frame: pl.DataFrame, villages: Mapping[Place, int], as_of: date, *, whole: bool) -> Comparison:
    """Hold a list (the frame of :func:`read_name_list`) against what is known now.

    ``villages``: key of the village by town and name; one that is missing stays null.
    """
    households = _households(frame, villages, as_of)
    out = households.filter("is_out").select("household")
    staying = frame.filter(~_gone_by(as_of)).join(out, on="household", how="anti", maintain_order="left")
    known, known_homes = known_people(), known_households()
    people = people_changes(known.select(*PEOPLE), _people(staying), whole=whole)
    homes = household_changes(
        known_homes.select("household", "village", "group", "kind"), households, whole=whole
    )
    return Comparison(
        people.join(
            known.select("person", "person_id", "membership_id", "member_since"),
            on="person",
            how="left",
            maintain_order="left",
        ),
        homes.join(
            known_homes.select("household", "household_id", "listing_id", "listed_since"),
            on="household",
            how="left",
            maintain_order="left",
        ),
    )


def places(frame: pl.DataFrame) -> dict[Place, int]:
    """The villages a list names, with how many rows name each, in the list's order."""
    found = frame.group_by("town", "village", maintain_order=True).agg(rows=pl.len())
    return {(town, village): rows for town, village, rows in found.iter_rows()}


def _gone_by(as_of: date) -> pl.Expr:
    return (pl.col("left_on") <= as_of).fill_null(False)


def _people(frame: pl.DataFrame) -> pl.DataFrame:
    """The people of a list, keyed blindly."""
    unsaid = pl.col("relation").is_null() & pl.col("head").is_null()
    return frame.select(
        pl.Series("person", [blind_index(number) for number in frame["id_number"]], dtype=pl.String),
        "household",
        "name",
        pl.Series(
            "phone", [blind_index(number) if number else None for number in frame["phone"]], dtype=pl.String
        ),
        "relation",
        pl.when(unsaid).then(None).otherwise(pl.col("is_head")).alias("is_head"),
        "labour",
        "education",
        "id_number",
        pl.col("phone").alias("number"),
        "listed_on",
    )


def _households(frame: pl.DataFrame, villages: Mapping[Place, int], as_of: date) -> pl.DataFrame:
    """The households of a list, in its order."""
    named = list(places(frame))
    keys = matched(named, villages)
    places_known = pl.DataFrame(
        [(town, village, keys[town, village]) for town, village in named],
        schema={"town": pl.String, "village_name": pl.String, "village": pl.Int64},
        orient="row",
    )
    grouped = frame.group_by("household", maintain_order=True).agg(
        pl.col("town").first(),
        pl.col("village").first().alias("village_name"),
        pl.col("group").drop_nulls().first(),
        pl.col("kind").first(),
        pl.col("listed_on").min(),
        pl.col("left_on").max(),
        pl.col("exit_reason").drop_nulls().first(),
        _gone_by(as_of).all().alias("is_out"),
    )
    return grouped.join(places_known, on=["town", "village_name"], how="left", maintain_order="left")
