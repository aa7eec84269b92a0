"""The household's cap handed out day by day: earlier chains first, overdue loans included."""

from __future__ import annotations

from datetime import date

import polars as pl

from hudai.core.coverage import with_covered

Stretch = tuple[int, date, date, int]
JAN, MAR, MAY, JUL = (date(2022, month, 1) for month in (1, 3, 5, 7))
CAP = 5_000_000


def covered(
    stretches: list[Stretch], loans: list[tuple[int, bool]]
) -> list[tuple[int, date, date, int, int]]:
    """Stretches (loan, since, until, balance) of loans given as (household, coverable)."""
    return with_covered(
        pl.DataFrame(
            stretches,
            schema={"loan": pl.Int64, "since": pl.Date, "until": pl.Date, "balance": pl.Int64},
            orient="row",
        ),
        pl.DataFrame(
            {
                "loan": range(len(loans)),
                "household": [household for household, _ in loans],
                "cap": [CAP] * len(loans),
                "coverable": [coverable for _, coverable in loans],
            }
        ),
    ).rows()


def test_a_lone_loan_is_covered_up_to_the_cap_and_not_a_fen_further():
    for balance, wanted in ((4_999_999, 4_999_999), (CAP, CAP), (CAP + 1, CAP), (8_000_000, CAP)):
        assert covered([(0, JAN, MAR, balance)], [(1, True)]) == [(0, JAN, MAR, balance, wanted)]


def test_a_top_up_gets_what_the_first_loan_leaves_and_more_once_that_is_repaid():
    stretches = [(0, JAN, MAY, 3_000_000), (0, MAY, JUL, 1_000_000), (1, MAR, JUL, 4_500_000)]

    assert covered(stretches, [(1, True), (1, True)]) == [
        (0, JAN, MAR, 3_000_000, 3_000_000),
        (0, MAR, MAY, 3_000_000, 3_000_000),
        (0, MAY, JUL, 1_000_000, 1_000_000),
        (1, MAR, MAY, 4_500_000, 2_000_000),
        (1, MAY, JUL, 4_500_000, 4_000_000),
    ]


def test_a_third_loan_gets_nothing_where_two_have_used_the_cap_up():
    stretches = [(0, JAN, MAR, 3_000_000), (1, JAN, MAR, 2_000_000), (2, JAN, MAR, 1)]

    assert [row[4] for row in covered(stretches, [(1, True)] * 3)] == [3_000_000, 2_000_000, 0]


def test_households_do_not_share_their_caps():
    stretches = [(0, JAN, MAR, CAP), (1, JAN, MAR, CAP)]

    assert [row[4] for row in covered(stretches, [(1, True), (2, True)])] == [CAP, CAP]


def test_a_loan_that_is_not_covered_at_all_uses_no_cap():
    stretches = [(0, JAN, MAR, 6_000_000), (1, JAN, MAR, CAP)]

    assert [row[4] for row in covered(stretches, [(1, False), (1, True)])] == [0, CAP]


def test_loans_that_do_not_overlap_leave_each_other_alone():
    stretches = [(0, JAN, MAR, CAP), (1, MAR, MAY, CAP)]

    assert covered(stretches, [(1, True), (1, True)]) == [
        (0, JAN, MAR, CAP, CAP),
        (1, MAR, MAY, CAP, CAP),
    ]
