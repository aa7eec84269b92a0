"""The first page of every station, its pictures, and the policy centre."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import made_cases as cases
import made_offices as offices
from hudai.records.models import Officer, Station

pytestmark = pytest.mark.django_db


def signed_in(client: Client, station: Station) -> Client:
    found = Officer.objects.filter(username=str(station)).first()
    client.force_login(found or offices.posted(station))
    return client


@pytest.mark.parametrize("station", list(Station))
def test_every_station_has_a_first_page_and_figures(client: Client, station: Station):
    cases.waiting_at(2)
    signed_in(client, station)

    assert client.get("/").status_code == 200
    assert client.get("/charts.json").status_code == 200


def test_the_first_page_shows_what_waits_and_warns_of_what_waits_long(client: Client):
    cases.waiting_at(2)
    signed_in(client, Station.TOWN)

    page = client.get("/").content.decode()

    assert "等您签署意见（1）" in page
    assert "1 件已超过办理期限，请优先办理" in page
    assert 'aria-label="待办 1 件"' in page


def test_the_pictures_count_what_the_station_sees_and_no_more(client: Client):
    cases.waiting_at(3)
    done = cases.waiting_at(4, cases.household("LX-002", "钱大山", "19700101"))
    cases.agree(done, cases.at(Station.BRANCH, 96), terms=cases.TERMS)

    charts = signed_in(client, Station.OFFICE).get("/charts.json").json()
    assert (charts["towns"]["labels"], charts["towns"]["series"][0]["values"]) == (["石门镇"], ["5.00"])
    assert (charts["steps"]["labels"], charts["steps"]["series"][0]["values"]) == (["区扶贫办"], [1])
    assert sum(charts["ages"]["series"][0]["values"]) == 1
    unseen = signed_in(client, Station.GUARANTOR).get("/charts.json").json()
    assert unseen["steps"]["labels"] == []


def test_the_first_page_costs_the_same_number_of_queries_however_much_waits(client: Client):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/")
        return len(asked)

    cases.submitted(cases.household("LX-100", "庚", "19850320"))
    signed_in(client, Station.VILLAGE)
    client.get("/")
    few = questions()
    for place, name in enumerate("甲乙丙丁戊己"):
        cases.submitted(cases.household(f"LX-{place:03}", name, f"198503{place + 10}"))

    assert questions() == few
    assert few <= 35


def test_the_policy_centre_shows_each_number_with_its_words_and_day(client: Client):
    signed_in(client, Station.VILLAGE)

    page = client.get("/policies/yubei-2021/").content.decode()

    assert "不超过 5.00 万元" in page
    assert "5万元（含）以下" in page
    assert "不超过 36 个月" in page
    assert client.get("/policies/nowhere/").status_code == 404
    assert client.get("/policies/../").status_code == 404


def test_clauses_without_a_live_feature_say_so(client: Client):
    signed_in(client, Station.VILLAGE)

    page = client.get("/policies/yubei-2021/clauses/", {"status": "planned"}).content.decode()

    assert "未实现" in page


def test_two_policies_stand_side_by_side(client: Client):
    signed_in(client, Station.OFFICE)

    page = client.get("/policies/compare/", {"left": "yubei-2021", "right": "shangcai-2019"}).content.decode()

    assert "项不同，排在前面" in page
    assert client.get("/policies/compare/", {"left": "x"}).status_code == 404
