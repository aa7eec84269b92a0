"""Dishonest debtors: proposed on evidence, told, reviewed by another, listed; a screening knows; let go."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

import made_cases as cases
import made_debtors as made
import made_loans as loans
from hudai.actions import attachment as attaching
from hudai.actions import dishonest_debtor as actions
from hudai.actions.actor import Actor, NotYours
from hudai.actions.screening import screened
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import Application, DishonestDebtor, DishonestDebtorStep, JournalLine, Station
from hudai.records.queries.dishonest_debtor import entries_seen_by, listed_since

pytestmark = pytest.mark.django_db
State = DishonestDebtor.State


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def left(entry: DishonestDebtor, **changes: Any) -> DishonestDebtor:
    said = {"cause": "error", "on": made.LEFT_ON, "words": "认定有误", "evidence": "更正函 5 号", **changes}
    return actions.leave(actor=loans.on(made.LEFT_ON, Station.OFFICE), entry_id=entry.pk, **said)


def test_the_road_leads_from_the_bank_over_the_household_to_the_register():
    entry = made.listed()

    assert (entry.state, entry.listed_on) == (State.LISTED, made.LISTED_ON)
    # Interest was due on 2025-12-20; from the day after, 30 days to 2026-01-20.
    assert (entry.days_overdue, entry.owed) == (30, 5_000_000)
    assert list(entry.steps.values_list("deed", "posting__station", "on")) == [
        ("propose", "branch", made.PROPOSED_ON),
        ("notify", "town", made.NOTIFIED_ON),
        ("list", "office", made.LISTED_ON),
    ]
    told = JournalLine.objects.filter(noun="dishonestdebtor").order_by("pk").values_list("action", flat=True)
    assert list(told) == ["提出失信债务人", "告知失信认定", "列入失信债务人名单"]


def test_a_loan_that_is_not_overdue_is_refused():
    loan = made.overdue_loan()

    with pytest.raises(Refusal, match="没有逾期"):
        actions.propose(
            actor=loans.on(date(2025, 12, 1)), laws=loans.LAWS, loan_id=loan.pk, grounds=made.GROUNDS
        )
    assert not DishonestDebtor.objects.exists()


def test_of_a_bank_that_has_not_told_it_is_said_how_far_it_told(monkeypatch: pytest.MonkeyPatch):
    loan = made.overdue_loan()
    told = {loan.branch_id: date(2025, 12, 1)}
    for room in ("hudai.actions.dishonest_debtor", "hudai.records.queries.bank_return"):
        monkeypatch.setattr(f"{room}.told_days", lambda day: told)

    with pytest.raises(Refusal, match=r"还款只报送到 2025-12-01.*请先报送以后的还款"):
        actions.propose(
            actor=loans.on(made.PROPOSED_ON), laws=loans.LAWS, loan_id=loan.pk, grounds=made.GROUNDS
        )


def test_without_evidence_or_words_nothing_is_proposed():
    loan = made.overdue_loan(papers=False)
    said = {"actor": loans.on(made.PROPOSED_ON), "laws": loans.LAWS, "loan_id": loan.pk}

    with pytest.raises(Refusal, match="请先在这笔贷款的“材料”里上传"):
        actions.propose(**said, grounds=made.GROUNDS)
    with pytest.raises(Refusal, match="请写明催收经过"):
        actions.propose(**said, grounds="  ")
    assert not DishonestDebtor.objects.exists()


def test_a_withdrawn_paper_is_no_evidence():
    loan = made.overdue_loan()
    attaching.withdraw(actor=loans.on(made.PROPOSED_ON), key=loan.attachments.get().pk, reason="传错")

    with pytest.raises(Refusal, match="请先在这笔贷款的“材料”里上传"):
        actions.propose(
            actor=loans.on(made.PROPOSED_ON), laws=loans.LAWS, loan_id=loan.pk, grounds=made.GROUNDS
        )


def test_only_a_bank_proposes():
    loan = made.overdue_loan()
    for station in (Station.VILLAGE, Station.TOWN, Station.OFFICE, Station.AUDITOR):
        actor = loans.on(made.PROPOSED_ON, station)
        with pytest.raises(NotYours):
            actions.propose(actor=actor, laws=loans.LAWS, loan_id=loan.pk, grounds="有钱不还")


def test_nobody_is_proposed_twice_at_once():
    entry = made.proposed()

    with pytest.raises(NotNow, match="已经提出过"):
        actions.propose(
            actor=loans.on(made.NOTIFIED_ON), laws=loans.LAWS, loan_id=entry.loan_id, grounds="再提"
        )
    assert DishonestDebtor.objects.count() == 1


def test_nobody_is_listed_before_the_household_was_told():
    entry = made.proposed()
    with pytest.raises(NotNow, match="请先告知农户"):
        actions.decide(
            actor=loans.on(made.LISTED_ON, Station.OFFICE),
            laws=loans.LAWS,
            entry_id=entry.pk,
            lists=True,
            on=made.LISTED_ON,
            words="同意",
        )


def test_who_proposed_does_not_review():
    entry = made.notified()
    office = loans.on(made.LISTED_ON, Station.OFFICE)
    both = Actor(loans.on(made.LISTED_ON).officer, office.posting, office.at)

    with pytest.raises(NotYours, match="不能自己审核"):
        actions.decide(
            actor=both, laws=loans.LAWS, entry_id=entry.pk, lists=True, on=made.LISTED_ON, words="同意"
        )
    entry.refresh_from_db()
    assert entry.state == State.NOTIFIED


def test_refused_with_a_reason_it_is_over_and_may_be_proposed_again():
    entry = made.notified()
    actions.decide(
        actor=loans.on(made.LISTED_ON, Station.OFFICE),
        laws=loans.LAWS,
        entry_id=entry.pk,
        lists=False,
        on=made.LISTED_ON,
        words="因病致困，不属恶意",
    )

    entry.refresh_from_db()
    assert (entry.state, entry.listed_on) == (State.REFUSED, None)
    assert listed_since(entry.person_id, made.LISTED_ON) is None
    again = actions.propose(
        actor=loans.on(made.LEFT_ON), laws=loans.LAWS, loan_id=entry.loan_id, grounds="又有新证据"
    )
    assert again.state == State.PROPOSED


def test_who_has_paid_meanwhile_is_not_listed():
    entry = made.notified()
    loans.repaid(entry.loan, made.NOTIFIED_ON, principal=5_000_000, interest=50_000)

    with pytest.raises(Refusal, match="现在没有逾期"):
        actions.decide(
            actor=loans.on(made.LISTED_ON, Station.OFFICE),
            laws=loans.LAWS,
            entry_id=entry.pk,
            lists=True,
            on=made.LISTED_ON,
            words="同意",
        )


@pytest.mark.parametrize("day", [made.PROPOSED_ON, made.LISTED_ON + timedelta(days=1)])
def test_the_day_of_the_entry_lies_between_the_notice_and_today(day: date):
    entry = made.notified()
    with pytest.raises(Refusal, match="列入日期要在告知日期"):
        actions.decide(
            actor=loans.on(made.LISTED_ON, Station.OFFICE),
            laws=loans.LAWS,
            entry_id=entry.pk,
            lists=True,
            on=day,
            words="同意",
        )


def test_an_exit_without_its_parts_is_refused_and_nothing_is_written():
    entry = made.listed()
    changes: dict[str, Any]
    for changes, told in (
        ({"cause": ""}, "请选择移出的事由"),
        ({"cause": "forgotten"}, "请选择移出的事由"),
        ({"cause": "repaid"}, "还有 50,000.00 元本金没有还清"),
        ({"words": " "}, "请写明移出的理由"),
        ({"evidence": ""}, "请写明移出的依据"),
        ({"on": made.LISTED_ON - timedelta(days=1)}, "移出日期要在列入日期"),
        ({"on": made.LEFT_ON + timedelta(days=1)}, "移出日期要在列入日期"),
    ):
        with pytest.raises(Refusal, match=told):
            left(entry, **changes)
    entry.refresh_from_db()
    assert (entry.state, entry.steps.count()) == (State.LISTED, 3)


def test_who_left_is_off_the_register_from_that_day_and_stays_in_its_history():
    entry = left(made.listed())

    assert (entry.state, entry.left_on, entry.cause) == (State.LEFT, made.LEFT_ON, "error")
    assert listed_since(entry.person_id, made.LEFT_ON - timedelta(days=1)) == made.LISTED_ON
    assert listed_since(entry.person_id, made.LEFT_ON) is None
    assert entry.steps.get(deed="leave").evidence == "更正函 5 号"
    with pytest.raises(NotNow, match="已移出"):
        left(entry)


def test_who_paid_back_leaves_as_repaid():
    entry = made.listed()
    loans.repaid(entry.loan, made.LEFT_ON - timedelta(days=1), principal=5_000_000)

    assert left(entry, cause="repaid", words="本息还清").cause == "repaid"


def credit(entry: DishonestDebtor, day: date) -> tuple[Any, str]:
    """What a screening of the borrower's next application says of the credit record on a day."""
    application = Application(
        number="XD",
        household=entry.loan.household,
        applicant=entry.person,
        kind="first",
        amount=100_000,
        term_months=12,
        purpose="生猪养殖",
        applied_on=made.PROPOSED_ON,
        facts=dict(cases.GOOD),
    )
    answers = screened(application, cases.LAW.policy, cases.LAW.national, day)
    line = answers.findings().filter(rule="credit_record").row(0, named=True)
    return line["verdict"], line["message"]


def test_a_listed_person_fails_the_credit_record_whatever_the_form_says_and_is_told_since_when():
    entry = made.listed()

    assert credit(entry, made.LISTED_ON - timedelta(days=1))[0] == "pass"
    verdict, message = credit(entry, made.LISTED_ON)
    assert verdict == "fail"
    assert message.startswith(f"{made.LISTED_ON} 起在失信债务人名单内")
    left(entry)
    assert credit(entry, made.LEFT_ON)[0] == "pass"


def test_the_day_on_the_register_cannot_be_claimed_by_a_form():
    entry = made.proposed()
    Application.objects.update(facts={**cases.GOOD, "dishonest_since": "2020-01-01"})
    case = Application.objects.first()

    line = (
        screened(case, cases.LAW.policy, cases.LAW.national, made.LISTED_ON)
        .findings()
        .filter(rule="credit_record")
    )
    assert line["verdict"].item() == "pass"
    assert entry.state == State.PROPOSED


def test_steps_are_kept_by_the_database():
    made.proposed()
    for statement in (
        "DELETE FROM records_dishonestdebtorstep",
        "UPDATE records_dishonestdebtorstep SET words = 'x'",
    ):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert DishonestDebtorStep.objects.count() == 1


def test_a_desk_sees_entries_of_the_loans_it_sees():
    entry = made.proposed()

    sees = {each for each in Station if entries_seen_by(cases.at(each).posting).filter(pk=entry.pk).exists()}
    assert {*Station} - sees == {Station.GUARANTOR, Station.ADMINISTRATOR}
