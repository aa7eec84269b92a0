"""Batches: what they come to, whose hands they pass through, and what the database keeps as it was."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

import made_batches as loans
import made_cases as cases
import made_offices as offices
from hudai.actions import subsidy
from hudai.actions.actor import Actor, NotYours
from hudai.actions.subsidy_drawing import draw_up
from hudai.actions.subsidy_reckoning import rederive
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import (
    BatchStep,
    EarlierGrant,
    JournalLine,
    LoanCorrection,
    Objection,
    Repayment,
    Station,
    SubsidyBatch,
    SubsidyLine,
)

pytestmark = pytest.mark.django_db


def test_a_batch_grants_what_was_paid_up_to_what_the_days_come_to():
    loans.paying_loan(1)
    late = loans.paying_loan(2)
    loans.repaid(late, date(2022, 3, 20), 1)

    batch = loans.drawn_up()

    figures = [(line.entitled, line.paid, line.granted, line.due) for line in batch.lines.all()]
    assert figures == [(36_944, 36_944, 0, 36_944), (36_944, 36_945, 0, 36_944)]
    assert (batch.line_count, batch.to_pay, batch.to_take_back) == (2, 73_888, 0)
    assert (batch.period_start, batch.period_end) == (date(2021, 12, 21), date(2022, 3, 21))


def test_the_worksheet_adds_up_to_the_line():
    loans.paying_loan()

    batch = loans.drawn_up()

    head, *rows = gzip.decompress(bytes(batch.worksheet.content)).decode().splitlines()
    assert head == "contract,from,to,days,balance_fen,covered_fen,rate_ppm,ratio_ppm,basis,reason"
    assert rows == ["HT-001,2022-01-10,2022-03-21,70,5000000,5000000,38000,1000000,act/360,"]


def test_what_was_granted_in_earlier_books_is_not_granted_again():
    found = loans.paying_loan()
    EarlierGrant.objects.create(
        loan=found, amount=10_000, recorded_by=cases._desk(Station.OFFICE), recorded_at=cases.START
    )

    assert loans.drawn_up().lines.get().due == 26_944


def test_a_period_not_over_yet_is_refused_and_nothing_is_written():
    loans.paying_loan()

    with pytest.raises(NotNow, match="还没有结束"):
        loans.drawn_up(day=date(2022, 3, 20))

    assert SubsidyBatch.objects.count() == 0


def test_a_day_that_ends_no_period_is_refused_with_the_days_that_do():
    loans.paying_loan()

    with pytest.raises(Refusal, match="2021-12-20 和 2022-03-20"):
        loans.drawn_up(day=date(2022, 4, 1), through=date(2022, 3, 19))


def test_another_towns_desk_draws_nothing_up():
    loans.paying_loan()

    with pytest.raises(NotYours):
        draw_up(actor=loans.at(Station.BRANCH), law=loans.LAW, town=offices.town(), through=loans.THROUGH)

    assert SubsidyBatch.objects.count() == 0


def test_whoever_draws_the_same_batch_up_second_gets_the_one_that_is_there():
    loans.paying_loan()

    assert loans.drawn_up().pk == loans.drawn_up().pk
    assert SubsidyBatch.objects.count() == 1


def test_an_open_batch_stands_in_the_way_of_the_next():
    loans.paying_loan()
    loans.drawn_up()

    with pytest.raises(NotNow, match="还没有批准"):
        loans.drawn_up(day=date(2022, 6, 25), through=date(2022, 6, 20))


def test_five_hands_carry_a_batch_to_its_approval():
    loans.paying_loan()

    batch = loans.approved()

    assert batch.state == SubsidyBatch.State.APPROVED
    assert list(batch.steps.values_list("deed", flat=True)) == [
        "draw_up", "check", "review", "publish", "approve",
    ]  # fmt: skip
    assert (batch.published_on, batch.public_until) == (date(2022, 3, 28), date(2022, 4, 7))


def test_approval_waits_for_the_end_of_the_notice():
    loans.paying_loan()
    batch = loans.published()

    with pytest.raises(NotNow, match="公示到 2022-04-06"):
        subsidy.approve(
            actor=loans.at(Station.FINANCE, date(2022, 4, 6)),
            law=loans.LAW,
            number=batch.number,
            opinion="同意",
        )

    assert BatchStep.objects.filter(deed="approve").count() == 0


def test_an_objection_must_be_answered_and_one_upheld_stops_the_batch():
    loans.paying_loan()
    batch = loans.published()
    office = loans.at(Station.OFFICE, date(2022, 4, 1))
    found = subsidy.object_to(
        actor=office,
        number=batch.number,
        content="该户已外出务工。",
        received_on=date(2022, 3, 30),
        line_number=1,
    )
    finance = loans.at(Station.FINANCE, date(2022, 4, 8))

    with pytest.raises(NotNow, match="没有处理"):
        subsidy.approve(actor=finance, law=loans.LAW, number=batch.number, opinion="同意")
    subsidy.answer(actor=office, objection_id=found.pk, upheld=True, text="属实。")
    with pytest.raises(NotNow, match="异议成立"):
        subsidy.approve(actor=finance, law=loans.LAW, number=batch.number, opinion="同意")

    dropped = subsidy.drop(actor=office, number=batch.number, reason="异议成立，更正后重新生成。")
    assert dropped.state == SubsidyBatch.State.DROPPED
    assert loans.drawn_up(day=date(2022, 4, 9)).pk != batch.pk


def test_the_same_objection_sent_twice_is_one():
    loans.paying_loan()
    said = {"number": loans.published().number, "content": "不在村里。", "received_on": date(2022, 3, 30)}
    office = loans.at(Station.OFFICE, date(2022, 4, 1))

    first = subsidy.object_to(actor=office, line_number=1, **said)

    with pytest.raises(Refusal, match="最多 500 个字"):
        subsidy.object_to(actor=office, **said | {"content": "不" * 501})
    with pytest.raises(Refusal, match="最多 500 个字"):
        subsidy.answer(actor=office, objection_id=first.pk, upheld=False, text="在" * 501)
    assert subsidy.object_to(actor=office, line_number=1, **said) == first
    assert subsidy.object_to(actor=office, **said) != first


def test_an_officer_signs_a_batch_at_one_level_only():
    loans.paying_loan()
    batch = loans.drawn_up()
    clerk = loans.at(Station.TOWN).officer
    offices.post(clerk, Station.TOWN_HEAD)
    desk = clerk.postings.get(station=Station.TOWN_HEAD)

    with pytest.raises(NotYours, match="另一位工作人员"):
        subsidy.check(
            actor=type(loans.at(Station.TOWN))(clerk, desk, loans.at(Station.TOWN).at),
            number=batch.number,
            opinion="核对无误",
        )


def test_a_correction_two_years_back_shows_as_one_amount_in_the_next_batch_and_changes_no_old_one():
    found = loans.paying_loan()
    old = loans.approved()
    before = old.lines.values_list().get()
    wrong = found.repayments.get()
    # The slip said 268.44 and not 369.44.
    loans.repaid(found, date(2022, 3, 20), 26_844, replaces=wrong, reason="录入有误，以回单为准。")

    batch = loans.drawn_up(day=date(2022, 6, 25), through=date(2022, 6, 20))

    assert [(line.granted, line.due) for line in batch.lines.all()] == [(36_944, 26_844 - 36_944)]
    assert old.lines.values_list().get() == before


def test_a_line_below_zero_is_carried_and_worked_off_by_what_is_due_later():
    found = loans.paying_loan()
    loans.approved()
    loans.repaid(found, date(2022, 3, 20), 26_844, replaces=found.repayments.get(), reason="录入有误。")
    loans.approved_later(loans.drawn_up(day=date(2022, 6, 25), through=date(2022, 6, 20)))
    loans.repaid(found, date(2022, 6, 25), 60_000)

    batch = loans.drawn_up(day=date(2022, 9, 25), through=date(2022, 9, 20))

    # Paid 868.44 of 1 340.56 due by then (254 days); 369.44 of it granted already.
    assert [(line.paid, line.granted, line.due) for line in batch.lines.all()] == [(86_844, 36_944, 49_900)]


def test_a_closed_past_is_worked_out_again_to_the_same_bytes():
    found = loans.paying_loan()
    batch = loans.drawn_up()
    loans.repaid(found, date(2022, 3, 20), 26_844, replaces=found.repayments.get(), reason="录入有误。")
    LoanCorrection.objects.create(
        loan=found, field="due_on", before="2023-01-10", after="2022-02-10", reason="合同录错。",
        recorded_by=cases._desk(Station.BRANCH), recorded_at=cases.START,
    )  # fmt: skip
    found.due_on = date(2022, 2, 10)
    found.save()
    loans.paying_loan(2)

    again = rederive(batch, law=loans.LAW)

    assert (again.same_law, again.holds) == (True, True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_subsidyline SET due = due + 1",
        "DELETE FROM records_subsidyline",
        "UPDATE records_subsidybatch SET to_pay = to_pay + 1",
        "UPDATE records_subsidybatch SET known = '{}'",
        "DELETE FROM records_subsidybatch",
        "UPDATE records_subsidyworksheet SET segments = 0",
        "DELETE FROM records_batchstep",
        "UPDATE records_repayment SET interest = 1",
    ],
)
def test_the_database_keeps_a_batch_as_it_was(statement: str):
    loans.paying_loan()
    loans.drawn_up()

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert SubsidyLine.objects.get().due == 36_944
    assert Repayment.objects.get().interest == 36_944


def test_nothing_is_added_to_a_dropped_batch_by_any_sql():
    loans.paying_loan()
    batch = loans.drawn_up()
    subsidy.drop(actor=loans.at(Station.OFFICE), number=batch.number, reason="试算。")
    line = batch.lines.get()

    with pytest.raises(DatabaseError), transaction.atomic():
        SubsidyLine.objects.create(
            batch=batch, loan=loans.paying_loan(3), number=2, borrower="某某", bank="", principal=1, rate=1,
            entitled=1, paid=1, granted=0, due=1,
        )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        SubsidyBatch.objects.filter(pk=batch.pk).update(state="closed")

    assert batch.lines.get() == line


def test_what_was_objected_stays_and_is_answered_once_by_any_sql():
    loans.paying_loan()
    batch = loans.published()
    office = loans.at(Station.OFFICE, date(2022, 4, 1))
    said = {"content": "该户已外出务工。", "received_on": date(2022, 3, 30)}
    found = subsidy.object_to(actor=office, number=batch.number, **said)
    mine = Objection.objects.filter(pk=found.pk)

    def kept(change: Callable[[], object]) -> bool:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
        return True

    assert kept(lambda: mine.update(content="没有异议。"))
    assert kept(lambda: mine._raw_delete("default"))
    subsidy.answer(actor=office, objection_id=found.pk, upheld=True, text="属实。")
    assert kept(lambda: mine.update(upheld=False))
    subsidy.drop(actor=office, number=batch.number, reason="异议成立。")
    late = {"recorded_by": office.posting, "recorded_at": office.at}
    assert kept(lambda: Objection.objects.create(batch=batch, **said, **late))
    assert (mine.get().upheld, mine.get().content) == (True, said["content"])


@pytest.mark.parametrize("deed", ["check", "review", "publish", "approve", "pay", "close", "drop"])
def test_a_step_is_signed_where_the_batch_stands_by_any_sql(deed: str):
    loans.paying_loan()
    closed = loans.drawn_up()
    subsidy.drop(actor=loans.at(Station.OFFICE), number=closed.number, reason="试算。")
    batch = loans.drawn_up()
    who = loans.at(Station.TOWN_HEAD)
    signed = {"deed": deed, "opinion": "同意。", "posting": who.posting, "officer": who.officer, "at": who.at}
    early = [batch] if deed in ("review", "publish", "approve", "pay", "close") else []

    for each in (closed, *early):
        with pytest.raises(DatabaseError), transaction.atomic():
            BatchStep.objects.create(batch=each, **signed)

    assert BatchStep.objects.count() == 3


def test_every_step_is_in_the_journal_without_names():
    loans.paying_loan()
    loans.approved()

    lines = JournalLine.objects.filter(noun="subsidybatch").order_by("pk")
    assert [line.action for line in lines] == [
        "生成贴息批次", "贴息批次：镇核对", "贴息批次：区县审核", "贴息批次：公示", "贴息批次：财政批准",
    ]  # fmt: skip
    assert "孙平" not in str([line.facts for line in lines])


def early(station: Station, day: date) -> Actor:
    """At half past seven in the morning, when Greenwich still has the day before."""
    actor = loans.at(station, day)
    return Actor(
        actor.officer, actor.posting, datetime(day.year, day.month, day.day, 7, 30, tzinfo=loans.SHANGHAI)
    )


def test_a_notice_does_not_begin_the_day_before_a_review_of_the_early_morning():
    loans.paying_loan()
    number = loans.drawn_up().number
    subsidy.check(actor=loans.at(Station.TOWN_HEAD, date(2022, 3, 26)), number=number, opinion="")
    subsidy.review(actor=early(Station.OFFICE, date(2022, 3, 28)), number=number, opinion="")
    office = loans.at(Station.OFFICE, date(2022, 3, 28))

    with pytest.raises(Refusal, match="不能早于审核之日"):
        subsidy.publish(actor=office, law=loans.LAW, number=number, published_on=date(2022, 3, 27))

    assert subsidy.publish(
        actor=office, law=loans.LAW, number=number, published_on=date(2022, 3, 28)
    ).published_on == date(2022, 3, 28)
