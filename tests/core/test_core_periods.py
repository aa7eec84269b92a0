"""Stretches cut where interest is settled and where a ratio changes."""

from __future__ import annotations

from datetime import date

import polars as pl

from hudai.core.periods import cut, settlement_cuts
from hudai.core.policy import Frequency


def last(cuts: pl.DataFrame, rows: int) -> list[tuple[str, ...]]:
    return [tuple(day.isoformat() for day in row) for row in cuts.tail(rows).rows()]


def test_periods_join_without_a_gap_and_end_where_they_settle():
    cuts = settlement_cuts(date(2022, 3, 21), Frequency.QUARTERLY, 20)

    assert last(cuts, 2) == [
        ("2021-09-21", "2021-12-21", "2021-12-21"),
        ("2021-12-21", "2022-03-21", "2022-03-21"),
    ]
    assert (cuts["end"].head(cuts.height - 1) == cuts["start"].tail(cuts.height - 1)).all()


def test_a_change_within_a_period_cuts_it_and_both_parts_settle_together():
    cuts = settlement_cuts(date(2024, 3, 21), Frequency.QUARTERLY, 20, changes=[date(2024, 1, 1)])

    assert last(cuts, 2) == [
        ("2023-12-21", "2024-01-01", "2024-03-21"),
        ("2024-01-01", "2024-03-21", "2024-03-21"),
    ]


def test_a_change_on_a_boundary_or_outside_cuts_nothing_more():
    plain = settlement_cuts(date(2024, 3, 21), Frequency.QUARTERLY, 20)
    for change in (date(2023, 12, 21), date(2024, 3, 21), date(2030, 1, 1)):
        assert settlement_cuts(date(2024, 3, 21), Frequency.QUARTERLY, 20, changes=[change]).equals(plain)


def test_a_stretch_is_cut_into_the_periods_it_touches_and_keeps_its_columns():
    cuts = settlement_cuts(date(2022, 6, 21), Frequency.QUARTERLY, 20)
    stretch = pl.DataFrame(
        {"loan": [7], "since": [date(2022, 1, 10)], "until": [date(2022, 6, 21)], "balance": [5_000_000]}
    )
    rows = cut(stretch, cuts).select("loan", "since", "until", "balance", "settles_on").rows()

    assert rows == [
        (7, date(2022, 1, 10), date(2022, 3, 21), 5_000_000, date(2022, 3, 21)),
        (7, date(2022, 3, 21), date(2022, 6, 21), 5_000_000, date(2022, 6, 21)),
    ]


def test_a_stretch_that_ends_on_a_boundary_does_not_reach_into_the_next_period():
    cuts = settlement_cuts(date(2022, 6, 21), Frequency.QUARTERLY, 20)
    stretch = pl.DataFrame(
        {
            "since": [date(2021, 12, 21), date(2022, 3, 20)],
            "until": [date(2022, 3, 21), date(2022, 3, 21)],
        }
    )

    assert cut(stretch, cuts)["settles_on"].to_list() == [date(2022, 3, 21)] * 2
