"""What a register's loans owe in all: from the facts, or from standings where every one is of the day."""

from __future__ import annotations

from datetime import date

import pytest

import made_batches as batches
import made_cases as cases
from hudai.actions.standing import refresh_all
from hudai.records.models import Loan, LoanStanding
from hudai.records.queries.loan_register import balance

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
