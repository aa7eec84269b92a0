"""The journal's pages: who reads which lines, how they are found, and who looked at full numbers."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

import made_batches as batches
import made_cases as cases
from hudai.actions import decision as deciding
from hudai.actions import household as looking
from hudai.records.models import Application, JournalLine, Station
from hudai.web import journal_things as things
from hudai.web.journal_things import THINGS
from made_offices import PASSWORD, posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(client: Client) -> Client:
    client.force_login(posted(Station.AUDITOR))
    return client


def rows(client: Client, **narrowed: Any) -> list[list[str]]:
    """The journal as a sheet of texts, newest first, below its heads."""
    answer = client.get("/journal/", {**narrowed, "xlsx": "journal"})
    assert answer.status_code == 200, answer.content.decode()
    content = b"".join(answer) if answer.streaming else answer.content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    texts = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    at = next((row.index("时间") for row in texts if "时间" in row), 0)
    return [row[at:] for row in texts if re.match(r"\d{4}-\d\d-\d\d ", row[at])]


def said(client: Client, **narrowed: Any) -> list[str]:
    """The actions of the lines found."""
    return [row[3] for row in rows(client, **narrowed)]


def test_the_auditor_reads_what_was_done_to_a_case_by_its_number(auditor: Client):
    application = cases.waiting_at(2)
    other = cases.draft(cases.household("LX-002", "钱大山", "19700101"))

    done = said(auditor, number=application.number)
    assert (done[0], done[-1]) == ("签署意见：同意", "录入申请")
    assert "提交申请" in done
    assert said(auditor, number=other.number)[-1] == "录入申请"
    assert "签署意见：同意" not in said(auditor, number=other.number)
    page = auditor.get("/journal/", {"number": application.number}).content.decode()
    assert f'href="/applications/{application.number}/"' in page
    assert "环节：" in page


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ({"action": "提交申请"}, {"提交申请"}),
        ({"officer": "town"}, {"签署意见：同意"}),
        ({"noun": "application", "officer": "village", "action": "录入申请"}, {"录入申请"}),
        ({"since": "2025-09-21", "until": "2025-09-21"}, {"签署意见：同意"}),
        ({"number": "nothing' OR 1=1 --"}, set()),
        ({"officer": "<script>", "since": "31/31/31"}, set()),
    ],
)
def test_lines_are_found_by_day_officer_action_and_thing(auditor: Client, narrowed: dict, found: set[str]):
    cases.waiting_at(3)

    assert set(said(auditor, **narrowed)) == found


def test_the_administrator_reads_sign_ins_and_administration_and_nothing_of_cases(client: Client):
    application = cases.waiting_at(2)
    administrator = posted(Station.ADMINISTRATOR)
    client.post("/sign-in/", {"username": administrator.username, "password": PASSWORD})
    client.post("/officers/new/", {"name": "王五", "username": "wang.wu"})
    client.get(f"/applications/{application.number}/")

    assert set(said(client)) == {"登录", "新增人员"}
    assert set(said(client, number=application.number)) == set()
    page = client.get("/journal/").content.decode()
    assert application.number not in page
    assert "签署意见" not in page


@pytest.mark.parametrize("station", [Station.VILLAGE, Station.OFFICE, Station.BANK, Station.REGULATOR])
def test_nobody_else_reads_it(client: Client, station: Station):
    client.force_login(posted(station))

    assert client.get("/journal/").status_code == 404
    assert client.get("/journal/looks/").status_code == 404


def test_the_administrator_does_not_read_who_looked_at_what(client: Client):
    client.force_login(posted(Station.ADMINISTRATOR))

    assert client.get("/journal/looks/").status_code == 404


def test_every_look_at_full_numbers_is_on_one_page_with_who_looked_how_often(auditor: Client):
    application = cases.waiting_at(2)
    household = application.household
    for hour in range(3):
        deciding.look(actor=cases.at(Station.TOWN, 30 + hour), number=application.number)
    looking.look_in_full(
        actor=cases.at(Station.VILLAGE, 40), household_id=household.pk, person_id=cases.head(household).pk
    )

    page = auditor.get("/journal/looks/").content.decode()

    assert page.count("查看完整号码") == 4
    assert "提交申请" not in page
    assert f'href="/applications/{application.number}/"' in page
    assert f'href="/households/{household.pk}/"' in page
    summed = re.findall(r'data-label="人员">([^<]+)<.*?data-label="次数" class="num">(\d+)<', page, re.DOTALL)
    assert summed == [
        (cases.at(Station.TOWN).officer.name, "3"),
        (cases.at(Station.VILLAGE).officer.name, "1"),
    ]
    # A look is told without what was seen.
    assert cases.head(household).id_number not in page


def test_taking_the_journal_out_is_a_line_of_the_journal(auditor: Client):
    cases.draft()

    assert said(auditor) == ["录入申请"]

    assert JournalLine.objects.latest("pk").action == "导出清单"


def test_the_journal_asks_as_often_for_many_lines_as_for_few(auditor: Client):
    def asked(**narrowed: str) -> int:
        with CaptureQueriesContext(connection) as counted:
            auditor.get("/journal/", narrowed)
        return len(counted)

    first = cases.waiting_at(2)
    auditor.get("/journal/")
    few = asked()
    for number in range(9):
        cases.draft(cases.household(f"LX-10{number}", "钱大山", f"1970010{number + 1}"))
    for station in (Station.TOWN, Station.VILLAGE, Station.OFFICE) * 10:
        JournalLine.objects.create(
            at=cases.START + timedelta(days=1),
            officer=cases.at(station).officer,
            posting=cases.at(station).posting,
            action="查看完整号码",
            noun="application",
            key=str(first.pk),
        )

    assert asked() == few


def test_what_a_line_is_about_has_a_table_and_its_number_a_column():
    for noun, thing in THINGS.items():
        try:
            model = apps.get_model("records", noun)
        except LookupError:
            pytest.fail(f"no table {noun}")
        if thing.number:
            model._meta.get_field(thing.number)


def test_a_line_nobody_can_change_or_remove_is_what_the_pages_show(auditor: Client):
    cases.draft()

    for method in (auditor.post, auditor.delete, auditor.put):
        assert method("/journal/").status_code == 405
    assert Application.objects.count() == JournalLine.objects.count() == 1


@pytest.mark.parametrize("noun", [noun for noun, thing in THINGS.items() if thing.page])
def test_the_page_of_every_kind_of_thing_there_is_resolves(noun: str):
    thing = THINGS[noun]
    line = JournalLine(noun=noun, key="1", facts={})

    address = things.address(line, "TX2025000012")

    assert address, f"no page is called “{thing.page}”, or it goes by something else"
    assert resolve(address).view_name == thing.page


def test_a_line_about_a_subsidy_batch_leads_to_its_page(auditor: Client):
    batches.paying_loan()
    number = batches.drawn_up().number

    page = auditor.get("/journal/", {"number": number}).content.decode()

    assert f'href="/subsidies/{number}/"' in page
    assert auditor.get(f"/subsidies/{number}/").status_code == 200
