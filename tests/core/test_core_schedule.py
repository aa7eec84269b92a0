"""The schedule of a loan: by pencil, and day by day on random households."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import given

from hudai.core.schedule import expected_interest, schedule
from reference.arrears import interest_falls_due
from reference.as_policy import as_policy
from reference.county import County, as_known
from reference.days import ONE_DAY
from reference.frames import as_frames
from reference.strategies import Case, counties

LOANS = {
    "contract": pl.String,
    "disbursed_on": pl.Date,
    "due_on": pl.Date,
    "extended_due_on": pl.Date,
    "principal": pl.Int64,
    "rate": pl.Int64,
}
REPAYMENTS = {"contract": pl.String, "paid_on": pl.Date, "principal": pl.Int64, "interest": pl.Int64}


def one_loan(*repayments: tuple[str, date, int, int], as_of: date, **terms: Any) -> pl.DataFrame:
    """50 000 yuan at 3.85 %, from 2022-01-10 to 2022-07-10, unless told otherwise."""
    row = {
        "contract": "A1",
        "disbursed_on": date(2022, 1, 10),
        "due_on": date(2022, 7, 10),
        "extended_due_on": None,
        "principal": 5_000_000,
        "rate": 38_500,
        **terms,
    }
    return schedule(
        loans=pl.DataFrame([row], LOANS),
        repayments=pl.DataFrame(list(repayments), REPAYMENTS, orient="row"),
        as_of=as_of,
    )


def test_each_quarters_interest_falls_due_on_the_twenty_first_and_the_rest_at_maturity():
    """70, 92 and 19 days: 5 000 000 × 38 500 × days / 360 000 000."""
    rows = one_loan(as_of=date(2022, 2, 1)).select("since", "until", "falls_due", "days", "interest_fen")

    assert rows.rows() == [
        (date(2022, 1, 10), date(2022, 3, 21), date(2022, 3, 21), 70, 37_431),
        (date(2022, 3, 21), date(2022, 6, 21), date(2022, 6, 21), 92, 49_194),
        (date(2022, 6, 21), date(2022, 7, 10), date(2022, 7, 10), 19, 10_160),
    ]


def test_what_was_repaid_bears_no_interest_and_what_is_to_come_is_on_what_is_left():
    """30 000.00 left from 2022-04-20 on: 30 days of 50 000 and 62 of 30 000 in the second quarter."""
    rows = one_loan(("A1", date(2022, 4, 20), 2_000_000, 0), as_of=date(2022, 5, 1))

    assert rows["interest_fen"].to_list() == [37_431, 35_933, 6_096]
    assert rows["balance_fen"].to_list() == [5_000_000, 3_000_000, 3_000_000]


def test_interest_paid_goes_to_the_oldest_period_first_and_later_payments_do_not_count():
    rows = one_loan(
        ("A1", date(2022, 3, 21), 0, 37_431),
        ("A1", date(2022, 6, 20), 0, 10_000),
        ("A1", date(2022, 7, 9), 0, 90_000),
        as_of=date(2022, 6, 30),
    )

    assert rows["paid_fen"].to_list() == [37_431, 10_000, 0]


def test_a_loan_paid_off_has_nothing_to_come():
    """69 days to 20 March: 36 895.83 fen."""
    rows = one_loan(("A1", date(2022, 3, 20), 5_000_000, 36_896), as_of=date(2022, 6, 1))

    assert rows.select("days", "interest_fen", "paid_fen").rows() == [(69, 36_896, 36_896)]


def test_an_extension_carries_the_schedule_on_to_the_later_day():
    rows = one_loan(as_of=date(2022, 2, 1), extended_due_on=date(2022, 10, 10))

    assert rows["falls_due"].to_list()[-1] == date(2022, 10, 10)


def test_what_may_be_expected_is_what_is_unpaid_and_at_least_the_period_the_day_lies_in():
    periods = one_loan(("A1", date(2022, 3, 21), 0, 37_431), as_of=date(2022, 5, 1))

    assert expected_interest(periods, date(2022, 1, 10)) == 37_431
    assert expected_interest(periods, date(2022, 3, 21)) == 37_431
    assert expected_interest(periods, date(2022, 3, 20)) == 37_431
    assert expected_interest(periods, date(2022, 5, 1)) == 49_194
    assert expected_interest(periods, date(2022, 7, 1)) == 49_194 + 10_160


@given(counties(2))
def test_the_schedule_is_that_of_pencil_and_paper_day_by_day(case: Case):
    until = case.as_of + ONE_DAY
    known = [as_known(loan, until) for loan in case.loans]
    paid = [row for row in case.repayments if row.paid_on < until]
    horizon = max(until, *(loan.due_in_force for loan in known)) + timedelta(days=1)
    county = County(known, paid, [], case.terms, horizon)
    expected = {
        (loan.contract, day): fen for loan in known for day, fen in interest_falls_due(county, loan) if fen
    }
    frames = as_frames(case)

    rows = schedule(
        loans=frames["loans"],
        repayments=frames["repayments"],
        as_of=case.as_of,
        policy=as_policy(case.terms),
    )

    found = rows.filter(pl.col("interest_fen") > 0)
    assert {
        (row["contract"], row["falls_due"]): row["interest_fen"] for row in found.iter_rows(named=True)
    } == (expected)
    totals = {loan.contract: 0 for loan in known}
    for row in paid:
        totals[row.contract] += row.interest_fen
    for contract, total in totals.items():
        mine = rows.filter(pl.col("contract") == contract)
        assert mine["paid_fen"].sum() == min(total, mine["interest_fen"].sum())
