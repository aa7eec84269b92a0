"""台账报送 on the page: what each desk sees, hands in, sends back and signs for."""

from __future__ import annotations

import hashlib
import io
from datetime import date

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

import made_batches as loans
import made_cases as cases
import made_offices as offices
from hudai.actions import report as actions
from hudai.actions.actor import Actor
from hudai.core.dates import add_months
from hudai.core.report_day import month_of
from hudai.records.models import JournalLine, Officer, Receipt, Station, Submission, SubmissionReturn

pytestmark = pytest.mark.django_db
POLICY = loans.LAW.policy
NUMBER = cases.id_number("19850307")


def last_month() -> date:
    return add_months(month_of(timezone.localdate()), -1)


@pytest.fixture
def county() -> None:
    """Every desk, and a loan of the town's branch."""
    for station in Station:
        if not Officer.objects.filter(username=str(station)):
            offices.posted(station)
    loans.repaid(loans.loan(), date(2022, 3, 1), principal=2_000_000)


def now(station: Station) -> Actor:
    desk = cases._desk(station)
    return Actor(desk.officer, desk, timezone.localtime())


def sign_in(client: Client, station: Station) -> Client:
    client.force_login(Officer.objects.get(username=str(station)))
    return client


def handed_in(station: Station = Station.BRANCH, month: date | None = None, **more: str) -> Submission:
    return actions.hand_in(actor=now(station), policy=POLICY, month=month or last_month(), **more)


def hand_in_page(month: date | None = None) -> str:
    return f"/reports/hand-in/yubei-2021/{month or last_month():%Y-%m}/"


def text(answer) -> str:
    return answer.content.decode()


@pytest.mark.usefixtures("county")
def test_a_branch_sees_what_it_would_hand_in_and_hands_in_just_that(client: Client):
    shown = sign_in(client, Station.BRANCH).get(hand_in_page())

    assert "3.00" in text(shown)  # 50 000 - 20 000 in 万元
    assert NUMBER not in text(shown)
    seen = shown.context["form"].initial["seen"]
    answer = client.post(hand_in_page(), {"seen": seen}, follow=True)
    made = Submission.objects.get()
    assert "台账已报送" in text(answer)
    assert made.digest == seen
    assert made.digest in text(answer)
    assert NUMBER not in text(answer)


@pytest.mark.usefixtures("county")
def test_a_page_that_is_out_of_date_comes_back_with_the_new_figures(client: Client):
    seen = sign_in(client, Station.BRANCH).get(hand_in_page()).context["form"].initial["seen"]
    loans.repaid(loans.Loan.objects.get(), date(2022, 4, 1), principal=1_000_000)

    answer = client.post(hand_in_page(), {"seen": seen})

    assert answer.status_code == 422
    assert "有了变化" in text(answer)
    assert not Submission.objects.exists()
    again = answer.context["made"].snapshot.digest
    assert f'value="{again}"' in text(answer)


@pytest.mark.usefixtures("county")
def test_a_register_that_does_not_continue_shows_the_contracts_and_wants_an_explanation(client: Client):
    handed_in(month=add_months(last_month(), -1))
    loans.repaid(loans.Loan.objects.get(), date(2022, 4, 1), principal=1_000_000)

    shown = sign_in(client, Station.BRANCH).get(hand_in_page())
    seen = shown.context["form"].initial["seen"]
    without = client.post(hand_in_page(), {"seen": seen, "explanation": " "})
    answer = client.post(hand_in_page(), {"seen": seen, "explanation": "补记 4 月还款。"}, follow=True)

    assert "不衔接的合同" in text(shown)
    assert "HT-001" in text(shown)
    assert "-10,000.00" in text(shown)
    assert without.status_code == 422
    assert "补记 4 月还款。" in text(answer)
    assert Submission.objects.count() == 2


@pytest.mark.usefixtures("county")
def test_a_month_that_is_not_over_is_refused(client: Client):
    answer = sign_in(client, Station.BRANCH).get(hand_in_page(timezone.localdate()))

    assert answer.status_code == 409
    assert "还没有结束" in text(answer)


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize("address", ["yubei-2021/2022-13", "yubei-2021/x", "nowhere-1999/2022-01"])
def test_a_month_or_scheme_there_is_not_is_not_found(client: Client, address: str):
    sign_in(client, Station.BANK)

    assert client.get(f"/reports/hand-in/{address}/").status_code == 404
    assert client.get(f"/reports/month/{address}/").status_code == 404


@pytest.mark.usefixtures("county")
def test_a_bank_sees_its_branches_sends_one_back_and_sums_up_the_next(client: Client):
    part = handed_in()
    bank = sign_in(client, Station.BANK)

    assert "石门支行" in text(bank.get(f"/reports/month/yubei-2021/{last_month():%Y-%m}/"))
    back = bank.post(f"/reports/{part.pk}/return/", {"reason": "漏报一户"}, follow=True)
    assert "已退回" in text(back)
    assert "上一次报送被退回：漏报一户" in text(sign_in(client, Station.BRANCH).get(hand_in_page()))

    handed_in(reason="核对后无漏报。")
    shown = sign_in(client, Station.BANK).get(hand_in_page())
    client.post(hand_in_page(), {"seen": shown.context["form"].initial["seen"]})
    assert Submission.objects.get(level="bank").line_count == 1


@pytest.mark.usefixtures("county")
def test_a_branch_missing_from_a_summary_is_named_and_has_to_be_explained(client: Client):
    second = offices.Branch.objects.create(
        bank=offices.branch(Station.BANK).bank, name="云台支行", parent=offices.branch(Station.BANK)
    )
    loans.loan(cases.household("LX-002", "钱大山", "19700101"), "HT-002", branch=second)
    handed_in()

    shown = text(sign_in(client, Station.BANK).get(hand_in_page()))

    assert "还没有报来：云台支行" in shown
    assert 'name="explanation"' in shown


@pytest.mark.usefixtures("county")
def test_three_offices_sign_and_the_page_counts_them(client: Client):
    handed_in()
    summary = handed_in(Station.BANK)

    for station in (Station.OFFICE, Station.FINANCE, Station.FINANCE_OFFICE):
        desk = sign_in(client, station)
        assert "待办 1 件" in text(desk.get("/reports/"))
        desk.post(f"/reports/{summary.pk}/sign/")
        assert "待办 1 件" not in text(desk.get("/reports/"))

    assert Receipt.objects.count() == 3
    assert "3/3" in text(sign_in(client, Station.BANK).get("/reports/"))


@pytest.mark.usefixtures("county")
def test_the_offices_matrix_has_missing_late_and_returned_months(client: Client):
    months = [add_months(last_month(), -back) for back in range(4)]
    for month in reversed(months[1:]):
        handed_in(month=month)
    # Handed in long after their days; then one is sent back, and last month's is not there at all.
    for month in (months[3], months[2]):
        handed_in(Station.BANK, month=month)
    actions.send_back(
        actor=now(Station.OFFICE),
        key=Submission.objects.get(level="bank", month=months[2]).pk,
        reason="不符。",
    )

    page = sign_in(client, Station.FINANCE).get("/reports/")

    (line,) = page.context["table"].found
    found = {cell.month: cell.state for cell in line.cells if cell.state}
    assert found[months[3]] == "late"
    assert found[months[2]] == "returned"
    assert found[months[1]] == "missing"
    assert "缺报" in text(page)
    assert set(found) == set(months)


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize("station", [Station.BANK, Station.OFFICE])
def test_the_branches_stand_below_by_month_with_how_often_each_was_late_or_missing(
    client: Client, station: Station
):
    handed_in(month=add_months(last_month(), -2))

    page = sign_in(client, station).get("/reports/")
    taken = client.get("/reports/", {"xlsx": "report_branches"})

    (line,) = page.context["branches"].found
    assert (line.late, line.missing) == (1, 1 + (timezone.localdate() > line.cells[0].by.on))
    assert "各网点报送情况" in text(page)
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(taken.content)).active]
    assert any("云坪农商行石门支行" in row and "迟报" in row for row in rows)
    assert sign_in(client, Station.BRANCH).get("/reports/").context["branches"] is None


@pytest.mark.usefixtures("county")
def test_a_summary_says_whose_register_came_after_it_and_the_bank_is_reminded(client: Client):
    handed_in()
    summary = handed_in(Station.BANK)
    told = "石门支行又报来台账"
    assert told not in text(sign_in(client, Station.FINANCE).get(f"/reports/{summary.pk}/"))

    loans.repaid(loans.Loan.objects.get(), date(2022, 4, 1), principal=1_000_000)
    handed_in(reason="补记还款。")

    assert told in text(sign_in(client, Station.FINANCE).get(f"/reports/{summary.pk}/"))
    assert "请更正汇总" in text(sign_in(client, Station.BANK).get("/reminders/"))


@pytest.mark.usefixtures("county")
def test_a_scheme_without_days_says_so_and_counts_nobody_late(client: Client):
    loans.Loan.objects.update(policy="shangcai-2019")

    page = sign_in(client, Station.OFFICE).get("/reports/", {"policy": "shangcai-2019"})

    assert "没有规定按月报送台账" in text(page)
    (line,) = page.context["table"].found
    assert (line.late, line.missing) == (0, 0)


@pytest.mark.usefixtures("county")
def test_the_bytes_taken_out_have_the_digest_and_only_who_may_look_gets_them(client: Client):
    made = handed_in()

    taken = sign_in(client, Station.AUDITOR).post(f"/reports/{made.pk}/annex5.csv")
    refused = sign_in(client, Station.FINANCE).post(f"/reports/{made.pk}/annex5.csv")

    assert hashlib.sha256(taken.content).hexdigest() == made.digest
    assert NUMBER in taken.content.decode()
    assert refused.status_code == 403
    line = JournalLine.objects.get(action="下载报送的台账")
    assert (line.key, line.facts["format"]) == (str(made.pk), "csv")


@pytest.mark.usefixtures("county")
def test_annex_5_of_a_register_is_what_was_handed_in_and_masked_for_finance(client: Client):
    made = handed_in()
    loans.repaid(loans.Loan.objects.get(), date(2022, 4, 1), principal=3_000_000)

    answer = sign_in(client, Station.FINANCE).post(f"/reports/{made.pk}/annex5.xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet["F6"].value == f"50{'*' * 13}{NUMBER[-3:]}"
    # Repaid in full since; as handed in it was overdue since 2023-01-10.
    assert str(sheet["M6"].value).startswith("逾期")


@pytest.mark.usefixtures("county")
def test_a_return_without_a_reason_comes_back_and_nothing_is_written(client: Client):
    handed_in()
    summary = handed_in(Station.BANK)

    answer = sign_in(client, Station.OFFICE).post(f"/reports/{summary.pk}/return/", {"reason": ""})

    assert answer.status_code == 422
    assert not SubmissionReturn.objects.exists()


@pytest.mark.usefixtures("county")
def test_a_register_replaced_says_so_and_leads_to_the_new_one(client: Client):
    old = handed_in()
    loans.repaid(loans.Loan.objects.get(), date(2022, 4, 1), principal=1_000_000)
    new = handed_in(reason="补记还款。")

    shown = text(sign_in(client, Station.BANK).get(f"/reports/{old.pk}/"))

    assert "已有更正" in shown
    assert f"/reports/{new.pk}/" in shown
