"""The pages of publicity events and typical cases."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

import made_cases as cases
from hudai.records.models import Officer, PublicityEvent, Station, TypicalCase
from made_offices import county, town, village

pytestmark = pytest.mark.django_db
EVENT = {
    "kind": "finance",
    "title": "反诈和征信知识进院坝",
    "held_on": "2025-09-20",
    "place": "村委会院坝",
    "host": "柳溪村村委会",
    "audience": "42",
    "content": "讲征信、防诈骗和按时还款。",
}
CASE = {"title": "养猪走出好日子", "subject": "household", "household": "LX-001", "text": "孙某养猪12头。"}


def signed_in(client: Client, station: Station) -> None:
    cases.at(station)
    client.force_login(Officer.objects.get(username=str(station)))


def text(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_an_event_is_written_down_listed_with_its_audience_and_withdrawn(client: Client):
    signed_in(client, Station.VILLAGE)
    assert "柳溪村村委会" in text(client, "/publicity/events/new/")

    page = client.post(
        "/publicity/events/new/", {**EVENT, "region": village().pk}, follow=True
    ).content.decode()

    assert "反诈和征信知识进院坝" in page
    assert "参加人数合计 <strong>42</strong>" in page
    key = PublicityEvent.objects.get().pk
    assert "讲征信、防诈骗" in text(client, f"/publicity/events/{key}/")
    client.post(f"/publicity/events/{key}/withdraw/", {"reason": "重复登记"})
    assert "反诈和征信知识进院坝" not in text(client, "/publicity/events/")
    assert "重复登记" in text(client, f"/publicity/events/{key}/")


def test_events_are_narrowed_by_kind_place_and_day(client: Client):
    signed_in(client, Station.OFFICE)
    client.post("/publicity/events/new/", {**EVENT, "region": village().pk})
    client.post(
        "/publicity/events/new/", {**EVENT, "kind": "training", "title": "县培训", "region": county().pk}
    )

    found = {
        "kind": text(client, "/publicity/events/", kind="training"),
        "region": text(client, "/publicity/events/", region=str(town().pk)),
        "since": text(client, "/publicity/events/", since="2025-09-21"),
    }

    told = {name: ("反诈" in page, "县培训" in page) for name, page in found.items()}
    assert told == {"kind": (False, True), "region": (True, False), "since": (False, False)}


def test_a_wrong_event_comes_back_with_what_was_typed(client: Client):
    signed_in(client, Station.VILLAGE)

    ahead = client.post("/publicity/events/new/", {**EVENT, "region": village().pk, "held_on": "2099-01-01"})
    elsewhere = client.post("/publicity/events/new/", {**EVENT, "region": county().pk})
    nobody = client.post("/publicity/events/new/", {**EVENT, "region": village().pk, "audience": "0"})

    assert [each.status_code for each in (ahead, elsewhere, nobody)] == [409, 422, 422]
    assert "不能晚于今天" in ahead.content.decode()
    assert "反诈和征信知识进院坝" in ahead.content.decode()
    assert not PublicityEvent.objects.exists()


def test_the_list_of_events_is_taken_out_with_the_place_of_each(client: Client):
    signed_in(client, Station.VILLAGE)
    client.post("/publicity/events/new/", {**EVENT, "region": village().pk})

    answer = client.get("/publicity/events/", {"xlsx": "publicity_events"})

    assert answer.status_code == 200
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    heads = next(row for row in rows if "地点" in row)
    line = rows[rows.index(heads) + 1]
    assert (line[0], line[heads.index("地点")], line[heads.index("参加人数")]) == (1, "村委会院坝", 42)


def test_a_case_is_handed_in_approved_and_read_by_others_without_the_households_number(client: Client):
    cases.household()
    cases.lead_bank()
    signed_in(client, Station.VILLAGE)
    client.post("/publicity/cases/new/", {**CASE, "region": village().pk})
    key = TypicalCase.objects.get().pk
    signed_in(client, Station.REGULATOR)
    assert client.get(f"/publicity/cases/{key}/").status_code == 404

    signed_in(client, Station.OFFICE)
    client.post(f"/publicity/cases/{key}/", {"approved": "yes", "opinion": "可推广"})

    elsewhere = cases.at(Station.TOWN_HEAD).posting
    elsewhere.region = county().children.create(level="town", name="云台镇", since=elsewhere.since)
    elsewhere.save()
    signed_in(client, Station.TOWN_HEAD)
    page = text(client, f"/publicity/cases/{key}/")
    assert "孙某养猪12头" in page
    assert "LX-001" not in page
    assert "养猪走出好日子" in text(client, "/publicity/cases/")


def test_the_county_office_is_told_who_judges_its_own_case_and_the_finance_office_judges_it(client: Client):
    cases.household()
    signed_in(client, Station.OFFICE)
    said = {"title": "花椒基地", "subject": "project", "text": "带动30户", "region": county().pk}
    client.post("/publicity/cases/new/", said)
    address = f"/publicity/cases/{TypicalCase.objects.get().pk}/"

    page = text(client, address)
    refused = client.post(address, {"approved": "yes", "opinion": "可推广"})

    assert "请金融办审核" in page
    assert "登记审核意见" not in page
    assert refused.status_code == 409
    assert "请金融办审核" in refused.content.decode()
    assert TypicalCase.objects.get().state == "handed_in"
    signed_in(client, Station.FINANCE_OFFICE)
    assert "登记审核意见" in text(client, address)
    assert "花椒基地" in text(client, "/publicity/cases/")
    client.post(address, {"approved": "yes", "opinion": "可推广"})
    assert TypicalCase.objects.get().answered_by.station == Station.FINANCE_OFFICE


def test_a_case_with_a_name_nobody_agreed_to_comes_back(client: Client):
    cases.household()
    signed_in(client, Station.VILLAGE)

    said = {**CASE, "region": village().pk, "text": "孙平磊养猪12头。"}
    answer = client.post("/publicity/cases/new/", said)

    assert answer.status_code == 409
    assert "没有同意公开" in answer.content.decode()
    assert "孙平磊养猪12头" in answer.content.decode()
    assert not TypicalCase.objects.exists()


@pytest.mark.parametrize(("list_", "new"), [("events", EVENT), ("cases", CASE)])
def test_a_list_costs_the_same_number_of_queries_however_long(
    client: Client, list_: str, new: dict[str, str]
):
    cases.household()
    signed_in(client, Station.VILLAGE)
    address, said = f"/publicity/{list_}/", {**new, "region": village().pk}
    client.post(f"{address}new/", said)
    few = queries_of(client, address)

    client.post(f"{address}new/", {**said, "title": "第二个"})

    assert "第二个" in text(client, address)
    assert queries_of(client, address) == few


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)
