"""Interest figures that other lending systems' public tests assert are found again exactly."""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction

import pytest

from reference.peer_interest import ROUNDINGS, day_count, interest_fen, thirty_360
from reference.seeds import DATA

with (DATA / "peer_period_interest.csv").open(encoding="utf-8", newline="") as lines:
    ROWS = list(csv.DictReader(lines))


def found(row: dict[str, str], rounding: str) -> int:
    return interest_fen(
        Fraction(row["opening"]) * 100,
        Fraction(row["rate_pct"]),
        row["convention"],
        date.fromisoformat(row["start"]),
        date.fromisoformat(row["end"]),
        rounding,
    )


def asserted(row: dict[str, str]) -> Fraction:
    return Fraction(row["interest"]) * 100


def test_the_table_holds_157_figures_of_six_conventions_and_two_roundings() -> None:
    assert len(ROWS) == 157
    conventions = {"ACT/365", "ACT/360", "ACT/364", "ACT/ACT", "30/360", "1/12"}
    assert {row["convention"] for row in ROWS} == conventions
    assert {row["rounding"] for row in ROWS} == set(ROUNDINGS)


def test_every_figure_is_found_under_the_rounding_it_names() -> None:
    assert [row for row in ROWS if found(row, row["rounding"]) != asserted(row)] == []


def test_only_one_figure_lies_on_a_half_and_tells_the_roundings_apart() -> None:
    told_apart = [row for row in ROWS if found(row, "HALF_UP 2dp") != found(row, "HALF_EVEN 2dp")]
    assert [(row["opening"], row["interest"]) for row in told_apart] == [("1250.0", "15.62")]
    assert found(told_apart[0], "HALF_UP 2dp") == 1563


def test_the_bond_market_count_differs_from_the_peers_in_the_one_month_whose_due_day_was_moved() -> None:
    moved = []
    for row in ROWS:
        start, end = date.fromisoformat(row["start"]), date.fromisoformat(row["end"])
        if row["convention"] == "30/360" and thirty_360(start, end) != day_count("30/360", start, end):
            moved.append((row["start"], row["end"]))
    assert moved == [("2024-02-01", "2024-03-15")]
    assert thirty_360(date(2024, 2, 1), date(2024, 3, 15)) == Fraction(44, 360)


@pytest.mark.parametrize(
    ("convention", "start", "end", "share"),
    [
        ("ACT/360", date(2022, 1, 10), date(2022, 3, 21), Fraction(70, 360)),
        ("ACT/ACT", date(2023, 12, 22), date(2024, 1, 11), Fraction(10, 365) + Fraction(10, 366)),
        ("1/12", date(2024, 1, 31), date(2024, 2, 29), Fraction(1, 12)),
        ("1/12", date(2024, 1, 1), date(2024, 4, 30), Fraction(3, 12)),
    ],
)
def test_a_day_count_is_what_a_wall_calendar_says(
    convention: str, start: date, end: date, share: Fraction
) -> None:
    assert day_count(convention, start, end) == share
