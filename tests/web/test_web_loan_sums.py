"""How the loans of a place stand, on the first page: sums, ratios, the breaker's line, and who sees whose."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import made_batches as batches
import made_cases as cases
import made_loans as loans
import made_offices as offices
from hudai.core.breaker import area_ratios
from hudai.core.dates import add_years
from hudai.records.models import Loan, LoanStanding, Officer, Station
from hudai.records.queries.loan_sums import sums_by_village
from hudai.web import law as laws

pytestmark = pytest.mark.django_db
PART = "/loan-sums/"


def signed_in(client: Client, station: Station) -> Client:
    found = Officer.objects.filter(username=str(station)).first()
    client.force_login(found or offices.posted(station))
    return client


def owed(number: int, balance: int, **stands: Any) -> Loan:
    """A loan of a household of 石门镇柳溪村 with a balance, standing as is said."""
    home = cases.household(f"LX-{number:03d}", f"孙平{'甲乙丙丁戊己'[number]}", f"198503{number + 10}")
    found = batches.loan(home, f"HT-{number:03d}")
    days = {"principal_days": 0, "interest_days": 0, "days_overdue": 0, **stands}
    LoanStanding.objects.create(
        loan=found, as_of=timezone.localdate(), balance=balance, due_on=found.due_on, **days
    )
    return found


def three() -> None:
    """20 000 in order, 30 000 with interest overdue, 50 000 with principal overdue and non-performing."""
    owed(0, 2_000_000)
    owed(1, 3_000_000, interest_days=5, days_overdue=5)
    owed(2, 5_000_000, principal_days=100, days_overdue=100, npl=True)


def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """The county goes by 上蔡's breaker: 5 % of a town, 7 % of a village."""
    suspended = loans.suspended()
    monkeypatch.setattr(laws, "law", suspended.of)


def test_the_sums_are_the_balances_and_the_ratios_those_of_single_loans():
    three()

    sums = sums_by_village(Loan.objects.all())
    town = area_ratios(sums).filter(level="town").to_dicts()[0]

    assert sums["balance_fen"].sum() == 10_000_000
    assert sums.filter(overdue=1)["balance_fen"].sum() == 8_000_000
    assert (town["town"], town["overdue_ppm"], town["npl_ppm"]) == ("石门镇", 500_000, 500_000)


def test_no_loans_have_no_ratio_and_the_part_says_so(client: Client):
    page = signed_in(client, Station.REGULATOR).get(PART).content.decode()

    assert "没有余额" in page
    assert "还没有数据" in page


def test_the_figures_are_the_sums_of_the_lists_they_lead_to(client: Client):
    three()
    figures = signed_in(client, Station.FINANCE_OFFICE).get(PART).context["figures"][-2:]

    assert [(each.label, each.value) for each in figures] == [("贷款余额", "10.00"), ("逾期贷款余额", "8.00")]
    listed = [client.get(each.url).context["table"] for each in figures]
    assert [table.sums["balance"] for table in listed] == [10_000_000, 8_000_000]
    assert "在贷 3 笔" in figures[0].note
    assert figures[1].note == "2 笔，占余额 80.00%；其中本金逾期 5.00 万元"


def test_subsidy_granted_and_not_arrived_is_what_its_page_adds_up_to(client: Client):
    batches.paying_loan()
    batches.approved()
    unpaid = signed_in(client, Station.FINANCE).get(PART).context["figures"][0]

    assert (unpaid.label, unpaid.value, unpaid.tone) == ("已批准、未到账贴息", "369.44", "red")
    assert sum(age.fen for age in client.get(unpaid.url).context["ages"]) == 36_944
    assert unpaid.note == "批准超过 30 天的 369.44 元"


def test_the_breaker_draws_its_line_and_names_the_suspended_town(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    three()
    strict(monkeypatch)
    answer = signed_in(client, Station.REGULATOR).get(PART)
    ratios = answer.context["charts"]["ratios"]

    assert "石门镇不良率 50.00%，超过熔断线 5.00%" in answer.content.decode()
    assert ratios["rows"] == [("石门镇", ("50.00", "50.00", "5.00"))]
    assert ratios["drawn"]["series"][2] == {"name": "熔断线（不良率）", "values": ["5.00"], "kind": "line"}


def test_where_no_document_has_a_breaker_there_is_no_line(client: Client):
    three()
    answer = signed_in(client, Station.REGULATOR).get(PART)

    assert "熔断" not in answer.content.decode()
    assert len(answer.context["charts"]["ratios"]["series"]) == 2


def test_a_bank_sees_its_own_sums_and_is_told_of_the_towns_it_lends_in(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    three()
    strict(monkeypatch)
    cases.lead_bank()
    foreign = offices.branch(Station.BANK)
    Loan.objects.filter(contract="HT-002").update(branch=foreign)
    answer = signed_in(client, Station.BRANCH).get(PART)

    assert answer.context["figures"][0].value == "5.00"
    assert "石门镇不良率 50.00%" in answer.content.decode()
    assert len(answer.context["charts"]["ratios"]["series"]) == 2, "the line is over the ratio of all banks"
    assert "granted" not in answer.context["charts"]


def test_a_village_is_told_of_its_town_and_gets_no_picture_of_one_bar(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    three()
    strict(monkeypatch)
    answer = signed_in(client, Station.VILLAGE).get(PART)

    assert "石门镇不良率 50.00%" in answer.content.decode()
    assert "balances" not in answer.context["charts"]


def test_money_lent_and_granted_stands_by_month(client: Client):
    today = timezone.localdate()
    batches.paying_loan()
    batch = batches.approved()
    days = {"signed_on": today, "disbursed_on": today, "due_on": add_years(today, 3)}
    batches.loan(
        cases.household("LX-009", "孙平庚", "19850329"), "HT-009", account="6217000012345679", **days
    )
    type(batch).objects.filter(pk=batch.pk).update(approved_on=today)
    charts = signed_in(client, Station.FINANCE).get(PART).context["charts"]

    assert list(charts)[:2] == ["granted", "lent"], "the bureau's own money comes first"
    assert charts["lent"]["rows"][-1] == (f"{today:%Y-%m}", ("5.00",))
    assert charts["granted"]["rows"][-1] == (f"{today:%Y-%m}", ("0.036944",))
    assert len(charts["lent"]["rows"]) == 12


def test_htmx_gets_the_part_and_a_browser_without_it_a_page(client: Client):
    signed_in(client, Station.OFFICE)

    assert 'hx-get="/loan-sums/"' in client.get("/").content.decode()
    assert "<html" not in client.get(PART, headers={"HX-Request": "true"}).content.decode()
    assert "<html" in client.get(PART).content.decode()


@pytest.mark.parametrize("station", [Station.GUARANTOR, Station.ADMINISTRATOR])
def test_a_desk_without_loans_finds_nothing(client: Client, station: Station):
    signed_in(client, station)

    assert client.get(PART).status_code == 404
    assert "/loan-sums/" not in client.get("/").content.decode()


def test_the_part_costs_the_same_number_of_queries_however_many_loans(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(PART, headers={"HX-Request": "true"})
        return len(asked)

    strict(monkeypatch)
    owed(0, 2_000_000)
    signed_in(client, Station.TOWN)
    client.get(PART)
    few = questions()
    for number in range(1, 6):
        owed(number, 1_000_000, principal_days=number, days_overdue=number, npl=number > 3)

    assert questions() == few
    assert few <= 13


def test_the_months_of_the_past_year_and_no_others(client: Client):
    assert batches.loan().disbursed_on == date(2022, 1, 10)

    assert signed_in(client, Station.OFFICE).get(PART).context["charts"]["lent"]["rows"] == []
