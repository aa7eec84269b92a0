"""The pages of service points: the register, what is missing where, keeping it, and the telephone masked."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import made_cases as cases
import made_offices as offices
from hudai.actions import service_point as actions
from hudai.actions.service_point import PointSaid, StaffSaid
from hudai.records.models import Region, ServicePoint, Station
from hudai.web import law as laws

pytestmark = pytest.mark.django_db
OPENED = date(2025, 3, 1)


@pytest.fixture
def shangcai(monkeypatch: pytest.MonkeyPatch) -> None:
    """The county has adopted the document that asks something of a service point."""
    monkeypatch.setattr(laws, "adopted", lambda: "shangcai-2019")


def signed_in(client: Client, station: Station) -> Client:
    client.force_login(cases.at(station).officer)
    return client


def registered(region: Region | None = None, **said: object) -> ServicePoint:
    where = region or offices.town()
    plain = {"name": f"{where}金融服务站", "address": "政府一楼", "opened_on": OPENED, **said}
    return actions.register(actor=cases.at(Station.OFFICE), region_id=where.pk, said=PointSaid(**plain))


def cells(client: Client, address: str = "/service-points/", **asked: str) -> list[list[str]]:
    table = client.get(address, asked).context["table"]
    return [[str(cell) for _, cell in line] for line in table.lines]


def test_a_point_is_registered_on_a_form_and_shown_with_what_it_lacks(client: Client, shangcai: None):
    signed_in(client, Station.TOWN)
    sent = {
        "region": offices.town().pk,
        "name": "石门镇服务站",
        "address": "镇政府一楼",
        "area": "19",
        "has_rules": "yes",
        "has_archives": "no",
        "opened_on": "2025-03-01",
    }
    done = client.post("/service-points/new/", sent)
    point = ServicePoint.objects.get()

    assert done.headers["Location"] == f"/service-points/{point.pk}/"
    (line,) = cells(client)
    assert line[1:4] == ["乡镇服务站", "石门镇", "石门镇"]
    assert line[4] == "19"
    assert "有缺项" in line[7]
    assert line[8] == "办公面积、档案资料"
    page = client.get(f"/service-points/{point.pk}/").content.decode()
    assert "19 平方米，应不低于 20 平方米。" in page
    assert laws.place("shangcai-2019#8.2") in page
    assert "还没有登记，请核实后补上。" in page


def test_what_is_refused_comes_back_as_it_was_typed(client: Client):
    registered()
    signed_in(client, Station.TOWN)
    sent = {
        "region": offices.town().pk,
        "name": "石门镇金融服务站",
        "address": "新街 8 号",
        "opened_on": "2025-03-01",
    }

    answer = client.post("/service-points/new/", sent)

    assert answer.status_code == 409
    assert "已经有“石门镇金融服务站”了" in answer.content.decode()
    assert "新街 8 号" in answer.content.decode()


def test_a_point_is_put_right_and_closed_by_its_town(client: Client):
    point = registered(area=25)
    signed_in(client, Station.TOWN)
    form = client.get(f"/service-points/{point.pk}/correct/").context["form"]
    assert form.initial["area"] == 25

    sent = {"name": point.name, "address": "新街 8 号", "opened_on": "2025-03-01", "has_sign": "no"}
    client.post(f"/service-points/{point.pk}/correct/", sent)
    point.refresh_from_db()
    assert (point.address, point.area, point.has_sign) == ("新街 8 号", None, False)

    assert client.post(f"/service-points/{point.pk}/close/", {"close-on": ""}).status_code == 422
    assert client.post(f"/service-points/{point.pk}/close/", {"close-on": "2025-01-01"}).status_code == 409
    client.post(f"/service-points/{point.pk}/close/", {"close-on": "2025-10-01"})
    assert cells(client) == []
    assert "已停用" in client.get(f"/service-points/{point.pk}/").content.decode()


def test_staff_are_registered_with_the_telephone_masked_and_leave(client: Client):
    point = registered(offices.village())
    signed_in(client, Station.TOWN)
    sent = {"name": "孙村干", "duty": "general", "since": "2025-03-01", "phone": "13800001234"}
    assert client.post(f"/service-points/{point.pk}/staff/", {**sent, "phone": "x"}).status_code == 422
    client.post(f"/service-points/{point.pk}/staff/", sent)
    member = point.staff.get()

    page = client.get(f"/service-points/{point.pk}/").content.decode()
    assert "138****1234" in page
    assert "13800001234" not in page
    assert f"/visits/?village={offices.village().pk}" in page
    client.post(f"/service-points/staff/{member.pk}/leave/")
    member.refresh_from_db()
    assert member.until is not None


def test_who_was_entered_today_in_error_is_struck_out_from_the_page(client: Client):
    point = registered(offices.village())
    signed_in(client, Station.TOWN)
    today = cases.START.date()
    client.post(
        f"/service-points/{point.pk}/staff/", {"name": "孙村千", "duty": "general", "since": f"{today}"}
    )
    address = f"/service-points/staff/{point.staff.get().pk}/strike-out/"
    assert address in client.get(f"/service-points/{point.pk}/").content.decode()

    assert client.post(address, {"reason": ""}).status_code == 422
    done = client.post(address, {"reason": "名字写错了"}, follow=True)

    page = done.content.decode()
    assert "孙村千已划去" in page
    assert "名字写错了" in page
    assert address not in page


def test_the_gaps_name_places_without_a_point_and_what_each_point_lacks(client: Client, shangcai: None):
    offices.village()
    registered(area=10, has_equipment=True, has_rules=True)
    found = cells(signed_in(client, Station.AUDITOR), "/service-points/gaps/")

    assert [line[1] for line in found[:2]] == ["云坪县", "柳溪村"]
    assert [(line[4], line[5].split(">")[1].split("<")[0]) for line in found[2:]] == [
        ("办公面积", "缺"),
        ("固定工作人员", "待核实"),
        ("档案资料", "待核实"),
    ]
    assert found[2][7] == laws.place("shangcai-2019#8.2")
    assert found[1][7] == laws.place("shangcai-2019#8")


def test_where_the_document_asks_nothing_the_page_says_why_and_still_tells_where_there_is_none(
    client: Client,
):
    offices.village()
    registered(area=3)
    signed_in(client, Station.OFFICE)

    assert "没有规定网点的面积、人员和设施" in client.get("/service-points/").content.decode()
    found = cells(client, "/service-points/gaps/")
    assert [line[1] for line in found] == ["云坪县", "柳溪村"]
    assert found[1][7] == laws.place("yubei-2021#4.4a")


def test_a_number_that_is_not_known_yet_is_told_and_no_gap(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(laws, "adopted", lambda: "successor-2026")
    registered(area=3)
    signed_in(client, Station.OFFICE)

    (line,) = cells(client)
    assert "待核实" in line[7]
    assert "服务网点规定未知" in client.get("/service-points/").content.decode()


def test_the_list_is_narrowed_by_kind_town_and_state(client: Client, shangcai: None):
    registered(area=10)
    registered(offices.village(), name="柳溪村部")
    signed_in(client, Station.OFFICE)

    assert len(cells(client)) == 2
    assert len(cells(client, level="village")) == 1
    assert len(cells(client, state="gaps")) == 1
    assert len(cells(client, town=f"{offices.town().pk}", state="open")) == 1
    assert len(cells(client, level="harbour", town="x")) == 2, "what is not in order narrows nothing"
    assert len(cells(client, "/service-points/gaps/", level="county")) == 1


@pytest.mark.parametrize(
    ("address", "key"),
    [("/service-points/", "service_points"), ("/service-points/gaps/", "service_point_gaps")],
)
def test_both_lists_are_taken_out_as_workbooks(client: Client, shangcai: None, address: str, key: str):
    registered(area=10)
    answer = signed_in(client, Station.REGULATOR).get(address, {"xlsx": key})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    text = " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)

    assert "石门镇金融服务站" in text
    assert "办公面积" in text


@pytest.mark.parametrize("address", ["/service-points/", "/service-points/gaps/"])
def test_it_costs_the_same_number_of_queries_however_many_there_are(
    client: Client, shangcai: None, address: str
):
    registered()
    signed_in(client, Station.OFFICE)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    client.get(address)
    few = questions()
    for place in range(4):
        village = Region.objects.create(
            level="village", name=f"东{place}村", parent=offices.town(), since=offices.SINCE
        )
        Region.objects.create(
            level="village", name=f"西{place}村", parent=offices.town(), since=offices.SINCE
        )
        point = registered(village)
        said = StaffSaid("孙村干", "general", is_fixed=True, knows_business=True, since=OPENED)
        actions.take_on(actor=cases.at(Station.OFFICE), point_id=point.pk, said=said)

    assert questions() == few
