"""What is arranged before a loan falls due: by whom, in which window, and who is reminded until then."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

import made_loans as loans
from hudai.actions import maturity_note as noting
from hudai.actions.actor import NotYours
from hudai.actions.calendar import county_calendar
from hudai.actions.reminder import Kind, reminders
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import JournalLine, Loan, MaturityNote, Station
from hudai.records.queries import maturity as queries

pytestmark = pytest.mark.django_db
WINDOWS = (90, 60, 30, 7)
DAY_90 = date(2026, 6, 27)
"""Ninety days before 2026-09-25: 3 left of June, 31, 31, 25."""
DAY_60 = date(2026, 7, 27)
"""Sixty days before: 4 left of July, 31, 25."""


def arrange(
    loan: Loan, plan: str = "repay", words: str = "", day: date = DAY_90, station: Station = Station.VILLAGE
) -> MaturityNote:
    return noting.arrange(
        actor=loans.on(day, station), policies=loans.LAWS.policies, loan_id=loan.pk, plan=plan, words=words
    )


def waiting(day: date, station: Station = Station.VILLAGE) -> int:
    return queries.to_arrange(loans.on(day, station).posting, day, WINDOWS).count()


def told(station: Station, day: date) -> dict[Kind, str]:
    posting = loans.on(day, station).posting
    found = reminders(posting, policies=loans.LAWS.policies, calendar=county_calendar(), today=day)
    return {each.kind: each.words for each in found}


@pytest.mark.parametrize("station", [Station.VILLAGE, Station.TOWN, Station.BRANCH, Station.BANK])
def test_the_desks_near_the_household_write_down_what_is_meant_once(station: Station):
    loan = loans.one_year()

    made = arrange(loan, station=station)

    assert arrange(loan, station=station) == made
    assert (made.noted_on, made.due_on, made.window) == (DAY_90, date(2026, 9, 25), 90)
    assert JournalLine.objects.filter(action="登记到期安排", key=str(loan.pk)).count() == 1


@pytest.mark.parametrize("station", [Station.OFFICE, Station.FINANCE, Station.AUDITOR])
def test_other_desks_arrange_nothing(station: Station):
    loan = loans.one_year()

    with pytest.raises(NotYours):
        arrange(loan, station=station)

    assert not MaturityNote.objects.exists()


@pytest.mark.parametrize(
    ("plan", "told"),
    [("refused", "不同意续贷或展期的理由"), ("at_risk", "有什么风险"), ("wait", "请选择到期安排")],
)
def test_a_refused_renewal_needs_its_reason(plan: str, told: str):
    loan = loans.one_year()

    with pytest.raises(Refusal, match=told):
        arrange(loan, plan, " ")

    assert not MaturityNote.objects.exists()


def test_nothing_is_arranged_before_the_first_window_or_for_a_loan_paid_off():
    loan = loans.one_year()
    with pytest.raises(NotNow, match="到期前 90 天起"):
        arrange(loan, day=date(2026, 6, 26))
    loans.repaid(loan, date(2026, 6, 1), principal=5_000_000)
    with pytest.raises(NotNow, match="没有余额"):
        arrange(loan)

    assert not MaturityNote.objects.exists()


def test_a_note_can_be_neither_changed_nor_removed():
    made = arrange(loans.one_year())

    with pytest.raises(DatabaseError), transaction.atomic():
        MaturityNote.objects.filter(pk=made.pk).update(plan="renew")
    with pytest.raises(DatabaseError), transaction.atomic():
        made.delete()

    assert MaturityNote.objects.get().plan == "repay"


def test_the_database_itself_keeps_a_refusal_without_a_reason_out():
    made = arrange(loans.one_year())

    with pytest.raises(DatabaseError), transaction.atomic():
        MaturityNote.objects.create(
            loan=made.loan,
            noted_on=made.noted_on,
            due_on=made.due_on,
            window=made.window,
            plan="refused",
            recorded_by=made.recorded_by,
            recorded_at=made.recorded_at,
        )


def test_each_window_asks_anew_and_any_desks_note_answers_for_all():
    loan = loans.one_year()
    assert waiting(date(2026, 6, 26)) == 0
    assert waiting(DAY_90) == 1

    arrange(loan, station=Station.BRANCH)

    assert waiting(DAY_90) == 0
    assert waiting(date(2026, 7, 26)) == 0
    assert waiting(DAY_60) == 1

    arrange(loan, "renew", day=date(2026, 9, 20))  # five days left

    assert waiting(date(2026, 9, 25)) == 0
    assert waiting(date(2026, 9, 26)) == 1  # overdue now


def test_village_town_and_branch_are_reminded_by_number_alone():
    loans.one_year()

    for station in (Station.VILLAGE, Station.TOWN, Station.BRANCH):
        said = told(station, DAY_90)[Kind.MATURITIES]
        assert said == "1 笔贷款临近到期或已逾期，还没有登记到期安排"
    assert Kind.MATURITIES not in told(Station.OFFICE, DAY_90)
    assert Kind.MATURITIES not in told(Station.VILLAGE, date(2026, 6, 26))


def test_a_refusal_is_found_long_after_the_loan_was_repaid():
    loan = loans.one_year()
    arrange(loan, "refused", "去年两次欠息", station=Station.BANK)
    loans.repaid(loan, date(2026, 9, 20), principal=5_000_000)
    posting = loans.on(date(2026, 12, 1), Station.OFFICE).posting

    found = queries.loans(posting, queries.Filters(plan="refused"), date(2026, 12, 1), WINDOWS)
    now = queries.loans(posting, queries.Filters(), date(2026, 12, 1), WINDOWS)

    assert (list(found), list(now)) == ([loan], [])


def test_what_falls_due_is_added_up_by_window_and_by_place():
    loans.one_year()
    posting = loans.on(DAY_60, Station.OFFICE).posting
    found = queries.pipeline(posting, DAY_60, WINDOWS)

    sums = {each.window: (each.count, each.balance) for each in queries.sums(found, DAY_60, WINDOWS)}
    towns = queries.by_group(found, "town", DAY_60, WINDOWS)

    assert sums == {0: (0, 0), 7: (0, 0), 30: (0, 0), 60: (1, 5_000_000), 90: (0, 0)}
    assert [(row["name"], row["count_60"], row["balance"]) for row in towns] == [("石门镇", 1, 5_000_000)]


# Interest is settled on the 20th of December; the tenth day before is the 10th.
def test_village_and_branch_are_told_ten_days_before_interest_is_settled():
    loans.one_year()

    for station in (Station.VILLAGE, Station.BRANCH):
        said = told(station, date(2025, 12, 10))[Kind.INTEREST_NEAR]
        assert said == "1 笔贷款 10 天内结息，请提醒农户备足利息"
        assert Kind.INTEREST_NEAR not in told(station, date(2025, 12, 9))
        assert Kind.INTEREST_NEAR not in told(station, date(2025, 12, 21))
    assert Kind.INTEREST_NEAR not in told(Station.TOWN, date(2025, 12, 10))
