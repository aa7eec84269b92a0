"""Unpaid subsidy by age, and what the next quarters will ask for."""

from __future__ import annotations

from datetime import date

import pytest

import made_batches as batches
import made_offices as offices
from hudai.records.models import Branch, Loan, Station, SubsidyLine
from hudai.records.queries.subsidy_outlook import ageing, outlook

pytestmark = pytest.mark.django_db


def test_what_was_approved_and_not_paid_ages_from_the_day_of_approval():
    batches.paying_loan()
    batches.approved()

    ages = ageing(SubsidyLine.objects.all(), date(2022, 5, 10), late_after=30)

    # Approved on 7 April: 33 days.
    assert [(age.from_days, age.to_days, age.lines, age.fen, age.late) for age in ages] == [
        (0, 30, 0, 0, False),
        (31, 60, 1, 36_944, True),
        (61, 90, 0, 0, True),
        (91, None, 0, 0, True),
    ]


def test_a_forecast_adds_what_each_coming_quarter_earns_until_the_loan_falls_due():
    batches.paying_loan()

    coming = outlook(
        Loan.objects.all(),
        policy=batches.LAW.policy,
        national=batches.LAW.national,
        through=batches.THROUGH,
    )

    # 5 000 000 fen at 3.8 %: 92, 92 and 91 days, then 20 days to 10 January.
    assert [(each.through.isoformat(), each.fen) for each in coming.quarters] == [
        ("2022-06-20", 48_556),
        ("2022-09-20", 48_556),
        ("2022-12-20", 48_028),
        ("2023-03-20", 10_556),
    ]


def test_a_bank_forecasts_its_own_loans_by_what_the_household_s_cap_leaves_them():
    first = batches.paying_loan()
    head = offices.branch(Station.BANK)
    day = {"signed_on": date(2022, 2, 1), "disbursed_on": date(2022, 2, 1)}
    batches.loan(first.household, "HT-009", principal=2_000_000, branch=head, **day)
    facts = {"policy": batches.LAW.policy, "national": batches.LAW.national, "through": batches.THROUGH}

    def coming(branch: Branch) -> list[int]:
        found = outlook(Loan.objects.filter(branch=branch), of_one_bank=True, **facts)
        return [each.fen for each in found.quarters]

    assert coming(first.branch) == [48_556, 48_556, 48_028, 10_556]
    assert coming(head) == [0, 0, 0, 0]


def test_nothing_lent_forecasts_nothing():
    assert (
        outlook(
            Loan.objects.none(),
            policy=batches.LAW.policy,
            national=batches.LAW.national,
            through=batches.THROUGH,
        ).quarters
        == ()
    )


def waiting(through: date = batches.THROUGH) -> tuple[int, int]:
    found = outlook(
        Loan.objects.all(), policy=batches.LAW.policy, national=batches.LAW.national, through=through
    )
    return found.drawn_up_fen, found.not_drawn_up_fen


def test_a_period_that_is_over_waits_first_in_no_batch_then_in_one_and_no_more_once_approved():
    batches.paying_loan()
    assert waiting() == (0, 36_944)

    batches.drawn_up()
    assert waiting() == (36_944, 0)

    batches.approved()
    assert waiting() == (0, 0)
