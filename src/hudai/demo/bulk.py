"""A made-up county of any size, written straight to the tables: for measuring, not for looking at.

The households, loans and repayments are those of :mod:`hudai.demo.portfolio`; what the small county
lives through action by action is left out.  Everything the database itself checks is checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import transaction

from hudai.actions.region_group import enter_groups
from hudai.core.policy import Policy
from hudai.core.rates import RateSeries
from hudai.demo.portfolio import MadeUpPortfolio, made_up_portfolio
from hudai.demo.workdays import on
from hudai.records import bulk
from hudai.records.fields import blind_index
from hudai.records.models import (
    Bank,
    Branch,
    Extension,
    Household,
    Listing,
    Loan,
    Membership,
    NameList,
    Officer,
    Person,
    Posting,
    Region,
    Repayment,
    Station,
    Stop,
)

COUNTY = "云坪县"
SINCE = date(2021, 1, 1)
AT_ONCE = 100_000
"""Loans made and written at a time."""

_WHOLE = (
    Station.OFFICE, Station.FINANCE, Station.FINANCE_OFFICE, Station.REGULATOR, Station.AUDITOR,
)  # fmt: skip


@dataclass(slots=True)
class BulkCounty:
    """The places and desks of a county filled in bulk."""

    county: Region
    towns: dict[str, Region]
    desks: dict[tuple[str, str], Posting]
    """(station, place's name) → desk; every town, and the county, have one of each kind of theirs."""
    entered_by: Posting
    name_list: NameList
    villages: dict[tuple[str, str], int]
    branches: dict[str, int]
    policy: str
    loans: int = 0


def found(policy: Policy) -> BulkCounty:
    """An empty county with its offices."""
    county = Region.objects.create(level=Region.Level.COUNTY, name=COUNTY, since=SINCE)
    desks: dict[tuple[str, str], Posting] = {}
    for station in _WHOLE:
        desks[station, COUNTY] = _desk(station, COUNTY, region=county)
    second = _desk(Station.FINANCE, COUNTY, region=county)
    desks["finance2", COUNTY] = second
    at = on(SINCE)
    office = desks[Station.OFFICE, COUNTY]
    listed = NameList.objects.create(number=1, as_of=SINCE, source="名单", imported_by=office, imported_at=at)
    return BulkCounty(county, {}, desks, office, listed, {}, {}, policy.name)


def _desk(station: str, place: str, **where: Any) -> Posting:
    officer = Officer.objects.create_user(f"{station}{Officer.objects.count()}", f"{place}经办")
    return Posting.objects.create(officer=officer, station=station, office=place, since=SINCE, **where)


def fill(
    into: BulkCounty,
    *,
    loans: int,
    policy: Policy,
    national: Mapping[str, RateSeries],
    as_of: date,
    towns: int = 6,
) -> None:
    """Write so many loans of households of their own, with all that was repaid by ``as_of``."""
    first = 0
    while loans:
        some = min(loans, AT_ONCE)
        made = made_up_portfolio(
            loans=some, policy=policy, national=national, as_of=as_of, towns=towns, first_household=first
        )
        with transaction.atomic():
            write(into, made)
        first += some
        loans -= some


def write(into: BulkCounty, made: MadeUpPortfolio) -> None:
    """Write a portfolio: its places, households, people, loans and what happened on them."""
    _places(into, made.loans)
    homes = made.loans.unique("household", keep="first", maintain_order=True)
    households = _households(into, homes)
    people = _people(into, homes, households)
    loans = _loans(into, made.loans, households, people)
    _facts(into, made, loans)
    into.loans += made.loans.height


def _places(into: BulkCounty, loans: pl.DataFrame) -> None:
    """Towns, villages and branches not met before."""
    for town, village in loans.select("town", "village").unique(maintain_order=True).iter_rows():
        if town not in into.towns:
            region = Region.objects.create(
                level=Region.Level.TOWN, name=town, parent=into.county, since=SINCE
            )
            into.towns[town] = region
            for station in (Station.TOWN, Station.TOWN_HEAD):
                into.desks[station, town] = _desk(station, town, region=region)
        if (town, village) not in into.villages:
            made = Region.objects.create(
                level=Region.Level.VILLAGE, name=village, parent=into.towns[town], since=SINCE
            )
            into.villages[town, village] = made.pk
    for name in loans["bank"].unique(maintain_order=True):
        if name not in into.branches:
            bank, _ = Bank.objects.get_or_create(name=name[:4])
            branch = Branch.objects.create(bank=bank, name=name)
            into.branches[name] = branch.pk
            into.desks[Station.BRANCH, name] = _desk(Station.BRANCH, name, branch=branch)


def _households(into: BulkCounty, homes: pl.DataFrame) -> dict[str, int]:
    """Key of each household by its number."""
    rows = homes.select("household", "town", "village", "group").rows()
    groups = enter_groups({(into.villages[town, village], group) for _, town, village, group in rows}, SINCE)
    villages = [into.villages[town, village] for _, town, village, _ in rows]
    bulk.insert(
        Household,
        ("number", "village_id", "group_id"),
        [
            (number, village, groups.keys[village, group])
            for (number, _, _, group), village in zip(rows, villages, strict=True)
        ],
    )
    return bulk.newest(Household, "number", homes["household"].to_list())


def _people(into: BulkCounty, homes: pl.DataFrame, households: Mapping[str, int]) -> dict[str, int]:
    """Key of each household's borrower by the household's number."""
    numbers = homes["id_number"].to_list()
    indexes = [blind_index(number) for number in numbers]
    rows = zip(homes["borrower"], numbers, indexes, strict=True)
    bulk.insert(
        Person,
        ("name", "id_number", "id_index", "sex", "born_on"),
        [
            (name, number, index, "male" if int(number[16]) % 2 else "female", _born_on(number))
            for name, number, index in rows
        ],
    )
    keys = bulk.newest(Person, "id_index", indexes)
    people = {home: keys[index] for home, index in zip(homes["household"], indexes, strict=True)}
    bulk.insert(
        Membership,
        ("person_id", "household_id", "relation", "is_head", "since"),
        [(person, households[home], "户主", True, SINCE) for home, person in people.items()],
    )
    bulk.insert(
        Listing,
        ("household_id", "kind", "came_with_id", "since"),
        [(households[home], "脱贫户", into.name_list.pk, SINCE) for home in people],
    )
    return people


def _born_on(id_number: str) -> date:
    return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))


def _loans(
    into: BulkCounty, loans: pl.DataFrame, households: Mapping[str, int], people: Mapping[str, int]
) -> dict[str, int]:
    """Key of each loan by its contract; what renews comes after what it renews."""
    keys: dict[str, int] = {}
    for some in (loans.filter(pl.col("original").is_null()), loans.filter(pl.col("original").is_not_null())):
        bulk.insert(
            Loan, _LOAN, [_loan(into, row, households, people, keys) for row in some.iter_rows(named=True)]
        )
        keys |= bulk.newest(Loan, "contract", some["contract"].to_list())
    return keys


_LOAN = (
    "contract", "household_id", "borrower_id", "branch_id", "policy", "kind", "original_id", "principal",
    "rate", "signed_on", "disbursed_on", "due_on", "purpose", "payee_bank", "account", "account_index",
    "entered_by_id", "entered_at",
)  # fmt: skip


def _loan(
    into: BulkCounty,
    row: Mapping[str, Any],
    households: Mapping[str, int],
    people: Mapping[str, int],
    keys: Mapping[str, int],
) -> tuple[Any, ...]:
    original = row["original"]
    kind = "renewal" if original else ("top_up" if row["kind"] == "top_up" else "first")
    return (
        row["contract"], households[row["household"]], people[row["household"]], into.branches[row["bank"]],
        into.policy, kind, keys[original] if original else None, row["principal"], row["rate"],
        row["signed_on"], row["disbursed_on"], row["due_on"], row["purpose"], row["payee_bank"],
        row["account"], blind_index(row["account"]), into.entered_by.pk, on(row["signed_on"]),
    )  # fmt: skip


def _facts(into: BulkCounty, made: MadeUpPortfolio, loans: Mapping[str, int]) -> None:
    by, at = into.entered_by.pk, on(SINCE)
    rows = made.repayments.iter_rows()
    bulk.insert(
        Repayment,
        ("loan_id", "paid_on", "principal", "interest", "penalty", "recorded_by_id", "recorded_at"),
        [(loans[contract], *row, by, at) for contract, *row in rows],
    )
    bulk.insert(
        Stop,
        ("loan_id", "kind", "since", "recorded_by_id", "recorded_at"),
        [(loans[contract], kind, since, by, at) for contract, kind, since in made.stops.iter_rows()],
    )
    _extensions(made.loans, loans, by, at)


def _extensions(rows: pl.DataFrame, loans: Mapping[str, int], by: int, at: datetime) -> None:
    """Every extension was agreed ten days before the loan fell due."""
    extended = rows.filter(pl.col("extended_due_on").is_not_null())
    bulk.insert(
        Extension,
        ("loan_id", "due_on", "recorded_by_id", "recorded_at"),
        [
            (loans[contract], due, by, at)
            for contract, due in extended.select("contract", "extended_due_on").iter_rows()
        ],
    )
