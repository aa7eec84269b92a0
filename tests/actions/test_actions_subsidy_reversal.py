"""Claw-backs recorded in error are reversed in the open, and money comes back to a closed batch."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

import made_batches as loans
from append_only_flush import lifted
from failing_writes import dies_at_every_write
from hudai.actions import subsidy_clawback as clawbacks
from hudai.actions import subsidy_payment as paying
from hudai.actions.actor import Actor, NotYours
from hudai.actions.budget import receive_funds
from hudai.actions.ledger import available
from hudai.actions.subsidy_reckoning import rederive
from hudai.actions.subsidy_result import Result
from hudai.core.errors import Refusal
from hudai.core.ledger import EXPENSE, PAYABLE, RECEIVABLE, ShortOfMoney
from hudai.core.ledger_check import check
from hudai.core.workflow import NotNow
from hudai.records.models import (
    Demand,
    JournalLine,
    PaymentFile,
    Payout,
    PayoutReturn,
    Refund,
    Source,
    Station,
    SubsidyBatch,
    Voucher,
)
from hudai.records.queries.ledger import balance_of
from hudai.records.queries.ledger_check import books
from hudai.records.queries.subsidy_outlook import unpaid_lines
from hudai.records.queries.waiting import batches_waiting_for

pytestmark = pytest.mark.django_db

GRANTED, OVERPAID = 36_944, 10_100
"""369.44 yuan granted in the first quarter, of which the slip corrected later earned 268.44."""
JULY = date(2022, 7, 15)


def money(fen: int = GRANTED, source: Source = Source.COUNTY) -> None:
    receive_funds(
        actor=loans.at(Station.FINANCE, date(2022, 4, 1)),
        source=source,
        amount=fen,
        on=date(2022, 4, 1),
        document="云财农〔2022〕8号",
    )


def another(day: date = JULY) -> Actor:
    """The second finance officer, on a day."""
    desk = loans.second(Station.FINANCE)
    return Actor(desk.officer, desk.posting, loans.at(Station.FINANCE, day).at)


def closed(day: date = date(2022, 4, 8)) -> SubsidyBatch:
    """The first quarter's batch: paid to the last row and closed."""
    loans.paying_loan()
    batch = loans.approved()
    money()
    who = another(day)
    paying.make_file(actor=who, number=batch.number, source=Source.COUNTY)
    arrived = Result(1, paid=True, cause="", on=day)
    paying.record_results(actor=who, number=batch.number, file_number=1, results=[arrived])
    return paying.close(actor=who, number=batch.number)


def overpaid() -> SubsidyBatch:
    """The second quarter's batch of a loan that was paid 101.00 yuan too much, approved."""
    found = closed().lines.get().loan
    loans.repaid(found, loans.THROUGH, 26_844, replaces=found.repayments.get(), reason="录入有误。")
    return loans.approved_later(loans.drawn_up(day=date(2022, 6, 25), through=date(2022, 6, 20)))


def demanded(batch: SubsidyBatch, day: date = JULY) -> Demand:
    finance = loans.at(Station.FINANCE, day)
    return clawbacks.demand(actor=finance, number=batch.number, line_number=1, reason="贷款已结清。")


def refunded(of: Demand, fen: int = OVERPAID, day: date = JULY) -> Refund:
    finance = loans.at(Station.FINANCE, day)
    return clawbacks.record_refund(
        actor=finance, demand_id=of.pk, amount=fen, source=Source.COUNTY, received_on=day
    )


def agree() -> bool:
    return all(each.passed for each in check(books()))


def test_a_demand_made_in_error_is_reversed_and_the_next_batch_carries_the_line_again():
    batch = overpaid()
    wrong = demanded(batch)
    assert (balance_of(RECEIVABLE), balance_of(EXPENSE)) == (OVERPAID, GRANTED - OVERPAID)

    made = clawbacks.reverse_demand(actor=another(), demand_id=wrong.pk, reason="贷款没有结清，应当抵扣。")

    assert (made.void, made.replaces, made.amount) == (True, wrong, OVERPAID)
    assert Demand.objects.standing().count() == 0
    assert (balance_of(RECEIVABLE), balance_of(EXPENSE)) == (0, GRANTED)
    assert Voucher.objects.get(noun="demand", reverses__isnull=False).on == JULY
    assert agree()
    loans.repaid(batch.lines.get().loan, date(2022, 9, 10), 60_000)
    # Through 2022-09-20 there are 254 days: 5 000 000 × 38 000 × 254 / 360 000 000 = 134 055.6; paid are
    # 268.44 + 600.00 = 868.44, of which 369.44 are granted.
    third = loans.drawn_up(day=date(2022, 9, 25), through=date(2022, 9, 20))
    assert [line.due for line in third.lines.all()] == [86_844 - GRANTED]


def test_what_another_town_carries_on_is_not_asked_back_in_the_old_one_as_well():
    batch = overpaid()
    found = batch.lines.get().loan
    town = loans.moved(found.household)
    loans.repaid(found, date(2022, 9, 10), 4_000)
    later = loans.drawn_up_for(town, day=date(2022, 9, 25), through=date(2022, 9, 20))
    # Paid are 268.44 + 40.00, of 369.44 granted.
    assert later.lines.get().due == 30_844 - GRANTED

    with pytest.raises(NotNow, match=rf"在后面的批次 {later.number} 里已重新计算"):
        demanded(batch, date(2022, 9, 26))

    assert (Demand.objects.count(), balance_of(RECEIVABLE)) == (0, 0)


def test_what_no_later_batch_has_worked_out_is_asked_back_though_its_town_went_on():
    batch = overpaid()
    loans.moved(batch.lines.get().loan.household)
    loans.paying_loan(2)
    loans.drawn_up(day=date(2022, 9, 25), through=date(2022, 9, 20))

    assert demanded(batch, date(2022, 9, 26)).amount == OVERPAID


def test_the_same_refund_sent_twice_is_recorded_once():
    asked = demanded(overpaid())
    refunded(asked, 4_000)

    with pytest.raises(NotNow, match=r"2022-07-15 已登记过退回 40\.00 元"):
        refunded(asked, 4_000)

    assert (Refund.objects.count(), available(Source.COUNTY)) == (1, 4_000)
    refunded(asked, 4_000, day=date(2022, 7, 16))
    assert (balance_of(RECEIVABLE), agree()) == (OVERPAID - 8_000, True)


def test_a_correction_is_a_reversal_and_a_new_demand():
    batch = overpaid()
    first = demanded(batch)
    clawbacks.reverse_demand(actor=another(), demand_id=first.pk, reason="追错了。")

    again = demanded(batch)
    refunded(again)

    assert list(Demand.objects.standing()) == [again]
    assert [each.void for each in Demand.objects.order_by("pk")] == [False, True, False]
    assert (balance_of(RECEIVABLE), available(Source.COUNTY)) == (0, OVERPAID)
    assert agree()
    with pytest.raises(NotNow, match="已经登记追回"):
        demanded(batch)


def test_a_refund_recorded_in_error_is_reversed_and_owed_again():
    batch = overpaid()
    asked = demanded(batch)
    wrong = refunded(asked)

    clawbacks.reverse_refund(actor=another(), refund_id=wrong.pk, reason="记成了别人的款。")

    assert (balance_of(RECEIVABLE), available(Source.COUNTY)) == (OVERPAID, 0)
    assert agree()
    right = refunded(asked, 10_000)
    assert list(Refund.objects.standing()) == [right]
    assert (balance_of(RECEIVABLE), available(Source.COUNTY)) == (100, 10_000)
    told = JournalLine.objects.get(action="冲销多贴退回")
    assert (told.facts["amount"], told.facts["reason"]) == (OVERPAID, "记成了别人的款。")
    assert agree()


def test_whoever_recorded_it_does_not_reverse_it():
    batch = overpaid()
    asked = demanded(batch)
    back = refunded(asked)
    finance = loans.at(Station.FINANCE, JULY)

    with pytest.raises(NotYours, match="另一位工作人员"):
        clawbacks.reverse_refund(actor=finance, refund_id=back.pk, reason="记错了。")
    clawbacks.reverse_refund(actor=another(), refund_id=back.pk, reason="记错了。")
    with pytest.raises(NotYours, match="另一位工作人员"):
        clawbacks.reverse_demand(actor=finance, demand_id=asked.pk, reason="追错了。")

    assert Demand.objects.filter(void=True).count() == 0


def test_a_demand_on_which_money_came_back_is_reversed_after_the_money():
    asked = demanded(overpaid())
    back = refunded(asked, 100)

    with pytest.raises(NotNow, match=r"已登记退回 1\.00 元，请先冲销退回款"):
        clawbacks.reverse_demand(actor=another(), demand_id=asked.pk, reason="追错了。")

    clawbacks.reverse_refund(actor=another(), refund_id=back.pk, reason="追错了。")
    assert clawbacks.reverse_demand(actor=another(), demand_id=asked.pk, reason="追错了。").void


def test_nothing_is_reversed_twice_without_a_reason_or_by_a_desk_that_records_none():
    asked = demanded(overpaid())
    back = refunded(asked)
    office = loans.at(Station.OFFICE, JULY)
    before = Voucher.objects.count()

    with pytest.raises(Refusal, match="请写明冲销的原因"):
        clawbacks.reverse_refund(actor=another(), refund_id=back.pk, reason=" ")
    with pytest.raises(Refusal, match="最多 200 个字"):
        clawbacks.reverse_refund(actor=another(), refund_id=back.pk, reason="错" * 201)
    with pytest.raises(NotYours):
        clawbacks.reverse_refund(actor=office, refund_id=back.pk, reason="记错了。")
    with pytest.raises(NotYours):
        clawbacks.reverse_refund(actor=another(), refund_id=back.pk + 999, reason="记错了。")
    assert Voucher.objects.count() == before
    clawbacks.reverse_refund(actor=another(), refund_id=back.pk, reason="记错了。")
    with pytest.raises(NotNow, match="已经冲销"):
        clawbacks.reverse_refund(actor=another(), refund_id=back.pk, reason="记错了。")
    with pytest.raises(Refusal, match="请写明冲销的原因"):
        clawbacks.reverse_demand(actor=office, demand_id=asked.pk, reason="")
    clawbacks.reverse_demand(actor=office, demand_id=asked.pk, reason="追错了。")
    with pytest.raises(NotNow, match="已经冲销"):
        clawbacks.reverse_demand(actor=office, demand_id=asked.pk, reason="追错了。")
    with pytest.raises(NotNow, match="已经冲销"):
        refunded(asked)


def test_money_that_was_paid_out_since_is_not_taken_back():
    asked = demanded(overpaid())
    back = refunded(asked)
    other = loans.paying_loan(2)
    loans.repaid(other, date(2022, 6, 30), 1)
    third = loans.approved_later(loans.drawn_up(day=date(2022, 9, 25), through=date(2022, 9, 20)))
    money(GRANTED - OVERPAID + 1)
    october = another(date(2022, 10, 12))
    paying.make_file(actor=october, number=third.number, source=Source.COUNTY)
    assert available(Source.COUNTY) == 0

    with pytest.raises(ShortOfMoney, match=r"等银行结果.*还差 101\.00 元"):
        clawbacks.reverse_refund(actor=october, refund_id=back.pk, reason="记错了。")

    assert Refund.objects.filter(void=True).count() == 0
    assert agree()


def test_a_batch_drawn_up_while_the_demand_stood_comes_to_the_same_bytes_after_its_reversal():
    batch = overpaid()
    asked = demanded(batch)
    loans.repaid(batch.lines.get().loan, date(2022, 9, 10), 60_000)
    # The demand stands, so 268.44 are granted; due are 868.44 − 268.44.
    third = loans.approved_later(loans.drawn_up(day=date(2022, 9, 25), through=date(2022, 9, 20)))
    assert third.lines.get().due == 60_000

    october = another(date(2022, 10, 20))
    clawbacks.reverse_demand(actor=october, demand_id=asked.pk, reason="追错了。")

    assert rederive(third, law=loans.LAW).holds
    assert rederive(batch, law=loans.LAW).holds
    assert agree(), "what it granted was right while the demand stood"
    fourth = loans.drawn_up(day=date(2022, 12, 25), through=date(2022, 12, 20))
    assert [line.due for line in fourth.lines.all()] == [-OVERPAID], "and the next batch carries it"


@pytest.mark.django_db(transaction=True)
def test_what_was_granted_twice_still_shows_when_a_demand_was_reversed_before():
    batch = overpaid()
    clawbacks.reverse_demand(actor=another(), demand_id=demanded(batch).pk, reason="追错了。")
    loans.repaid(batch.lines.get().loan, date(2022, 9, 10), 60_000)
    third = loans.approved_later(loans.drawn_up(day=date(2022, 9, 25), through=date(2022, 9, 20)))
    with lifted(connection):
        third.lines.update(granted=GRANTED - OVERPAID)

    assert [each.name for each in check(books()) if not each.passed] == ["没有重复批准的贴息"]


def test_the_database_keeps_one_demand_a_line_and_no_reversal_without_its_reason():
    asked = demanded(overpaid())
    values: dict[str, Any] = {
        "line": asked.line, "amount": 1, "demanded_by": asked.demanded_by, "demanded_at": asked.demanded_at,
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Demand.objects.create(**values, reason="又一条")
    with pytest.raises(IntegrityError), transaction.atomic():
        Demand.objects.create(**values, replaces=asked, void=True, reason="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Demand.objects.create(**values, void=True, reason="没有说是哪一条")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE records_demand SET void = NOT void")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_demand")


def came_back(batch: SubsidyBatch, day: date = date(2022, 5, 6), file: int = 1) -> PayoutReturn:
    return paying.come_back(
        actor=loans.at(Station.FINANCE, day),
        number=batch.number,
        file_number=file,
        line_number=1,
        cause="帐户长期不动，银行退回",
        on=day,
    )


def test_money_that_comes_back_weeks_after_closing_is_owed_again_and_the_batch_stays_as_it_is():
    batch = closed()
    row = SubsidyBatch.objects.filter(pk=batch.pk).values().get()
    lines = list(batch.lines.values())

    came_back(batch)

    assert SubsidyBatch.objects.filter(pk=batch.pk).values().get() == row
    assert list(batch.lines.values()) == lines
    assert rederive(batch, law=loans.LAW).holds
    assert (balance_of(PAYABLE), available(Source.COUNTY)) == (-GRANTED, GRANTED)
    assert Voucher.objects.order_by("-pk")[0].on == date(2022, 5, 6)
    assert agree()
    finance = loans.at(Station.FINANCE).posting
    assert list(batches_waiting_for(finance, date(2022, 5, 6))) == [batch]
    assert [line.batch for line in unpaid_lines(batch.lines.all())] == [batch]


def test_it_is_paid_again_from_the_closed_batch_by_whoever_closed_it_and_waits_no_longer():
    batch = closed()
    came_back(batch)
    may = another(date(2022, 5, 7))

    again = paying.make_file(actor=may, number=batch.number, source=Source.COUNTY)
    assert (again.number, again.total, available(Source.COUNTY)) == (2, GRANTED, 0)
    arrived = Result(1, paid=True, cause="", on=date(2022, 5, 7))
    paying.record_results(actor=may, number=batch.number, file_number=2, results=[arrived])

    batch.refresh_from_db()
    assert (batch.state, balance_of(PAYABLE), available(Source.COUNTY)) == ("closed", 0, 0)
    assert agree()
    finance = loans.at(Station.FINANCE).posting
    assert not batches_waiting_for(finance, date(2022, 5, 7))
    with pytest.raises(NotNow, match="已办结"):
        paying.make_file(actor=may, number=batch.number, source=Source.COUNTY)
    came_back(batch, date(2022, 6, 1), file=2)
    assert balance_of(PAYABLE) == -GRANTED


def test_money_under_way_from_a_closed_batch_is_not_there_for_another():
    batch = closed()
    came_back(batch)
    paying.make_file(actor=another(date(2022, 5, 7)), number=batch.number, source=Source.COUNTY)

    assert available(Source.COUNTY) == 0


def test_a_household_refunds_after_the_batch_was_closed():
    batch = overpaid()
    who = another(date(2022, 7, 10))
    batch = paying.close(actor=who, number=batch.number)
    row = SubsidyBatch.objects.filter(pk=batch.pk).values().get()

    back = refunded(demanded(batch))

    assert (batch.state, back.amount, available(Source.COUNTY)) == ("closed", OVERPAID, OVERPAID)
    assert SubsidyBatch.objects.filter(pk=batch.pk).values().get() == row
    assert agree()


def test_a_closed_batch_takes_by_sql_only_what_is_owed_again():
    batch = closed()
    file = batch.payment_files.get()
    line = batch.lines.get()
    values: dict[str, Any] = {
        "batch": batch, "source": "county", "total": 1, "digest": "", "made_by": file.made_by,
        "made_at": file.made_at,
    }  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        PaymentFile.objects.create(number=2, **values)
    with pytest.raises(DatabaseError), transaction.atomic():
        Payout.objects.create(file=file, line=line, amount=1, payee="某某")
    came_back(batch)
    second = PaymentFile.objects.create(number=2, **values)
    Payout.objects.create(file=second, line=line, amount=GRANTED, payee="孙平乙")
    arrived = Result(1, paid=True, cause="", on=date(2022, 5, 7))
    paying.record_results(
        actor=another(date(2022, 5, 7)), number=batch.number, file_number=2, results=[arrived]
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        PaymentFile.objects.create(number=3, **values)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE records_subsidybatch SET state = 'paying'")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE records_subsidyline SET due = 1")


@pytest.mark.django_db(transaction=True)
def test_a_death_at_any_write_of_a_reversal_or_a_late_return_leaves_all_or_nothing():
    batch = closed()
    late = dies_at_every_write(lambda: came_back(batch))
    may = another(date(2022, 5, 7))
    sent = dies_at_every_write(lambda: paying.make_file(actor=may, number=batch.number, source=Source.COUNTY))
    arrived = Result(1, paid=True, cause="", on=date(2022, 5, 7))
    told = dies_at_every_write(
        lambda: paying.record_results(actor=may, number=batch.number, file_number=2, results=[arrived])
    )
    found = batch.lines.get().loan
    loans.repaid(found, loans.THROUGH, 26_844, replaces=found.repayments.get(), reason="录入有误。")
    second = loans.approved_later(loans.drawn_up(day=date(2022, 6, 25), through=date(2022, 6, 20)))
    asked = demanded(second)
    back = refunded(asked)
    july = another()
    money_gone = dies_at_every_write(
        lambda: clawbacks.reverse_refund(actor=july, refund_id=back.pk, reason="记错了。")
    )
    not_asked = dies_at_every_write(
        lambda: clawbacks.reverse_demand(actor=july, demand_id=asked.pk, reason="追错了。")
    )

    assert min(late, sent, told, money_gone, not_asked) >= 3
    assert agree()
