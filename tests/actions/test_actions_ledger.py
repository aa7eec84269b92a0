"""The books take what balances, in open months, and never more than there is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from hudai.actions import ledger
from hudai.actions.actor import Actor, NotYours
from hudai.actions.ledger import Move, post, reverse, take_back
from hudai.core.errors import Refusal
from hudai.core.ledger import EXPENSE, PAYABLE, ShortOfMoney, received
from hudai.core.workflow import NotNow
from hudai.records.models import (
    AccountBalance,
    ClosedMonth,
    Entry,
    JournalLine,
    Station,
    Voucher,
    VoucherSum,
)
from hudai.records.queries.ledger import balance_of
from made_books import COUNTY, TODAY, arrive, at, pay
from made_offices import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance() -> Actor:
    return at(posted(Station.FINANCE).postings.get())


def untouched(tables: tuple[type, ...] = (Voucher, Entry, VoucherSum)) -> Callable[[], bool]:
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    return lambda: before == [list(table.objects.order_by("pk").values()) for table in tables]


def test_an_entry_moves_its_amount_from_one_account_to_the_other(finance: Actor):
    voucher = arrive(finance, 500_00)

    assert voucher.number == "JZ2026000001"
    assert (voucher.total, voucher.entry_count, voucher.officer) == (500_00, 1, finance.officer)
    assert balance_of(COUNTY) == 500_00
    assert balance_of(received("county")) == -500_00


def test_the_database_adds_up_what_each_voucher_moved_on_each_account(finance: Actor):
    arrive(finance, 500_00)
    moves = [Move(EXPENSE, PAYABLE, 10_00), Move(EXPENSE, PAYABLE, 5_00), Move(PAYABLE, COUNTY, 10_00)]
    voucher = post(actor=finance, on=TODAY, memo="贴息", noun="test", key="1", entries=moves)

    rows = voucher.sums.order_by("account__code").values_list("account__code", "debits", "credits")
    assert list(rows) == [(COUNTY, 0, 10_00), (PAYABLE, 10_00, 15_00), (EXPENSE, 15_00, 0)]
    assert sum(each.debits - each.credits for each in AccountBalance.objects.all()) == 0


def test_money_that_is_not_there_is_not_paid(finance: Actor):
    arrive(finance, 100_00)
    unchanged = untouched()

    with pytest.raises(ShortOfMoney, match=r"贴息资金—区县级”现有 100.00 元，不够这一笔，还差 0.01 元"):
        pay(finance, 100_01)

    assert unchanged()


def test_the_database_refuses_to_pay_what_is_not_there_whoever_asks(finance: Actor):
    voucher = arrive(finance, 100_00)
    keys = {each.code: each.pk for each in ledger.Account.objects.all()} | {
        EXPENSE: ledger.account(EXPENSE).pk
    }
    unchanged = untouched()

    with pytest.raises(DatabaseError, match="no_account_holds_less_than_nothing"), transaction.atomic():
        Entry.objects.create(voucher=voucher, debit_id=keys[EXPENSE], credit_id=keys[COUNTY], amount=100_01)

    assert unchanged()
    assert balance_of(COUNTY) == 100_00


def test_a_day_that_has_not_come_is_refused(finance: Actor):
    unchanged = untouched()

    with pytest.raises(NotNow, match="还没到"):
        arrive(finance, 1, on=date(2026, 4, 11))

    assert unchanged()


@pytest.mark.parametrize("moves", [[], [Move(COUNTY, EXPENSE, 0)], [Move(COUNTY, COUNTY, 1)]])
def test_a_voucher_without_a_real_movement_is_a_defect(finance: Actor, moves: list[Move]):
    with pytest.raises(AssertionError):
        post(actor=finance, on=TODAY, memo="", noun="test", key="1", entries=moves)

    assert not Voucher.objects.exists()


def test_a_reversal_brings_every_account_back(finance: Actor):
    arrive(finance, 500_00)
    before = {each.account.code: each.debits - each.credits for each in AccountBalance.objects.all()}
    wrong = arrive(finance, 70_00)

    made = reverse(actor=finance, number=wrong.number, reason="录错金额", on=TODAY)

    after = {each.account.code: each.debits - each.credits for each in AccountBalance.objects.all()}
    assert after == before
    assert made.reverses == wrong
    assert made.memo == f"冲销 {wrong.number}：录错金额"
    assert JournalLine.objects.filter(action="冲销凭证", key=str(wrong.pk)).count() == 1


@pytest.mark.parametrize(
    ("reason", "on", "said"),
    [("  ", TODAY, "写明冲销的原因"), ("录错", date(2026, 4, 9), "不能早于原凭证的日期")],
)
def test_a_reversal_wants_a_reason_and_a_later_day(finance: Actor, reason: str, on: date, said: str):
    voucher = arrive(finance, 1_00)
    unchanged = untouched()

    with pytest.raises(Refusal, match=said):
        reverse(actor=finance, number=voucher.number, reason=reason, on=on)

    assert unchanged()


def test_a_voucher_is_reversed_once_and_a_reversal_never(finance: Actor):
    voucher = arrive(finance, 1_00)
    made = reverse(actor=finance, number=voucher.number, reason="录错", on=TODAY)
    unchanged = untouched()

    with pytest.raises(NotNow, match="已经冲销过"):
        reverse(actor=finance, number=voucher.number, reason="录错", on=TODAY)
    with pytest.raises(Refusal, match="本身是冲销凭证"):
        reverse(actor=finance, number=made.number, reason="录错", on=TODAY)

    assert unchanged()


def test_a_voucher_of_a_batch_is_corrected_at_the_batch(finance: Actor):
    arrive(finance, 100_00)
    voucher = pay(finance, 10_00)
    unchanged = untouched()

    with pytest.raises(Refusal, match="在原业务中更正"):
        reverse(actor=finance, number=voucher.number, reason="录错", on=TODAY)

    assert unchanged()
    assert take_back(actor=finance, voucher=voucher, reason="退回", on=TODAY).total == 20_00


def test_money_already_used_cannot_be_taken_back(finance: Actor):
    voucher = arrive(finance, 100_00)
    pay(finance, 60_00)
    unchanged = untouched()

    with pytest.raises(ShortOfMoney, match=r"现有 40.00 元，不够这一笔，还差 60.00 元"):
        reverse(actor=finance, number=voucher.number, reason="录错", on=TODAY)

    assert unchanged()


@pytest.mark.parametrize("station", [each for each in Station if each != Station.FINANCE])
def test_nobody_but_finance_reverses(finance: Actor, station: Station):
    voucher = arrive(finance, 1_00)
    actor = at(posted(station).postings.get())
    unchanged = untouched()

    with pytest.raises(NotYours):
        reverse(actor=actor, number=voucher.number, reason="录错", on=TODAY)

    assert unchanged()


def closed(finance: Actor, month: date) -> None:
    ClosedMonth.objects.create(
        month=month, trial_balance={}, digest="", closed_by=finance.posting, closed_at=finance.at
    )


@pytest.mark.parametrize("on", [date(2026, 3, 31), date(2026, 2, 1)])
def test_a_closed_month_and_those_before_it_take_no_more(finance: Actor, on: date):
    closed(finance, date(2026, 3, 1))
    unchanged = untouched()

    with pytest.raises(NotNow, match="已经结账"):
        arrive(finance, 1_00, on=on)
    assert unchanged()

    arrive(finance, 1_00, on=date(2026, 4, 1))


def test_the_database_keeps_a_closed_month_closed_whoever_asks(finance: Actor):
    voucher = arrive(finance, 1_00, on=date(2026, 3, 31))
    entry = voucher.entries.get()
    closed(finance, date(2026, 3, 1))
    unchanged = untouched()

    with pytest.raises(DatabaseError, match="records_entry: the month is closed"), transaction.atomic():
        Entry.objects.create(voucher=voucher, debit=entry.debit, credit=entry.credit, amount=1)
    late = (
        'INSERT INTO records_voucher (number, "on", memo, noun, key, posted_by_id, officer_id, posted_at,'
        " entry_count, total) SELECT 'JZ9', '2026-03-01', memo, noun, key, posted_by_id, officer_id,"
        " posted_at, 0, 0 FROM records_voucher"
    )
    refused = pytest.raises(DatabaseError, match="records_voucher: the month is closed")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(late)

    assert unchanged()
