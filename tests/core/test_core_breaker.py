"""Ratios of areas and the circuit breaker: strictly above the threshold, never by a float."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from hudai.core.breaker import area_ratios, with_tripped
from hudai.core.policy import Policy
from hudai.documents import policy_files

AS_OF = date(2020, 6, 20)
SHANGCAI = policy_files.load("shangcai-2019")
YUBEI = policy_files.load("yubei-2021")

Loan = tuple[str, str, int, int]
"""Town, village, balance (fen), non-performing (0 or 1)."""


def areas(*loans: Loan) -> pl.DataFrame:
    return area_ratios(
        pl.DataFrame(
            {
                "town": [town for town, _, _, _ in loans],
                "village": [village for _, village, _, _ in loans],
                "bank": ["农商行"] * len(loans),
                "balance_fen": [balance for _, _, balance, _ in loans],
                "principal_days": [10 * npl for _, _, _, npl in loans],
                "npl": [npl for _, _, _, npl in loans],
            },
            schema={
                "town": pl.String,
                "village": pl.String,
                "bank": pl.String,
                "balance_fen": pl.Int64,
                "principal_days": pl.Int64,
                "npl": pl.Int64,
            },
        )
    )


def tripped(*loans: Loan, policy: Policy = SHANGCAI, as_of: date = AS_OF) -> dict[str, bool | None]:
    judged = with_tripped(areas(*loans), policy=policy, as_of=as_of)
    named = judged.filter(pl.col("level").is_in(["town", "village"]))
    return {
        village or town: each for town, village, each in named.select("town", "village", "tripped").rows()
    }


@pytest.mark.parametrize(
    ("bad", "trips"), [(4_999, False), (5_000, False), (5_001, True)], ids=["under", "at 5 %", "above"]
)
def test_a_town_trips_strictly_above_five_per_cent_and_all_its_villages_with_it(bad: int, trips: bool):
    found = tripped(("甲镇", "东村", bad, 1), ("甲镇", "西村", 100_000 - bad, 0), ("乙镇", "南村", 1, 0))

    # 东村 owes nothing but bad loans and trips by itself.
    assert found == {"甲镇": trips, "东村": True, "西村": trips, "乙镇": False, "南村": False}


@pytest.mark.parametrize(
    ("bad", "trips"), [(6_999, False), (7_000, False), (7_001, True)], ids=["under", "at 7 %", "above"]
)
def test_a_village_trips_strictly_above_seven_per_cent_alone(bad: int, trips: bool):
    found = tripped(
        ("甲镇", "东村", bad, 1), ("甲镇", "东村", 100_000 - bad, 0), ("甲镇", "西村", 900_000, 0)
    )

    assert found == {"甲镇": False, "东村": trips, "西村": False}


def test_villages_of_one_name_in_two_towns_are_two_villages():
    found = with_tripped(
        areas(("甲镇", "河坝村", 10, 1), ("甲镇", "东村", 990, 0), ("乙镇", "河坝村", 1000, 0)),
        policy=SHANGCAI,
        as_of=AS_OF,
    ).filter(pl.col("village") == "河坝村")

    assert dict(found.select("town", "tripped").rows()) == {"甲镇": True, "乙镇": False}


def test_loans_whose_place_is_not_written_are_summed_and_stop_nobody():
    found = with_tripped(areas(("", "", 10, 1), ("甲镇", "", 10, 1)), policy=SHANGCAI, as_of=AS_OF).filter(
        pl.col("level").is_in(["town", "village"])
    )

    assert found.select("town", "village", "balance_fen", "tripped").rows() == [
        ("", None, 10, None),
        ("甲镇", None, 10, True),
        ("", "", 10, None),
        ("甲镇", "", 10, None),
    ]


def test_the_largest_balances_are_compared_exactly():
    # A fen above five per cent of a thousand million yuan.
    whole = 10**11
    found = tripped(("甲镇", "东村", whole // 20 + 1, 1), ("甲镇", "西村", whole - whole // 20 - 1, 0))

    assert found["甲镇"] is True


def test_a_breaker_that_is_off_judges_nothing():
    assert set(tripped(("甲镇", "东村", 1, 1), policy=YUBEI, as_of=date(2023, 6, 20)).values()) == {None}


def test_ratios_are_rounded_for_showing_and_an_empty_county_has_none():
    # 1 / 3 of the balance is bad: 333 333.3… ppm; 2 / 3 round up.
    third = areas(("甲镇", "东村", 1, 1), ("甲镇", "东村", 2, 0)).row(0, named=True)
    two_thirds = areas(("甲镇", "东村", 2, 1), ("甲镇", "东村", 1, 0)).row(0, named=True)

    assert (third["npl_ppm"], two_thirds["npl_ppm"]) == (333_333, 666_667)
    assert third["overdue_fen"] == 1
    nothing = areas()
    assert nothing["level"].to_list() == ["county"]
    assert nothing.select("loans", "balance_fen", "npl_ppm", "overdue_ppm").row(0) == (0, 0, None, None)
