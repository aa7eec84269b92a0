"""帮扶责任人: registered, replaced, corrected, ended and taken from sheets; and the commitment knows them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

import made_cases as cases
from hudai.records.models import Helper, Household, JournalLine, Region, Station
from made_offices import SINCE, town

pytestmark = pytest.mark.django_db

PLAIN = {"name": "周帮扶", "employer": "石门镇人民政府", "phone": "13900005678", "since": "2025-03-01"}


def address(of: Household) -> str:
    return f"/households/{of.pk}/helper/"


def helpers(of: Household) -> list[tuple[str, date, date | None]]:
    return list(of.helpers.order_by("since").values_list("name", "since", "until"))


@pytest.mark.parametrize("station", [Station.VILLAGE, Station.TOWN, Station.OFFICE])
def test_a_helper_is_registered_and_shown_with_the_number_masked(client: Client, station: Station):
    home = cases.household()
    client.force_login(cases._desk(station).officer)
    assert f'href="{address(home)}"' in client.get(f"/households/{home.pk}/").content.decode()

    answer = client.post(address(home), PLAIN)

    assert answer.url == f"/households/{home.pk}/"
    assert helpers(home) == [("周帮扶", date(2025, 3, 1), None)]
    shown = client.get(f"/households/{home.pk}/").content.decode()
    assert "周帮扶　石门镇人民政府　139****5678" in shown
    assert "13900005678" not in shown
    line = JournalLine.objects.get(action="确定帮扶责任人")
    assert line.facts == {"household": "LX-001", "since": "2025-03-01"}


def test_the_next_one_ends_the_one_before(client: Client):
    home = cases.household()
    client.force_login(cases._desk(Station.TOWN).officer)
    client.post(address(home), PLAIN)

    client.post(address(home), {**PLAIN, "name": "吴接任", "since": "2025-06-01"})

    assert helpers(home) == [
        ("周帮扶", date(2025, 3, 1), date(2025, 6, 1)),
        ("吴接任", date(2025, 6, 1), None),
    ]


def test_said_again_from_the_same_day_it_corrects_what_stands(client: Client):
    home = cases.household()
    client.force_login(cases._desk(Station.TOWN).officer)
    client.post(address(home), PLAIN)

    client.post(address(home), {**PLAIN, "phone": "13900009999"})

    assert Helper.objects.get().phone == "13900009999"
    line = JournalLine.objects.get(action="更正帮扶责任人")
    assert line.facts == {"household": "LX-001", "fields": ["phone"]}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"since": "2025-02-28"}, "不能早于现任帮扶责任人的起始日期 2025-03-01"),
        ({"since": f"{timezone.localdate() + timedelta(days=2)}"}, "起始日期不能晚于今天"),
        ({"name": " "}, "请填写这一项"),
        ({"phone": "一三九"}, "联系电话只能是数字"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(client: Client, changes: dict[str, str], told: str):
    home = cases.household()
    client.force_login(cases._desk(Station.TOWN).officer)
    client.post(address(home), PLAIN)

    answer = client.post(address(home), {**PLAIN, "name": "吴接任", **changes})

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert helpers(home) == [("周帮扶", date(2025, 3, 1), None)]


def test_a_helper_ends_without_another(client: Client):
    home = cases.household()
    client.force_login(cases._desk(Station.VILLAGE).officer)
    client.post(address(home), PLAIN)
    assert client.post(f"{address(home)}end/", {"until": "2025-03-01"}).status_code == 409

    client.post(f"{address(home)}end/", {"until": "2025-05-01"})

    assert helpers(home) == [("周帮扶", date(2025, 3, 1), date(2025, 5, 1))]
    assert JournalLine.objects.get(action="结束帮扶责任人").facts["until"] == "2025-05-01"
    assert client.post(f"{address(home)}end/", {"until": "2025-06-01"}).status_code == 409


def test_another_villages_household_gets_no_helper(client: Client):
    other = Region.objects.create(level="village", name="杉木村", parent=town(), since=SINCE)
    home = cases.household(village=other)
    client.force_login(cases._desk(Station.VILLAGE).officer)

    assert client.get(address(home)).status_code == 404
    assert client.post(address(home), PLAIN).status_code == 404
    assert not Helper.objects.exists()


def test_a_bank_and_an_auditor_register_nobody(client: Client):
    home = cases.household()
    cases.lead_bank()
    for station in (Station.BRANCH, Station.AUDITOR):
        client.force_login(cases._desk(station).officer)
        assert address(home) not in client.get(f"/households/{home.pk}/").content.decode()
        assert client.post(address(home), PLAIN).status_code == 404
    assert not Helper.objects.exists()


def test_the_commitment_of_a_case_begins_with_the_households_helper(client: Client):
    application = cases.draft()
    client.force_login(cases._desk(Station.TOWN).officer)
    client.post(address(application.household), PLAIN)
    client.force_login(cases._desk(Station.VILLAGE).officer)

    form = client.get(f"/applications/{application.number}/").context["commitment_form"]

    assert form.initial["helper"] == "周帮扶"
    assert form.initial["helper_employer"] == "石门镇人民政府"
    assert form.initial["helper_phone"] == "13900005678"


def handed_in(client: Client, text: str) -> object:
    upload = SimpleUploadedFile("帮扶.csv", text.encode())
    return client.post("/households/helpers/", {"file": upload, "sheet_since": "2025-04-01"})


def test_many_come_from_a_sheet_and_twice_is_once(client: Client):
    one, two = cases.household("LX-001"), cases.household("LX-002", "钱大山", "19700101")
    client.force_login(cases._desk(Station.TOWN).officer)
    assert 'href="/households/helpers/"' in client.get("/households/").content.decode()
    text = (
        "户编号,帮扶责任人,工作单位,联系电话,帮扶起始日期\n"
        "LX-001,周帮扶,石门镇人民政府,13900005678,2025-03-01\nLX-002,吴帮扶,县农业农村局,,\n"
    )
    for _ in range(2):
        assert handed_in(client, text).status_code == 302

    assert helpers(one) == [("周帮扶", date(2025, 3, 1), None)]
    assert helpers(two) == [("吴帮扶", date(2025, 4, 1), None)]
    assert JournalLine.objects.filter(action="确定帮扶责任人").count() == 2
    imports = JournalLine.objects.filter(action="导入帮扶责任人").order_by("pk")
    assert [line.facts["registered"] for line in imports] == [2, 0]


def test_a_sheet_with_a_wrong_row_changes_nothing_and_says_where(client: Client):
    other = Region.objects.create(level="village", name="杉木村", parent=town(), since=SINCE)
    home = cases.household("LX-001")
    cases.household("LX-003", "孙新来", "19700102", village=other)
    client.force_login(cases._desk(Station.VILLAGE).officer)
    text = (
        "户编号,帮扶责任人,工作单位,联系电话\nLX-001,周帮扶,石门镇人民政府,\n"
        "LX-003,吴帮扶,县农业农村局,\nLX-001,郑帮扶,县农业农村局,\nLX-404,王帮扶,县农业农村局,一三九\n"
    )

    shown = handed_in(client, text).content.decode()

    assert "您管理范围内没有这个户编号" in shown
    assert "这户在前面已经有一行" in shown
    assert "A3" in shown
    assert "A4" in shown
    assert helpers(home) == []


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ("周帮扶,石门镇人民政府,一三九,", "联系电话只能是数字"),
        (f"{'长' * 41},石门镇人民政府,,", "最多 40 个字"),
        ("周帮扶,石门镇人民政府,,2099-01-01", "起始日期不能晚于今天"),
    ],
)
def test_a_sheets_row_is_held_to_what_the_form_asks(client: Client, cells: str, told: str):
    home = cases.household("LX-001")
    client.force_login(cases._desk(Station.OFFICE).officer)

    answer = handed_in(client, f"户编号,帮扶责任人,工作单位,联系电话,帮扶起始日期\nLX-001,{cells}\n")

    assert told in answer.content.decode()
    assert helpers(home) == []
