"""Repayments that cannot be and such that are hard to believe: by pencil, and by a plain loop over days."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from hudai.core.repayment import far_too_little, hard_to_believe, overpaid

LENT, RATE, SINCE = 5_000_000, 38_500, date(2022, 1, 10)
Row = tuple[int | None, int, int, int]
"""Place in the sheet, days after disbursement, principal, interest."""


def history(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (1, SINCE + timedelta(days), principal, interest, LENT, RATE, SINCE, at)
            for at, days, principal, interest in rows
        ],
        schema={
            "loan_key": pl.Int64,
            "paid_on": pl.Date,
            "principal": pl.Int64,
            "interest": pl.Int64,
            "lent": pl.Int64,
            "rate": pl.Int64,
            "disbursed_on": pl.Date,
            "at": pl.Int64,
        },
        orient="row",
    )


def test_the_row_of_the_sheet_by_which_too_much_comes_back_is_the_one_in_question():
    rows: list[Row] = [(None, 30, 3_000_000, 0), (0, 10, 1_000_000, 0), (1, 20, 1_000_001, 0), (2, 40, 0, 99)]

    # 30 000 known, 10 000 on top fit, 10 000.01 more do not.
    assert overpaid(history(rows)).rows() == [(1, 5_000_001, LENT)]


def test_the_whole_principal_may_come_back():
    assert overpaid(history([(0, 10, LENT, 0)])).is_empty()


def test_ten_times_what_is_due_is_doubted_and_what_is_due_is_not():
    # 50 000 at 3.85 % for 70 days: 374.31, as R2 works out.
    assert hard_to_believe(history([(0, 70, 0, 37_431)])).is_empty()
    (doubted,) = hard_to_believe(history([(0, 70, 0, 374_310)])).rows()
    assert doubted[:2] == (0, 374_310)
    assert abs(doubted[2] - 37_431) <= 2


def test_five_times_what_is_due_is_the_first_to_be_doubted():
    # 50 000 at 3.85 % bear 534.72 a hundred days (19 250.00 / 3.6); cut off to the fen, five times 2 673.60.
    assert hard_to_believe(history([(0, 100, 0, 267_359)])).is_empty()
    assert hard_to_believe(history([(0, 100, 0, 267_360)])).rows() == [(0, 267_360, 53_472)]


def test_what_was_paid_before_is_no_longer_due():
    # 374.31 paid on day 70; forty days later 213.89 are due (50 000 × 3.85 % × 40 / 360).
    rows: list[Row] = [(None, 70, 0, 37_431), (0, 110, 0, 213_890)]

    (doubted,) = hard_to_believe(history(rows)).rows()

    assert abs(doubted[2] - 21_389) <= 2


def test_a_household_may_pay_some_months_ahead():
    # Five times what thirty days bear (160.42) is the first to be doubted, with nothing due.
    rows: list[Row] = [(None, 70, 0, 37_431), (0, 70, 0, 80_000), (1, 70, 0, 80_210)]

    assert hard_to_believe(history(rows))["at"].to_list() == [1]


def test_a_few_yuan_too_many_are_no_slip():
    assert hard_to_believe(history([(None, 70, 0, 37_431), (0, 70, 0, 900)])).is_empty()


ROWS = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 2_000_000), st.integers(0, 400_000), st.booleans()),
    max_size=6,
)


@given(ROWS)
def test_both_answers_are_those_of_a_loop_over_days(drawn: list[tuple[int, int, int, bool]]):
    rows: list[Row] = [
        (at if mine else None, days, principal, interest)
        for at, (days, principal, interest, mine) in enumerate(drawn)
    ]
    frame = history(rows)

    total = sum(principal for at, _, principal, _ in rows if at is None)
    too_much = []
    for at, _, principal, _ in sorted(
        (row for row in rows if row[0] is not None), key=lambda row: (row[1], row[0])
    ):
        total += principal
        if principal and total > LENT:
            too_much.append(at)
    assert sorted(overpaid(frame)["at"]) == sorted(too_much)

    balance, borne, paid, day = LENT, Fraction(0), 0, 0
    sure, doubtful = set(), set()
    for at, days, principal, interest in sorted(
        rows, key=lambda row: (row[1], -1 if row[0] is None else row[0])
    ):
        while day < days:
            borne += Fraction(balance * RATE, 360_000_000)
            day += 1
        due = max(borne - paid, Fraction(balance * RATE * 30, 360_000_000))
        for slack, found in ((20, sure), (-20, doubtful)):
            if at is not None and interest >= 5 * (due + slack) and interest - due - slack >= 1_000:
                found.add(at)
        paid += interest
        balance = max(balance - principal, 0)
    answered = set(hard_to_believe(frame)["at"])
    assert sure <= answered <= doubtful


def test_a_sheet_in_another_unit_comes_to_far_too_little():
    # 50 000.00 at 3.85 % for 90 days: 481.25; in ten thousands 0.05.
    assert far_too_little(history([(None, 1, 0, 1), (0, 90, 0, 5)])).rows() == [("interest", 0, 5, 48_123)]
    assert far_too_little(history([(0, 90, 500, 48_125)])).rows() == [("principal", 0, 500, LENT)]
    assert far_too_little(history([(0, 90, 500, 5)])).height == 2


def test_small_amounts_are_no_other_unit():
    assert far_too_little(history([(0, 90, 0, 10)])).is_empty()
    assert far_too_little(history([(0, 90, 1_000, 0)])).is_empty()
    assert far_too_little(history([(None, 90, 500, 5)])).is_empty()
    assert far_too_little(history([])).is_empty()
