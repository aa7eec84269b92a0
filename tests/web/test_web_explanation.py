"""The pages of explaining house by house: whom to visit, a round for many, coverage, a household's time."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

import made_cases as cases
from hudai.core.should_lend import borrowers
from hudai.records.models import Explanation, Household, Officer, Region, Station, UnservedReason
from hudai.web import should_lend
from made_offices import SINCE, town

pytestmark = pytest.mark.django_db
ROUND = {
    "explained_on": "2025-09-22",
    "roles": ["first_secretary", "team"],
    "explainers": "周书记、吴队员",
    "topics": ["policy", "repayment"],
}


def signed_in(client: Client, station: Station) -> None:
    cases.at(station)
    client.force_login(Officer.objects.get(username=str(station)))


def text(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.fixture
def homes() -> tuple[Household, Household]:
    return cases.household("LX-001"), cases.household("LX-002", "钱大山", "19700101")


def of(home: Household, wish: str, **more: str) -> dict[str, str]:
    """What one household said, as its line of the form sends it."""
    return {f"h{home.pk}-{name}": value for name, value in {"wish": wish, **more}.items()}


def test_a_village_sees_whom_it_has_still_to_visit_and_writes_a_round_down(client: Client, homes):
    one, two = homes
    signed_in(client, Station.VILLAGE)
    assert "LX-001" in text(client, "/publicity/")
    keys = {"household": [one.pk, two.pk]}
    form = client.get("/publicity/record/", keys).content.decode()
    assert "孙平磊" in form
    assert "登记 2 户" in form

    said = {**ROUND, **keys, **of(one, "willing", signed="on"), **of(two, "not_now", reason="年龄偏大")}
    page = client.post("/publicity/record/", said, follow=True).content.decode()

    assert "已登记 2 户的入户宣讲" in page
    assert "LX-001" not in page
    assert text(client, "/publicity/", state="all").count("周书记、吴队员") == 2
    assert "年龄偏大" in text(client, "/publicity/", wish="not_now")
    assert UnservedReason.objects.get().household == two
    assert Explanation.objects.get(household=one).signed


def test_a_round_that_is_not_whole_comes_back_with_what_was_typed(client: Client, homes):
    one, two = homes
    signed_in(client, Station.VILLAGE)
    said = {**ROUND, "household": [one.pk, two.pk], **of(one, "willing"), **of(two, "not_now")}

    answer = client.post("/publicity/record/", said)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请写明暂不需要的原因" in page
    assert 'value="周书记、吴队员"' in page
    assert '<option value="not_now" selected>' in page
    assert not Explanation.objects.exists()


def test_the_same_day_twice_is_refused_with_what_was_typed(client: Client, homes):
    one, _ = homes
    signed_in(client, Station.VILLAGE)
    said = {**ROUND, "household": [one.pk], **of(one, "willing")}
    client.post("/publicity/record/", said)

    answer = client.post("/publicity/record/", {**said, "explainers": "吴队员"})

    assert answer.status_code == 409
    assert "已经登记过宣讲" in answer.content.decode()
    assert 'value="吴队员"' in answer.content.decode()
    assert Explanation.objects.count() == 1


def test_nobody_ticked_leads_back_to_the_list(client: Client, homes):
    signed_in(client, Station.TOWN)

    for address in ("/publicity/record/", "/publicity/record/?household=x&household=999999"):
        assert "请先勾选" in client.get(address, follow=True).content.decode()


def test_a_wrong_one_is_withdrawn_and_stays_in_the_log(client: Client, homes):
    one, _ = homes
    signed_in(client, Station.VILLAGE)
    client.post("/publicity/record/", {**ROUND, "household": [one.pk], **of(one, "unsaid")})
    key = Explanation.objects.get().pk
    assert "未表态" in text(client, f"/publicity/{key}/")

    page = client.post(f"/publicity/{key}/withdraw/", {"reason": "户写错了"}, follow=True).content.decode()

    assert "户写错了" in page
    assert "LX-001" in text(client, "/publicity/")
    assert "户写错了" in text(client, "/publicity/log/")
    assert client.post(f"/publicity/{key}/withdraw/", {"reason": "又"}).status_code == 409


def test_the_households_line_of_time_and_the_should_lend_list_tell_it(client: Client, homes, monkeypatch):
    who = borrowers(cases.LAW.policy, date(2025, 9, 22))
    monkeypatch.setattr(should_lend, "_borrowers", lambda day: who)
    one, _ = homes
    signed_in(client, Station.VILLAGE)

    client.post("/publicity/record/", {**ROUND, "household": [one.pk], **of(one, "willing")})

    assert "周书记、吴队员；愿意贷款" in text(client, f"/households/{one.pk}/")
    assert "愿意贷款" in text(client, "/should-lend/")


def test_the_county_sees_towns_and_a_town_its_villages(client: Client, homes):
    other = Region.objects.create(level="village", name="杉木村", parent=town(), since=SINCE)
    cases.household("SM-001", "吴远", "19720101", village=other)
    far = Region.objects.create(level="town", name="云台镇", parent=town().parent, since=SINCE)
    farther = Region.objects.create(level="village", name="云岭村", parent=far, since=SINCE)
    cases.household("YL-001", "郑远", "19730101", village=farther)

    signed_in(client, Station.OFFICE)
    county = text(client, "/publicity/")
    signed_in(client, Station.TOWN)
    of_town = text(client, "/publicity/")

    assert f"?state=not_yet&amp;town={far.pk}" in county
    assert f"?state=not_yet&amp;village={other.pk}" in of_town
    assert "YL-001" not in of_town


def test_both_lists_are_taken_out_as_workbooks(client: Client, homes):
    one, _ = homes
    signed_in(client, Station.VILLAGE)
    client.post("/publicity/record/", {**ROUND, "household": [one.pk], **of(one, "willing")})

    for address, key in (("/publicity/", "explained_households"), ("/publicity/log/", "explanation_log")):
        answer = client.get(address, {"xlsx": key, "state": "all"})
        sheet = load_workbook(io.BytesIO(answer.content)).active
        cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
        assert "周书记、吴队员" in cells
        assert "愿意贷款" in cells
    assert "驻村第一书记、驻村工作队员" in cells


@pytest.mark.parametrize("address", ["/publicity/", "/publicity/log/"])
def test_a_list_costs_the_same_number_of_queries_however_long(client: Client, homes, address: str):
    one, two = homes
    signed_in(client, Station.TOWN)
    client.post("/publicity/record/", {**ROUND, "household": [one.pk], **of(one, "willing")})
    few = queries_of(client, address)

    client.post("/publicity/record/", {**ROUND, "household": [two.pk], **of(two, "willing")})
    cases.household("LX-003", "李三", "19710101")

    assert queries_of(client, address) == few


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)
