"""What a batch's page says before it is approved, and rows that come back after they arrived."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client
from django.utils import timezone

import made_batches as batches
import made_cases as cases
from hudai.actions import subsidy_payment as paying
from hudai.actions.budget import receive_funds
from hudai.actions.subsidy_result import Result
from hudai.records.models import Bank, Loan, PayoutReturn, Source, Station, Stop, SubsidyBatch

pytestmark = pytest.mark.django_db
APPROVAL = date(2022, 4, 7)


def at_the(client: Client, station: Station, day: date, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Signed in at a desk, at ten o'clock of a day."""
    at = datetime(day.year, day.month, day.day, 10, tzinfo=batches.SHANGHAI)
    monkeypatch.setattr(timezone, "now", lambda: at)
    client.force_login(cases._desk(station).officer)
    return client


def stopped(loan: Loan) -> None:
    Stop.objects.create(
        loan=loan,
        kind=Stop.Kind.DIVERSION,
        since=date(2022, 2, 9),
        evidence="核查记录",
        recorded_by=cases._desk(Station.OFFICE),
        recorded_at=cases.START,
    )


def test_finance_sees_which_lines_changed_and_says_why_they_are_approved(client: Client, monkeypatch):
    loan = batches.paying_loan()
    batch = batches.published()
    stopped(loan)
    finance = at_the(client, Station.FINANCE, APPROVAL, monkeypatch)

    page = finance.get(f"/subsidies/{batch.number}/").content.decode()
    assert "明细 369.44 元，现在应为 158.33 元" in page
    refused = finance.post(f"/subsidies/{batch.number}/approve/", {"opinion": "同意"})
    assert refused.status_code == 409
    assert "第 1 行按现在的登记算出来要少 211.11 元" in refused.content.decode()
    assert SubsidyBatch.objects.get().state == "published"

    said = {"opinion": "同意", "reason": "下一期抵扣。"}
    assert finance.post(f"/subsidies/{batch.number}/approve/", said).status_code == 302
    assert SubsidyBatch.objects.get().state == "approved"


def test_an_account_of_two_households_is_shown_to_the_county_and_not_to_a_bank(client: Client, monkeypatch):
    mine, other = batches.paying_loan(1), batches.paying_loan(2)
    mine.account = other.account
    mine.save()
    batch = batches.published()
    told = "和合同 HT-002 的帐号相同"

    office = at_the(client, Station.OFFICE, APPROVAL, monkeypatch)
    assert told in office.get(f"/subsidies/{batch.number}/").content.decode()
    bank = at_the(client, Station.BRANCH, APPROVAL, monkeypatch)
    assert told not in bank.get(f"/subsidies/{batch.number}/").content.decode()


def test_a_page_with_nothing_to_doubt_says_nothing(client: Client, monkeypatch):
    batches.paying_loan()
    batch = batches.published()
    finance = at_the(client, Station.FINANCE, APPROVAL, monkeypatch)

    assert "请核对" not in finance.get(f"/subsidies/{batch.number}/").content.decode()


def test_a_row_that_came_back_after_it_arrived_is_entered_on_the_page(client: Client, monkeypatch):
    batches.paying_loan()
    batch = batches.approved()
    receive_funds(
        actor=batches.at(Station.FINANCE, APPROVAL),
        source=Source.COUNTY,
        amount=1_000_000,
        on=APPROVAL,
        document="云财农〔2022〕8号",
    )
    second = batches.second(Station.FINANCE)
    paying.make_file(actor=second, number=batch.number, source=Source.COUNTY)
    arrived = Result(1, paid=True, cause="", on=date(2022, 4, 8))
    paying.record_results(actor=second, number=batch.number, file_number=1, results=[arrived])
    finance = at_the(client, Station.FINANCE, date(2022, 4, 11), monkeypatch)
    assert "到账后又退回" in finance.get(f"/subsidies/{batch.number}/").content.decode()

    said = {"back-line_number": "1", "back-on": "2022-04-10", "back-cause": "帐户已销户"}
    answer = finance.post(f"/subsidies/{batch.number}/files/1/came-back/", said, follow=True)

    page = answer.content.decode()
    assert "第 1 行已登记退回" in page
    assert "退回：帐户已销户" in page
    assert "1 行：到账 0，退回 1，待登记 0" in page
    assert PayoutReturn.objects.get().cause == "帐户已销户"
    line = finance.get(f"/subsidies/{batch.number}/lines/1/").content.decode()
    assert "又退回：帐户已销户" in line


def test_the_office_enters_a_banks_own_account_and_it_is_shown_masked(client: Client, monkeypatch):
    loan = batches.paying_loan()
    bank = loan.branch.bank
    office = at_the(client, Station.OFFICE, APPROVAL, monkeypatch)

    wrong = office.post(f"/banks/{bank.pk}/account/", {"account": "十二"})
    a_households = office.post(f"/banks/{bank.pk}/account/", {"account": loan.account})
    assert (wrong.status_code, a_households.status_code) == (409, 409)
    assert Bank.objects.get(pk=bank.pk).account == ""

    done = office.post(f"/banks/{bank.pk}/account/", {"account": "6011 0000 2222 3333"}, follow=True)
    page = done.content.decode()
    assert Bank.objects.get(pk=bank.pk).account == "6011000022223333"
    assert "60*************333" in page
    assert "6011000022223333" not in page
    administrator = at_the(client, Station.ADMINISTRATOR, APPROVAL, monkeypatch)
    assert (
        administrator.post(f"/banks/{bank.pk}/account/", {"account": "6011000022224444"}).status_code == 404
    )
