"""Paying: from which money, to whose account, what comes back, and what a death in the middle leaves."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

import made_batches as loans
import made_cases as cases
from failing_writes import dies_at_every_write
from hudai.actions import subsidy, subsidy_clawback
from hudai.actions import subsidy_payment as paying
from hudai.actions.actor import NotYours
from hudai.actions.budget import receive_funds
from hudai.actions.ledger import available
from hudai.actions.subsidy_payment import Result, ResultsRefused
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import Entry, PaymentFile, Payout, PayoutResult, Source, Station, SubsidyBatch

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
        (arrived(1, on=date(2022, 4, 30)), "不在制表日到今天之间"),
    ],
    ids=["line", "amount", "account", "cause", "day"],
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


def overpaid() -> SubsidyBatch:
    """The second quarter's batch of a loan that was granted 101.00 yuan too much, approved."""
    found = loans.paying_loan()
    loans.approved()
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
        lambda: subsidy.approve(actor=finance, number=batch.number, opinion="同意拨付。")
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
