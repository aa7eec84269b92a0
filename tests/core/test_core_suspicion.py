"""Patterns an auditor puts side by side: each on both sides of its boundary, with the money at stake."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudai.core import suspicion as patterns
from hudai.core import suspicion_of_one as singles
from hudai.documents import policy_files
from reference.suspicions import shared_payees_by_hand

YUBEI = policy_files.load("yubei-2021")
ON = date(2025, 12, 1)
FIRST = date(2025, 3, 1)
LOANS: dict[str, Any] = {
    "loan_key": pl.Int64,
    "household": pl.Int64,
    "account": pl.String,
    "disbursed_on": pl.Date,
    "principal": pl.Int64,
    "kind": pl.String,
    "balance": pl.Int64,
    "signed_on": pl.Date,
}


def loans(*rows: tuple[int, int, str | None, int | None], **more: Any) -> pl.DataFrame:
    """(key, household, account, days after the first) each of 10 000.00, all first loans not paid back."""
    days = [None if after is None else FIRST + timedelta(days=after) for *_, after in rows]
    told = {
        "loan_key": [key for key, *_ in rows],
        "household": [household for _, household, *_ in rows],
        "account": [account for *_, account, _ in rows],
        "disbursed_on": days,
        "principal": [1_000_000] * len(rows),
        "kind": ["first"] * len(rows),
        "balance": [1_000_000] * len(rows),
        "signed_on": [day or FIRST for day in days],
    }
    return pl.DataFrame({**told, **more}, schema=LOANS)


def found(rows: pl.DataFrame) -> dict[str, tuple[list[int], int]]:
    """subject → keys of its records, and the stake."""
    assert tuple(rows.columns) == patterns.COLUMNS
    return {
        subject: (sorted(group["key"]), group["stake_fen"].unique().item())
        for (subject,), group in rows.group_by("subject")
    }


def payees(rows: pl.DataFrame) -> dict[str, tuple[list[int], int]]:
    return found(patterns.shared_payees(rows, policy=YUBEI, on=ON))


def test_three_households_within_thirty_days_to_one_account_are_a_suspicion():
    rows = loans((1, 1, "A", 0), (2, 2, "A", 12), (3, 3, "A", 30))

    assert payees(rows) == {"A": ([1, 2, 3], 3_000_000)}
    told = patterns.shared_payees(rows, policy=YUBEI, on=ON)
    assert told["message"][0] == "30 天内有 3 户的贷款打入同一账户，请核实是否本人用款。"
    assert (told["clause"][0], told["level"][0]) == ("yubei-2021#1.9", "advice")


def test_on_the_thirty_first_day_it_is_none():
    assert payees(loans((1, 1, "A", 0), (2, 2, "A", 12), (3, 3, "A", 31))) == {}


def test_two_households_are_none_however_many_their_loans():
    assert payees(loans((1, 1, "A", 0), (2, 2, "A", 1), (3, 2, "A", 2))) == {}


def test_a_loan_far_from_the_crowd_does_not_belong_to_it():
    rows = loans((1, 1, "A", 0), (2, 2, "A", 100), (3, 3, "A", 110), (4, 4, "A", 120), (5, 5, "A", 200))

    assert payees(rows) == {"A": ([2, 3, 4], 3_000_000)}


def test_windows_that_overlap_are_one_suspicion():
    rows = loans((1, 1, "A", 0), (2, 2, "A", 20), (3, 3, "A", 25), (4, 1, "A", 50))

    assert payees(rows) == {"A": ([1, 2, 3, 4], 4_000_000)}


def test_no_account_and_no_payout_say_nothing():
    assert payees(loans((1, 1, "", 0), (2, 2, "", 1), (3, 3, "", 2))) == {}
    assert payees(loans((1, 1, None, 0), (2, 2, None, 1), (3, 3, None, 2))) == {}
    assert payees(loans((1, 1, "A", 0), (2, 2, "A", 1), (3, 3, "A", None))) == {}


ROW = st.tuples(st.integers(1, 4), st.sampled_from(["A", "B", ""]), st.integers(0, 90))


@given(st.lists(ROW, max_size=14))
def test_shared_payees_are_those_a_clerk_finds_with_a_calendar(rows: list[tuple[int, str, int]]):
    numbered = [(key, *row) for key, row in enumerate(rows, 1)]
    expected = shared_payees_by_hand(
        [(key, home, account, FIRST + timedelta(days=after)) for key, home, account, after in numbered],
        households=3,
        days=30,
    )

    assert {subject: keys for subject, (keys, _) in payees(loans(*numbered)).items()} == expected


def test_an_account_of_two_households_is_a_suspicion_whenever_it_was():
    rows = loans((1, 1, "A", 0), (2, 2, "A", 700), (3, 3, "B", 0), (4, 3, "B", 5))

    assert found(patterns.shared_accounts(rows, policy=YUBEI, on=ON)) == {"A": ([1, 2], 2_000_000)}


def applications(*rows: tuple[int, int, str]) -> pl.DataFrame:
    told = {
        "application_key": [key for key, *_ in rows],
        "household": [household for _, household, _ in rows],
        "phone": [phone for *_, phone in rows],
        "amount": [500_000] * len(rows),
    }
    return pl.DataFrame(told, schema_overrides={"application_key": pl.Int64, "household": pl.Int64})


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (((1, 1, "x"), (2, 2, "x"), (3, 3, "x")), {"x": ([1, 2, 3], 1_500_000)}),
        (((1, 1, "x"), (2, 1, "x"), (3, 2, "x")), {"x": ([1, 2, 3], 1_500_000)}),
        (((1, 1, "x"), (2, 2, "x")), {}),
        (((1, 1, "x"), (2, 1, "x"), (3, 1, "x")), {}),
        (((1, 1, ""), (2, 2, ""), (3, 3, "")), {}),
    ],
)
def test_one_number_on_three_applications_of_more_than_one_household(rows: Any, expected: Any):
    assert found(patterns.shared_phones(applications(*rows), policy=YUBEI, on=ON)) == expected


def test_two_first_loans_not_paid_back_are_a_suspicion_and_a_top_up_is_none():
    both = loans((1, 7, None, 0), (2, 7, None, 90), (3, 8, None, 0), (4, 8, None, 90))

    kept = both.with_columns(kind=pl.when(pl.col("loan_key") == 4).then(pl.lit("top_up")).otherwise("kind"))
    assert found(patterns.several_first_loans(kept, policy=YUBEI, on=ON)) == {"7": ([1, 2], 2_000_000)}
    paid_back = kept.with_columns(
        balance=pl.when(pl.col("loan_key") == 1).then(pl.lit(0)).otherwise("balance")
    )
    assert patterns.several_first_loans(paid_back, policy=YUBEI, on=ON).is_empty()


LINES: dict[str, Any] = {
    "loan_key": pl.Int64,
    "household": pl.Int64,
    "batch": pl.Int64,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "due": pl.Int64,
}


def test_two_batches_over_the_same_days_for_one_household_are_a_suspicion():
    spring, summer = (date(2025, 3, 21), date(2025, 6, 21)), (date(2025, 6, 21), date(2025, 9, 21))
    rows = [
        (1, 7, 10, *spring, 400),
        (2, 7, 11, *spring, 300),
        (1, 7, 12, *summer, 400),
        (3, 8, 10, *spring, 400),
        (4, 8, 10, *spring, 100),
    ]
    lines = pl.DataFrame(rows, schema=LINES, orient="row")

    assert found(patterns.paid_twice(lines, policy=YUBEI, on=ON)) == {"7 10 11": ([1, 2], 300)}


def listings(*rows: tuple[int, date, date | None]) -> pl.DataFrame:
    return pl.DataFrame(
        rows, schema={"household": pl.Int64, "since": pl.Date, "until": pl.Date}, orient="row"
    )


def test_a_loan_on_the_first_day_off_the_list_is_off_the_list():
    rows = loans((1, 1, None, 0), (2, 2, None, 0), (3, 3, None, 0), (4, 4, None, 0))
    listed = listings((1, FIRST, None), (2, date(2021, 1, 1), FIRST), (3, FIRST + timedelta(days=1), None))

    told = singles.off_list(rows, listed, policy=YUBEI)

    assert found(told) == {f"loan {key}": ([key], 1_000_000) for key in (2, 3, 4)}
    assert told["message"][0] == "2025-03-01 放款时，这户不在帮扶名单内。"


def test_a_loan_on_the_day_of_death_is_to_a_dead_person_and_the_day_before_is_not():
    rows = loans((1, 1, None, 0), (2, 2, None, 0), (3, 3, None, 0)).with_columns(
        died_on=pl.Series([FIRST, FIRST + timedelta(days=1), None], dtype=pl.Date)
    )

    assert list(found(singles.dead(rows, policy=YUBEI))) == ["loan 1"]


def test_a_payout_before_the_last_opinion_or_without_it_is_a_suspicion():
    rows = loans((1, 1, None, 0), (2, 2, None, 0), (3, 3, None, 0), (4, 4, None, None)).with_columns(
        approved_on=pl.Series([FIRST, FIRST + timedelta(days=1), None, None], dtype=pl.Date)
    )

    told = singles.unapproved(rows, policy=YUBEI)

    assert sorted(found(told)) == ["loan 2", "loan 3"]
    assert set(told["level"]) == {"hard"}
    assert all(told["clause"].str.starts_with("yubei-2021#"))


def test_a_fee_or_a_guarantor_on_record_is_told_by_its_name_and_what_nobody_said_is_none():
    rows = loans((1, 1, None, 0), (2, 2, None, 0), (3, 3, None, 0)).with_columns(
        guarantor_or_collateral=pl.Series([True, False, None]),
        fee_charged=pl.Series([True, False, None]),
        extra_condition=pl.Series([False, False, None]),
    )

    told = singles.charged(rows, policy=YUBEI)

    assert told.select("key", "message").rows() == [(1, "申请上登记有担保或抵押、收费或保证金。")]


def test_a_loan_thirty_days_after_the_approval_is_in_time_and_one_day_more_is_late():
    rows = pl.DataFrame(
        {
            "application_key": [1, 2, 3, 4],
            "approved_on": [date(2025, 10, 1), date(2025, 10, 1), date(2025, 11, 1), date(2025, 10, 31)],
            "disbursed_on": [date(2025, 10, 31), date(2025, 11, 1), None, None],
            "amount": [500_000] * 4,
        },
        schema_overrides={"disbursed_on": pl.Date},
    )

    told = singles.late_disbursements(rows, policy=YUBEI, on=ON)

    assert found(told) == {
        "application 2": ([2], 500_000),
        "application 4": ([4], 500_000),
    }
    assert told["message"][0] == "2025-10-01 批准，30 天内没有放款。"


def test_a_batch_is_late_by_the_money_that_did_not_arrive_in_thirty_days():
    approved = date(2025, 10, 1)
    rows = pl.DataFrame(
        {
            "batch": [5, 5, 5, 6],
            "approved_on": [approved, approved, approved, date(2025, 11, 20)],
            "due": [100, 200, 400, 800],
            "paid_on": [date(2025, 10, 31), date(2025, 11, 1), None, None],
        }
    )

    assert found(singles.late_subsidies(rows, policy=YUBEI, on=ON)) == {"batch 5": ([5], 600)}


def test_granted_more_than_earned_is_a_suspicion_to_the_fen():
    rows = pl.DataFrame(
        {
            "loan_key": [1, 2],
            "signed_on": [FIRST, FIRST],
            "due_fen": [-2_569, 100],
            "granted_fen": [40_000, 0],
        }
    )

    told = singles.over_granted(rows, policy=YUBEI)

    assert found(told) == {"loan 1": ([1], 2_569)}
    assert "多 25.69 元" in told["message"][0]


def test_nothing_comes_of_no_rows_at_all():
    none = loans()
    assert patterns.shared_payees(none, policy=YUBEI, on=ON).schema == patterns.nothing().schema
    assert patterns.shared_accounts(none, policy=YUBEI, on=ON).schema == patterns.nothing().schema
    assert patterns.several_first_loans(none, policy=YUBEI, on=ON).schema == patterns.nothing().schema
    assert singles.off_list(none, listings(), policy=YUBEI).schema == patterns.nothing().schema
