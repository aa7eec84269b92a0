"""The made-up county at any size: some thousand households lived through the actions, the rest in bulk.

Living two years of 300 000 households deed by deed would take days.  So the first ones live as ever
(:mod:`hudai.demo.county`), with cases at every desk, and beside them stand as many more with their loans
and repayments, written straight to the tables (:mod:`hudai.demo.bulk`) a hundred thousand at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import polars as pl
from django.db import transaction

from hudai.actions.standing import refresh_all
from hudai.demo import bulk, county
from hudai.demo.borrowing import LIVED_TO
from hudai.demo.bulk import BulkCounty
from hudai.demo.county import POLICY, County, Told
from hudai.demo.offices import Offices
from hudai.demo.portfolio import MadeUpPortfolio, made_up_portfolio
from hudai.demo.practice import Practice
from hudai.documents import policy_files
from hudai.records.models import NameList, Person, Posting, Region, Station

MOST_LIVED = 5_000
"""Households of the largest county that is lived from end to end."""
LIVED = 3_000
"""Households that are lived in a larger one."""
AT_ONCE = 100_000
"""Loans made and written at a time."""


def build(
    households: int, *, password: str, told: Told = lambda _: None, practice: Practice | None = None
) -> County:
    """Fill an empty database with a county of so many households.

    What is lived is there whole or not at all; the rest comes in parts.

    Args:
        households: how many, at least :data:`~hudai.demo.county.LEAST_HOUSEHOLDS`.
        password: for every officer who can sign in.
        told: hears what is being done now.
        practice: leaves the last quarters to whoever practises; only in a county lived from end to end.
    """
    assert practice is None or households <= MOST_LIVED, "in bulk nothing is left to practise"
    lived = households if households <= MOST_LIVED else LIVED
    made = county.build(lived, password=password, told=told, practice=practice)
    if households > lived:
        told("其余农户、贷款和还款")
        _beside(made.offices, households - lived)
        refresh_all(as_of=LIVED_TO, policies={POLICY: policy_files.load(POLICY)})
    return made


def _beside(offices: Offices, missing: int) -> None:
    """So many households more.

    A loan has one household and a household one loan or two, so as many loans as households are missing
    never bring too many; what is still missing then comes the same way.
    """
    policy, national = policy_files.load(POLICY), policy_files.read_national()
    into, banks, first = _into(offices), _lead_banks(offices), 0
    taken = [person.id_number for person in Person.objects.all()]
    while missing:
        loans = min(missing, AT_ONCE)
        drawn = made_up_portfolio(
            loans=loans,
            policy=policy,
            national=national,
            as_of=LIVED_TO - timedelta(days=1),
            towns=len(offices.towns),
            first_household=first,
        )
        made = fitted(drawn, banks, taken)
        with transaction.atomic():
            bulk.write(into, made)
        first += 2 * loans + 100
        missing -= made.loans["household"].n_unique()


def _into(offices: Offices) -> BulkCounty:
    """The county that is lived, as the bulk writer knows one."""
    desks: dict[tuple[str, str], Posting] = {
        (station, offices.county.name): desk for station, desk in offices.at_county.items()
    }
    towns: dict[str, Region] = {}
    for clerk, head in zip(offices.towns, offices.town_heads, strict=True):
        assert clerk.region is not None, "a town's desk has its town"
        towns[clerk.region.name] = clerk.region
        desks[Station.TOWN, clerk.region.name] = clerk
        desks[Station.TOWN_HEAD, clerk.region.name] = head
    names = {desk: desk.branch for desk in offices.branches}
    branches = {f"{branch}": branch.pk for branch in names.values() if branch is not None}
    desks |= {(Station.BRANCH, f"{branch}"): desk for desk, branch in names.items()}
    villages = Region.objects.filter(level=Region.Level.VILLAGE).select_related("parent")
    known = {(each.parent.name, each.name): each.pk for each in villages if each.parent is not None}
    newest = NameList.objects.latest("number")
    office = offices.at_county[Station.OFFICE]
    return BulkCounty(offices.county, towns, desks, office, newest, known, branches, POLICY)


def _lead_banks(offices: Offices) -> dict[str, str]:
    """The branch that leads in each town, by the town's name."""
    per_branch = len(offices.towns) // len(offices.branches)
    return {
        f"{town.region}": f"{offices.branches[place // per_branch].branch}"
        for place, town in enumerate(offices.towns)
    }


def fitted(made: MadeUpPortfolio, banks: Mapping[str, str], taken: Sequence[str]) -> MadeUpPortfolio:
    """What is left without people whose ID number somebody has, lent by the town's own branch.

    Args:
        banks: the branch of each town.
        taken: ID numbers; both makers draw from the same few million.
    """
    lead = pl.col("town").replace_strict(banks, return_dtype=pl.String)
    loans = made.loans.filter(~pl.col("id_number").is_in(taken)).with_columns(bank=lead, payee_bank=lead)
    return MadeUpPortfolio(
        loans,
        made.repayments.join(loans, on="contract", how="semi"),
        made.stops.join(loans, on="contract", how="semi"),
    )
