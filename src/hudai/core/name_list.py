"""What a new name list changes: people and households, known and listed, held against each other.

Both sides come as columns, keyed by text: a person by one key for one ID number (the number itself
or a blind index of it, the comparison does not care), a household by its number.  A listed value
that is null is unknown and changes nothing.

A *whole* list says of everybody not on it that they left it; a partial one says nothing of them.
The comparison is made anew from what is known each time, so a half-carried-out list compared
again gives just what is left to do.
"""

from __future__ import annotations

import polars as pl

PEOPLE: dict[str, type[pl.DataType]] = {
    "person": pl.String,
    "household": pl.String,
    "name": pl.String,
    "phone": pl.String,
    "relation": pl.String,
    "is_head": pl.Boolean,
    "labour": pl.String,
    "education": pl.String,
}
"""Columns of people: one row a person; ``household`` is null for one who is in none."""

_CHANGED = ("name_changed", "phone_changed", "place_changed", "labour_changed", "education_changed")

HOUSEHOLDS: dict[str, type[pl.DataType]] = {
    "household": pl.String,
    "village": pl.Int64,
    "group": pl.String,
    "kind": pl.String,
}
"""Columns of households; ``kind`` is the category on the list, null for one that is not on it."""


def people_changes(known: pl.DataFrame, listed: pl.DataFrame, *, whole: bool) -> pl.DataFrame:
    """What happens to each person: one row for everybody listed, and for those who left a household.

    ``known`` and ``listed``: :data:`PEOPLE`.  Returns the listed columns, ``household_before``,
    whether the person ``is_new``, ``moved`` (was in another household or in none), ``left`` (is
    missing from a whole list although the household is on it), has another ``name_changed``,
    ``phone_changed``, ``place_changed`` (relation or head), ``labour_changed`` or
    ``education_changed``, and ``change`` (new, moved, left, changed, unchanged).
    """
    before = known.rename({name: f"{name}_before" for name in PEOPLE if name != "person"})
    here = listed.join(
        before.with_columns(was_known=pl.lit(True)), on="person", how="left", maintain_order="left"
    )
    here = here.with_columns(
        is_new=pl.col("was_known").is_null(), left=pl.lit(False), moved=_known() & _moved()
    ).with_columns(
        name_changed=_known() & _differs("name"),
        phone_changed=_known() & _differs("phone"),
        place_changed=_known() & ~pl.col("moved") & (_differs("relation") | _differs("is_head")),
        labour_changed=_known() & _differs("labour"),
        education_changed=_known() & _differs("education"),
    )
    gone = _gone(known, listed) if whole else known.clear()
    away = gone.rename({"household": "household_before"}).select(
        "person", "household_before", left=pl.lit(True)
    )
    flags = ("is_new", "moved", *_CHANGED)
    together = pl.concat([here.drop("was_known"), away], how="diagonal")
    return together.with_columns(pl.col(flags).fill_null(False)).with_columns(change=_what_people())


def household_changes(known: pl.DataFrame, listed: pl.DataFrame, *, whole: bool) -> pl.DataFrame:
    """What happens to each household: one row for each listed one, and for those that left the list.

    ``known``: :data:`HOUSEHOLDS`; ``listed`` also has ``is_out``, for one that the list itself says
    has left.  Returns the listed columns, ``village_before``, ``group_before``, ``kind_before``,
    and ``change``: new, joined (known, but not on the list so far), left, category, moved (another
    village or group), unchanged, or out (says it left and was never on the list).
    """
    before = known.rename({name: f"{name}_before" for name in HOUSEHOLDS if name != "household"})
    here = listed.join(
        before.with_columns(was_known=pl.lit(True)), on="household", how="left", maintain_order="left"
    )
    missing = known.filter(pl.col("kind").is_not_null()).join(
        listed, on="household", how="anti", maintain_order="left"
    )
    gone = missing if whole else missing.clear()
    away = gone.rename({"kind": "kind_before"}).select(
        "household", "kind_before", is_out=pl.lit(True), was_known=pl.lit(True)
    )
    together = pl.concat([here, away], how="diagonal")
    return together.with_columns(change=_what_households()).drop("was_known")


def splits(people: pl.DataFrame, households: pl.DataFrame) -> pl.DataFrame:
    """Households that were split (分户): a new one with people of one that stays on the list.

    ``people``, ``households``: the changes.  Returns ``household_before``, ``household``, ``people``
    (how many moved).  Limits are per household, so each of these is for a person to look at.
    """
    fresh = households.filter(pl.col("change") == "new")
    staying = households.filter(~pl.col("is_out"), pl.col("change") != "new")
    moved = people.filter(pl.col("moved") & pl.col("household_before").is_not_null())
    return (
        moved.join(fresh.select("household"), on="household", how="semi")
        .join(staying.select(household_before="household"), on="household_before", how="semi")
        .group_by("household_before", "household", maintain_order=True)
        .agg(people=pl.len().cast(pl.Int64))
    )


def shared_phones(people: pl.DataFrame, households: pl.DataFrame) -> pl.DataFrame:
    """New households that give the telephone number of another household on the same list.

    Returns ``household`` (the new one), ``other`` (the first other household with the number).
    """
    fresh = households.filter(pl.col("change") == "new").select("household")
    phones = people.filter(pl.col("phone") != "", pl.col("household").is_not_null())
    phones = phones.select("phone", "household").unique(maintain_order=True)
    mine = phones.join(fresh, on="household", how="semi", maintain_order="left")
    pairs = mine.join(phones.rename({"household": "other"}), on="phone", maintain_order="left_right")
    other = pairs.filter(pl.col("household") != pl.col("other"))
    return other.select("household", "other").unique("household", keep="first", maintain_order=True)


def counted(changes: pl.DataFrame) -> dict[str, int]:
    """How many rows of each change."""
    return dict(changes["change"].value_counts().iter_rows())


def _known() -> pl.Expr:
    return pl.col("was_known").is_not_null()


def _moved() -> pl.Expr:
    return pl.col("household").ne_missing(pl.col("household_before"))


def _differs(name: str) -> pl.Expr:
    """Whether the list says something else; silence is no difference."""
    return pl.col(name).is_not_null() & pl.col(name).ne_missing(pl.col(f"{name}_before"))


def _gone(known: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """People missing from the list whose household is on it."""
    absent = known.join(listed, on="person", how="anti", maintain_order="left")
    return absent.join(listed.select("household"), on="household", how="semi", maintain_order="left")


def _what_people() -> pl.Expr:
    return (
        pl.when(pl.col("is_new"))
        .then(pl.lit("new"))
        .when(pl.col("left"))
        .then(pl.lit("left"))
        .when(pl.col("moved"))
        .then(pl.lit("moved"))
        .when(pl.any_horizontal(_CHANGED))
        .then(pl.lit("changed"))
        .otherwise(pl.lit("unchanged"))
    )


def _what_households() -> pl.Expr:
    was_listed = pl.col("kind_before").is_not_null()
    return (
        pl.when(pl.col("is_out") & was_listed)
        .then(pl.lit("left"))
        .when(pl.col("is_out"))
        .then(pl.lit("out"))
        .when(pl.col("was_known").is_null())
        .then(pl.lit("new"))
        .when(~was_listed)
        .then(pl.lit("joined"))
        .when(_differs("kind"))
        .then(pl.lit("category"))
        .when(_differs("village") | _differs("group"))
        .then(pl.lit("moved"))
        .otherwise(pl.lit("unchanged"))
    )
