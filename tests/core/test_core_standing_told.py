"""What fell due after the bank last told what was repaid is unknown: nobody is called behind with it (R8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudai.core.standing import standing
from reference import plain
from reference.as_policy import as_policy
from reference.frames import as_frames
from reference.strategies import Case, counties

AS_OF = date(2022, 6, 30)
NOTHING = pl.DataFrame(
    schema={"contract": pl.String, "paid_on": pl.Date, "principal": pl.Int64, "interest": pl.Int64}
)


def stands(told_to: date | None, *, due_on: date = date(2023, 1, 10), **also: Any) -> dict[str, Any]:
    """50 000 yuan at 3.60 % from 2022-01-10, nothing paid: 350.00 fell due on 03-21, 460.00 on 06-21."""
    loan = {
        "contract": "A", "disbursed_on": date(2022, 1, 10), "due_on": due_on, "extended_due_on": None,
        "principal": 5_000_000, "rate": 36_000, "told_to": told_to, **also,
    }  # fmt: skip
    columns = {"extended_due_on": pl.Date, "told_to": pl.Date}
    frame = pl.DataFrame([loan], schema_overrides=columns)
    return standing(loans=frame, repayments=NOTHING, as_of=AS_OF).row(0, named=True)


@pytest.mark.parametrize(
    ("told_to", "days"),
    [
        (None, 101),
        (date(2022, 6, 30), 101),
        (date(2022, 5, 31), 101),
        (date(2022, 3, 22), 101),
        (date(2022, 3, 21), 0),
        (date(2022, 1, 31), 0),
    ],
)
def test_interest_is_overdue_once_the_bank_has_told_of_the_day_after(told_to: date | None, days: int):
    found = stands(told_to)

    assert (found["interest_days"], found["days_overdue"]) == (days, days)
    assert found["class"] == ("次级" if days else "正常")


@pytest.mark.parametrize(("told_to", "days"), [(None, 9), (date(2022, 6, 22), 9), (date(2022, 6, 21), 0)])
def test_so_is_principal(told_to: date | None, days: int):
    found = stands(told_to, due_on=date(2022, 6, 21), rate=0)

    assert (found["principal_days"], found["balance_fen"]) == (days, 5_000_000)


def test_what_the_bank_says_of_its_class_holds_as_ever():
    assert stands(date(2022, 1, 31), bank_class="可疑")["npl"] == 1


@given(counties(), st.integers(min_value=-40, max_value=400))
def test_told_or_not_the_days_are_those_of_the_plain_reference(case: Case, silent: int):
    told_to = case.as_of - timedelta(days=silent)
    frames = as_frames(case)
    loans = frames["loans"].with_columns(told_to=pl.lit(told_to))
    found = standing(
        loans=loans, repayments=frames["repayments"], as_of=case.as_of, policy=as_policy(case.terms)
    )

    def told(days: int) -> int:
        return days if case.as_of - timedelta(days=days) < told_to else 0

    expected = [
        replace(
            row, principal_overdue=told(row.principal_overdue), interest_overdue=told(row.interest_overdue)
        )
        for row in plain.standing(case.loans, case.repayments, case.as_of, case.terms)
        if row.balance
    ]
    names = ("contract", "balance_fen", "principal_days", "interest_days")
    rows = [(row.contract, row.balance, row.principal_overdue, row.interest_overdue) for row in expected]
    assert list(found.select(names).iter_rows()) == rows
