"""The pencil-and-paper reference gives both sample portfolios' expected figures exactly."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest

from reference import sample_sheets
from reference.facts import Terms
from reference.plain import settle, standing
from reference.seeds import DATA, SHANGCAI, YUBEI

SAMPLES = [("yubei", YUBEI, date(2023, 9, 20)), ("shangcai-messy", SHANGCAI, date(2021, 6, 20))]


def expected(sample: str, name: str) -> list[tuple[str, ...]]:
    with (DATA / "sample" / sample / name).open(encoding="utf-8-sig", newline="") as lines:
        return [tuple(line) for line in csv.reader(lines)][1:]


@pytest.mark.parametrize(("sample", "terms", "through"), SAMPLES)
def test_every_loan_of_a_sample_is_due_what_was_worked_out_for_it(
    sample: str, terms: Terms, through: date
) -> None:
    folder = DATA / "sample" / sample
    rows = settle(
        sample_sheets.loans(folder / "loans.csv"),
        sample_sheets.repayments(folder / "repayments.csv"),
        sample_sheets.stops(folder / "stops.csv"),
        sample_sheets.granted(folder / "granted.csv"),
        terms,
        through + timedelta(days=1),
    )
    found = [(row.contract, *map(str, (row.entitled, row.paid, row.granted, row.due))) for row in rows]
    assert found == expected(sample, "expected.csv")


@pytest.mark.parametrize(("sample", "terms", "through"), SAMPLES)
def test_every_loan_with_a_balance_stands_as_was_worked_out_for_it(
    sample: str, terms: Terms, through: date
) -> None:
    folder = DATA / "sample" / sample
    rows = standing(
        sample_sheets.loans(folder / "loans.csv"),
        sample_sheets.repayments(folder / "repayments.csv"),
        through,
        terms,
    )
    found = [
        (row.contract, str(row.balance), str(row.days_overdue), row.class_, str(int(row.npl)))
        for row in rows
        if row.balance
    ]
    assert found == expected(sample, "expected_standing.csv")
