"""Rounding to the fen, and interest as other lending systems' tests assert it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudai.core.interest import UNITS_OF_YEAR, units
from hudai.core.money import half_even, half_up, half_up_columns
from hudai.core.policy import TimeBasis
from reference import rounding
from reference.peer_interest import day_count
from reference.seeds import DATA


@pytest.mark.parametrize(
    ("numerator", "denominator", "up", "even"),
    [
        (0, 7, 0, 0),
        (49, 100, 0, 0),
        (50, 100, 1, 0),
        (51, 100, 1, 1),
        (150, 100, 2, 2),
        (250, 100, 3, 2),
        (-50, 100, 0, 0),
        (-51, 100, -1, -1),
        (-150, 100, -1, -2),
    ],
)
def test_halves_go_up_or_to_the_even_fen(numerator: int, denominator: int, up: int, even: int):
    assert half_up(numerator, denominator) == up
    assert half_even(numerator, denominator) == even


def test_seventy_days_of_fifty_thousand_are_the_amount_of_the_rules():
    # 5 000 000 x 38 500 x 70 / 360 000 000 = 37 430.55…
    assert half_up(5_000_000 * 38_500 * 70, 360 * 10**6) == 37_431


@given(st.integers(-(10**40), 10**40), st.integers(1, 10**20))
def test_rounding_is_that_of_fractions(numerator: int, denominator: int):
    exact = Fraction(numerator, denominator)

    assert half_up(numerator, denominator) == rounding.half_up(exact)
    assert half_even(numerator, denominator) == rounding.half_even(exact)


def test_columns_round_as_one_figure_does_beyond_sixty_four_bits():
    # A hundred million yuan for a year at 36 % in full: the numerator has 31 figures.
    numerator, denominator = 10**10 * 365 * 360_000 * 10**6, 360 * 10**12
    frame = pl.DataFrame(
        {"n": [numerator, 0, denominator // 2, denominator // 2 - 1]}, schema={"n": pl.Int128}
    )
    found = frame.select(half_up_columns(pl.col("n"), denominator)).to_series()

    assert found.dtype == pl.Int64
    # 10^10 x 0.36 x 365 / 360 = 3 650 000 000.
    assert found.to_list() == [3_650_000_000, 0, 1, 0]


with (DATA / "peer_period_interest.csv").open(encoding="utf-8", newline="") as lines:
    PEERS = list(csv.DictReader(lines))
ROUND: dict[str, Callable[[int, int], int]] = {"HALF_EVEN 2dp": half_even, "HALF_UP 2dp": half_up}
BASES = {
    "ACT/360": TimeBasis.ACT_360,
    "ACT/365": TimeBasis.ACT_365,
    "1/12": TimeBasis.WHOLE_MONTHS,
}


def asserted(row: dict[str, str]) -> Fraction:
    return Fraction(row["interest"]) * 100


def rounded(row: dict[str, str], year_share: Fraction) -> int:
    exact = Fraction(row["opening"]) * Fraction(row["rate_pct"]) * year_share
    return ROUND[row["rounding"]](exact.numerator, exact.denominator)


def test_every_peer_figure_is_found_by_the_cores_rounding():
    days = [(date.fromisoformat(row["start"]), date.fromisoformat(row["end"])) for row in PEERS]
    shares = [day_count(row["convention"], *each) for row, each in zip(PEERS, days, strict=True)]

    assert len(PEERS) == 157
    assert [
        row for row, share in zip(PEERS, shares, strict=True) if rounded(row, share) != asserted(row)
    ] == []


@pytest.mark.parametrize(("convention", "rows"), [("ACT/360", 6), ("ACT/365", 11), ("1/12", 70)])
def test_every_peer_figure_of_a_basis_the_core_knows_is_found_by_its_units(convention: str, rows: int):
    basis = BASES[convention]
    peers = [row for row in PEERS if row["convention"] == convention]
    frame = pl.DataFrame(
        {
            "since": [date.fromisoformat(row["start"]) for row in peers],
            "until": [date.fromisoformat(row["end"]) for row in peers],
        }
    ).with_columns(disbursed_on="since", life_until="until")
    counted = frame.select(units(basis)).to_series().to_list()

    assert len(peers) == rows
    wrong = [
        row
        for row, found in zip(peers, counted, strict=True)
        if rounded(row, Fraction(found, UNITS_OF_YEAR[basis])) != asserted(row)
    ]
    assert wrong == []
