"""Repayments by program: booked once, all or none, corrected, and never another bank's."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

import made_loans as loans
import made_tokens as tokens
from hudai.records.models import ApiCall, JournalLine, Loan, LoanStanding, Repayment, Station

pytestmark = pytest.mark.django_db
ON = "2025-12-21"


def row(loan: Loan, **changes: Any) -> dict[str, Any]:
    return {"contract": loan.contract, "paid_on": ON, "principal": 1_000_000, **changes}


def test_a_repayment_is_booked_at_the_tokens_desk():
    loan, bank = loans.disbursed(), tokens.program()

    answer = bank.post("/repayments", {"rows": [row(loan, interest=42_292)]})

    assert answer.status_code == 201
    made = Repayment.objects.get()
    assert (made.principal, made.interest, made.recorded_by) == (1_000_000, 42_292, bank.token.posting)
    assert answer.json()["items"] == [
        {
            "id": made.pk,
            "contract": loan.contract,
            "paid_on": ON,
            "principal": 1_000_000,
            "interest": 42_292,
            "penalty": 0,
            "replaces": None,
            "void": False,
            "stands": True,
        }
    ]
    assert LoanStanding.objects.get(loan=loan).balance == 4_000_000
    assert JournalLine.objects.filter(action="登记还款", posting=bank.token.posting).count() == 1


def test_the_same_call_sent_twice_is_carried_out_once_and_answered_alike():
    loan, bank = loans.disbursed(), tokens.program()
    first = bank.post("/repayments", {"rows": [row(loan)]}, "day-1221-a")
    # Spaces and the order of names are no other request.
    again = bank.post(
        "/repayments",
        f'{{ "rows" : [ {{"principal": 1000000, "paid_on": "{ON}", "contract": "{loan.contract}"}} ] }}',
        "day-1221-a",
    )

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert (Repayment.objects.count(), ApiCall.objects.count()) == (1, 1)


def test_a_key_used_for_another_call_is_refused_and_nothing_is_written():
    loan, bank = loans.disbursed(), tokens.program()
    bank.post("/repayments", {"rows": [row(loan)]}, "day-1221-a")

    answer = bank.post("/repayments", {"rows": [row(loan, principal=2)]}, "day-1221-a")

    assert (answer.status_code, answer.json()["type"]) == (422, "urn:hudai:problem:key-reused")
    assert Repayment.objects.count() == 1


def test_two_banks_may_use_the_same_key():
    loan = loans.disbursed()
    branch, head = tokens.program(), tokens.program(Station.BANK)

    branch.post("/repayments", {"rows": [row(loan, principal=1)]}, "day-1221-a")
    answer = head.post("/repayments", {"rows": [row(loan, principal=2)]}, "day-1221-a")

    assert answer.status_code == 201
    assert Repayment.objects.count() == 2


def test_rows_are_booked_all_or_none_and_every_bad_one_is_told():
    loan, bank = loans.disbursed(), tokens.program()
    good, too_much = row(loan), row(loan, principal=9_000_000)

    answer = bank.post("/repayments", {"rows": [too_much, good, row(loan, contract="HT-无")]})

    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    told = {each["where"]: each["told"] for each in answer.json()["problems"]}
    assert list(told) == ["rows.0", "rows.2"]
    assert [each["type"] for each in answer.json()["problems"]] == ["refused", "not-found"]
    assert "超过还没有还的本金 50,000.00 元" in told["rows.0"]
    assert "没有找到" in told["rows.2"]
    assert not Repayment.objects.exists()
    assert not ApiCall.objects.exists()
    assert LoanStanding.objects.get(loan=loan).balance == 5_000_000


def test_a_refused_call_may_come_again_under_its_key_once_it_is_put_right():
    loan, bank = loans.disbursed(), tokens.program()
    bank.post("/repayments", {"rows": [row(loan, principal=9_000_000)]}, "day-1221-a")

    answer = bank.post("/repayments", {"rows": [row(loan)]}, "day-1221-a")

    assert answer.status_code == 201


def test_figures_that_can_hardly_be_right_want_a_reason():
    loan, bank = loans.disbursed(), tokens.program()
    much = row(loan, principal=0, interest=4_229_200)

    doubted = bank.post("/repayments", {"rows": [much]})
    taken = bank.post("/repayments", {"rows": [{**much, "reason": "补付全年利息"}]})

    assert doubted.status_code == 409
    assert "达到应付的 5 倍以上" in doubted.json()["problems"][0]["told"]
    assert doubted.json()["problems"][0]["type"] == "reason-wanted"
    assert (taken.status_code, Repayment.objects.count()) == (201, 1)


def test_a_correction_that_can_hardly_be_right_wants_a_reason_too():
    loan, bank = loans.disbursed(), tokens.program()
    old = bank.post("/repayments", {"rows": [row(loan)]}).json()["items"][0]["id"]
    much = {"interest": 4_229_200, "reason": "多记一位"}

    doubted = bank.post(f"/repayments/{old}/correction", much, "put-right-1")
    taken = bank.post(f"/repayments/{old}/correction", {**much, "checked": "补付全年利息"}, "put-right-2")

    assert (doubted.status_code, taken.status_code) == (409, 201)
    assert "达到应付的 5 倍以上" in doubted.json()["detail"]
    assert doubted.json()["type"] == "urn:hudai:problem:reason-wanted"
    assert Repayment.objects.count() == 2


def test_a_repayment_is_corrected_and_the_old_row_stays_beside_the_new():
    loan, bank = loans.disbursed(), tokens.program()
    old = bank.post("/repayments", {"rows": [row(loan)]}).json()["items"][0]["id"]
    right = {"principal": 900_000, "reason": "多记一位"}

    answer = bank.post(f"/repayments/{old}/correction", right, "put-right-1")
    again = bank.post(f"/repayments/{old}/correction", right, "put-right-1")

    assert (answer.status_code, again.content) == (201, answer.content)
    assert (answer.json()["replaces"], answer.json()["paid_on"]) == (old, ON)
    assert LoanStanding.objects.get(loan=loan).balance == 4_100_000
    listed = bank.get(f"/loans/{loan.contract}/repayments").json()["items"]
    assert [(each["principal"], each["stands"]) for each in listed] == [(1_000_000, False), (900_000, True)]


def test_amounts_beside_a_void_are_told_and_not_ignored():
    loan, bank = loans.disbursed(), tokens.program()
    old = bank.post("/repayments", {"rows": [row(loan)]}).json()["items"][0]["id"]

    answer = bank.post(f"/repayments/{old}/correction", {"void": True, "principal": 5, "reason": "记错户"})

    assert (answer.status_code, Repayment.objects.count()) == (422, 1)
    [trouble] = answer.json()["problems"]
    assert (trouble["where"], "只写 reason" in trouble["told"]) == ("", True)


def test_a_repayment_that_never_was_is_taken_back_and_no_second_time():
    loan, bank = loans.disbursed(), tokens.program()
    old = bank.post("/repayments", {"rows": [row(loan)]}).json()["items"][0]["id"]

    answer = bank.post(f"/repayments/{old}/correction", {"void": True, "reason": "记错户"}, "take-back")
    late = bank.post(f"/repayments/{old}/correction", {"principal": 5, "reason": "再改"}, "too-late-1")

    assert (answer.status_code, answer.json()["stands"]) == (201, False)
    assert (late.status_code, late.json()["type"]) == (409, "urn:hudai:problem:not-now")
    assert LoanStanding.objects.get(loan=loan).balance == 5_000_000


def test_another_banks_loan_is_not_found_and_that_somebody_asked_is_written_down():
    loan, other = loans.disbursed(), tokens.of_another_bank()
    mine = loans.repaid(loan, loans.RENEWED_ON, principal=100)

    answers = [
        other.post("/repayments", {"rows": [row(loan)]}, "not-mine-1"),
        other.post(f"/repayments/{mine.pk}/correction", {"principal": 1, "reason": "改"}, "not-mine-2"),
        other.get(f"/loans/{loan.contract}/repayments"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert Repayment.objects.get() == mine
    lines = JournalLine.objects.filter(action="打开管理范围外的内容", posting=other.token.posting)
    assert lines.count() == 3


@pytest.mark.django_db(transaction=True)
def test_the_same_call_sent_twice_at_one_moment_has_one_effect():
    loan, bank = loans.disbursed(), tokens.program()
    start, got = threading.Barrier(3), []

    def send() -> None:
        try:
            start.wait(20)
            answer = bank.post("/repayments", {"rows": [row(loan)]}, "same-moment")
            got.append((answer.status_code, answer.content))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert len(got) == 3
    assert len(set(got)) == 1
    assert got[0][0] == 201
    assert Repayment.objects.count() == 1
