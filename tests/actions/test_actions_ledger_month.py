"""A month is closed once, in order, when it is over, and by other hands than posted last."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from hudai.actions.actor import Actor, NotYours
from hudai.actions.ledger import take_back
from hudai.actions.ledger_month import close_month
from hudai.core.errors import Refusal
from hudai.core.ledger import month_digest
from hudai.core.ledger_check import check
from hudai.core.workflow import NotNow
from hudai.records.models import ClosedMonth, Officer, Station
from hudai.records.queries.ledger_check import books
from made_books import arrive, at, pay
from made_offices import officer, post, posted

pytestmark = pytest.mark.django_db

FEBRUARY, MARCH, APRIL = date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)


@pytest.fixture
def finance() -> Actor:
    return at(posted(Station.FINANCE).postings.get())


@pytest.fixture
def colleague(finance: Actor) -> Actor:
    return at(post(officer("finance2", "钱白云"), Station.FINANCE))


def test_a_closed_month_keeps_its_trial_balance_under_a_digest(finance: Actor, colleague: Actor):
    arrive(finance, 1000, on=date(2026, 2, 28))
    pay(finance, 300, on=date(2026, 3, 1))

    february = close_month(actor=colleague, month=FEBRUARY)
    march = close_month(actor=colleague, month=MARCH)

    assert february.trial_balance == {"1014": [0, 1000, 0, 1000], "4014": [0, 0, 1000, -1000]}
    assert march.trial_balance == {
        "1014": [1000, 0, 300, 700],
        "2001": [0, 300, 300, 0],
        "4014": [-1000, 0, 0, -1000],
        "5001": [0, 300, 0, 300],
    }
    assert march.digest == month_digest(MARCH, march.trial_balance, february.digest)


def test_a_month_without_vouchers_closes_with_its_balances(finance: Actor, colleague: Actor):
    arrive(finance, 1000, on=date(2026, 2, 28))
    close_month(actor=colleague, month=FEBRUARY)

    assert close_month(actor=colleague, month=MARCH).trial_balance["1014"] == [1000, 0, 0, 1000]


def test_months_are_closed_in_order_and_once(finance: Actor, colleague: Actor):
    arrive(finance, 1000, on=date(2026, 2, 28))

    with pytest.raises(NotNow, match="请先结 2026年02月的账"):
        close_month(actor=colleague, month=MARCH)
    assert not ClosedMonth.objects.exists()

    close_month(actor=colleague, month=FEBRUARY)
    for month in (FEBRUARY, date(2026, 1, 1)):
        with pytest.raises(NotNow, match="已经结账，或在开账以前"):
            close_month(actor=colleague, month=month)
    assert ClosedMonth.objects.count() == 1


def test_the_books_begin_with_what_was_not_taken_back_whatever_year_was_typed_by_mistake(
    finance: Actor, colleague: Actor
):
    slip = arrive(finance, 1000, on=date(2016, 2, 28))
    with pytest.raises(NotNow, match="2015 年以前"):
        arrive(finance, 1000, on=date(216, 2, 28))
    take_back(actor=finance, voucher=slip, reason="年份录错", on=date(2026, 2, 1))
    arrive(finance, 1000, on=date(2026, 2, 28))

    closed = close_month(actor=colleague, month=FEBRUARY)

    assert closed.trial_balance["1014"] == [1000, 1000, 1000, 1000]
    assert all(each.passed for each in check(books()))


def test_a_month_that_is_not_over_stays_open(finance: Actor, colleague: Actor):
    arrive(finance, 1000, on=APRIL)

    with pytest.raises(NotNow, match="2026-05-01 起才能结账"):
        close_month(actor=colleague, month=APRIL)

    assert not ClosedMonth.objects.exists()


def test_books_nobody_has_opened_are_not_closed(finance: Actor):
    with pytest.raises(Refusal, match="账上还没有凭证"):
        close_month(actor=finance, month=MARCH)


def test_who_posted_last_does_not_close_where_there_are_two(finance: Actor, colleague: Actor):
    arrive(colleague, 1000, on=date(2026, 3, 2))
    arrive(finance, 1000, on=date(2026, 3, 30))

    with pytest.raises(NotYours, match="由另一位工作人员办理"):
        close_month(actor=finance, month=MARCH)
    assert not ClosedMonth.objects.exists()

    close_month(actor=colleague, month=MARCH)


def test_who_keeps_the_books_alone_closes_them(finance: Actor):
    arrive(finance, 1000, on=date(2026, 3, 30))

    assert close_month(actor=finance, month=MARCH).closed_by == finance.posting


def test_a_colleague_who_may_no_longer_sign_in_is_no_second_pair_of_hands(finance: Actor, colleague: Actor):
    arrive(finance, 1000, on=date(2026, 3, 30))
    Officer.objects.filter(pk=colleague.officer.pk).update(is_active=False)

    close_month(actor=finance, month=MARCH)


@pytest.mark.parametrize("station", [each for each in Station if each != Station.FINANCE])
def test_nobody_but_finance_closes(finance: Actor, station: Station):
    arrive(finance, 1000, on=date(2026, 3, 30))

    with pytest.raises(NotYours):
        close_month(actor=at(posted(station).postings.get()), month=MARCH)

    assert not ClosedMonth.objects.exists()


def test_a_closed_month_cannot_be_opened_by_sql(finance: Actor):
    arrive(finance, 1000, on=date(2026, 3, 30))
    close_month(actor=finance, month=MARCH)

    with pytest.raises(DatabaseError), transaction.atomic():
        ClosedMonth.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        ClosedMonth.objects.update(trial_balance={})

    assert ClosedMonth.objects.get().trial_balance["1014"] == [0, 1000, 0, 1000]
