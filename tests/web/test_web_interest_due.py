"""Interest to pay by the next settlement day: which loans, how much, and what is behind."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

import made_cases as cases
import made_loans as loans
from hudai.records.models import Loan, Station
from hudai.records.queries.interest_due import interest_due

pytestmark = pytest.mark.django_db
POLICIES = {name: law.policy for name, law in loans.LAWS.by_name.items()}


def figures(today: date) -> list[tuple[date | None, int, int]]:
    found = interest_due(Loan.objects.all(), POLICIES, today)
    return [(row.falls_due, row.behind_fen, row.coming_fen) for row in found]


def test_what_comes_is_of_the_period_and_what_fell_due_unpaid_is_behind():
    loan = loans.one_year()

    # 50 000.00 at 3 % from 25 September: 87 days to 20 December, 90 more to 20 March.
    assert figures(date(2025, 12, 10)) == [(date(2025, 12, 21), 0, 36_250)]
    assert figures(date(2026, 1, 5)) == [(date(2026, 3, 21), 36_250, 37_500)]

    loans.repaid(loan, date(2025, 12, 20), interest=36_250)
    assert figures(date(2026, 1, 5)) == [(date(2026, 3, 21), 0, 37_500)]


def test_the_last_period_ends_with_the_loan_and_one_paid_off_is_not_there():
    loan = loans.one_year()
    assert figures(date(2026, 9, 22))[0][0] == date(2026, 9, 25)

    loans.repaid(loan, date(2025, 12, 20), principal=5_000_000, interest=36_250)
    assert figures(date(2026, 1, 5)) == []


def test_the_page_sums_for_its_village_and_goes_out_as_a_workbook(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    loan = loans.one_year()
    monkeypatch.setattr("hudai.web.interest_due.timezone.localdate", lambda: date(2025, 12, 10))
    client.force_login(cases.at(Station.VILLAGE).officer)

    page = client.get("/interest-due/").content.decode()

    assert loan.contract in page
    assert page.count("362.50") == 2
    assert client.get("/interest-due/", {"xlsx": "interest_due"})["Content-Type"].endswith("sheet")


def test_too_many_to_work_out_at_once_are_to_be_narrowed(client: Client, monkeypatch: pytest.MonkeyPatch):
    loans.one_year()
    monkeypatch.setattr("hudai.web.interest_due.MOST", 0)
    client.force_login(cases.at(Station.OFFICE).officer)

    assert "请先选择乡镇、村或银行" in client.get("/interest-due/").content.decode()
