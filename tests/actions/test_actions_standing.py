"""Working out how a household's loans stand: each by its own scheme, together where schemes agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

import made_batches as batches
import made_cases as cases
import made_loans
from hudai.actions import standing as keeping
from hudai.core.policy import Policy
from hudai.records.models import LoanStanding
from hudai.records.queries.standing import standings

pytestmark = pytest.mark.django_db
POLICIES = made_loans.LAWS.policies
# The quarter's interest fell due on 21 March and is not paid.
DAY = date(2022, 3, 31)


def tolerant(policy: Policy) -> Policy:
    """A scheme under which the first ten days count for nothing."""
    days = policy.class_days
    later = tuple(replace(each, value=(11, 91, 271, 361)) for each in days.versions)
    return replace(policy, class_days=replace(days, versions=later))


@pytest.fixture
def household() -> int:
    """A household with a loan under each of two schemes: its key."""
    home = cases.household()
    for contract, policy in (("HT-001", "yubei-2021"), ("HT-002", "shangcai-2019")):
        batches.loan(home, contract, policy=policy)
    return home.pk


def classes() -> dict[str, tuple[int, str]]:
    rows = LoanStanding.objects.values_list("loan__contract", "days_overdue", "loan_class")
    return {contract: (days, name) for contract, days, name in rows}


def test_loans_of_schemes_that_agree_are_worked_out_in_one_go(
    household: int, monkeypatch: pytest.MonkeyPatch
):
    runs: list[int] = []

    def counted(loans: Any, *more: Any) -> Any:
        runs.append(loans.count())
        return standings(loans, *more)

    monkeypatch.setattr(keeping, "standings", counted)

    keeping.refresh({household}, as_of=DAY, policies=POLICIES)

    assert runs == [2]
    assert classes() == {"HT-001": (10, "关注"), "HT-002": (10, "关注")}


def test_schemes_that_differ_each_judge_their_own_loans(household: int):
    policies = {**POLICIES, "shangcai-2019": tolerant(POLICIES["shangcai-2019"])}

    keeping.refresh({household}, as_of=DAY, policies=policies)

    assert classes() == {"HT-001": (10, "关注"), "HT-002": (10, "正常")}
