"""Two desks at once: what is there is paid once, and no voucher slips into a month while it closes."""

from __future__ import annotations

from datetime import date

import pytest

import made_cases as cases
from at_once import at_once
from hudai.actions.ledger_month import close_month
from hudai.core.ledger_check import check
from hudai.records.models import ClosedMonth, Station, Voucher
from hudai.records.queries.ledger import balance_of
from hudai.records.queries.ledger_check import books
from made_books import COUNTY, arrive, at, pay

pytestmark = pytest.mark.django_db(transaction=True)


OF_NO_BATCH = {"已批准批次逐行记入应付贴息"}
"""What is paid here is of no batch, and the check says so."""


def faults() -> set[str]:
    return {each.name for each in check(books()) if not each.passed}


def test_money_that_reaches_for_one_payment_is_paid_once():
    finance = at(cases.at(Station.FINANCE).posting)
    arrive(finance, 100_00)

    said = at_once(*[lambda: pay(finance, 60_00)] * 4)

    assert sorted(map(bool, said)) == [False, True, True, True]
    assert balance_of(COUNTY) == 40_00
    assert Voucher.objects.count() == 2
    assert faults() <= OF_NO_BATCH


def test_a_month_closes_before_or_after_a_voucher_and_never_around_it():
    finance = at(cases.at(Station.FINANCE).posting)
    arrive(finance, 100_00, on=date(2026, 3, 1))

    said = at_once(
        lambda: close_month(actor=finance, month=date(2026, 3, 1)),
        lambda: pay(finance, 10_00, on=date(2026, 3, 31)),
    )

    assert not said[0]
    closed = ClosedMonth.objects.get()
    assert closed.trial_balance["1014"][3] == balance_of(COUNTY) == (100_00 if said[1] else 90_00)
    assert faults() <= OF_NO_BATCH
