"""Households, people and branches that a loan sheet names: who is known, which names mean what, who is new.

A borrower the register does not know is entered with the loan, at the village named, and is on no
name list: whether the loan was right is a finding's business (R15.9), not the import's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from hudai.actions.region_group import enter_groups
from hudai.core.identity import born_on, sex
from hudai.core.place_names import Place, group_name, matched, nearest
from hudai.records import bulk
from hudai.records.fields import blind_index
from hudai.records.models import BankReturn, Branch, Household, Membership, Person
from hudai.records.queries import known_loans as queries
from hudai.records.queries.name_list import standing_villages

RELATION = "借款人"
"""What a loan sheet says of somebody's place in the household: no more than that."""
_SEX = {"男": Person.Sex.MALE.value, "女": Person.Sex.FEMALE.value}


def indexed(texts: pl.Series) -> pl.Series:
    """The blind index of each text; null stays null."""
    index = {text: blind_index(text) for text in texts.drop_nulls().unique()}
    found = looked_up(texts.name, index, pl.String()).alias(texts.name)
    return texts.to_frame().with_columns(found).to_series()


def with_indexes(rows: pl.DataFrame) -> pl.DataFrame:
    """Add person, the blind index of the ID number, and let account be one beside account_number."""
    account = indexed(rows["account"])
    return rows.with_columns(
        person=indexed(rows["id_number"]), account_number=pl.col("account"), account=account
    )


def looked_up(column: str | pl.Expr, found: Mapping[Any, Any], kind: pl.DataType) -> pl.Expr:
    """What each value of a column stands for; null for what is not in ``found``."""
    values = pl.col(column) if isinstance(column, str) else column
    if not found:
        return pl.lit(None, kind)
    return values.replace_strict(found, default=None, return_dtype=kind)


def with_people(rows: pl.DataFrame) -> pl.DataFrame:
    """Add home_id (key of the household), person_id, known_name and home (the number of the household
    they are in) to rows with ``person``; null where unknown."""
    keys = queries.households(rows["household"].unique().to_list())
    people = queries.people(rows["person"].unique().to_list())
    home = looked_up("household", keys, pl.Int64())
    return rows.with_columns(home_id=home).join(people, on="person", how="left", maintain_order="left")


def with_village(found: BankReturn, rows: pl.DataFrame) -> pl.DataFrame:
    """Add village_id: the village a row's new household lies in, as matched or as somebody chose."""
    named = named_places(rows)
    keys = matched(list(named), standing_villages() | chosen_places(found))
    places = pl.DataFrame(
        [(town, village, keys[town, village]) for town, village in named],
        schema={"town": pl.String, "village": pl.String, "village_id": pl.Int64},
        orient="row",
    )
    return rows.join(places, on=["town", "village"], how="left", maintain_order="left")


def named_places(rows: pl.DataFrame) -> dict[Place, int]:
    """The villages rows name, with how many name each."""
    said = rows.filter(pl.col("town").is_not_null(), pl.col("village").is_not_null())
    counted = said.group_by("town", "village", maintain_order=True).agg(rows=pl.len())
    return {(town, village): rows for town, village, rows in counted.iter_rows()}


def unknown_places(found: BankReturn, rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Villages of new households that nobody can place yet, each with the one most like it."""
    known = standing_villages() | remembered_places(found)
    return [
        {"town": town, "village": village, "rows": number, "nearest": [*nearest((town, village), known)]}
        for (town, village), number in named_places(rows).items()
        if matched([(town, village)], known)[town, village] is None
    ]


def chosen_places(found: BankReturn) -> dict[Place, int]:
    """What was chosen for this sheet, and for this bank's sheets before."""
    return remembered_places(found) | _chosen_places([found.choices])


def remembered_places(found: BankReturn) -> dict[Place, int]:
    """What was chosen when this bank's sheets named the same villages before."""
    return _chosen_places(_choices_before(found))


def _chosen_places(choices: Iterable[Mapping[str, Any]]) -> dict[Place, int]:
    return {
        (place["town"], place["village"]): place["chosen"]
        for each in choices
        for place in each.get("places", ())
        if place.get("chosen")
    }


def with_branch(found: BankReturn, rows: pl.DataFrame, own: int | None) -> pl.DataFrame:
    """Add branch: the key of the branch a row names, or of the clerk's ``own`` where it names none."""
    known = branches_by_name(found)
    keys = {name: known.get(name, own if name == "" else None) for name in named_branches(rows)}
    name = pl.col("bank").fill_null("").str.replace_all(r"\s", "")
    return rows.with_columns(branch=looked_up(name, keys, pl.Int64()))


def named_branches(rows: pl.DataFrame) -> dict[str, int]:
    """The branches rows name, without blanks, with how many name each; empty text for none named."""
    name = pl.col("bank").fill_null("").str.replace_all(r"\s", "").alias("bank")
    counted = rows.select(name).group_by("bank", maintain_order=True).agg(rows=pl.len())
    return dict(counted.iter_rows())


def branches_by_name(found: BankReturn) -> dict[str, int]:
    """The bank's branches, with and without the bank's name before theirs, and what was chosen."""
    named: dict[str, int] = {}
    for key, name in Branch.objects.filter(bank=found.bank_id).values_list("pk", "name"):
        named |= {f"{found.bank.name}{name}": key, name: key}
    chosen = {
        branch["name"]: branch["chosen"]
        for each in (*_choices_before(found), found.choices)
        for branch in each.get("branches", ())
        if branch.get("chosen")
    }
    return chosen | named


def _choices_before(found: BankReturn) -> list[dict[str, Any]]:
    """What was chosen for the bank's sheets that were carried out, the oldest first."""
    done = BankReturn.objects.filter(bank=found.bank_id, kind=found.kind, state=BankReturn.State.DONE)
    return list(done.order_by("pk").values_list("choices", flat=True))


def enter_households(rows: pl.DataFrame, since: date) -> dict[str, int]:
    """Enter the households nobody knows yet, and groups their villages do not have, from ``since`` on.

    Returns the key by number of all that ``rows`` name.
    """
    fresh = rows.filter(pl.col("home_id").is_null()).unique("household", keep="first", maintain_order=True)
    values = [
        (number, village, group_name(group or ""))
        for number, village, group in fresh.select("household", "village_id", "group").iter_rows()
    ]
    groups = enter_groups({(village, group) for _, village, group in values if group}, since).keys
    bulk.insert(
        Household,
        ["number", "village_id", "group_id"],
        [(number, village, groups.get((village, group))) for number, village, group in values],
    )
    added = bulk.newest(Household, "number", fresh["household"].to_list())
    known = rows.filter(pl.col("home_id").is_not_null()).select("household", "home_id")
    return dict(known.iter_rows()) | added


def enter_people(rows: pl.DataFrame, homes: Mapping[str, int]) -> dict[str, int]:
    """Enter the people nobody knows yet, into their households; key by blind index of all in ``rows``."""
    fresh = (
        rows.filter(pl.col("person_id").is_null())
        .unique("person", keep="first", maintain_order=True)
        .with_columns(
            sex=looked_up(sex(pl.col("id_number")), _SEX, pl.String()),
            born=born_on(pl.col("id_number")),
        )
    )
    columns = ["name", "id_number", "id_index", "sex", "born_on"]
    bulk.insert(Person, columns, fresh.select("borrower", "id_number", "person", "sex", "born").rows())
    added = bulk.newest(Person, "id_index", fresh["person"].to_list())
    _join(fresh.select("person", "household", "disbursed_on").rows(), added, homes)
    known = rows.filter(pl.col("person_id").is_not_null()).select("person", "person_id")
    return dict(known.iter_rows()) | added


def _join(people: Sequence[tuple[str, str, date]], keys: Mapping[str, int], homes: Mapping[str, int]) -> None:
    """Put new people into their households, from the day of the loan on."""
    rows = [(keys[person], homes[household], RELATION, since) for person, household, since in people]
    bulk.insert(Membership, ["person_id", "household_id", "relation", "since"], rows)
