"""The pages of credit villages: figures beside awards, what may be done where, the workbook, the queries."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import made_cases as cases
import made_credit_areas as made
import made_loans as loans
import made_offices as offices
from hudai.actions import rating as rating_actions
from hudai.actions.actor import Actor
from hudai.records.models import CreditAnswer, CreditProposal, Household, Rating, Region, Station
from hudai.web import law as laws

pytestmark = pytest.mark.django_db


def signed_in(client: Client, station: Station) -> Client:
    client.force_login(cases.at(station).officer)
    return client


def rated_today(household: Household | None = None) -> Household:
    found = household or cases.household()
    cases.lead_bank()
    now = [
        Actor(desk.officer, desk.posting, timezone.localtime())
        for desk in (cases.at(Station.VILLAGE), cases.at(Station.BRANCH))
    ]
    drawn = rating_actions.draw_up(
        actor=now[0], card=made.CARD, household=found, collected=made.COLLECTED, rated_on=now[0].today
    )
    rating_actions.confirm(actor=now[1], key=drawn.pk)
    return found


def village_page() -> str:
    return f"/credit-areas/{offices.village().pk}/"


def cells(client: Client, which: str = "table", **asked: str) -> list[list[str]]:
    table = client.get("/credit-areas/", asked).context[which]
    return [[str(cell) for _, cell in line] for line in table.lines] if table else []


def test_from_the_towns_word_to_the_countys_and_back(client: Client):
    rated_today()
    signed_in(client, Station.TOWN)
    refused = client.post(f"{village_page()}propose/", {"words": ""})
    assert refused.status_code == 409
    assert "没有数字，不能判定，请写明是怎样核实的" in refused.content.decode()

    client.post(f"{village_page()}propose/", {"words": "全村没有贷款，逐户走访"})
    proposal = CreditProposal.objects.get()
    signed_in(client, Station.OFFICE)
    assert "全村没有贷款，逐户走访" in client.get(village_page()).content.decode()
    assert client.get("/").content.decode().count("信用村镇") >= 1
    done = client.post(f"/credit-areas/proposals/{proposal.pk}/award/", {"award-words": "抽查属实"})
    assert done.status_code == 302

    (line,) = cells(client)
    assert "不能判定" in line[2]
    assert "已评定" in line[3]
    assert line[-2] == f"{timezone.localdate():%Y-%m-%d}"
    client.post(f"/credit-areas/proposals/{proposal.pk}/revoke/", {"revoke-reason": "发现虚报"})
    assert "已到期或撤销" in cells(client)[0][3]
    assert "发现虚报" in client.get(village_page()).content.decode()


def test_nothing_typed_is_lost_when_it_is_refused(client: Client):
    rated_today()
    signed_in(client, Station.TOWN).post(f"{village_page()}propose/", {"words": "逐户走访"})
    proposal = CreditProposal.objects.get()
    Rating.objects.update(grade="一般")
    signed_in(client, Station.OFFICE)

    refused = client.post(f"/credit-areas/proposals/{proposal.pk}/award/", {"award-words": "抽查属实，同意"})

    assert refused.status_code == 409
    assert "抽查属实，同意" in refused.content.decode()
    assert "还不符合条件：信用户占比" in refused.content.decode()
    assert not CreditAnswer.objects.exists()


def test_a_village_without_loans_shows_a_dash_and_not_nought(client: Client):
    rated_today()
    (line,) = cells(signed_in(client, Station.AUDITOR))

    assert line[0] == "石门镇"
    assert line[4:8] == ["1", "100.00%", "1", "100.00%"]
    assert line[8:10] == ["—", "—"]


def test_the_figures_of_loans_are_those_of_the_breaker(client: Client):
    loans.bad_loan()
    (line,) = cells(signed_in(client, Station.OFFICE))

    assert line[8:10] == ["0.00%", "100.00%"]
    assert "不符合条件" in line[2]


def test_it_is_narrowed_by_town_by_what_the_figures_say_and_by_state(client: Client):
    rated_today()
    signed_in(client, Station.OFFICE)

    assert len(cells(client, verdict="unknown", state="none", town=f"{offices.town().pk}")) == 1
    assert cells(client, verdict="pass") == []
    assert cells(client, state="awarded") == []
    assert len(cells(client, state="no such state")) == 1, "what is not in order narrows nothing"


def test_towns_stand_below_the_villages_for_those_that_have_whole_towns(client: Client):
    rated_today()

    assert len(cells(signed_in(client, Station.TOWN), "towns")) == 1
    assert cells(signed_in(client, Station.VILLAGE), "towns") == []
    town = client.get(f"/credit-areas/{offices.town().pk}/")
    assert town.status_code == 404, "a village's desk stands for no town"


@pytest.mark.parametrize("key", ["credit_villages", "credit_towns"])
def test_the_workbook_has_the_figures_and_says_what_they_are(client: Client, key: str):
    rated_today()
    answer = signed_in(client, Station.REGULATOR).get("/credit-areas/", {"xlsx": key})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    text = " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)

    assert "石门镇" in text
    assert "没有数字的写“—”，不当作零" in text


def test_a_policy_without_criteria_says_so_on_the_page(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(laws, "adopted", lambda: "successor-2026")

    page = signed_in(client, Station.OFFICE).get("/credit-areas/").content.decode()

    assert "信用村、信用乡镇的规定未知" in page


def test_what_is_no_reason_at_all_comes_back(client: Client):
    rated_today()
    signed_in(client, Station.TOWN).post(f"{village_page()}propose/", {"words": "逐户走访"})
    proposal = CreditProposal.objects.get()
    signed_in(client, Station.OFFICE)

    assert client.post(f"/credit-areas/proposals/{proposal.pk}/send-back/").status_code == 422
    assert client.post(f"/credit-areas/proposals/{proposal.pk}/revoke/").status_code == 422
    assert client.post(f"/credit-areas/proposals/{10**15}/award/").status_code == 404


@pytest.mark.parametrize("page", ["/credit-areas/", "one"])
def test_it_costs_the_same_number_of_queries_however_many_there_are(client: Client, page: str):
    rated_today()
    signed_in(client, Station.TOWN).post(f"{village_page()}propose/", {"words": "逐户走访"})
    signed_in(client, Station.OFFICE)
    address = village_page() if page == "one" else page

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    client.get(address)
    few = questions()
    for place in range(4):
        town = Region.objects.create(
            level="town", name=f"镇{place}", parent=offices.county(), since=offices.SINCE
        )
        village = Region.objects.create(level="village", name="东村", parent=town, since=offices.SINCE)
        rated_today(cases.household(f"LX-1{place}", f"孙平{place}", f"198503{place + 10}", offices.village()))
        Household.objects.create(number=f"DC-{place}", village=village)

    assert questions() == few
