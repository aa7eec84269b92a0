"""The page of a case: opinions, returns, waivers, batches, and what a forged form gets."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

import made_cases as cases
import made_offices as offices
from hudai.core.processing_time import processing_times
from hudai.records.models import Application, Deputy, Officer, Station, Waiver

pytestmark = pytest.mark.django_db


def signed_in(client: Client, station: Station) -> Client:
    found = Officer.objects.filter(username=str(station)).first()
    client.force_login(found or offices.posted(station))
    return client


def opinion(application: Application, said: str = "agree", **more: str) -> dict[str, str]:
    seen = {"seen_version": str(application.version), "seen_step": str(application.step)}
    return {"opinion": said, "text": "情况属实。", **seen, **more}


def test_the_desk_whose_turn_it_is_gets_the_form_and_nobody_else(client: Client):
    application = cases.waiting_at(2)
    address = f"/applications/{application.number}/"

    seen = {}
    for station in (Station.VILLAGE, Station.TOWN, Station.TOWN_HEAD, Station.OFFICE, Station.AUDITOR):
        page = signed_in(client, station).get(address).content.decode()
        seen[station] = 'id="decide"' in page

    assert [station for station, form in seen.items() if form] == [Station.TOWN, Station.TOWN_HEAD]


def test_an_opinion_moves_the_case_and_stands_on_its_road(client: Client):
    application = cases.waiting_at(2)
    address = f"/applications/{application.number}/"
    signed_in(client, Station.TOWN)

    answer = client.post(f"{address}decide/", opinion(application), follow=True)

    page = answer.content.decode()
    assert "已同意：XD2025000001。" in page
    assert "同意：情况属实。" in page
    assert "待区扶贫办意见" in page


def test_a_return_without_a_reason_keeps_the_page_as_it_was_sent(client: Client):
    application = cases.waiting_at(2)
    signed_in(client, Station.TOWN)

    sent = opinion(application, "return", text="", returned_to="0", marked_fields="purpose")
    answer = client.post(f"/applications/{application.number}/decide/", sent)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "请写明理由" in page
    assert re.search(r'value="purpose"[^>]* checked', page)
    assert application.decisions.count() == 1


@pytest.mark.parametrize(
    "forged",
    [
        {"opinion": "approve"},
        {"seen_step": "x"},
        {"opinion": "return", "returned_to": "3"},
        {"opinion": "return", "returned_to": "-1"},
        {"opinion": "return", "returned_to": "0", "marked_fields": "is_superuser"},
    ],
)
def test_a_forged_field_is_refused_and_nothing_moves(client: Client, forged: dict[str, str]):
    application = cases.waiting_at(2)
    signed_in(client, Station.TOWN)

    answer = client.post(f"/applications/{application.number}/decide/", opinion(application) | forged)

    assert answer.status_code == 422
    application.refresh_from_db()
    assert (application.step, application.decisions.count()) == (2, 1)


def test_terms_sent_by_a_town_are_not_granted(client: Client):
    application = cases.waiting_at(2)
    signed_in(client, Station.TOWN)

    sent = opinion(application, amount="50000", rate="0", account="6217000012345678", approved_amount="1")
    client.post(f"/applications/{application.number}/decide/", sent)

    application.refresh_from_db()
    assert (application.step, application.approved_amount, application.account) == (3, None, "")


def test_a_bank_that_asks_too_much_is_told_the_rule_and_keeps_what_it_typed(client: Client):
    application = cases.waiting_at(4)
    signed_in(client, Station.BRANCH)
    address = f"/applications/{application.number}/decide/"
    terms = {"amount": "50000", "term_months": "36", "grade": "A", "account": "6217000012345678"}

    refused = client.post(address, opinion(application, **terms, rate="3.51"))
    granted = client.post(address, opinion(application, **terms, rate="3.5"), follow=True)

    assert refused.status_code == 409
    assert "按政策现在不能同意" in refused.content.decode()
    assert 'value="3.51"' in refused.content.decode()
    assert "36 个月，年利率 3.50%" in granted.content.decode()


def test_a_bank_may_send_a_case_back_without_filling_in_terms(client: Client):
    application = cases.waiting_at(4)
    signed_in(client, Station.BRANCH)

    sent = opinion(application, "return", returned_to="0")
    client.post(f"/applications/{application.number}/decide/", sent)

    application.refresh_from_db()
    assert (application.state, application.version) == ("draft", 1)


def test_the_same_form_sent_twice_changes_the_case_once(client: Client):
    application = cases.waiting_at(2)
    signed_in(client, Station.TOWN)

    answers = [
        client.post(f"/applications/{application.number}/decide/", opinion(application)) for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert application.decisions.filter(step=2).count() == 1


def test_an_opinion_on_an_old_page_is_refused_in_words(client: Client):
    application = cases.waiting_at(2)
    cases.agree(Application.objects.get(), cases.at(Station.TOWN, 48))
    signed_in(client, Station.TOWN_HEAD)

    answer = client.post(f"/applications/{application.number}/decide/", opinion(application, "reject"))

    assert answer.status_code == 409
    assert "刚才已被别人处理" in answer.content.decode()


def test_a_broken_principle_shows_its_clause_and_is_waived_on_the_page(client: Client):
    application = cases.waiting_at(2, cases.household(born="19550307"))
    address = f"/applications/{application.number}/"
    signed_in(client, Station.TOWN_HEAD)

    page = client.get(address).content.decode()
    answer = client.post(f"{address}waive/", {"waive-rule": "age", "waive-reason": "身体健康。"}, follow=True)

    assert "一（10）</abbr>" in page
    assert 'name="waive-rule" value="age"' in page
    assert "豁免理由：身体健康。" in answer.content.decode()
    assert Waiver.objects.count() == 1


def test_surveys_and_the_commitment_are_recorded_on_the_page(client: Client):
    application = cases.waiting_at(2, papers=False)
    address = f"/applications/{application.number}/"
    signed_in(client, Station.TOWN)
    survey = {"subject": "household", "surveyed_on": "2025-09-21", "surveyors": "钱青山、李某"}
    survey |= {"content": "家中劳动力两人。", "favourable": "no"}

    client.post(f"{address}survey/", {f"survey-{name}": value for name, value in survey.items()})
    said = {"helper": "周帮扶", "helper_employer": "石门镇政府", "signed_on": "2025-09-21"}
    page = client.post(
        f"{address}commitment/", {f"commitment-{name}": value for name, value in said.items()}, follow=True
    ).content.decode()

    assert "不宜贷款" in page
    assert "帮扶责任人 周帮扶" in page
    assert "还缺：产业项目调查。" in page


def test_many_cases_are_agreed_to_with_one_statement_and_the_refused_are_told(client: Client):
    good = cases.waiting_at(2)
    moved = cases.waiting_at(2, cases.household("LX-002", "钱大山", "19700101"))
    signed_in(client, Station.TOWN)
    page = client.get("/waiting/").content.decode()
    cases.agree(Application.objects.get(pk=moved.pk), cases.at(Station.TOWN_HEAD, 48))

    ticked = [f"{good.number}:0:2", f"{moved.number}:0:2", "forged", "XD1:0:" + "9" * 40]
    answer = client.post("/waiting/agree/", {"case": ticked, "text": "情况属实，同意。"}, follow=True)

    assert page.count('name="case"') == 2
    told = answer.content.decode()
    assert "已同意 1 件。" in told
    assert f"{moved.number} 没有办理：这份申请刚才已被别人处理" in told
    assert set(Application.objects.values_list("step", flat=True)) == {3}


def test_a_deputy_is_named_by_sign_in_name_and_taken_back(client: Client):
    offices.officer("stand_in", "韩代理")
    signed_in(client, Station.OFFICE)
    days = {"since": "2999-01-01", "last": "2999-01-05", "reason": "出差"}

    unknown = client.post("/hand-over/", {"username": "nobody", **days})
    client.post("/hand-over/", {"username": "stand_in", **days})
    made = Deputy.objects.get()
    client.post(f"/hand-over/{made.pk}/take-back/")

    assert "没有这位在用的工作人员" in unknown.content.decode()
    assert not Deputy.objects.exists()


def test_processing_times_are_those_that_occurred():
    """One office's times of 1, 2, 3 and 10 days: half took at most 2, nine tenths at most 10."""
    taken = [("镇意见", "石门镇", timedelta(days=days)) for days in (10, 1, 3, 2)]

    (found,) = processing_times(taken)

    assert (found.cases, found.median.days, found.ninetieth.days) == (4, 2, 10)
