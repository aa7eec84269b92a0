"""The pages of due days: the list with its figures, arranging something, and what the loan shows of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import made_cases as cases
import made_loans as loans
from hudai.records.models import Loan, LoanStanding, MaturityNote, Officer, Station

pytestmark = pytest.mark.django_db


def signed_in(client: Client, station: Station) -> None:
    cases.at(station)
    client.force_login(Officer.objects.get(username=str(station)))


def text(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def due_in(days: int, number: str = "LX-001", name: str = "孙平磊", born: str = "19850307") -> Loan:
    """A loan of the list falling due so many days from today, as its standing has it."""
    terms = loans.Terms(5_000_000, 12, 30_000, "A", loans.ACCOUNT)
    application = loans.approved(cases.household(number, name, born), terms=terms, term_months=12)
    loan = loans.disbursed(application, due_on=loans.DUE_IN_A_YEAR, contract=f"HT-{number}")
    due_on = timezone.localdate() + timedelta(days=days)
    Loan.objects.filter(pk=loan.pk).update(due_on=max(due_on, date(2025, 9, 26)))
    LoanStanding.objects.filter(pk=loan.pk).update(due_on=due_on, balance=5_000_000)
    return loan


def test_a_village_arranges_what_falls_due_and_its_task_is_done(client: Client):
    loan = due_in(20)
    signed_in(client, Station.VILLAGE)
    page = text(client, "/maturities/")
    assert "还有 20 天" in page
    assert "还没有安排" in page
    assert f"/loans/{loan.pk}/maturity-note/" in page
    assert "还没有登记到期安排" in text(client, "/reminders/")

    answer = client.post(
        f"/loans/{loan.pk}/maturity-note/", {"plan": "renew", "words": "想续贷一年"}, follow=True
    )

    page = answer.content.decode()
    assert "已登记到期安排：续贷" in page
    assert "想续贷一年" in page
    assert "还没有安排" not in text(client, "/maturities/", plan="").split("<table>")[-1]
    assert "没有临近到期或逾期的贷款" in text(client, "/maturities/", plan="none")


def test_a_refused_renewal_without_its_reason_comes_back_with_what_was_typed(client: Client):
    loan = due_in(20)
    signed_in(client, Station.BRANCH)

    answer = client.post(f"/loans/{loan.pk}/maturity-note/", {"plan": "refused", "words": ""})

    assert answer.status_code == 409
    assert "请写明不同意续贷或展期的理由" in answer.content.decode()
    assert not MaturityNote.objects.exists()


def test_filters_figures_and_sums_tell_the_windows_apart(client: Client):
    due_in(5)
    due_in(-3, "LX-002", "钱大山", "19700101")
    due_in(200, "LX-003", "周敏军", "19720202")
    signed_in(client, Station.OFFICE)

    every = text(client, "/maturities/", by="town")
    overdue = text(client, "/maturities/", window="0")
    week = text(client, "/maturities/", window="7")

    assert "孙平磊" in every
    assert "钱大山" in every
    assert "周敏军" not in every
    assert "按乡镇汇总" in every
    assert "逾期 3 天" in overdue
    assert "孙平磊" not in overdue
    assert "钱大山" not in week
    assert client.get("/maturities/", {"xlsx": "maturities"}).status_code == 200
    assert client.get("/maturities/", {"by": "bank", "xlsx": "maturity_sums"}).status_code == 200


def test_the_list_costs_the_same_number_of_queries_however_long(client: Client):
    first = due_in(20)
    signed_in(client, Station.TOWN)
    client.post(f"/loans/{first.pk}/maturity-note/", {"plan": "repay"})
    few = queries_of(client)

    for number, name, born in (("LX-002", "钱大山", "19700101"), ("LX-003", "周敏军", "19720202")):
        client.post(f"/loans/{due_in(20, number, name, born).pk}/maturity-note/", {"plan": "repay"})

    assert queries_of(client) == few


def queries_of(client: Client) -> int:
    client.get("/maturities/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/maturities/")
    return len(asked)
