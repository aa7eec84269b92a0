"""The page of a case: opinions, returns, waivers, batches, and what a forged form gets."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

import made_cases as cases
import made_loans as loans
import made_offices as offices
from hudai.actions import application as applying
from hudai.core.processing_time import processing_times
from hudai.records.models import Application, Deputy, Officer, Rating, Station, Waiver

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
    terms = {"amount": "50000", "term_months": "36", "grade": "良好", "account": "6217000012345678"}

    refused = client.post(address, opinion(application, **terms, rate="3.51"))
    granted = client.post(address, opinion(application, **terms, rate="3.5"), follow=True)

    assert refused.status_code == 409
    said = refused.content.decode()
    assert "<strong>按政策现在不能同意。</strong>" in said
    assert re.search(r"<li>年利率 3.51%，[^\[]*（依据：一（4））</li>", said)
    assert "[&#x27;" not in said
    assert 'value="3.51"' in said
    assert "36 个月，年利率 3.50%" in granted.content.decode()


def test_the_grade_is_one_of_the_scorecards_and_no_other_word(client: Client):
    application = cases.waiting_at(4)
    signed_in(client, Station.BRANCH)
    address = f"/applications/{application.number}/"
    terms = {"amount": "50000", "term_months": "36", "rate": "3.5", "account": "6217000012345678"}

    page = client.get(address).content.decode()
    answer = client.post(f"{address}decide/", opinion(application, **terms, grade="AAA"))

    for grade in ("优秀", "良好", "一般", "不授信"):
        assert f'<option value="{grade}">{grade}</option>' in page
    assert answer.status_code == 422
    assert "信用等级只能是优秀、良好、一般、不授信，请按评级结果选择。" in answer.content.decode()
    application.refresh_from_db()
    assert (application.state, application.approved_grade) == ("under_way", "")


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


def test_the_bank_is_asked_what_only_it_knows_on_the_page_of_the_case(client: Client):
    application = cases.waiting_at(4, attested=False)
    address = f"/applications/{application.number}/"
    signed_in(client, Station.TOWN)
    assert 'id="attest"' not in client.get(address).content.decode()
    signed_in(client, Station.BRANCH)
    asked = client.get(address).content.decode()
    said = {"rated": "yes", "credit_line": "50000", "guarantor_or_collateral": "no", "fee_charged": "no"}

    sent = {"seen_version": "0", "extra_condition": "no", **said}
    answer = client.post(
        f"{address}attest/", {f"bank-{name}": value for name, value in sent.items()}, follow=True
    )

    page = answer.content.decode()
    assert 'id="attest"' in asked
    assert "银行核实事项已登记。" in page
    branch = cases.at(Station.BRANCH).posting
    assert re.search(
        rf'已通过银行评级授信<small class="attested">{branch.office} {branch.officer.name} ', page
    )
    application.refresh_from_db()
    assert (application.facts["rated"], application.facts["credit_line"]) == (True, 5_000_000)


def test_a_confirmed_rating_fills_in_what_the_bank_is_asked(client: Client):
    application = cases.waiting_at(4, attested=False)
    confirmed = {
        "household": application.household,
        "facts": {},
        "score": 82,
        "grade": "良好",
        "limit": 4_000_000,
        "pack_digest": "x",
        "office": cases.at(Station.TOWN).posting,
        "bank": cases.at(Station.BRANCH).posting,
        "confirmed_at": cases.START,
    }
    later = Rating.objects.create(**confirmed, rated_on=date(2025, 9, 20), valid_until=date(2097, 9, 20))
    signed_in(client, Station.BRANCH)
    address = f"/applications/{application.number}/"

    prefilled = client.get(address).context["attestation_form"]
    Rating.objects.filter(pk=later.pk).update(rated_on=date(2025, 9, 1))
    page = client.get(address)

    assert (prefilled["rated"].value(), prefilled["credit_line"].value()) == ("yes", "40000")
    assert "rated" not in page.context["attestation_form"].fields
    assert "以系统中银行确认的评级为准：良好，授信额度 40,000.00 元" in page.content.decode()
    assert page.context["terms_form"]["grade"].value() == "良好"


def test_facts_nobody_filled_in_can_be_marked_as_wrong(client: Client):
    application = cases.waiting_at(2, facts={"skilled": None})
    signed_in(client, Station.TOWN)
    address = f"/applications/{application.number}/"

    page = client.get(address).content.decode()
    sent = opinion(application, "return", text="请补充。", returned_to="0", marked_fields="skilled")
    client.post(f"{address}decide/", sent)

    assert 'value="skilled"' in page
    assert 'value="rated"' not in page
    assert application.decisions.get(step=2).marked_fields == ["skilled"]


def test_whoever_entered_at_the_bank_reads_on_the_page_who_may_approve(client: Client):
    cases.lead_bank()
    household, branch = cases.household(), cases.at(Station.BRANCH)
    found = applying.enter(
        actor=branch,
        law=cases.LAW,
        household=household,
        applicant=cases.head(household),
        request=cases.request(),
    )
    cases.on_file(found)
    found = applying.submit(actor=branch, law=cases.LAW, number=found.number, seen_version=0)
    for place, station in enumerate(cases.ROAD[:3], 1):
        found = cases.agree(found, cases.at(station, place * 24))
    offices.post(offices.officer("second", "冯另一"), Station.BRANCH)
    signed_in(client, Station.BRANCH)

    page = client.get(f"/applications/{found.number}/").content.decode()

    assert "这份申请由您录入、修改或提交，同一个人不能再签署意见" in page
    assert "可由冯另一（" in page
    assert 'id="decide"' not in page


def test_the_page_says_by_which_clause_a_rating_spares_the_household_survey(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    household = cases.household()
    waiting = cases.submitted(household, papers=False, applied_on=cases.START.date(), amount=4_000_000)
    rated = {"score": 82, "grade": "良好", "limit": 4_000_000, "pack_digest": "x", "facts": {}}
    Rating.objects.create(
        household=household,
        rated_on=date(2025, 9, 1),
        valid_until=date(2027, 9, 1),
        office=cases.at(Station.TOWN).posting,
        bank=cases.at(Station.BRANCH).posting,
        confirmed_at=cases.START,
        **rated,
    )
    signed_in(client, Station.TOWN)
    address = f"/applications/{waiting.number}/"

    plain = client.get(address)
    monkeypatch.setattr("hudai.web.law.law", lambda name: cases.law_with_simple_review())
    simple = client.get(address)

    assert "农户调查表" in plain.context["missing"]
    assert "简易复核" not in plain.content.decode()
    assert "农户调查表" not in simple.context["missing"]
    assert "按简易复核程序办理" in simple.content.decode()
    assert "九第一段" in simple.content.decode()


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
    assert "还缺：申请表、承诺书、身份证、产业项目调查表、评级授信。" in page


def test_the_page_of_an_approved_case_lacks_what_its_papers_page_lacks(client: Client):
    application = loans.approved()
    signed_in(client, Station.BRANCH)

    page = client.get(f"/applications/{application.number}/").content.decode()
    papers = client.get(f"/applications/{application.number}/papers/").context["missing"]

    assert len(papers) > 3
    assert f"还缺：{'、'.join(item.paper for item in papers)}。" in page


def test_a_case_leads_to_its_household_and_to_the_rating_it_rests_on(client: Client):
    application = cases.waiting_at(2)
    whose = application.household
    signed_in(client, Station.TOWN)
    address = f"/applications/{application.number}/"

    unrated = client.get(address).content.decode()
    rating = Rating.objects.create(
        household=whose,
        policy="yubei-2021",
        rated_on=date(2025, 9, 1),
        valid_until=date(2027, 9, 1),
        score=82,
        grade="良好",
        suggested_limit=3_000_000,
        limit=3_000_000,
        facts={},
        lines=[],
        pack_digest="",
        office=cases.at(Station.TOWN).posting,
        bank=cases.at(Station.BRANCH).posting,
        confirmed_at=cases.START,
    )
    rated = client.get(address).content.decode()

    assert f'<a href="/households/{whose.pk}/">LX-001</a>' in unrated
    assert f'<a href="/ratings/household/{whose.pk}/">没有有效的评级</a>' in unrated
    assert f'<a href="/ratings/{rating.pk}/">良好</a>，授信额度 30,000.00 元' in rated


def test_the_commitment_is_corrected_on_the_page_until_somebody_agreed_on_it(client: Client):
    application = cases.submitted()
    address = f"/applications/{application.number}/"
    signed_in(client, Station.TOWN)
    said = {"helper": "罗安", "helper_employer": "石门镇政府", "signed_on": "2025-09-19"}
    sent = {f"commitment-{name}": value for name, value in said.items()}

    open_page = client.get(address).content.decode()
    cases.agree(application, cases.at(Station.VILLAGE, 24))
    closed_page = client.get(address).content.decode()
    answer = client.post(f"{address}commitment/", sent)

    assert "<summary>更正承诺书</summary>" in open_page
    assert "承诺书</summary>" not in closed_page
    assert answer.status_code == 409
    assert "已有单位按现在的承诺书签署同意" in answer.content.decode()
    assert application.commitment.helper == "周帮扶"


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
