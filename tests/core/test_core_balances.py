"""What is owed on which days: a repayment counts from its own day."""

from __future__ import annotations

from datetime import date

import polars as pl

from hudai.core.balances import paid_off, running_total, stretches

UNTIL = date(2022, 6, 21)


def owed(repayments: list[tuple[int, date, int]], loans: list[tuple[int, date, int]]) -> pl.DataFrame:
    return stretches(
        pl.DataFrame(
            loans, schema={"loan": pl.Int64, "disbursed_on": pl.Date, "principal": pl.Int64}, orient="row"
        ),
        pl.DataFrame(
            repayments, schema={"loan": pl.Int64, "paid_on": pl.Date, "principal": pl.Int64}, orient="row"
        ),
        until=UNTIL,
    )


ONE = [(0, date(2022, 1, 10), 5_000_000)]


def test_a_repayment_lowers_the_balance_from_its_own_day():
    rows = owed([(0, date(2022, 3, 1), 2_000_000)], ONE).rows()

    assert rows == [
        (0, date(2022, 1, 10), date(2022, 3, 1), 5_000_000),
        (0, date(2022, 3, 1), UNTIL, 3_000_000),
    ]


def test_repayments_of_one_day_are_one_change_and_their_order_is_nothing():
    one = owed([(0, date(2022, 3, 1), 2_000_000)], ONE)
    two = owed([(0, date(2022, 3, 1), 1_500_000), (0, date(2022, 3, 1), 500_000)], ONE)

    assert one.equals(two)


def test_a_loan_repaid_on_the_day_it_was_paid_out_was_never_owed():
    assert owed([(0, date(2022, 1, 10), 5_000_000)], ONE).is_empty()


def test_what_happens_on_the_first_day_not_counted_does_not_count():
    assert owed([(0, UNTIL, 2_000_000)], ONE).rows() == [(0, date(2022, 1, 10), UNTIL, 5_000_000)]
    assert owed([], [(0, UNTIL, 5_000_000)]).is_empty()


def test_a_row_without_principal_cuts_nothing():
    assert owed([(0, date(2022, 3, 1), 0)], ONE).height == 1


def test_the_loans_of_a_frame_do_not_mix():
    loans = [*ONE, (1, date(2022, 2, 1), 1_000_000)]
    rows = owed([(0, date(2022, 3, 1), 5_000_000), (1, date(2022, 3, 1), 1)], loans).rows()

    assert rows == [
        (0, date(2022, 1, 10), date(2022, 3, 1), 5_000_000),
        (1, date(2022, 2, 1), date(2022, 3, 1), 1_000_000),
        (1, date(2022, 3, 1), UNTIL, 999_999),
    ]


def test_a_loan_is_paid_off_on_the_day_its_balance_reaches_zero():
    loans = [*ONE, (1, date(2022, 2, 1), 1_000_000)]
    stretched = owed([(0, date(2022, 3, 1), 2_000_000), (0, date(2022, 4, 1), 3_000_000)], loans)

    assert paid_off(stretched, until=UNTIL).rows() == [(0, date(2022, 4, 1))]


def test_a_running_total_begins_anew_with_each_group():
    frame = pl.DataFrame({"group": ["a", "a", "b", "c", "c"], "change": [5, -2, 7, 1, 1]})
    starts = pl.col("group") != pl.col("group").shift(1)

    assert frame.select(running_total(pl.col("change"), starts=starts)).to_series().to_list() == [
        5,
        3,
        7,
        1,
        2,
    ]
