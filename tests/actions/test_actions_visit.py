"""Visits after the payout: who may write one down, on which days, and who is reminded of the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

import made_loans as loans
from hudai.actions import standing as keeping
from hudai.actions import visit as visiting
from hudai.actions.actor import NotYours
from hudai.actions.calendar import county_calendar
from hudai.actions.reminder import Kind, reminders
from hudai.actions.visit import Recorded, Seen
from hudai.core.errors import Refusal
from hudai.core.visits import VisitPlan, visit_plans
from hudai.core.workflow import NotNow
from hudai.records.models import JournalLine, Loan, Station, Visit
from hudai.records.queries import visit as queries

pytestmark = pytest.mark.django_db
TODAY = date(2025, 10, 20)
SEEN = Seen(TODAY, "孙村干、钱镇干", "买了 12 头猪，圈舍已修好。", money_used_as_agreed=True, favourable=True)


def record(loan: Loan, station: Station = Station.VILLAGE, today: date = TODAY, **changes: Any) -> Recorded:
    actor = loans.on(today, station)
    return visiting.record(actor=actor, loan_id=loan.pk, seen=replace(SEEN, **changes))


def overdue_on(day: date) -> list[Loan]:
    plans = visit_plans(loans.LAWS.policies, day)
    return list(queries.overdue(loans.on(day, Station.VILLAGE).posting, day, plans))


@pytest.mark.parametrize("station", [Station.VILLAGE, Station.TOWN, Station.BRANCH])
def test_those_who_look_after_the_borrower_write_a_visit_down_once(station: Station):
    loan = loans.disbursed()

    made = record(loan, station)
    again = record(loan, station)

    assert (made.visit, made.advice) == (again.visit, "")
    assert Visit.objects.get().money_used_as_agreed is True
    assert JournalLine.objects.filter(action="登记贷后检查", key=str(loan.pk)).count() == 1


@pytest.mark.parametrize("station", [Station.OFFICE, Station.BANK, Station.AUDITOR])
def test_other_desks_write_none(station: Station):
    loan = loans.disbursed()

    with pytest.raises(NotYours):
        record(loan, station)

    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"visited_on": date(2025, 10, 21)}, "不能晚于今天"),
        ({"visited_on": date(2025, 9, 24)}, "在放款日期 2025-09-25 当天或以后"),
        ({"situation": " "}, "请写明检查情况"),
        ({"visitors": " "}, "请写明检查人"),
    ],
)
def test_a_visit_out_of_time_or_without_words_is_refused(changes: dict[str, Any], told: str):
    loan = loans.disbursed()

    with pytest.raises(Refusal, match=told):
        record(loan, **changes)

    assert not Visit.objects.exists()


def test_before_the_payout_there_is_nothing_to_look_at():
    loan = loans.signed()

    with pytest.raises(NotNow, match="还没有放款"):
        record(loan)

    assert not Visit.objects.exists()


def test_money_found_misused_points_to_stopping_the_subsidy_and_stops_nothing_itself():
    loan = loans.disbursed()

    made = record(loan, money_used_as_agreed=False, favourable=False)

    assert "停止贴息" in made.advice
    assert not loan.stops.exists()


def test_a_visit_can_be_neither_changed_nor_removed():
    made = record(loans.disbursed()).visit

    with pytest.raises(DatabaseError), transaction.atomic():
        Visit.objects.filter(pk=made.pk).update(situation="别的")
    with pytest.raises(DatabaseError), transaction.atomic():
        made.delete()

    assert Visit.objects.get().situation == SEEN.situation


# Paid out on 2025-09-25: first visit by 25 October; after one on 20 October the next by 18 January.
def test_a_loan_is_on_the_list_from_the_day_after_its_visit_was_due_until_it_is_visited():
    loan = loans.disbursed()
    assert overdue_on(date(2025, 10, 25)) == []
    assert overdue_on(date(2025, 10, 26)) == [loan]

    record(loan)

    assert overdue_on(date(2026, 1, 18)) == []
    assert overdue_on(date(2026, 1, 19)) == [loan]


def test_each_scheme_has_its_own_plan_and_one_without_is_not_waited_for():
    loan = loans.disbursed()
    posting = loans.on(TODAY, Station.VILLAGE).posting

    def due(day: date, **plans: VisitPlan) -> list[Loan]:
        named = {name.replace("_", "-"): plan for name, plan in plans.items()}
        return list(queries.next_due_before(queries.loans_seen_by(posting), day, named))

    sooner, later = VisitPlan(15, 60), VisitPlan(30, 90)
    # Paid out on 2025-09-25: fifteen days later it is 10-10, thirty days later 10-25.
    assert due(date(2025, 10, 11), yubei_2021=sooner, shangcai_2019=later) == [loan]
    assert due(date(2025, 10, 10), yubei_2021=sooner, shangcai_2019=later) == []
    assert due(date(2025, 10, 25), yubei_2021=later, shangcai_2019=sooner) == []
    assert due(date(2026, 10, 25), shangcai_2019=sooner) == []


def test_a_visit_made_early_sets_the_clock_where_visits_follow_closer_than_the_first_may_be_late():
    loan = loans.disbursed()
    record(loan, visited_on=loans.SIGNED_ON, today=loans.SIGNED_ON)
    plans = {loan.policy: VisitPlan(first_within_days=60, then_every_days=30)}

    def due(day: date) -> list[Loan]:
        posting = loans.on(TODAY, Station.VILLAGE).posting
        return list(queries.next_due_before(queries.loans_seen_by(posting), day, plans))

    # Seen on 25 September, so again by 25 October, though an unseen one had time until 24 November.
    assert due(date(2025, 10, 25)) == []
    assert due(date(2025, 10, 26)) == [loan]


def test_a_loan_paid_off_is_visited_no_more():
    loan = loans.disbursed()
    loans.repaid(loan, date(2025, 10, 8), principal=5_000_000)
    keeping.refresh({loan.household_id}, as_of=date(2025, 12, 1), policies=loans.LAWS.policies)

    assert overdue_on(date(2026, 1, 19)) == []


def test_the_desks_that_visit_are_reminded_by_number_alone():
    loans.disbursed()

    def told(station: Station, day: date) -> dict[Kind, str]:
        posting = loans.on(day, station).posting
        found = reminders(posting, policies=loans.LAWS.policies, calendar=county_calendar(), today=day)
        return {each.kind: each.words for each in found}

    late = date(2025, 10, 26)
    for station in (Station.VILLAGE, Station.TOWN, Station.BRANCH):
        assert told(station, late)[Kind.VISITS_OVERDUE] == "1 笔贷款的贷后检查已逾期"
    assert Kind.VISITS_OVERDUE not in told(Station.BANK, late)
    assert Kind.VISITS_OVERDUE not in told(Station.VILLAGE, date(2025, 10, 25))
