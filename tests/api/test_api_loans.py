"""Loans by program: listed and looked at masked, paid out, graded; each bank its own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

import made_loans as loans
import made_tokens as tokens
from hudai.records.models import Loan, LoanStanding, ReportedClass, Station

pytestmark = pytest.mark.django_db


def test_a_loan_shows_its_terms_and_how_it_stands_and_no_whole_id_number():
    loan = loans.disbursed()
    loans.repaid(loan, loans.RENEWED_ON, principal=1_000_000)

    answer = tokens.program().get(f"/loans/{loan.contract}")

    said = answer.json()
    assert (said["contract"], said["principal"], said["balance"]) == (loan.contract, 5_000_000, 4_000_000)
    assert (said["rate_ppm"], said["signed_on"], said["due_on"]) == (35_000, "2025-09-25", "2028-09-25")
    assert said["state"] in ("open", "overdue")
    assert loan.borrower.id_number not in answer.content.decode()
    assert said["id_number"] == f"50{'*' * 13}{loan.borrower.id_number[-3:]}"


def test_a_list_comes_page_by_page_and_holds_the_banks_own_loans_only():
    first = loans.disbursed()
    bank, other = tokens.program(Station.BANK), tokens.of_another_bank()

    page = bank.get("/loans", page=1, page_size=1).json()
    beyond = bank.get("/loans", page=100_000, page_size=500).json()

    assert ([each["contract"] for each in page["items"]], page["total"]) == ([first.contract], 1)
    assert (beyond["items"], beyond["total"]) == ([], 1)
    assert other.get("/loans").json()["total"] == 0


def test_loans_are_listed_by_where_they_stand():
    waiting, bank = loans.signed(), tokens.program()

    listed = bank.get("/loans", state="waiting").json()

    assert [each["contract"] for each in listed["items"]] == [waiting.contract]
    assert bank.get("/loans", state="open").json()["total"] == 0
    assert bank.get("/loans", state="closed").status_code == 422


def test_a_loan_listed_under_a_state_says_that_state_of_itself():
    loan, bank = loans.disbursed(), tokens.program()
    LoanStanding.objects.filter(loan=loan).update(days_overdue=5)

    totals = {state: bank.get("/loans", state=state).json()["total"] for state in ("open", "overdue")}

    assert totals == {"open": 0, "overdue": 1}
    assert bank.get(f"/loans/{loan.contract}").json()["state"] == "overdue"


def test_a_contract_number_in_wide_figures_is_the_one_the_county_keeps():
    loan = loans.disbursed(contract="ＨＴ２０２５\u200b－１")

    assert loan.contract == "HT2025－1"
    assert tokens.program().get("/loans/ＨＴ2025－１").json()["contract"] == "HT2025－1"


def test_a_contract_number_may_hold_a_slash():
    loan = loans.disbursed(contract="农商借2025/17")

    assert tokens.program().get(f"/loans/{loan.contract}").json()["contract"] == loan.contract
    assert tokens.program(Station.BANK).get(f"/loans/{loan.contract}/repayments").json() == {"items": []}


def test_another_banks_contract_is_not_found_in_the_words_of_one_that_is_not_there():
    loan, other = loans.disbursed(), tokens.of_another_bank()

    hidden, absent = other.get(f"/loans/{loan.contract}"), other.get("/loans/HT-9999")

    assert (hidden.status_code, hidden.content) == (404, absent.content)


def test_a_signed_contract_is_paid_out_once():
    loan, bank = loans.signed(), tokens.program()
    sent = {"contract": loan.contract, "disbursed_on": "2025-09-26"}

    first, again = (bank.post("/disbursements", sent, "payout-1") for _ in range(2))

    assert (first.status_code, first.json()["disbursed_on"]) == (201, "2025-09-26")
    assert again.content == first.content
    assert LoanStanding.objects.get(loan=loan).balance == 5_000_000
    other_day = bank.post("/disbursements", {**sent, "disbursed_on": "2025-09-27"}, "payout-2")
    assert (other_day.status_code, other_day.json()["type"]) == (409, "urn:hudai:problem:not-now")


def test_a_payout_before_the_contract_or_of_another_bank_is_refused_and_not_written():
    loan = loans.signed()
    early = {"contract": loan.contract, "disbursed_on": "2025-09-24"}

    assert tokens.program().post("/disbursements", early).status_code == 409
    assert tokens.of_another_bank().post("/disbursements", early).status_code == 404
    assert Loan.objects.get(pk=loan.pk).disbursed_on is None


def test_grades_are_kept_where_they_say_something_new():
    loan, bank = loans.disbursed(), tokens.program()
    rows = [
        {"contract": loan.contract, "as_of": day, "loan_class": grade}
        for day, grade in (("2025-10-31", "正常"), ("2025-11-30", "正常"), ("2025-12-31", "关注"))
    ]

    answer = bank.post("/classes", {"rows": rows})

    assert (answer.status_code, answer.json()) == (201, {"taken": 2, "unchanged": 1})
    kept = [(f"{each.as_of}", each.loan_class) for each in ReportedClass.objects.order_by("as_of")]
    assert kept == [("2025-10-31", "正常"), ("2025-12-31", "关注")]


def test_another_grade_for_the_same_day_is_a_correction_and_wants_a_reason():
    loan, bank = loans.disbursed(), tokens.program()
    said = {"contract": loan.contract, "as_of": "2025-12-31", "loan_class": "正常"}
    bank.post("/classes", {"rows": [said]}, "classes-1")
    other = {**said, "loan_class": "次级"}

    refused = bank.post("/classes", {"rows": [other]}, "classes-2")
    assert (refused.status_code, ReportedClass.objects.count()) == (409, 1)
    taken = bank.post("/classes", {"rows": [{**other, "reason": "分类调整"}]}, "classes-2")

    assert taken.json() == {"taken": 1, "unchanged": 0}
    made = ReportedClass.objects.standing().get()
    assert (made.loan_class, made.replaces.loan_class, made.reason) == ("次级", "正常", "分类调整")
    assert refused.json()["problems"][0]["type"] == "reason-wanted"
    listed = bank.get(f"/loans/{loan.contract}/classes").json()["items"]
    assert [(each["loan_class"], each["stands"]) for each in listed] == [("正常", False), ("次级", True)]
    assert listed[1]["replaces"] == listed[0]["id"]
    assert tokens.of_another_bank().get(f"/loans/{loan.contract}/classes").status_code == 404


def test_grades_of_another_bank_before_the_payout_or_in_the_future_are_refused_together():
    loan, bank = loans.disbursed(), tokens.program()
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    rows = [
        {"contract": contract, "as_of": day, "loan_class": "正常"}
        for contract, day in (
            (loan.contract, "2025-12-31"),
            (loan.contract, tomorrow),
            (loan.contract, "2025-09-24"),
            ("HT-9999", "2025-12-31"),
        )
    ]

    answer = bank.post("/classes", {"rows": rows})

    assert answer.status_code == 409
    assert [each["where"] for each in answer.json()["problems"]] == ["rows.1", "rows.2", "rows.3"]
    assert tokens.of_another_bank().post("/classes", {"rows": rows[:1]}).status_code == 404
    assert not ReportedClass.objects.exists()
