"""What a register says of its loans: what they owe in all, and when they fall due, as of its day."""

from __future__ import annotations

from datetime import date

import pytest

import made_batches as batches
import made_cases as cases
from hudai.actions.standing import refresh_all
from hudai.records.models import Extension, Loan, LoanStanding, Station
from hudai.records.queries.loan_register import balance, register

pytestmark = pytest.mark.django_db
DAY = date(2022, 3, 20)
POLICIES = {batches.LAW.policy.name: batches.LAW.policy}


@pytest.fixture
def owed() -> int:
    """Two loans, the first half repaid by the day: what is owed in all, fen."""
    first = batches.loan()
    batches.repaid(first, date(2022, 3, 1), principal=2_000_000)
    second = batches.loan(cases.household("LX-002", "钱大山", "19700101"), "HT-002")
    return first.principal - 2_000_000 + second.principal


def test_without_standings_the_balance_is_what_was_lent_less_what_was_repaid(owed: int):
    LoanStanding.objects.all().delete()

    assert balance(Loan.objects.all(), DAY) == owed


def test_with_standings_of_the_day_the_balance_is_theirs(owed: int):
    refresh_all(as_of=DAY, policies=POLICIES)

    assert balance(Loan.objects.all(), DAY) == owed


def test_standings_of_another_day_are_not_taken_for_the_days(owed: int):
    refresh_all(as_of=DAY, policies=POLICIES)
    LoanStanding.objects.filter(loan__contract="HT-002").update(as_of=date(2022, 3, 19), balance=1)

    assert balance(Loan.objects.all(), DAY) == owed


@pytest.mark.parametrize(
    ("day", "due_on", "remark"),
    [
        (date(2022, 12, 19), date(2023, 1, 10), ""),
        (date(2022, 12, 20), date(2023, 7, 10), "已展期"),
        (date(2023, 1, 30), date(2023, 7, 10), "已展期"),
    ],
)
def test_a_register_of_a_day_knows_the_extensions_signed_by_then_and_no_later_one(
    day: date, due_on: date, remark: str
):
    found = batches.loan()
    desk = cases._desk(Station.BRANCH)
    Extension.objects.create(
        loan=found,
        signed_on=date(2022, 12, 20),
        due_on=date(2023, 7, 10),
        recorded_by=desk,
        recorded_at=cases.START,
    )
    # All interest that falls due by then, so that nothing else is to be remarked on.
    batches.repaid(found, date(2022, 3, 1), interest=200_000)

    listed = register(Loan.objects.all(), day, since=day, policy=batches.LAW.policy, unmasked=False)

    (row,) = listed.iter_rows(named=True)
    assert (row["due_on"], row["note"]) == (due_on, remark)


def test_a_loan_older_than_its_scheme_is_in_the_registers_of_days_before_the_scheme():
    batches.loan(signed_on=date(2020, 6, 1), disbursed_on=date(2020, 6, 1))
    day = date(2020, 12, 31)

    listed = register(Loan.objects.all(), day, since=day, policy=batches.LAW.policy, unmasked=False)

    # By the banks' own rules: interest up to 20 June fell due on the 21st, 193 days before.
    (row,) = listed.iter_rows(named=True)
    assert (row["balance_fen"], row["note"]) == (5_000_000, "逾期193天")
