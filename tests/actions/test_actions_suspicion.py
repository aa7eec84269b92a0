"""Runs over the records find, keep, change and lose suspicions; people hand over, answer and close them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import made_batches as batches
import made_cases as cases
import made_loans as loans
import made_offices as offices
import made_suspicions as made
from hudai.actions import loan_correction as correcting
from hudai.actions import stop as stopping
from hudai.actions import suspicion as actions
from hudai.actions import suspicion_run as running
from hudai.actions.actor import NotYours
from hudai.actions.job import work_once
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import (
    Application,
    Job,
    JournalLine,
    Loan,
    Person,
    Posting,
    Region,
    Station,
    Stop,
    Suspicion,
    SuspicionStep,
)
from hudai.records.queries.suspicion import suspicions_seen_by, waiting_for

pytestmark = pytest.mark.django_db
State = Suspicion.State
NEXT = made.ON + timedelta(days=1)


def on(station: Station, day: date = made.ON):
    return loans.on(day, station)


def put_right(loan: Loan, account: str) -> None:
    """The account of a loan was entered wrongly."""
    correcting.correct(
        actor=on(Station.BRANCH),
        laws=loans.LAWS,
        loan_id=loan.pk,
        field="account",
        value=account,
        reason="录错",
        seen=loan.corrections.count(),
    )


def handed(found: Suspicion, station: Station = Station.TOWN) -> Suspicion:
    place = next(each for each in actions.places_of(found) if each.station == station)
    return actions.assign(actor=on(Station.OFFICE), suspicion_id=found.pk, to=place.value, words="请入户")


def answered(found: Suspicion, result: str = "unfounded", measure: str = "") -> Suspicion:
    return actions.answer(
        actor=on(Station.OFFICE), suspicion_id=found.pk, result=result, measure=measure, words="查过流水"
    )


def closed(found: Suspicion) -> Suspicion:
    answered(found)
    return actions.close(actor=on(Station.OFFICE), suspicion_id=found.pk, reason="账户为本人代发户")


def test_three_loans_to_one_account_are_found_with_records_stake_and_days():
    mine = made.three_loans()

    counts = made.run()

    assert made.rules() == {"shared_payee": 1, "shared_account": 1}
    assert (counts.found, counts.new, counts.again, counts.lapsed) == (2, 2, 0, 0)
    found = Suspicion.objects.get(rule="shared_payee")
    assert sorted(found.items.values_list("loan", flat=True)) == [loan.pk for loan in mine]
    assert (found.stake, found.households) == (15_000_000, 3)
    assert (found.found_on, found.last_on, found.lapsed_on) == (made.ON, made.ON, None)
    assert (found.clause, found.state) == ("yubei-2021#1.9", State.OPEN)
    assert "6217" not in found.message + found.subject


def test_found_again_it_is_the_same_row_with_a_later_day():
    first = made.payee()

    counts = made.run(NEXT)

    again = Suspicion.objects.get(rule="shared_payee")
    assert (again.pk, again.found_on, again.last_on) == (first.pk, made.ON, NEXT)
    assert (counts.new, counts.again, counts.lapsed) == (0, 0, 0)
    assert not SuspicionStep.objects.exists()


def test_what_holds_no_more_is_shown_as_lapsed_and_comes_back_as_itself():
    found = made.payee()
    third = Loan.objects.get(contract="HT-3")
    put_right(third, "6217000099999999")

    made.run(NEXT)

    found.refresh_from_db()
    assert (found.lapsed_on, found.last_on) == (NEXT, made.ON)
    put_right(Loan.objects.get(contract="HT-3"), loans.ACCOUNT)
    made.run(NEXT + timedelta(days=1))
    found.refresh_from_db()
    assert (found.lapsed_on, found.last_on) == (None, NEXT + timedelta(days=1))
    assert list(found.steps.values_list("deed", "officer")) == [("lapsed", None), ("back", None)]


def test_closed_it_stays_closed_until_its_records_are_other_ones():
    made.loan(0)
    made.loan(1)
    made.run()
    found = closed(Suspicion.objects.get(rule="shared_account"))

    made.run(NEXT)

    found.refresh_from_db()
    assert found.state == State.CLOSED
    made.loan(2)
    assert made.run(NEXT).again == 1
    found.refresh_from_db()
    assert (found.state, found.result, found.stake, found.households) == (
        State.ASSIGNED, "", 15_000_000, 3,
    )  # fmt: skip
    assert list(found.steps.values_list("deed", flat=True)) == ["answer", "close", "changed"]


def test_one_number_on_the_applications_of_three_households_is_found_without_opening_it():
    for home in made.HOMES:
        cases.submitted(cases.household(*home))
    for number in Application.objects.values_list("phone_index", flat=True):
        assert len(number) == 64

    made.run()

    found = Suspicion.objects.get(rule="shared_phone")
    assert (found.households, found.stake, found.items.count()) == (3, 15_000_000, 3)
    assert "1380" not in found.message + found.subject


def test_a_forbidden_purpose_a_dead_borrower_and_a_household_off_the_list_are_found():
    loan = made.loan(0)
    Loan.objects.filter(pk=loan.pk).update(purpose="自家建房")
    Person.objects.filter(pk=loan.borrower_id).update(died_on=date(2025, 9, 1))
    loan.household.listings.update(since=date(2025, 9, 26))

    made.run()

    assert made.rules() == {"purpose": 1, "dead": 1, "off_list": 1}
    assert Suspicion.objects.get(rule="purpose").clause.startswith("yubei-2021#1.9")


def test_a_fee_on_record_and_a_payout_before_the_approval_are_found():
    loan = made.loan(0)
    case = loan.application
    Application.objects.filter(pk=case.pk).update(
        facts={**case.facts, "fee_charged": True}, step_since=case.step_since + timedelta(days=5)
    )

    made.run()

    assert made.rules() == {"charged": 1, "unapproved": 1}
    assert Suspicion.objects.get(rule="charged").message == "申请上登记有收费或保证金。"


def test_an_approval_without_a_payout_is_late_after_thirty_days_and_not_before():
    loans.approved()
    made.run(loans.APPROVED_ON + timedelta(days=30))
    assert made.rules() == {}

    made.run(loans.APPROVED_ON + timedelta(days=31))

    assert made.rules() == {"late_disbursement": 1}


def test_what_was_granted_for_days_behind_a_stop_found_later_is_granted_too_much():
    loan = batches.paying_loan()
    batch = batches.approved()
    made.run(batch.approved_on)
    assert "over_granted" not in made.rules()
    granted = batch.lines.get().due
    Stop.objects.create(
        loan=loan,
        kind=Stop.Kind.DIVERSION,
        since=loan.disbursed_on,
        evidence="核查记录",
        recorded_by=cases.at(Station.OFFICE).posting,
        recorded_at=cases.START,
    )

    made.run(batch.approved_on + timedelta(days=1))

    found = Suspicion.objects.get(rule="over_granted")
    assert (found.stake, found.items.get().loan_id) == (granted, loan.pk)


def principal_came_back(loan: Loan) -> None:
    """20 000 yuan on the thirtieth day: (30 × 5 000 000 + 40 × 3 000 000) × 38 000 / 360 000 000 = 28 500."""
    batches.repaid(loan, date(2022, 2, 9), principal=2_000_000)


def an_older_loan_came_up(loan: Loan) -> None:
    """It leaves 20 000 yuan of the cap: 2 000 000 × 38 000 × 70 / 360 000 000 = 14 778."""
    day = {"signed_on": date(2022, 1, 5), "disbursed_on": date(2022, 1, 5), "due_on": date(2023, 1, 5)}
    batches.loan(loan.household, "HT-000", principal=3_000_000, account=loan.account, **day)


@pytest.mark.parametrize(
    ("learnt", "earned"), [(principal_came_back, 28_500), (an_older_loan_came_up, 14_778)]
)
def test_what_is_learnt_after_a_batch_and_lowers_what_was_earned_is_granted_too_much(
    learnt: Callable[[Loan], None], earned: int
):
    loan = batches.paying_loan()
    batch = batches.approved()
    learnt(loan)

    made.run(batch.approved_on)

    assert Suspicion.objects.get(rule="over_granted").stake == 36_944 - earned


def test_an_empty_register_raises_nothing():
    assert made.run().found == 0


def test_a_loan_of_a_pack_whose_numbers_nobody_knows_keeps_what_was_found(monkeypatch: pytest.MonkeyPatch):
    loan = made.loan(0)
    Loan.objects.filter(pk=loan.pk).update(purpose="自家建房")
    made.run()

    def unknown(*_: object, **__: object) -> None:
        raise Refusal("不知道")

    monkeypatch.setattr("hudai.actions.suspicion_search._objections", unknown)
    made.run(NEXT)

    assert made.rules() == {"purpose": 1}
    assert Suspicion.objects.get().last_on == made.ON, "nobody found it again"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
def test_a_run_holds_the_suspicions_while_it_brings_them_in_step():
    made.payee()

    with CaptureQueriesContext(connection) as asked:
        made.run(NEXT)

    assert [each["sql"] for each in asked if "FOR NO KEY UPDATE" in each["sql"]]


def test_another_countys_office_sees_and_handles_none_of_these():
    found = made.payee()
    handed(found, Station.OFFICE)
    county = Region.objects.create(level="county", name="云台区", since=offices.SINCE)
    other = Posting.objects.create(
        officer=offices.officer("other"), station=Station.OFFICE, region=county, office="云台区振兴局",
        since=offices.SINCE,
    )  # fmt: skip

    assert not suspicions_seen_by(other).exists()
    assert not waiting_for(other).exists()
    assert waiting_for(on(Station.OFFICE).posting).count() == Suspicion.objects.count()


def test_the_office_hands_over_the_desk_answers_and_the_office_closes():
    found = made.payee()
    assert list(waiting_for(on(Station.OFFICE).posting)) == list(
        Suspicion.objects.order_by("-found_on", "-pk")
    )
    assert not waiting_for(on(Station.TOWN).posting).exists()

    handed(found)

    assert list(waiting_for(on(Station.TOWN).posting)) == [found]
    actions.answer(
        actor=on(Station.TOWN), suspicion_id=found.pk, result="founded", measure="rectify", words="三户均属实"
    )
    done = actions.close(actor=on(Station.OFFICE), suspicion_id=found.pk, reason="已改到本人账户")
    assert (done.state, done.result, done.measure) == (State.CLOSED, "founded", "rectify")
    steps = list(SuspicionStep.objects.values_list("deed", "posting__station", "words"))
    assert steps == [
        ("assign", "office", "请入户"),
        ("answer", "town", "三户均属实"),
        ("close", "office", "已改到本人账户"),
    ]
    told = list(JournalLine.objects.filter(noun="suspicion").values_list("action", flat=True))
    assert sorted(told) == sorted(["交办疑点", "核查疑点结论", "办结疑点"])


def test_whoever_it_was_not_handed_to_does_not_answer():
    found = made.payee()
    handed(found)

    for station in (Station.VILLAGE, Station.BRANCH, Station.BANK):
        said = {"result": "unfounded", "measure": "", "words": "看过"}
        with pytest.raises(NotYours, match="没有交给您这个岗位"):
            actions.answer(actor=on(station), suspicion_id=found.pk, **said)
    assert SuspicionStep.objects.count() == 1


def test_only_the_office_hands_over_and_closes():
    found = answered(made.payee())

    for station in (Station.AUDITOR, Station.FINANCE, Station.REGULATOR, Station.TOWN):
        with pytest.raises(NotYours):
            actions.assign(actor=on(station), suspicion_id=found.pk, to="office:")
        with pytest.raises(NotYours):
            actions.close(actor=on(station), suspicion_id=found.pk, reason="无")


def test_an_answer_without_its_parts_is_refused_and_nothing_is_written():
    found = made.payee()

    for said, told in (
        ({"result": ""}, "请选择核查结论"),
        ({"result": "maybe"}, "请选择核查结论"),
        ({"result": "founded"}, "请选择处理措施"),
        ({"result": "founded", "measure": "prison"}, "请选择处理措施"),
        ({"result": "unfounded", "measure": "recall"}, "不用选择处理措施"),
        ({"words": "  "}, "请写明核查情况"),
    ):
        whole = {"result": "unfounded", "measure": "", "words": "看过", **said}
        with pytest.raises(Refusal, match=told):
            actions.answer(actor=on(Station.OFFICE), suspicion_id=found.pk, **whole)
    assert not SuspicionStep.objects.exists()


def test_it_is_handed_only_to_places_of_its_records():
    found = made.payee()
    for wrong in ("town:999999", "auditor:", "", "branch"):
        with pytest.raises(Refusal, match="请选择交给哪个岗位"):
            actions.assign(actor=on(Station.OFFICE), suspicion_id=found.pk, to=wrong)


def test_nothing_is_closed_without_a_result_or_a_reason_and_nothing_twice():
    found = made.payee()
    with pytest.raises(NotNow, match="还没有核查结论"):
        actions.close(actor=on(Station.OFFICE), suspicion_id=found.pk, reason="无")
    answered(found)
    with pytest.raises(Refusal, match="请写明办结的原因"):
        actions.close(actor=on(Station.OFFICE), suspicion_id=found.pk, reason=" ")
    actions.close(actor=on(Station.OFFICE), suspicion_id=found.pk, reason="查明")
    with pytest.raises(NotNow, match="已经办结"):
        actions.close(actor=on(Station.OFFICE), suspicion_id=found.pk, reason="查明")


def test_a_measure_on_a_loan_is_carried_out_there_before_it_is_closed():
    loan = made.loan(0)
    Loan.objects.filter(pk=loan.pk).update(purpose="自家建房")
    made.run()
    found = answered(Suspicion.objects.get(rule="purpose"), "founded", "recall")

    with pytest.raises(Refusal, match="还没有在这些贷款上登记：HT-1"):
        actions.close(actor=on(Station.OFFICE), suspicion_id=found.pk, reason="已通知银行")
    stopping.stop(
        actor=on(Station.BRANCH),
        laws=loans.LAWS,
        loan_id=loan.pk,
        kind=Stop.Kind.RECALLED,
        since=made.ON,
        evidence="收回通知书 3 号",
    )

    done = actions.close(actor=on(Station.OFFICE), suspicion_id=found.pk, reason="已收回")
    assert done.state == State.CLOSED


def test_steps_are_kept_by_the_database():
    answered(made.payee())
    for statement in ("DELETE FROM records_suspicionstep", "UPDATE records_suspicionstep SET words = 'x'"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_desk_sees_what_rests_on_records_of_its_place():
    found = made.payee()

    sees = {each for each in Station if suspicions_seen_by(on(each).posting).filter(pk=found.pk).exists()}
    assert {*Station} - sees == {Station.GUARANTOR, Station.ADMINISTRATOR}


def test_a_run_is_a_job_once_a_day_and_again_after_changes_and_a_rest(settings):
    loan = made.loan(0)
    at = timezone.localtime(on(Station.OFFICE).at)

    job = running.arrange(at)
    assert job is not None
    assert running.arrange(at) is None, "one is waiting"
    assert work_once(lambda: at, "w").state == Job.State.DONE
    assert running.arrange(at + timedelta(hours=2)) is None, "nothing changed"
    put_right(loan, "6217000099999999")
    assert running.arrange(at + timedelta(minutes=5)) is None, "it has not rested"
    assert running.arrange(at + timedelta(minutes=20)) is not None
    assert work_once(lambda: at + timedelta(minutes=20), "w").state == Job.State.DONE
    assert running.arrange(at + timedelta(days=1)) is not None
    line = JournalLine.objects.filter(action="核查疑点").first()
    assert (line.officer, line.facts["found"]) == (None, 0)


def test_the_office_asks_for_a_run_and_nobody_else():
    made.three_loans()
    with pytest.raises(NotYours):
        running.ask(actor=on(Station.AUDITOR))

    job = running.ask(actor=on(Station.OFFICE))

    with pytest.raises(NotNow, match="正在核查"):
        running.ask(actor=on(Station.OFFICE))
    at = on(Station.OFFICE).at
    done = work_once(lambda: at, "w")
    assert (done.pk, done.state, done.outcome["new"]) == (job.pk, Job.State.DONE, 2)
