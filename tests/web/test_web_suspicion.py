"""The work list of suspicions, one of them with its records and road, and what a desk does on it."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import made_batches as batches
import made_cases as cases
import made_loans as loans
import made_offices as offices
import made_suspicions as made
from hudai.actions import suspicion as actions
from hudai.records.models import Branch, Household, Job, Loan, Region, Station, Suspicion, SuspicionItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client) -> Client:
    return signed_in(client, Station.OFFICE)


def signed_in(client: Client, station: Station) -> Client:
    client.force_login(cases.at(station).officer)
    return client


def cells(client: Client, **asked: str) -> list[list[str]]:
    table = client.get("/suspicions/", asked).context["table"]
    return [[str(cell) for _, cell in line] for line in table.lines]


def page(client: Client, found: Suspicion) -> str:
    return client.get(f"/suspicions/{found.pk}/").content.decode()


def test_the_list_tells_kind_words_households_stake_clause_days_and_state(office: Client):
    found = made.payee()

    line = next(line for line in cells(office) if "多户贷款打入同一账户" in line[0])

    assert f'href="/suspicions/{found.pk}/"' in line[0]
    assert line.pop(1) == "孙平磊　HT-1 等 3 项"
    assert line[1] == "30 天内有 3 户的贷款打入同一账户，请核实是否本人用款。"
    assert line[2:4] == ["3", "150,000.00"]
    assert "一（9）" in line[4] or "一(9)" in line[4]
    assert line[5:7] == ["2025-10-09", "2025-10-09"]
    assert "待交办" in line[7]


def test_it_says_what_cannot_be_told(office: Client):
    said = office.get("/suspicions/").content.decode()

    assert "还款没有付款人" in said
    assert "还没有核查过" in said


def test_it_is_narrowed_by_kind_state_and_place(office: Client):
    found = made.payee()

    assert len(cells(office)) == 2
    assert len(cells(office, rule="shared_payee")) == 1
    assert cells(office, rule="dead") == []
    assert cells(office, state="closed") == []
    assert len(cells(office, state="all", town=f"{offices.town().pk}")) == 2
    assert (
        len(cells(office, village=f"{offices.village().pk}", bank=f"{offices.branch(Station.BANK).bank_id}"))
        == 2
    )
    Suspicion.objects.filter(pk=found.pk).update(lapsed_on=made.ON + timedelta(days=1))
    assert len(cells(office)) == 1
    assert len(cells(office, state="lapsed")) == 1
    assert len(cells(office, state="no such", rule="no such")) == 1, "what is not in order narrows nothing"


def test_a_page_shows_records_masked_to_what_the_desk_may_see(client: Client):
    found = made.payee()
    neighbour = Region.objects.create(
        level=Region.Level.VILLAGE, name="桃源村", parent=offices.town(), since=offices.SINCE
    )
    Household.objects.filter(number="LX-003").update(village=neighbour, group=None)

    said = page(signed_in(client, Station.VILLAGE), found)

    assert "HT-1" in said
    assert "HT-3" not in said
    assert "周敏军" not in said
    assert "另有 1 条属于别的地方或银行" in said
    assert "HT-3" in page(signed_in(client, Station.OFFICE), found)


def test_a_bank_sees_its_own_loans_only(client: Client):
    found = made.payee()
    other = Branch.objects.create(bank=offices.branch(Station.BANK).bank, name="红岩支行")
    SuspicionItem.objects.filter(suspicion=found, loan__contract="HT-3").update(branch=other)
    Loan.objects.filter(contract="HT-3").update(branch=other)

    said = page(signed_in(client, Station.BRANCH), found)

    assert "HT-1" in said
    assert "HT-3" not in said
    SuspicionItem.objects.update(branch=other)
    assert signed_in(client, Station.BRANCH).get(f"/suspicions/{found.pk}/").status_code == 404


def test_a_bank_is_told_of_its_own_loans_that_the_measure_is_still_to_be_carried_out_on(client: Client):
    found = made.payee()
    other = Branch.objects.create(bank=offices.branch(Station.BANK).bank, name="红岩支行")
    SuspicionItem.objects.filter(suspicion=found, loan__contract="HT-3").update(branch=other)
    Loan.objects.filter(contract="HT-3").update(branch=other)
    Suspicion.objects.filter(pk=found.pk).update(
        state="looked_into", station="office", result="founded", measure="recall"
    )

    seen = signed_in(client, Station.BRANCH).get(f"/suspicions/{found.pk}/")

    assert [loan.contract for loan in seen.context["to_stop"]] == ["HT-1", "HT-2"]
    assert "HT-3" not in seen.content.decode()


def test_handed_over_answered_and_closed_on_the_page(client: Client):
    found = made.payee()
    address = f"/suspicions/{found.pk}/"
    town = next(each for each in actions.places_of(found) if each.station == Station.TOWN)
    signed_in(client, Station.OFFICE)
    assert client.post(f"{address}assign/", {"to": town.value, "assign_words": "请入户"}).url == address

    signed_in(client, Station.TOWN)
    assert len(cells(client, state="mine")) == 1
    answer = {"result": "founded", "measure": "rectify", "words": "三户共用"}
    assert client.post(f"{address}answer/", answer).url == address

    signed_in(client, Station.OFFICE)
    assert client.post(f"{address}close/", {"reason": "已改正"}).url == address
    said = page(client, found)
    for words in ("交办", "请入户", "属实；责令改正；三户共用", "已改正", "已办结"):
        assert words in said
    assert "<form" not in said.split('class="case-side"')[1]


def test_what_was_typed_is_kept_when_it_is_refused(office: Client):
    found = made.payee()

    answer = office.post(
        f"/suspicions/{found.pk}/answer/", {"result": "founded", "measure": "", "words": "看过三户流水"}
    )

    assert answer.status_code == 409
    said = answer.content.decode()
    assert "请选择处理措施" in said
    assert "看过三户流水" in said
    empty = office.post(f"/suspicions/{found.pk}/answer/", {})
    assert empty.status_code == 422


def test_a_measure_on_a_loan_leads_to_the_loan(client: Client):
    found = made.payee()
    signed_in(client, Station.OFFICE)
    client.post(f"/suspicions/{found.pk}/answer/", {"result": "founded", "measure": "stop", "words": "属实"})

    said = page(client, found)

    assert f'href="/loans/{Loan.objects.get(contract="HT-1").pk}/stop/"' in said
    refused = client.post(f"/suspicions/{found.pk}/close/", {"reason": "完成"})
    assert refused.status_code == 409
    assert "还没有在这些贷款上登记：HT-1、HT-2、HT-3" in refused.content.decode()


def test_the_page_of_a_loan_shows_what_rests_on_it(office: Client):
    made.payee()
    loan = Loan.objects.get(contract="HT-1")

    said = office.get(f"/loans/{loan.pk}/").content.decode()

    assert "多户贷款打入同一账户" in said
    Suspicion.objects.all().delete()
    assert "多户贷款打入同一账户" not in office.get(f"/loans/{loan.pk}/").content.decode()


def test_a_batch_that_is_paid_late_is_shown_with_its_batch_and_town(client: Client):
    batches.paying_loan()
    batch = batches.approved()
    assert batch.approved_on is not None
    made.run(batch.approved_on + timedelta(days=31))
    found = Suspicion.objects.get(rule="late_subsidy")

    said = page(signed_in(client, Station.OFFICE), found)

    assert f'href="/subsidies/{batch.number}/"' in said
    assert "石门镇" in said
    assert signed_in(client, Station.TOWN).get(f"/suspicions/{found.pk}/").status_code == 200
    assert signed_in(client, Station.VILLAGE).get(f"/suspicions/{found.pk}/").status_code == 404


def test_the_button_starts_a_run(office: Client):
    made.loan(0)

    answer = office.post("/suspicions/run/")

    job = Job.objects.get(kind="suspicion_run")
    assert answer.url == f"/jobs/{job.pk}/"
    assert office.post("/suspicions/run/").status_code == 409


def test_the_workbooks_have_the_list_and_the_records(office: Client):
    found = made.payee()

    def words(address: str, key: str) -> str:
        answer = office.get(address, {"xlsx": key})
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        return " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)

    assert "多户贷款打入同一账户" in words("/suspicions/", "suspicions")
    assert "HT-2" in words(f"/suspicions/{found.pk}/", "suspicion_items")


def test_pages_ask_the_same_number_of_questions_however_much_there_is(office: Client):
    made.loan(0)
    made.loan(1)
    made.run()
    found = Suspicion.objects.get(rule="shared_account")

    def questions(address: str) -> int:
        office.get(address)
        with CaptureQueriesContext(connection) as asked:
            office.get(address)
        return len(asked)

    few = [questions("/suspicions/"), questions(f"/suspicions/{found.pk}/")]
    made.loan(2)
    Loan.objects.filter(contract__in=["HT-1", "HT-2"]).update(purpose="自家建房")
    made.run(made.ON + timedelta(days=1))

    assert Suspicion.objects.count() > 2
    assert [questions("/suspicions/"), questions(f"/suspicions/{found.pk}/")] == few


def test_what_waits_is_in_the_menu(client: Client):
    made.payee()

    assert 'href="/suspicions/"' in signed_in(client, Station.OFFICE).get("/").content.decode()
    assert 'href="/suspicions/"' not in signed_in(client, Station.GUARANTOR).get("/").content.decode()
    assert loans.ACCOUNT not in signed_in(client, Station.OFFICE).get("/suspicions/").content.decode()
