"""The core's columns and the day-by-day reference agree on random counties, to the fen and the day.

An ordinary run settles some 2 200 random households both ways, and asks as often how their loans
stand; ``HYPOTHESIS_PROFILE=deep`` a hundred times as many.  Each test counts what it compared and
fails below 20 households an example.  Loans of one county stand under different versions of the
law: caps, modes, longest terms, years and rate tiers change by contract day, also on the day a
contract is signed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

from hudai.core.breaker import area_ratios, with_tripped
from reference import plain, sample_sheets
from reference.as_policy import as_policy
from reference.core_answers import lines_of, settlement_of, standings_of, stretches_by_hand, stretches_of
from reference.county import County
from reference.days import ONE_DAY
from reference.facts import Terms
from reference.seeds import DATA, SHANGCAI, YUBEI
from reference.strategies import Case, LargeCounty, counties, large_counties

SAMPLES = [("yubei", YUBEI, date(2023, 9, 20)), ("shangcai-messy", SHANGCAI, date(2021, 6, 20))]

AN_EXAMPLE = 20
"""Households each example of a large county has at the least, on average."""

unshrunk = settings(phases=[Phase.explicit, Phase.reuse, Phase.generate])
"""A large county says by itself which household disagrees; hypothesis shrinks the small ones."""


fewer = settings(max_examples=max(10, settings().max_examples // 4))


def settled_alike(case: Case) -> None:
    county = County(case.loans, case.repayments, case.stops, case.terms, case.t)
    settlement = settlement_of(case)
    assert lines_of(settlement) == plain.settled(county, case.granted)
    assert stretches_of(settlement) == stretches_by_hand(county)


def standing_alike(case: Case) -> None:
    expected = plain.standing(case.loans, case.repayments, case.as_of, case.terms)
    assert standings_of(case) == [row for row in expected if row.balance]


def each_alone(alike: Callable[[Case], None], case: Case) -> None:
    """Compares household by household; the first that differs is shown with all its facts."""
    for alone in map(case.of_household, case.households):
        try:
            alike(alone)
        except AssertionError:
            note(str(alone))
            raise


def compared(alike: Callable[[Case], None]) -> int:
    """Compares large counties; on a difference, the first household alone that shows it.

    Returns how many households were compared.
    """
    households = 0

    @unshrunk
    @given(large_counties())
    def compare(county: LargeCounty) -> None:
        nonlocal households
        households += len(county.case.households)
        try:
            alike(county.case)
        except AssertionError:
            each_alone(alike, county.case)
            raise

    compare()
    return households


@pytest.mark.parametrize(("sample", "terms", "through"), SAMPLES)
def test_the_samples_are_settled_alike_line_by_line_and_segment_by_segment(
    sample: str, terms: Terms, through: date
) -> None:
    folder = DATA / "sample" / sample
    case = Case(
        loans=sample_sheets.loans(folder / "loans.csv"),
        repayments=sample_sheets.repayments(folder / "repayments.csv"),
        stops=sample_sheets.stops(folder / "stops.csv"),
        granted=sample_sheets.granted(folder / "granted.csv"),
        terms=terms,
        t=through + ONE_DAY,
        as_of=through,
    )
    settled_alike(case)


def test_two_thousand_households_are_settled_line_by_line_and_segment_by_segment_as_by_hand() -> None:
    assert compared(settled_alike) >= AN_EXAMPLE * settings().max_examples


def test_two_thousand_households_stand_as_pencil_and_paper_say() -> None:
    assert compared(standing_alike) >= AN_EXAMPLE * settings().max_examples


@fewer
@given(counties(1))
def test_a_household_alone_is_settled_and_stands_as_by_hand(case: Case) -> None:
    settled_alike(case)
    standing_alike(case)


@given(counties(6), st.data())
def test_every_area_has_the_figures_and_the_verdict_of_pencil_and_paper(
    case: Case, data: st.DataObject
) -> None:
    expected = plain.standing(case.loans, case.repayments, case.as_of, case.terms)
    contracts = [row.contract for row in expected if row.balance]
    town_of = {contract: data.draw(st.sampled_from("甲乙"), "town") for contract in contracts}
    village_of = {contract: data.draw(st.sampled_from("丙丁"), "village") for contract in contracts}
    standings = pl.DataFrame(
        {
            "town": [town_of[contract] for contract in contracts],
            "village": [village_of[contract] for contract in contracts],
            "bank": "银行",
            "balance_fen": [row.balance for row in expected if row.balance],
            "principal_days": [row.principal_overdue for row in expected if row.balance],
            "npl": [int(row.npl) for row in expected if row.balance],
        },
        {"town": pl.String, "village": pl.String, "bank": pl.String}
        | {"balance_fen": pl.Int64, "principal_days": pl.Int64, "npl": pl.Int64},
    )
    areas = with_tripped(area_ratios(standings), policy=as_policy(case.terms), as_of=case.as_of)
    towns, villages = plain.breaker(expected, town_of, village_of, case.terms)
    columns = ("town", "loans", "balance_fen", "overdue_fen", "npl_fen", "tripped")
    found = areas.filter(pl.col("level") == "town").select(columns).rows()
    figures = plain.area_ratios(expected, town_of)
    assert {name: row for name, *row in found} == {
        name: [area.loans, area.balance, area.overdue, area.npl, towns[name]]
        for name, area in figures.items()
    }
    found = areas.filter(pl.col("level") == "village").select("town", "village", "tripped").rows()
    assert {(town, village): tripped for town, village, tripped in found} == villages
