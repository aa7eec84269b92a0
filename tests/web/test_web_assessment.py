"""贷款评估 on the page of a case: the form at the bank's turn, the worksheet for all, advice on more."""

from __future__ import annotations

import pytest
from django.test import Client

import made_cases as cases
from hudai.core.workflow import Opinion
from hudai.records.models import Application, Assessment, Station

pytestmark = pytest.mark.django_db
SENT = {
    "assess-industry": "生猪育肥",
    "assess-cycle_months": "6",
    "assess-project_income": "30,000",
    "assess-other_income": "12000",
    "assess-living_costs": "18000",
    "assess-debts_due": "50000",
    "assess-remark": "存栏 20 头",
    "assess-seen_version": "0",
}
GRANTED = {
    "opinion": "agree",
    "amount": "50000",
    "term_months": "36",
    "rate": "3.5",
    "grade": "",
    "account": "6217000012345678",
    "seen_version": "0",
    "seen_step": "4",
}


@pytest.fixture
def case(client: Client) -> Application:
    """One that waits for the bank, whose officer is signed in."""
    found = cases.waiting_at(4)
    client.force_login(cases.at(Station.BRANCH).officer)
    return found


def page(client: Client, case: Application) -> str:
    return client.get(f"/applications/{case.number}/").content.decode()


def test_the_form_begins_with_the_industry_the_purpose_speaks_of(client: Client, case: Application):
    form = client.get(f"/applications/{case.number}/").context["assessment_form"]

    assert form.initial == {"seen_version": 0, "industry": "生猪育肥", "cycle_months": 6}
    assert "由县区改正" in page(client, case)


def test_what_the_bank_found_stands_on_the_page_with_its_worksheet_for_whoever_sees_the_case(
    client: Client, case: Application
):
    answer = client.post(f"/applications/{case.number}/assess/", SENT, follow=True)

    assert "评估已登记，建议 22,000.00 元、36 个月。" in answer.content.decode()
    for station in (Station.BRANCH, Station.VILLAGE, Station.OFFICE, Station.AUDITOR):
        client.force_login(cases._desk(station).officer)
        shown = page(client, case)
        assert "24,000.00 × 36 ÷ 12 － 到期的其他债务 50,000.00" in shown
        assert "只作建议" in shown
        assert ('id="assess"' in shown) == (station is Station.BRANCH)


def test_after_a_return_the_form_begins_with_what_was_found_before(client: Client, case: Application):
    client.post(f"/applications/{case.number}/assess/", SENT)
    returned = cases.decide(case, cases.at(Station.BRANCH, 97), Opinion.RETURN, text="核实。", returned_to=3)

    office = cases.at(Station.OFFICE, 98)
    again = cases.agree(returned, office)

    answer = client.get(f"/applications/{again.number}/")
    assert answer.context["assessment"] is None
    assert answer.context["assessment_form"].initial["project_income"] == "30000"
    assert answer.context["assessment_form"].initial["seen_version"] == again.version == 1


def test_what_was_typed_stays_when_a_figure_is_wrong(client: Client, case: Application):
    answer = client.post(f"/applications/{case.number}/assess/", {**SENT, "assess-debts_due": "五万"})

    assert answer.status_code == 422
    assert 'value="30,000"' in answer.content.decode()
    assert not Assessment.objects.exists()


def test_an_older_page_is_refused_with_what_was_typed(client: Client, case: Application):
    answer = client.post(f"/applications/{case.number}/assess/", {**SENT, "assess-seen_version": "3"})

    assert answer.status_code == 409
    assert "请刷新后再看" in answer.content.decode()
    assert "存栏 20 头" in answer.content.decode()


@pytest.mark.parametrize(("text", "warned"), [("", True), ("家中另有存粮可卖。", False)])
def test_granting_more_than_suggested_asks_for_a_reason_and_refuses_nothing(
    client: Client, case: Application, text: str, warned: bool
):
    client.post(f"/applications/{case.number}/assess/", SENT)
    assert "批准超过建议的，请在意见内容里写明理由" in page(client, case)

    answer = client.post(f"/applications/{case.number}/decide/", {**GRANTED, "text": text}, follow=True)

    case.refresh_from_db()
    assert case.approved_amount == 5_000_000
    shown = answer.content.decode()
    assert ("意见里没有写理由" in shown) == warned
    assert "审批金额 50,000.00 元超过建议的 22,000.00 元，理由见经办银行意见" in shown


def test_granting_what_was_suggested_warns_of_nothing(client: Client, case: Application):
    client.post(f"/applications/{case.number}/assess/", SENT)

    answer = client.post(
        f"/applications/{case.number}/decide/", {**GRANTED, "amount": "22000", "text": ""}, follow=True
    )

    assert "超过建议" not in answer.content.decode().replace("批准超过建议的", "")
