"""The pages of the books say what the books hold, day by day, and refuse beside the form."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import made_cases as cases
from hudai.actions.ledger_month import close_month
from hudai.records.models import Bank, BudgetLine, JournalLine, LoanStanding, Station, Voucher
from hudai.web import fund
from made_books import approved_batch, arrive, at, loan, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(client: Client) -> Client:
    client.force_login(cases.at(Station.FINANCE).officer)
    return client


def keeper():
    return at(cases.at(Station.FINANCE).posting)


def three_days() -> None:
    arrive(keeper(), 100_00, on=date(2026, 3, 2))
    pay(keeper(), 30_00, on=date(2026, 3, 20))
    pay(keeper(), 20_00, on=date(2026, 4, 1))


def rows(page: str) -> list[list[str]]:
    """The cells of the sheet, line by line."""
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", line)]
        for line in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    ]


def test_a_statement_runs_from_day_to_day(finance: Client):
    three_days()

    page = finance.get("/ledger/accounts/1014/").content.decode()

    assert [row[3:6] for row in rows(page)] == [
        ["100.00", "0.00", "100.00"],
        ["0.00", "30.00", "70.00"],
        ["0.00", "20.00", "50.00"],
    ]


def test_a_statement_of_some_days_begins_with_what_was_there(finance: Client):
    three_days()

    page = finance.get("/ledger/accounts/1014/?since=2026-03-03&until=2026-03-31").content.decode()

    assert [row[3:6] for row in rows(page)] == [["0.00", "30.00", "70.00"]]
    for label, figure in (("期初余额", "100.00"), ("期末余额", "70.00"), ("现在余额", "50.00")):
        assert figure in page.split(label)[1][:120]


def test_a_statement_is_taken_out_with_its_running_balance_and_journalled(finance: Client):
    three_days()

    answer = finance.get("/ledger/accounts/1014/?xlsx=ledger-statement")

    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active
    told = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert [line[-1] for line in told if any(str(cell).startswith("JZ") for cell in line)] == [100, 70, 50]
    assert JournalLine.objects.filter(action__contains="导出").count() == 1


def test_a_payable_is_shown_positive_while_it_is_owed(finance: Client):
    approved_batch(12_34)

    page = finance.get("/ledger/").content.decode()

    assert ["2001", "应付贴息", "负债", "0.00", "12.34", "12.34"] in rows(page)


def test_what_cannot_be_received_is_told_beside_the_form_and_not_written(finance: Client):
    tomorrow = timezone.localdate() + timedelta(days=1)
    said = {"source": "county", "amount": "10", "on": tomorrow, "document": "云财1号"}

    answer = finance.post("/ledger/receive/", said)

    assert answer.status_code == 422
    assert "还没到" in answer.content.decode()
    assert 'value="云财1号"' in answer.content.decode()
    assert not Voucher.objects.exists()


@pytest.mark.parametrize("amount", ["0", "-5", "1.234", "abc", "", "99999999999999"])
def test_an_amount_that_is_none_is_not_taken(finance: Client, amount: str):
    said = {"source": "county", "amount": amount, "on": timezone.localdate(), "document": "云财1号"}

    assert finance.post("/ledger/receive/", said).status_code == 422
    assert not Voucher.objects.exists()


def test_a_budget_is_registered_and_shown_with_what_is_left(finance: Client):
    three_days()
    said = {"year": 2026, "source": "county", "amount": "200", "document": "云财预1号"}

    finance.post("/ledger/budget/plan/", said)

    assert BudgetLine.objects.get().amount == 200_00
    page = finance.get("/ledger/budget/?year=2026").content.decode()
    county = next(row for row in rows(page) if row[0] == "区县级")
    assert county[1:5] == ["200.00", "100.00", "50.00", "150.00"]
    assert county[6:] == ["50.00", "云财预1号"]


@pytest.mark.parametrize("year", ["", "abc", "1999"])
def test_a_year_there_is_nothing_of_shows_this_one(finance: Client, year: str):
    answer = finance.get(f"/ledger/budget/?year={year}")

    assert f"{timezone.localdate().year} 年" in answer.content.decode()


def test_a_closed_month_shows_the_figures_it_was_closed_with(finance: Client):
    three_days()
    close_month(actor=keeper(), month=date(2026, 3, 1))

    page = finance.get("/ledger/months/2026-03/").content.decode()

    assert ["1014", "贴息资金—区县级", "0.00", "100.00", "30.00", "70.00"] in rows(page)
    assert "下面是结账时的数字" in page
    assert "不能再记账，也不能撤销" not in page


@pytest.mark.parametrize("address", ["/ledger/months/2026-13/", "/ledger/months/x/", "/ledger/accounts/9999/",
                                     "/ledger/vouchers/JZ2026999999/"])  # fmt: skip
def test_what_is_not_there_is_not_found(finance: Client, address: str):
    assert finance.get(address).status_code == 404


def test_the_fund_warns_where_the_lending_stands_above_the_multiple(finance: Client, monkeypatch):
    monkeypatch.setattr(fund, "_agreed", lambda request: (10, ""))
    lent = loan(3)
    LoanStanding.objects.create(
        loan=lent, as_of=date(2026, 4, 1), balance=1_000_01, due_on=lent.due_on, principal_days=0,
        interest_days=0, days_overdue=0,
    )  # fmt: skip
    said = {"bank": lent.branch.bank_id, "amount": "100", "on": timezone.localdate(), "document": "云财2号"}
    finance.post("/ledger/fund/deposit/", said)

    page = finance.get("/ledger/fund/").content.decode()

    assert "放大倍数超过约定的" in page
    assert "10.00 倍" in page


def test_without_a_multiple_agreed_on_nothing_is_warned_of(finance: Client):
    lent = loan(3)
    LoanStanding.objects.create(
        loan=lent, as_of=date(2026, 4, 1), balance=1_000_01, due_on=lent.due_on, principal_days=0,
        interest_days=0, days_overdue=0,
    )  # fmt: skip

    page = finance.get("/ledger/fund/").content.decode()

    assert "尚不明确" in page
    assert "没有存款" in page
    assert "放大倍数超过约定的" not in page


@pytest.mark.parametrize(
    "address",
    [
        "/ledger/",
        "/ledger/vouchers/",
        "/ledger/accounts/1014/",
        "/ledger/fund/",
        "/ledger/months/2026-03/",
        "/ledger/budget/?year=2026",
    ],
)
def test_the_number_of_questions_does_not_grow_with_the_rows(finance: Client, address: str):
    three_days()
    Bank.objects.create(name="云坪邮储")
    finance.get(address)
    with CaptureQueriesContext(connection) as few:
        finance.get(address)
    for _ in range(5):
        pay(keeper(), 1_00, on=date(2026, 4, 2))
    with CaptureQueriesContext(connection) as many:
        finance.get(address)

    assert len(many) == len(few)
