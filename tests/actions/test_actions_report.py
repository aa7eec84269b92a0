"""Registers handed in: frozen, held against the last one, sent back, replaced, signed for."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

import made_batches as loans
import made_cases as cases
import made_offices as offices
from failing_writes import dies_at_every_write
from hudai.actions.actor import Actor, NotYours
from hudai.actions.calendar import county_calendar
from hudai.actions.report import hand_in, send_back, sign
from hudai.actions.report_draft import draft
from hudai.actions.report_due import RegistersDue, registers_due
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import (
    Branch,
    JournalLine,
    Loan,
    Receipt,
    Region,
    Repayment,
    Station,
    Submission,
    SubmissionReturn,
    SummaryPart,
)
from hudai.records.queries import report as queries
from hudai.records.snapshots import Snapshot, plain_bytes

pytestmark = pytest.mark.django_db

POLICY = loans.LAW.policy
JANUARY, FEBRUARY, MARCH = (date(2022, month, 1) for month in (1, 2, 3))
IN_FEBRUARY, IN_MARCH, IN_APRIL = date(2022, 2, 2), date(2022, 3, 2), date(2022, 4, 2)


def branch(day: date = IN_FEBRUARY) -> Actor:
    return loans.at(Station.BRANCH, day)


def bank(day: date = date(2022, 2, 5)) -> Actor:
    return loans.at(Station.BANK, day)


def handed_in(month: date = JANUARY, day: date = IN_FEBRUARY, **more: str) -> Submission:
    return hand_in(actor=branch(day), policy=POLICY, month=month, **more)


def summarised(month: date = JANUARY, day: date = date(2022, 2, 5), **more: str) -> Submission:
    return hand_in(actor=bank(day), policy=POLICY, month=month, **more)


def test_a_branch_hands_in_every_loan_it_has_lent_with_balances_of_the_months_last_day():
    loans.repaid(loans.loan(), date(2022, 1, 31), principal=1_000_000)
    later = loans.loan(cases.household("LX-002", "钱大山", "19700101"), "HT-002")
    Loan.objects.filter(pk=later.pk).update(disbursed_on=date(2022, 2, 1))

    made = handed_in()

    assert (made.level, made.line_count, made.as_of) == ("branch", 1, date(2022, 1, 31))
    assert (made.principal, made.balance, made.lent, made.repaid) == (
        5_000_000,
        4_000_000,
        5_000_000,
        1_000_000,
    )
    row = queries.rows_of(made).row(0, named=True)
    assert (row["contract"], row["bank"], row["town"]) == ("HT-001", "云坪农商行石门支行", "石门镇")
    assert row["id_number"] == cases.id_number("19850307")
    assert (row["balance_fen"], row["class"], row["note"]) == (4_000_000, "正常", "")


def test_the_rows_lie_sealed_and_their_bytes_have_the_digest():
    loans.loan()

    made = handed_in()

    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM records_submittedrows")
        lying = cursor.fetchone()[0]
    plain = plain_bytes(queries.snapshot_of(made))
    assert cases.id_number("19850307").encode() in plain
    assert cases.id_number("19850307") not in lying
    assert hashlib.sha256(plain).hexdigest() == made.digest


def test_bytes_that_are_not_those_of_the_digest_are_not_handed_out():
    loans.loan()
    kept = queries.snapshot_of(handed_in())

    with pytest.raises(Refusal, match="与当时的摘要不符"):
        plain_bytes(Snapshot(kept.content, "0" * 64))


def test_a_later_repayment_does_not_reach_into_what_was_handed_in():
    found = loans.loan()
    made = handed_in()

    loans.repaid(found, date(2022, 1, 20), principal=2_000_000)

    assert queries.rows_of(made)["balance_fen"].to_list() == [5_000_000]


@pytest.mark.parametrize("statement", ["UPDATE {} SET reason = 'x'", "DELETE FROM {}"])
def test_the_database_lets_nobody_change_what_was_handed_in(statement: str):
    loans.loan()
    made = handed_in()
    send_back(actor=bank(), key=made.pk, reason="漏报。")

    for table in ("records_submission", "records_submissionreturn"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(table))

    assert Submission.objects.get().reason == ""


def test_a_month_that_is_not_over_is_refused_and_nothing_is_written():
    loans.loan()

    with pytest.raises(Refusal, match="2022年2月还没有结束，3月1日起"):
        handed_in(FEBRUARY, date(2022, 2, 28))

    assert not Submission.objects.exists()


@pytest.mark.parametrize("station", [Station.OFFICE, Station.TOWN, Station.AUDITOR])
def test_desks_outside_the_banks_hand_nothing_in(station: Station):
    with pytest.raises(NotYours):
        hand_in(actor=loans.at(station), policy=POLICY, month=JANUARY)

    assert not Submission.objects.exists()


def test_a_district_institution_hands_in_no_branch_register():
    head = offices.branch(Station.BANK)
    desk = cases._desk(Station.BRANCH)
    desk.branch = head
    desk.save()

    with pytest.raises(Refusal, match="没有上级机构"):
        handed_in()

    assert not Submission.objects.exists()


def test_what_changed_since_the_page_was_opened_is_to_be_looked_at_again():
    found = loans.loan()
    seen = draft(actor=branch(), policy=POLICY, month=JANUARY).snapshot.digest
    loans.repaid(found, date(2022, 1, 20), principal=2_000_000)

    with pytest.raises(NotNow, match="有了变化"):
        handed_in(seen=seen)

    assert not Submission.objects.exists()


def test_the_next_month_continues_the_last_one():
    loans.repaid(loans.loan(), date(2022, 2, 10), principal=1_000_000)
    first = handed_in()

    second = handed_in(FEBRUARY, IN_MARCH)

    assert second.previous == first
    assert second.gaps == 0
    assert second.continuity["places"] == [
        ["云坪农商行石门支行", "石门镇", 5_000_000, 0, 1_000_000, 4_000_000, 0, 0]
    ]


def test_a_register_that_does_not_continue_is_handed_in_only_with_an_explanation():
    found = loans.loan()
    handed_in()
    # Booked on 8 March into January: 50 000 - 8 000 = 42 000 at the end of February, and nothing moved in it.
    loans.repaid(found, date(2022, 1, 25), principal=800_000)

    with pytest.raises(Refusal, match="有 1 个合同与上期台账不衔接"):
        handed_in(FEBRUARY, IN_MARCH)
    assert Submission.objects.count() == 1

    made = handed_in(FEBRUARY, IN_MARCH, explanation="补记 1 月 25 日还款。")
    assert made.continuity["gaps"] == [
        ["HT-001", "云坪农商行石门支行", "石门镇", 5_000_000, 0, 0, 4_200_000, -800_000]
    ]
    assert (made.gaps, made.explanation) == (1, "补记 1 月 25 日还款。")


def test_a_branch_and_a_town_called_otherwise_since_are_the_same_places():
    found = loans.loan()
    handed_in()
    summarised()
    Branch.objects.filter(pk=found.branch_id).update(name="云坪农商行石门中心支行")
    Region.objects.filter(pk=offices.town().pk).update(name="石门街道")
    loans.repaid(found, date(2022, 2, 10), principal=1_000_000)

    second = handed_in(FEBRUARY, IN_MARCH)
    summary = summarised(FEBRUARY, date(2022, 3, 4))

    line = ["云坪农商行石门中心支行", "石门街道", 5_000_000, 0, 1_000_000, 4_000_000, 0, 0]
    assert (second.gaps, second.continuity["places"]) == (0, [line])
    assert (summary.gaps, summary.continuity["places"]) == (0, [line])


def test_a_month_left_out_between_counts_with_what_moved_in_it():
    loans.repaid(loans.loan(), date(2022, 2, 10), principal=1_000_000)
    handed_in()

    made = handed_in(MARCH, IN_APRIL)

    assert made.gaps == 0
    # Nothing of it moved in March itself.
    assert (made.lent, made.repaid, made.balance) == (0, 0, 4_000_000)


def test_a_correction_stands_beside_what_it_replaces_with_its_reason():
    found = loans.loan()
    old = handed_in()
    loans.repaid(found, date(2022, 1, 25), principal=800_000)

    with pytest.raises(Refusal, match="更正原因"):
        handed_in(day=date(2022, 2, 9))
    new = handed_in(day=date(2022, 2, 9), reason="漏记一笔还款。")

    assert (new.ordinal, new.supersedes, new.reason) == (2, old, "漏记一笔还款。")
    assert (old.balance, new.balance) == (5_000_000, 4_200_000)


def test_the_same_register_is_not_handed_in_twice():
    loans.loan()
    handed_in()

    with pytest.raises(NotNow, match="不用再报"):
        handed_in(reason="再报一次")

    assert Submission.objects.count() == 1


def test_a_bank_sends_a_branchs_register_back_and_the_branch_hands_in_another():
    loans.loan()
    first = handed_in()

    send_back(actor=bank(), key=first.pk, reason="漏报 HT-009。")
    second = handed_in(day=date(2022, 2, 7), reason="按退回意见核对，无漏报。")

    assert second.supersedes == first
    assert queries.chains(queries.submissions_seen_by(bank().posting))[
        "branch", second.branch_id, JANUARY
    ].hand_ins == [queries.HandIn(date(2022, 2, 2), True), queries.HandIn(date(2022, 2, 7), False)]


def test_a_return_without_reason_or_of_another_banks_register_is_refused():
    loans.loan()
    made = handed_in()
    other = offices.Bank.objects.create(name="云坪邮储")
    stranger = Branch.objects.create(bank=other, name="云坪邮储支行")
    desk = offices.Posting.objects.create(
        officer=offices.officer("stranger"),
        station=Station.BANK,
        branch=stranger,
        office="邮储",
        since=offices.SINCE,
    )

    with pytest.raises(Refusal, match="退回原因"):
        send_back(actor=bank(), key=made.pk, reason=" ")
    with pytest.raises(NotYours):
        send_back(actor=Actor(desk.officer, desk, bank().at), key=made.pk, reason="不对。")

    assert not SubmissionReturn.objects.exists()


def test_a_bank_takes_its_branches_frozen_rows_and_its_own_loans_into_the_summary():
    found = loans.loan()
    part = handed_in()
    # Booked after the branch handed in: the summary is of what was handed in.
    loans.repaid(found, date(2022, 1, 25), principal=800_000)
    own = loans.loan(
        cases.household("LX-002", "钱大山", "19700101"), "HT-002", branch=offices.branch(Station.BANK)
    )

    made = summarised()

    assert (made.level, made.line_count, made.balance) == ("bank", 2, 10_000_000)
    assert [each.part for each in made.parts.all()] == [part]
    assert sorted(queries.rows_of(made)["contract"]) == ["HT-001", own.contract]


def test_a_summary_without_a_branch_that_should_be_in_it_needs_a_word_on_why():
    loans.loan()
    handed_in()
    second = Branch.objects.create(
        bank=offices.branch(Station.BANK).bank, name="云台支行", parent=offices.branch(Station.BANK)
    )
    loans.loan(cases.household("LX-002", "钱大山", "19700101"), "HT-002", branch=second)

    with pytest.raises(Refusal, match="还有 1 个网点没有报来：云台支行"):
        summarised()
    assert not SummaryPart.objects.exists()

    made = summarised(explanation="云台支行系统故障，次日补报。")
    assert (made.absent, made.line_count) == (["云台支行"], 1)


def test_a_summary_of_nothing_but_missing_branches_is_refused():
    loans.loan()

    with pytest.raises(Refusal, match="还没有网点报来"):
        summarised(explanation="没人报。")

    assert not Submission.objects.exists()


def test_a_closed_branchs_loans_come_into_the_summary_straight_from_the_records():
    found = loans.loan()
    Branch.objects.filter(pk=found.branch_id).update(closed_on=date(2022, 1, 20))

    assert summarised().line_count == 1


def test_a_branch_closed_before_it_handed_in_is_not_waited_for_and_its_loans_come_from_the_records():
    found = loans.loan()
    Branch.objects.filter(pk=found.branch_id).update(closed_on=date(2022, 2, 1))

    made = summarised()

    assert (made.line_count, made.absent) == (1, [])
    # Its day was 7 February, and it was closed by then.
    assert due_at(Station.BANK, date(2022, 2, 8)).overdue == ()


def test_a_contract_in_two_branches_registers_stops_the_summary():
    found = loans.loan()
    handed_in()
    second = Branch.objects.create(
        bank=offices.branch(Station.BANK).bank, name="云台支行", parent=offices.branch(Station.BANK)
    )
    Loan.objects.filter(pk=found.pk).update(branch=second)
    desk = cases._desk(Station.BRANCH)
    desk.branch = second
    desk.save()
    hand_in(actor=loans.at(Station.BRANCH, IN_FEBRUARY), policy=POLICY, month=JANUARY)

    with pytest.raises(Refusal, match="HT-001 同时出现在两个网点"):
        summarised()


def test_three_offices_sign_and_a_second_signature_of_one_changes_nothing():
    loans.loan()
    handed_in()
    made = summarised()

    for station in (Station.OFFICE, Station.FINANCE, Station.FINANCE_OFFICE, Station.OFFICE):
        sign(actor=loans.at(station, date(2022, 2, 6)), key=made.pk)

    assert [each.station for each in made.receipts.all()] == ["office", "finance", "finance_office"]
    told = list(
        JournalLine.objects.filter(noun="submission", key=str(made.pk)).values_list("action", flat=True)
    )
    assert told.count("签收台账") == 3


def test_nobody_signs_for_what_was_sent_back_and_nobody_sends_back_what_it_signed_for():
    loans.loan()
    handed_in()
    made = summarised()
    finance, office = (loans.at(each, date(2022, 2, 6)) for each in (Station.FINANCE, Station.OFFICE))
    sign(actor=finance, key=made.pk)

    with pytest.raises(NotNow, match="已经签收"):
        send_back(actor=finance, key=made.pk, reason="想退。")
    send_back(actor=office, key=made.pk, reason="余额与财政对账不符。")
    with pytest.raises(NotNow, match="已经退回"):
        sign(actor=loans.at(Station.FINANCE_OFFICE, date(2022, 2, 7)), key=made.pk)

    assert Receipt.objects.count() == 1


@pytest.mark.parametrize("station", [Station.AUDITOR, Station.REGULATOR, Station.BANK, Station.TOWN])
def test_only_the_three_offices_sign(station: Station):
    loans.loan()
    handed_in()
    made = summarised()

    with pytest.raises(NotYours):
        sign(actor=loans.at(station, date(2022, 2, 6)), key=made.pk)

    assert not Receipt.objects.exists()


def test_each_desk_sees_what_is_its_own():
    loans.loan()
    handed_in()
    summarised()
    seen = {
        station: sorted(queries.submissions_seen_by(cases._desk(station)).values_list("level", flat=True))
        for station in Station
    }

    both, nothing = ["bank", "branch"], []
    assert seen == dict.fromkeys(Station, nothing) | {
        Station.BRANCH: ["branch"],
        Station.BANK: both,
        Station.OFFICE: both,
        Station.FINANCE: both,
        Station.FINANCE_OFFICE: both,
        Station.REGULATOR: both,
        Station.AUDITOR: both,
    }


def test_the_journal_has_the_digest_and_no_person():
    loans.loan()
    made = handed_in()

    line = JournalLine.objects.get(noun="submission")
    assert line.facts == {
        "month": "2022-01", "digest": made.digest, "lines": 1, "gaps": 0, "absent": 0, "ordinal": 1,
    }  # fmt: skip


def test_handing_in_leaves_nothing_when_any_write_fails():
    loans.loan()
    handed_in()
    actor = bank()

    assert dies_at_every_write(lambda: hand_in(actor=actor, policy=POLICY, month=JANUARY)) >= 5
    assert Submission.objects.count() == 2
    assert Repayment.objects.count() == 0


def due_at(station: Station, day: date) -> RegistersDue:
    calendar = county_calendar()
    return registers_due(cases._desk(station), policies={POLICY.name: POLICY}, calendar=calendar, today=day)


def test_a_branch_is_reminded_once_its_day_is_over_and_the_bank_knows_who_is_missing():
    loans.loan()

    # 2 February 2022 lies in the Spring Festival, off to the 6th; Monday the 7th is the day.
    assert due_at(Station.BRANCH, date(2022, 2, 7)) == RegistersDue()
    assert due_at(Station.BRANCH, date(2022, 2, 8)).missing == ("2022-01",)
    assert due_at(Station.BANK, date(2022, 2, 8)).overdue == ("云坪农商行石门支行 2022-01",)


def test_an_office_is_reminded_of_what_it_has_to_sign_and_of_banks_that_are_late():
    loans.loan()
    handed_in()
    summarised(day=date(2022, 2, 9))
    office = date(2022, 2, 10)

    assert due_at(Station.OFFICE, office).to_sign == ("云坪农商行 2022-01",)
    assert due_at(Station.OFFICE, office).overdue == ("云坪农商行 2022-01",)
    sign(actor=loans.at(Station.OFFICE, office), key=Submission.objects.get(level="bank").pk)
    assert due_at(Station.OFFICE, office).to_sign == ()


def test_what_was_sent_back_is_the_branchs_to_mend_until_it_hands_in_anew():
    loans.loan()
    send_back(actor=bank(), key=handed_in().pk, reason="漏报。")
    assert due_at(Station.BRANCH, date(2022, 2, 8)).returned == ("2022-01",)

    handed_in(day=date(2022, 2, 8), reason="已核对。")
    assert due_at(Station.BRANCH, date(2022, 2, 8)).returned == ()


def test_a_bank_is_told_that_a_branch_corrected_its_register_after_the_summary():
    found = loans.loan()
    handed_in()
    summarised()
    assert due_at(Station.BANK, date(2022, 2, 8)).outdated == ()

    loans.repaid(found, date(2022, 1, 25), principal=800_000)
    handed_in(day=date(2022, 2, 8), reason="漏记一笔还款。")
    assert due_at(Station.BANK, date(2022, 2, 8)).outdated == ("2022-01",)

    summarised(day=date(2022, 2, 8), reason="石门支行有更正。")
    assert due_at(Station.BANK, date(2022, 2, 8)).outdated == ()


def test_a_bank_is_told_that_a_branch_it_summed_up_without_has_handed_in_since():
    loans.loan()
    own = offices.branch(Station.BANK)
    loans.loan(cases.household("LX-002", "钱大山", "19700101"), "HT-002", branch=own)
    summarised(explanation="石门支行系统故障，次日补报。")

    handed_in(day=date(2022, 2, 8))

    assert due_at(Station.BANK, date(2022, 2, 8)).outdated == ("2022-01",)


@pytest.mark.parametrize("station", [Station.VILLAGE, Station.TOWN, Station.GUARANTOR, Station.ADMINISTRATOR])
def test_desks_outside_this_road_are_told_nothing(station: Station):
    loans.loan()

    assert due_at(station, date(2022, 6, 30)) == RegistersDue()


def test_nobody_is_late_before_the_county_uses_the_system():
    loans.loan()

    assert due_at(Station.BRANCH, date(2025, 9, 10)).missing == ("2025-08",)
