"""A larger county: the first households are lived, the others stand beside them in the same towns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F

from hudai.demo import size
from hudai.demo.borrowing import LIVED_TO
from hudai.demo.county import County
from hudai.demo.portfolio import made_up_portfolio
from hudai.documents import policy_files
from hudai.records.models import (
    Application,
    Bank,
    Branch,
    Household,
    Listing,
    Loan,
    LoanStanding,
    Person,
    Posting,
    Region,
    Repayment,
    Station,
)
from hudai.records.queries.loan import Filters, loans

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.once]

LIVED, ALL = 60, 400


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[County]:
    """Sixty households lived and the rest in bulk, once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(size, "LIVED", LIVED)
        patch.setattr(size, "MOST_LIVED", LIVED)
        patch.setattr(size, "AT_ONCE", 100)
        yield size.build(ALL, password="Yunping-000000")
        transaction.set_rollback(True)


def test_it_has_exactly_the_households_asked_for_each_on_the_list(county: County):
    # One of the lived ones came with the second list beside those asked for, as in the small county.
    lived = Household.objects.filter(number__startswith="YP").count()
    written = Household.objects.filter(number__startswith="H").count()

    assert written == ALL - LIVED
    assert LIVED <= lived <= LIVED + 5
    assert Listing.objects.filter(household__number__startswith="H", left_with=None).count() == written


def test_every_household_is_in_a_group_of_its_village(county: County):
    assert not Household.objects.filter(group=None).exists()
    strayed = Household.objects.exclude(group__level="group", group__parent=F("village"))
    assert not strayed.exists()
    assert Region.objects.filter(level="group").count() > Region.objects.filter(level="village").count()


def test_nobody_is_there_twice(county: County):
    numbers = list(Person.objects.values_list("id_index", flat=True))

    assert len(numbers) == len(set(numbers))
    connection.check_constraints()


def test_whoever_has_an_id_number_that_is_taken_is_left_out_with_all_they_borrowed():
    policy, national = policy_files.load("yubei-2021"), policy_files.read_national()
    made = made_up_portfolio(loans=50, policy=policy, national=national, as_of=date(2025, 9, 20))
    gone = made.repayments["contract"][0]
    taken = made.loans.filter(contract=gone)["id_number"].to_list()

    left = size.fitted(made, dict.fromkeys(made.loans["town"], "青禾支行"), taken)

    assert not set(taken) & set(left.loans["id_number"])
    assert gone not in left.repayments["contract"]
    assert set(left.repayments["contract"]) | set(left.stops["contract"]) <= set(left.loans["contract"])
    assert left.loans["bank"].unique().to_list() == ["青禾支行"]


def test_those_in_bulk_live_in_the_countys_towns_and_borrow_at_its_branches(county: County):
    assert Region.objects.filter(level="town").count() == 12
    assert (Bank.objects.count(), Branch.objects.filter(parent__isnull=False).count()) == (3, 6)
    lent = Loan.objects.filter(household__number__startswith="H")
    assert lent.count() >= ALL - LIVED
    assert Repayment.objects.filter(loan__in=lent).exists()


def test_every_loan_stands_as_of_the_last_day_and_shows_at_the_office(county: County):
    paid_out = Loan.objects.exclude(disbursed_on=None)

    assert LoanStanding.objects.filter(as_of=LIVED_TO).count() == paid_out.count() > ALL - LIVED
    office = Posting.objects.filter(station=Station.OFFICE).first()
    assert office is not None
    assert loans(office, Filters()).count() == Loan.objects.count()


def test_the_desks_and_their_waiting_cases_are_those_of_the_small_county(county: County):
    assert len(county.sign_ins) == 14
    assert {("under_way", step) for step in (1, 2, 3, 4)} <= set(
        Application.objects.values_list("state", "step")
    )
