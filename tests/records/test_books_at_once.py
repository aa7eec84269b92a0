"""Two desks at once: what is there is paid once, and no voucher slips into a month while it closes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

import made_cases as cases
from hudai.actions.ledger_month import close_month
from hudai.core.errors import Refusal
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


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """What each deed was refused with, empty where it was done; all begin together."""
    begin = threading.Barrier(len(deeds))
    said = [""] * len(deeds)

    def run(place: int) -> None:
        begin.wait()
        try:
            deeds[place]()
        except Refusal as refusal:
            said[place] = str(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


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
