"""Terms put right: both values kept, figures follow, accounts never shown, nonsense refused."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection

import made_cases as cases
import made_loans as loans
from hudai.actions import loan_correction as correcting
from hudai.actions.actor import NotYours
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import JournalLine, Loan, LoanCorrection, LoanStanding, Station

pytestmark = pytest.mark.django_db
TODAY = date(2025, 12, 31)


def correct(loan: Loan, field: str, value: Any, **more: Any) -> LoanCorrection:
    actor = loans.on(TODAY, more.pop("station", Station.BRANCH))
    said = {"reason": "录入时看错了合同", **more}
    return correcting.correct(actor=actor, laws=loans.LAWS, loan_id=loan.pk, field=field, value=value, **said)


@pytest.mark.parametrize(
    ("field", "value", "before", "after"),
    [
        ("due_on", date(2028, 3, 25), "2028-09-25", "2028-03-25"),
        ("rate", 34_000, 35_000, 34_000),
        ("signed_on", date(2025, 9, 24), "2025-09-25", "2025-09-24"),
        ("disbursed_on", date(2025, 9, 26), "2025-09-25", "2025-09-26"),
        ("purpose", "种植花椒", "生猪养殖", "种植花椒"),
    ],
)
def test_a_correction_keeps_both_values_and_who_says_so(field: str, value: Any, before: Any, after: Any):
    loan = loans.disbursed()

    made = correct(loan, field, value)

    loan.refresh_from_db()
    assert getattr(loan, field) == value
    assert (made.before, made.after, made.reason) == (before, after, "录入时看错了合同")
    assert made.recorded_by.station == "branch"


def test_the_standing_follows_a_corrected_amount():
    loan = loans.disbursed()

    correct(loan, "principal", 4_500_000, station=Station.OFFICE)

    assert LoanStanding.objects.get(loan=loan).balance == 4_500_000


def test_a_corrected_account_is_named_and_never_shown():
    loan = loans.disbursed()

    made = correct(loan, "account", "6217000099998888")

    loan.refresh_from_db()
    assert loan.account == "6217000099998888"
    assert (made.before, made.after) == (None, None)
    line = JournalLine.objects.filter(action="更正贷款").latest("pk")
    assert "6217" not in str(line.facts)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("due_on", date(2025, 9, 25), "到期日期要晚于"),
        ("disbursed_on", date(2025, 9, 24), "不能早于合同日期"),
        ("disbursed_on", date(2026, 1, 1), "不能晚于今天"),
        ("disbursed_on", date(2025, 12, 20), "2025-12-10 已有还款"),
        ("principal", 900_000, "比更正后的借款金额多 1,000.00 元"),
        ("principal", 0, "要大于 0"),
        ("rate", 250_000, "年利率要大于 0"),
        ("account", "12ab", "8 到 32 位数字"),
        ("contract", " ", "请填写合同号"),
        ("policy", "shangcai-2019", "请选择要更正的栏目"),
        ("due_on", loans.DUE_ON, "更正前后一样"),
    ],
)
def test_a_loan_that_makes_no_sense_is_refused_and_nothing_is_changed(field: str, value: Any, told: str):
    loan = loans.disbursed()
    loans.repaid(loan, date(2025, 12, 10), principal=1_000_000)

    with pytest.raises(Refusal, match=told):
        correct(loan, field, value)

    before = {name: getattr(loan, name) for name in correcting.FIELDS}
    loan.refresh_from_db()
    assert {name: getattr(loan, name) for name in correcting.FIELDS} == before
    assert LoanCorrection.objects.filter(loan=loan).count() == 1


def test_a_correction_wants_a_reason_and_a_desk_that_may():
    loan = loans.disbursed()

    with pytest.raises(Refusal, match="请写明更正的原因"):
        correct(loan, "rate", 34_000, reason=" ")
    with pytest.raises(NotYours):
        correct(loan, "rate", 34_000, station=Station.TOWN)


def test_a_contract_number_that_is_taken_is_refused():
    loan = loans.disbursed(contract="HT-1")
    loans.signed(loans.approved(cases.household("LX-002", "钱大山", "19700101")), contract="HT-2")

    with pytest.raises(Refusal, match="HT-2 已经登记过"):
        correct(loan, "contract", "HT-2")


def test_a_double_click_corrects_once_and_an_old_page_not_at_all():
    loan = loans.disbursed()
    for _ in range(2):
        correct(loan, "rate", 34_000, seen=1)
    assert LoanCorrection.objects.filter(field="rate").count() == 1

    with pytest.raises(NotNow, match="刚才已被别人更正"):
        correct(loan, "rate", 33_000, seen=1)


@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_of_one_term_at_the_same_moment_there_is_one():
    loan = loans.disbursed()
    actor = loans.on(TODAY)
    start, told = threading.Barrier(2), []

    def put(rate: int) -> None:
        try:
            start.wait(10)
            correcting.correct(
                actor=actor, laws=loans.LAWS, loan_id=loan.pk, field="rate", value=rate, reason="错", seen=1
            )
            told.append("")
        except Refusal as refusal:
            told.append(type(refusal).__name__)
        finally:
            connection.close()

    both = [threading.Thread(target=put, args=(rate,)) for rate in (34_000, 33_000)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(60)

    assert sorted(told) == ["", "NotNow"]
    assert LoanCorrection.objects.filter(field="rate").count() == 1
