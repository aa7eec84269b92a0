"""Paying: from which money, to whose account, what comes back, and what a death in the middle leaves."""

from __future__ import annotations

import threading
from datetime import date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

import made_batches as loans
import made_cases as cases
import made_offices as offices
from failing_writes import dies_at_every_write
from hudai.actions import subsidy, subsidy_clawback
from hudai.actions import subsidy_payment as paying
from hudai.actions.actor import Actor, NotYours
from hudai.actions.application import Law
from hudai.actions.bank import enter_account
from hudai.actions.budget import receive_funds
from hudai.actions.ledger import available, reverse
from hudai.actions.subsidy_drawing import draw_up, period
from hudai.actions.subsidy_result import Result, ResultsRefused
from hudai.core.errors import Refusal
from hudai.core.ledger import PAYABLE, ShortOfMoney
from hudai.core.ledger_check import check
from hudai.core.workflow import NotNow
from hudai.documents import policy_files
from hudai.records.models import (
    Entry,
    JournalLine,
    PaymentFile,
    Payout,
    PayoutResult,
    PayoutReturn,
    Person,
    Refund,
    Region,
    Source,
    Station,
    SubsidyBatch,
    Voucher,
)
from hudai.records.queries.ledger import balance_of
from hudai.records.queries.ledger_check import books
from hudai.records.queries.visibility import batches_seen_by, lines_seen_by

pytestmark = pytest.mark.django_db

ARRIVED = date(2022, 4, 8)


def money(fen: int = 10_000_000) -> None:
    """So much county money for subsidies."""
    receive_funds(
        actor=loans.at(Station.FINANCE, date(2022, 4, 1)),
        source=Source.COUNTY,
        amount=fen,
        on=date(2022, 4, 1),
        document="云财农〔2022〕8号",
    )


def paid_out(batch: SubsidyBatch, **more: Any) -> PaymentFile:
    """The payment file of a batch, made by the second finance officer."""
    return paying.make_file(
        actor=loans.second(Station.FINANCE), number=batch.number, source=Source.COUNTY, **more
    )


def answered(batch: SubsidyBatch, *results: Result, file: int = 1) -> PaymentFile:
    """The paying bank's answer."""
    return paying.record_results(
        actor=loans.second(Station.FINANCE), number=batch.number, file_number=file, results=results
    )


def arrived(line: int, **more: Any) -> Result:
    """A row that arrived."""
    return Result(**{"line": line, "paid": True, "cause": "", "on": ARRIVED, **more})


def test_a_batch_is_paid_from_money_that_is_there_and_closed():
    loans.paying_loan()
    batch = loans.approved()
    money()

    file = paid_out(batch)
    answered(batch, arrived(1))
    closed = paying.close(actor=loans.second(Station.FINANCE), number=batch.number)

    assert (file.total, closed.state) == (36_944, "closed")
    assert available(Source.COUNTY) == 10_000_000 - 36_944


def test_what_a_town_granted_is_paid_and_kept_after_it_was_dissolved():
    found = loans.paying_loan()
    batch = loans.approved()
    money()
    loans.moved(found.household)
    Region.objects.filter(parent=batch.town).update(until=date(2022, 4, 8))
    Region.objects.filter(pk=batch.town_id).update(until=date(2022, 4, 8))

    paid_out(batch)
    answered(batch, arrived(1))
    paying.close(actor=loans.second(Station.FINANCE), number=batch.number)

    county = [Station.OFFICE, Station.FINANCE, Station.AUDITOR]
    assert [batches_seen_by(cases._desk(desk)).count() for desk in county] == [1, 1, 1]
    assert lines_seen_by(cases._desk(Station.AUDITOR)).count() == 1


def test_money_that_does_not_reach_is_refused_with_what_is_missing():
    loans.paying_loan()
    batch = loans.approved()
    money(30_000)

    with pytest.raises(Refusal, match=r"可用 300\.00 元.*要拨付 369\.44 元.*还差 69\.44 元"):
        paid_out(batch)

    assert PaymentFile.objects.count() == 0


def test_money_in_a_file_under_way_is_not_there_for_another():
    loans.paying_loan()
    batch = loans.approved()
    money(40_000)
    paid_out(batch)

    assert available(Source.COUNTY) == 40_000 - 36_944


def test_money_in_a_file_under_way_is_not_taken_back_from_the_books():
    loans.paying_loan()
    batch = loans.approved()
    money(40_000)
    paid_out(batch)
    received = Voucher.objects.get(noun="account")
    finance = loans.at(Station.FINANCE, ARRIVED)

    with pytest.raises(ShortOfMoney, match=r"369\.44 元在拨付文件里等银行结果.*还差 369\.44 元"):
        reverse(actor=finance, number=received.number, reason="录错金额", on=ARRIVED)

    answered(batch, arrived(1))
    assert available(Source.COUNTY) == 40_000 - 36_944


def test_whoever_approved_does_not_pay():
    loans.paying_loan()
    batch = loans.approved()
    money()

    with pytest.raises(NotYours, match="另一位工作人员"):
        paying.make_file(actor=loans.at(Station.FINANCE, ARRIVED), number=batch.number, source=Source.COUNTY)

    assert PaymentFile.objects.count() == 0


def test_a_row_that_came_back_is_sent_again_to_the_corrected_account():
    found = loans.paying_loan()
    batch = loans.approved()
    money()
    paid_out(batch)
    answered(batch, arrived(1, paid=False, cause="户名不符"))
    found.account = "6217000099999999"
    found.save()

    again = paid_out(batch)

    assert (again.number, again.payouts.get().account) == (2, "6217000099999999")
    answered(batch, arrived(1), file=2)
    assert paying.close(actor=loans.second(Station.FINANCE), number=batch.number).state == "closed"


def test_a_row_that_came_back_for_its_name_is_sent_again_under_the_name_put_right():
    found = loans.paying_loan()
    batch = loans.approved()
    money()
    paid_out(batch)
    answered(batch, arrived(1, paid=False, cause="户名不符"))
    Person.objects.filter(pk=found.borrower_id).update(name="孙平垒")

    again = paid_out(batch)

    assert again.payouts.get().payee == "孙平垒"
    assert batch.payment_files.get(number=1).payouts.get().payee == batch.lines.get().borrower


def test_a_batch_with_a_row_that_came_back_is_not_closed():
    loans.paying_loan()
    batch = loans.approved()
    money()
    paid_out(batch)
    answered(batch, arrived(1, paid=False, cause="户名不符"))

    with pytest.raises(NotNow, match="还有 1 行没有到账"):
        paying.close(actor=loans.second(Station.FINANCE), number=batch.number)


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (arrived(2), "没有这一行"),
        (arrived(1, amount=36_945), "金额 369.45 元，拨付文件是 369.44 元"),
        (arrived(1, account="6217000011112222"), "可能付给了别人"),
        (arrived(1, paid=False), "退回的要写明原因"),
        (arrived(1, paid=False, cause="户" * 101), "最多 100 个字"),
        (arrived(1, on=date(2022, 4, 30)), "不在制表日到今天之间"),
    ],
    ids=["line", "amount", "account", "cause", "long cause", "day"],
)
def test_a_wrong_answer_is_refused_with_its_row_and_nothing_is_written(result: Result, told: str):
    loans.paying_loan()
    batch = loans.approved()
    money()
    paid_out(batch)

    with pytest.raises(ResultsRefused) as refused:
        answered(batch, result)

    assert told in refused.value.problems[0]
    assert PayoutResult.objects.count() == 0


def test_the_same_answer_twice_is_one_answer():
    loans.paying_loan()
    batch = loans.approved()
    money()
    paid_out(batch)
    answered(batch, arrived(1))
    entries = Entry.objects.count()

    answered(batch, arrived(1))

    assert (PayoutResult.objects.count(), Entry.objects.count()) == (1, entries)


def test_a_line_without_an_account_waits_for_a_later_file():
    with_none = loans.paying_loan(1)
    loans.paying_loan(2)
    with_none.account = ""
    with_none.save()
    batch = loans.approved()
    money()

    with pytest.raises(Refusal, match="没有帐号"):
        paid_out(batch)

    assert paid_out(batch, only_with_account=True).payouts.count() == 1


def test_an_answer_that_contradicts_itself_is_refused_naming_both_rows_and_nothing_is_booked():
    loans.paying_loan()
    batch = loans.approved()
    money()
    paid_out(batch)
    entries = Entry.objects.count()

    with pytest.raises(ResultsRefused) as refused:
        answered(batch, arrived(1, row=3), arrived(1, paid=False, cause="户名不符", row=5))

    assert refused.value.problems == (
        "第 1 行：回盘里有两条不同的结果，表中第 3 行：2022-04-08 到账；"
        "表中第 5 行：2022-04-08 退回（户名不符）。请向经办银行查明，只留正确的一条。",
    )
    assert (PayoutResult.objects.count(), Entry.objects.count()) == (0, entries)


def test_an_account_changed_since_to_another_households_wants_a_reason():
    mine, other = loans.paying_loan(1), loans.paying_loan(2)
    batch = loans.approved()
    money()
    mine.account = other.account
    mine.save()

    with pytest.raises(Refusal, match="第 1 行的帐号在批次生成以后改过，改成的帐号同时是别的农户的"):
        paid_out(batch)
    assert PaymentFile.objects.count() == 0

    paid_out(batch, reason="父子共用，已核实。")
    line = JournalLine.objects.get(action="帐号有疑问仍然拨付")
    assert (line.facts["lines"], line.facts["reason"]) == ([1], "父子共用，已核实。")


def came_back(batch: SubsidyBatch, **more: Any) -> PayoutReturn:
    """The first row, recorded as arrived by the second finance officer, came back a day later."""
    said: dict[str, Any] = {
        "actor": loans.at(Station.FINANCE, date(2022, 4, 9)),
        "number": batch.number,
        "file_number": 1,
        "line_number": 1,
        "cause": "帐户已销户",
        "on": date(2022, 4, 9),
    }
    return paying.come_back(**{**said, **more})


def paid_batch() -> SubsidyBatch:
    loans.paying_loan()
    batch = loans.approved()
    money()
    paid_out(batch)
    answered(batch, arrived(1))
    return batch


def test_money_that_came_back_after_it_arrived_is_there_again_and_owed_again():
    batch = paid_batch()
    assert available(Source.COUNTY) == 10_000_000 - 36_944

    made = came_back(batch)

    assert made.cause == "帐户已销户"
    assert (available(Source.COUNTY), balance_of(PAYABLE)) == (10_000_000, -36_944)
    assert [each.name for each in check(books()) if not each.passed] == []
    with pytest.raises(NotNow, match="还有 1 行没有到账"):
        paying.close(actor=loans.second(Station.FINANCE), number=batch.number)
    line = JournalLine.objects.get(action="登记到账后退回")
    assert (line.facts["line"], line.facts["reason"]) == (1, "帐户已销户")


def test_it_is_paid_again_with_the_next_file_and_the_books_agree():
    batch = paid_batch()
    came_back(batch)

    again = paid_out(batch)
    answered(batch, arrived(1), file=2)

    assert (again.number, again.total, available(Source.COUNTY)) == (2, 36_944, 10_000_000 - 36_944)
    assert [each.name for each in check(books()) if not each.passed] == []
    assert paying.close(actor=loans.second(Station.FINANCE), number=batch.number).state == "closed"


def test_whoever_recorded_the_arrival_does_not_take_it_back():
    batch = paid_batch()

    with pytest.raises(NotYours, match="另一位工作人员"):
        came_back(batch, actor=loans.second(Station.FINANCE), on=ARRIVED)

    assert PayoutReturn.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"cause": " "}, "请写明退回的原因"),
        ({"on": date(2022, 4, 7)}, "不能早于到账日期 2022-04-08"),
        ({"on": date(2022, 4, 10)}, "不能晚于今天"),
        ({"line_number": 2}, "第 2 行没有登记为到账"),
        ({"file_number": 2}, "没有登记为到账"),
    ],
)
def test_what_cannot_have_come_back_is_refused_and_nothing_is_booked(changes: dict[str, Any], told: str):
    batch = paid_batch()
    entries = Entry.objects.count()

    with pytest.raises(Refusal, match=told):
        came_back(batch, **changes)

    assert (PayoutReturn.objects.count(), Entry.objects.count()) == (0, entries)


def test_it_comes_back_once_by_any_sql():
    batch = paid_batch()
    came_back(batch)

    with pytest.raises(NotNow, match="已经登记过退回"):
        came_back(batch)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_payoutreturn")
    assert PayoutReturn.objects.count() == 1


def test_where_the_bank_is_paid_the_money_goes_to_the_banks_own_account():
    """上蔡县意见: 贴息直接拨给贷款银行."""
    day = date(2019, 12, 10)
    found = loans.loan(
        policy="shangcai-2019", rate=41_500, signed_on=day, disbursed_on=day, due_on=date(2020, 12, 10)
    )
    law = Law(policy_files.load("shangcai-2019"), loans.LAW.national)
    through = next(day for day in (date(2020, 3, 20), date(2020, 3, 31)) if _ends_a_period(law, day))
    batch = draw_up(
        actor=loans.at(Station.TOWN, date(2020, 4, 2)), law=law, town=offices.town(), through=through
    )
    batch = loans.approved_later(batch, law=law)
    money()

    with pytest.raises(Refusal, match=r"还没有登记云坪农商行的贴息收款帐号.*银行与网点"):
        paid_out(batch)
    assert Payout.objects.count() == 0

    enter_account(
        actor=loans.at(Station.OFFICE, ARRIVED), bank_id=found.branch.bank_id, account="6011 0000 2222 3333"
    )
    paid_out(batch)

    payout = Payout.objects.get()
    assert (payout.payee, payout.account) == ("云坪农商行", "6011000022223333")
    assert payout.account != loans.ACCOUNT


def _ends_a_period(law: Law, day: date) -> bool:
    try:
        period(law.policy, day)
    except Refusal:
        return False
    return True


def overpaid() -> SubsidyBatch:
    """The second quarter's batch of a loan that was paid 101.00 yuan too much, approved."""
    found = loans.paying_loan()
    first = loans.approved()
    money(36_944)
    paid_out(first)
    answered(first, arrived(1))
    loans.repaid(found, loans.THROUGH, 26_844, replaces=found.repayments.get(), reason="录入有误。")
    return loans.approved_later(loans.drawn_up(day=date(2022, 6, 25), through=date(2022, 6, 20)))


def test_what_is_asked_back_is_taken_off_what_was_granted_and_comes_back_into_the_money():
    batch = overpaid()
    actor = loans.at(Station.FINANCE, date(2022, 7, 15))
    demand = subsidy_clawback.demand(actor=actor, number=batch.number, line_number=1, reason="贷款已结清。")

    subsidy_clawback.record_refund(
        actor=actor, demand_id=demand.pk, amount=10_100, source=Source.COUNTY, received_on=date(2022, 7, 15)
    )

    assert available(Source.COUNTY) == 10_100
    with pytest.raises(Refusal, match="没有应贴或应退"):
        loans.drawn_up(day=date(2022, 9, 25), through=date(2022, 9, 20))


def test_a_refund_goes_back_to_the_source_that_paid():
    batch = overpaid()
    actor = loans.at(Station.FINANCE, date(2022, 7, 15))
    demand = subsidy_clawback.demand(actor=actor, number=batch.number, line_number=1, reason="贷款已结清。")

    with pytest.raises(Refusal, match=r"不能记到中央 100\.00 元。可以退回：区县级最多 369\.44 元"):
        subsidy_clawback.record_refund(
            actor=actor, demand_id=demand.pk, amount=10_000, source=Source.CENTRAL, received_on=actor.today
        )

    assert (Refund.objects.count(), available(Source.CENTRAL)) == (0, 0)


def test_nothing_comes_back_of_what_was_never_paid():
    found = loans.paying_loan()
    loans.approved()
    loans.repaid(found, loans.THROUGH, 26_844, replaces=found.repayments.get(), reason="录入有误。")
    batch = loans.approved_later(loans.drawn_up(day=date(2022, 6, 25), through=date(2022, 6, 20)))
    actor = loans.at(Station.FINANCE, date(2022, 7, 15))
    demand = subsidy_clawback.demand(actor=actor, number=batch.number, line_number=1, reason="贷款已结清。")

    with pytest.raises(Refusal, match="还没有拨付到账"):
        subsidy_clawback.record_refund(
            actor=actor, demand_id=demand.pk, amount=100, source=Source.COUNTY, received_on=actor.today
        )


def test_more_than_was_asked_back_is_not_taken():
    batch = overpaid()
    actor = loans.at(Station.FINANCE, date(2022, 7, 15))
    demand = subsidy_clawback.demand(actor=actor, number=batch.number, line_number=1, reason="贷款已结清。")

    with pytest.raises(Refusal, match=r"还没退回的 101\.00 元"):
        subsidy_clawback.record_refund(
            actor=actor, demand_id=demand.pk, amount=10_101, source=Source.COUNTY, received_on=actor.today
        )


def test_a_closed_batch_takes_nothing_by_any_sql():
    loans.paying_loan()
    batch = loans.approved()
    money()
    file = paid_out(batch)
    answered(batch, arrived(1))
    paying.close(actor=loans.second(Station.FINANCE), number=batch.number)
    line = batch.lines.get()

    with pytest.raises(DatabaseError), transaction.atomic():
        Payout.objects.create(file=file, line=line, amount=1, payee="某某")
    with pytest.raises(DatabaseError), transaction.atomic():
        PaymentFile.objects.create(
            batch=batch,
            number=2,
            source="county",
            total=1,
            digest="",
            made_by=file.made_by,
            made_at=file.made_at,
        )
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE records_subsidybatch SET state = 'approved'")


@pytest.mark.django_db(transaction=True)
def test_a_death_at_any_write_leaves_all_or_nothing():
    loans.paying_loan(1)
    loans.paying_loan(2)
    money()
    loans.second(Station.FINANCE)
    for station in (Station.TOWN, Station.TOWN_HEAD, Station.OFFICE):
        loans.at(station)

    drawn = dies_at_every_write(loans.drawn_up)
    batch = loans.published(SubsidyBatch.objects.get())
    finance = loans.at(Station.FINANCE, date(2022, 4, 7))
    granted = dies_at_every_write(
        lambda: subsidy.approve(actor=finance, law=loans.LAW, number=batch.number, opinion="同意拨付。")
    )
    sent = dies_at_every_write(lambda: paid_out(batch))
    told = dies_at_every_write(lambda: answered(batch, arrived(1), arrived(2)))
    ended = dies_at_every_write(
        lambda: paying.close(actor=loans.second(Station.FINANCE), number=batch.number)
    )

    assert min(drawn, granted, sent, told, ended) >= 3


@pytest.mark.django_db(transaction=True)
def test_two_people_drawing_the_same_batch_up_at_once_get_one_batch():
    loans.paying_loan()
    loans.at(Station.TOWN)
    found: list[int] = []
    together = threading.Barrier(2)

    def draw() -> None:
        try:
            together.wait()
            found.append(loans.drawn_up().pk)
        finally:
            connection.close()

    both = [threading.Thread(target=draw) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()

    assert len(found) == 2
    assert len(set(found)) == SubsidyBatch.objects.count() == 1


def test_a_batch_of_two_schemes_is_two_batches():
    loans.paying_loan(1)
    other = loans.paying_loan(2)
    other.policy = "shangcai-2019"
    other.save()

    batch = loans.drawn_up()

    assert [line.loan.contract for line in batch.lines.all()] == ["HT-001"]
    assert cases.LAW.policy.name == batch.policy


def test_a_file_made_before_eight_is_of_that_day_and_not_answered_on_the_day_before():
    loans.paying_loan()
    batch = loans.approved()
    money()
    second = loans.second(Station.FINANCE)
    early = Actor(second.officer, second.posting, datetime(2022, 4, 8, 7, 30, tzinfo=loans.SHANGHAI))
    paying.make_file(actor=early, number=batch.number, source=Source.COUNTY)

    with pytest.raises(ResultsRefused):
        answered(batch, arrived(1, on=date(2022, 4, 7)))

    answered(batch, arrived(1, on=date(2022, 4, 8)))
    assert PayoutResult.objects.get().paid


def test_money_cannot_have_come_back_the_day_before_it_was_asked_for_in_the_early_morning():
    batch = overpaid()
    at_desk = loans.at(Station.FINANCE, date(2022, 7, 15))
    early = Actor(at_desk.officer, at_desk.posting, datetime(2022, 7, 15, 7, 30, tzinfo=loans.SHANGHAI))
    demand = subsidy_clawback.demand(actor=early, number=batch.number, line_number=1, reason="贷款已结清。")

    with pytest.raises(Refusal, match="登记追回之后"):
        subsidy_clawback.record_refund(
            actor=at_desk, demand_id=demand.pk, amount=1, source=Source.COUNTY, received_on=date(2022, 7, 14)
        )

    assert demand.refunds.count() == 0
