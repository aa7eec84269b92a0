"""Repayments recorded, corrected and taken back: bounds, unlikely figures, history, and races."""

from __future__ import annotations

import threading
from contextlib import nullcontext
from datetime import date
from typing import Any

import pytest
from django.db import connection

import made_loans as loans
from hudai.actions import repayment as repaying
from hudai.actions.actor import NotYours
from hudai.actions.repayment import Paid, Unlikely
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import JournalLine, Loan, LoanStanding, Repayment, Station

pytestmark = pytest.mark.django_db
QUARTER = date(2025, 12, 21)
INTEREST = 42_292
"""50 000 yuan at 3.5 % for the 87 days from 25 September to 21 December: 42 291.66 fen."""
DOUBTED_FROM = 5 * 42_291
"""What is due is counted in whole fen, cut off."""


def record(loan: Loan, paid: Paid, *, today: date = date(2025, 12, 31), **more: Any) -> Repayment:
    station = more.pop("station", Station.BRANCH)
    return repaying.record(
        actor=loans.on(today, station), laws=loans.LAWS, loan_id=loan.pk, paid=paid, **more
    )


def test_a_repayment_lowers_the_balance_and_interest_paid_clears_the_days_overdue():
    loan = loans.disbursed()
    today = date(2026, 1, 5)
    record(loan, Paid(date(2026, 1, 4), 1_000_000, 0, 0), today=today)
    standing = LoanStanding.objects.get(loan=loan)
    assert (standing.balance, standing.interest_days) == (4_000_000, 15)

    record(loan, Paid(date(2026, 1, 5), 0, INTEREST, 0), today=today)

    assert LoanStanding.objects.get(loan=loan).interest_days == 0
    line = JournalLine.objects.filter(action="登记还款").latest("pk")
    assert line.facts["interest"] == INTEREST


@pytest.mark.parametrize(
    ("paid", "told"),
    [
        (Paid(QUARTER, 5_000_001, 0, 0), "超过还没有还的本金 50,000.00 元"),
        (Paid(date(2025, 9, 24), 100, 0, 0), "不能早于放款日期 2025-09-25"),
        (Paid(date(2026, 1, 1), 100, 0, 0), "不能晚于今天"),
        (Paid(QUARTER, 0, 0, 0), "请至少填写"),
        (Paid(QUARTER, 0, -1, 0), "不能是负数"),
    ],
)
def test_what_cannot_have_been_paid_is_refused_and_nothing_is_written(paid: Paid, told: str):
    loan = loans.disbursed()

    with pytest.raises(Refusal, match=told):
        record(loan, paid, reason="核对无误")

    assert not Repayment.objects.exists()


def test_nothing_is_repaid_on_a_contract_without_money():
    loan = loans.signed()

    with pytest.raises(Refusal, match="还没有放款"):
        record(loan, Paid(QUARTER, 100, 0, 0))


def test_interest_ten_times_what_is_due_wants_a_reason_and_is_kept_with_it():
    loan = loans.disbursed()
    with pytest.raises(Unlikely, match=r"利息 4,229\.20 元，而到 2025-12-21 应付约 422\.91 元"):
        record(loan, Paid(QUARTER, 0, 10 * INTEREST, 0))
    assert not Repayment.objects.exists()

    made = record(loan, Paid(QUARTER, 0, 10 * INTEREST, 0), reason="一次付清三年利息，有回单")

    assert made.reason == "一次付清三年利息，有回单"


@pytest.mark.parametrize(("interest", "doubted"), [(DOUBTED_FROM - 1, False), (DOUBTED_FROM, True)])
def test_interest_is_doubted_from_five_times_what_is_due_and_not_a_fen_before(interest: int, doubted: bool):
    loan = loans.disbursed()

    with pytest.raises(Unlikely) if doubted else nullcontext():
        record(loan, Paid(QUARTER, 0, interest, 0))

    assert Repayment.objects.count() == (not doubted)


def test_a_slip_of_the_decimal_point_is_doubted_on_any_day_around_the_end_of_the_quarter():
    """422.92 fall due on 21 December; people pay some days before or after, and write 4 229.20."""
    loan = loans.disbursed()

    for day in (date(2025, 12, 1), date(2025, 12, 20), date(2025, 12, 22), date(2025, 12, 31)):
        with pytest.raises(Unlikely):
            record(loan, Paid(day, 0, 10 * INTEREST, 0))

    assert not Repayment.objects.exists()


def test_what_was_paid_and_taken_back_is_due_again():
    """Nothing due, 30 days bear 145.83: 800 are doubted; with the first payment void, 422.91 are due."""
    loan = loans.disbursed()
    first = record(loan, Paid(QUARTER, 0, INTEREST, 0))
    with pytest.raises(Unlikely):
        record(loan, Paid(QUARTER, 0, 80_000, 0))
    repaying.void(
        actor=loans.on(date(2026, 1, 10)), laws=loans.LAWS, repayment_id=first.pk, reason="记错了户"
    )

    assert record(loan, Paid(QUARTER, 0, 80_000, 0)).interest == 80_000


def test_the_same_amounts_of_the_same_day_want_a_reason_the_second_time():
    loan = loans.disbursed()
    record(loan, Paid(QUARTER, 100_000, 0, 0))

    with pytest.raises(Unlikely, match="已登记过金额相同的一笔"):
        record(loan, Paid(QUARTER, 100_000, 0, 0))

    record(loan, Paid(QUARTER, 100_000, 0, 0), reason="当天还了两次")
    assert Repayment.objects.count() == 2


def test_a_double_click_records_once_and_an_old_page_not_at_all():
    loan = loans.disbursed()
    for _ in range(2):
        record(loan, Paid(QUARTER, 100_000, 0, 0), seen=0)
    assert Repayment.objects.count() == 1

    with pytest.raises(NotNow, match="刚才有人登记了"):
        record(loan, Paid(QUARTER, 200_000, 0, 0), seen=0)

    assert Repayment.objects.count() == 1


def test_a_correction_stands_beside_the_old_row_and_the_balance_follows():
    loan = loans.disbursed()
    old = record(loan, Paid(QUARTER, 1_000_000, 0, 0))

    new = repaying.correct(
        actor=loans.on(date(2026, 1, 10)),
        laws=loans.LAWS,
        repayment_id=old.pk,
        paid=Paid(QUARTER, 100_000, 0, 0),
        reason="多写了一个零",
    )

    old.refresh_from_db()
    assert (old.principal, new.replaces_id, new.reason) == (1_000_000, old.pk, "多写了一个零")
    assert [row.pk for row in Repayment.objects.filter(loan=loan).standing()] == [new.pk]
    assert LoanStanding.objects.get(loan=loan).balance == 4_900_000


def test_a_repayment_that_never_was_is_taken_back_and_its_row_stays():
    loan = loans.disbursed()
    old = record(loan, Paid(QUARTER, 1_000_000, 0, 0))

    repaying.void(actor=loans.on(date(2026, 1, 10)), laws=loans.LAWS, repayment_id=old.pk, reason="记错了户")

    assert not Repayment.objects.filter(loan=loan).standing().exists()
    assert Repayment.objects.filter(loan=loan).count() == 2
    assert LoanStanding.objects.get(loan=loan).balance == 5_000_000


def test_a_correction_wants_a_reason_a_change_and_room():
    loan = loans.disbursed()
    old = record(loan, Paid(QUARTER, 1_000_000, 0, 0))

    def put(paid: Paid, reason: str) -> None:
        repaying.correct(
            actor=loans.on(date(2026, 1, 10)), laws=loans.LAWS, repayment_id=old.pk, paid=paid, reason=reason
        )

    with pytest.raises(Refusal, match="请写明更正的原因"):
        put(Paid(QUARTER, 100, 0, 0), " ")
    with pytest.raises(Refusal, match="更正前后一样"):
        put(Paid(QUARTER, 1_000_000, 0, 0), "再看")
    with pytest.raises(Refusal, match="超过还没有还的本金"):
        put(Paid(QUARTER, 5_000_001, 0, 0), "改大")
    put(Paid(QUARTER, 5_000_000, 0, 0), "一次还清")

    assert Repayment.objects.count() == 2


def test_a_correction_is_doubted_as_a_new_row_is_and_taken_when_it_is_said_why():
    loan = loans.disbursed()
    old = record(loan, Paid(QUARTER, 0, INTEREST, 0))

    def put(checked: str = "") -> Repayment:
        return repaying.correct(
            actor=loans.on(date(2026, 1, 10)),
            laws=loans.LAWS,
            repayment_id=old.pk,
            paid=Paid(QUARTER, 0, DOUBTED_FROM, 0),
            reason="回单金额不同",
            checked=checked,
        )

    with pytest.raises(Unlikely, match="达到应付的 5 倍以上"):
        put()
    assert Repayment.objects.count() == 1

    assert put("一次付清全年利息").reason == "回单金额不同；一次付清全年利息"


def test_a_correction_to_a_row_that_stands_already_is_doubted():
    loan = loans.disbursed()
    record(loan, Paid(QUARTER, 0, INTEREST, 0))
    other = record(loan, Paid(QUARTER, 0, 100, 0))

    with pytest.raises(Unlikely, match="已登记过金额相同的一笔还款"):
        repaying.correct(
            actor=loans.on(date(2026, 1, 10)),
            laws=loans.LAWS,
            repayment_id=other.pk,
            paid=Paid(QUARTER, 0, INTEREST, 0),
            reason="录错",
        )

    assert Repayment.objects.count() == 2


def test_what_was_corrected_is_corrected_no_second_time_and_a_double_click_is_one():
    loan = loans.disbursed()
    old = record(loan, Paid(QUARTER, 1_000_000, 0, 0))
    actor = loans.on(date(2026, 1, 10))
    for _ in range(2):
        repaying.void(actor=actor, laws=loans.LAWS, repayment_id=old.pk, reason="记错了户")

    assert Repayment.objects.count() == 2
    with pytest.raises(NotNow, match="已经更正过"):
        repaying.correct(
            actor=actor, laws=loans.LAWS, repayment_id=old.pk, paid=Paid(QUARTER, 1, 0, 0), reason="改"
        )


@pytest.mark.parametrize("station", [Station.VILLAGE, Station.OFFICE, Station.FINANCE])
def test_only_the_bank_books_what_was_paid(station: Station):
    loan = loans.disbursed()

    with pytest.raises(NotYours):
        record(loan, Paid(QUARTER, 100, 0, 0), station=station)

    assert not Repayment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_cannot_repay_more_than_is_owed_at_the_same_moment():
    loan = loans.disbursed()
    actor = loans.on(date(2025, 12, 31))
    start, told = threading.Barrier(2), []

    def pay(principal: int) -> None:
        try:
            start.wait(10)
            repaying.record(
                actor=actor, laws=loans.LAWS, loan_id=loan.pk, paid=Paid(QUARTER, principal, 0, 0)
            )
            told.append("")
        except Refusal as refusal:
            told.append(type(refusal).__name__)
        finally:
            connection.close()

    both = [threading.Thread(target=pay, args=(fen,)) for fen in (3_000_000, 4_000_000)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(60)

    assert sorted(told) == ["", "Refusal"]
    assert Repayment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_at_the_same_moment_there_is_one():
    loan = loans.disbursed()
    old = record(loan, Paid(QUARTER, 1_000_000, 0, 0))
    actor = loans.on(date(2026, 1, 10))
    start, told = threading.Barrier(2), []

    def put(principal: int) -> None:
        try:
            start.wait(10)
            repaying.correct(
                actor=actor,
                laws=loans.LAWS,
                repayment_id=old.pk,
                paid=Paid(QUARTER, principal, 0, 0),
                reason="更正",
            )
            told.append("")
        except Refusal as refusal:
            told.append(type(refusal).__name__)
        finally:
            connection.close()

    both = [threading.Thread(target=put, args=(fen,)) for fen in (1, 2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(60)

    assert sorted(told) == ["", "NotNow"]
    assert Repayment.objects.count() == 2
