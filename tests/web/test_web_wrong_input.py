"""Wrong and hostile input: a clear word, nothing typed lost, nothing written, a line where it matters."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

import made_cases as cases
import made_name_lists as lists
import made_offices as offices
from hudai.core.workflow import Opinion
from hudai.records.models import (
    Application,
    Bank,
    Branch,
    Household,
    JournalLine,
    Person,
    Posting,
    Region,
    Station,
)
from hudai.records.models.name_list import NameListImport
from refused_lines import refusals

pytestmark = pytest.mark.django_db


def sign_in(client: Client, station: Station) -> Client:
    client.force_login(cases.at(station).officer)
    return client


def neighbour(client: Client) -> Client:
    """The village next door."""
    region = Region.objects.create(level="village", name="山背村", parent=offices.town(), since=offices.SINCE)
    who = offices.officer("neighbour")
    Posting.objects.create(
        officer=who, station=Station.VILLAGE, region=region, office="山背村村委会", since=offices.SINCE
    )
    client.force_login(who)
    return client


# Another office's number in the address


def test_another_offices_case_number_finds_nothing_and_is_written_down(client: Client):
    case = cases.waiting_at(2)
    neighbour(client)

    there = client.get(f"/applications/{case.number}/")
    nowhere = client.get("/applications/XD2025999999/")

    assert there.status_code == nowhere.status_code == 404
    assert "不在您的管理范围内" in there.content.decode()
    assert case.applicant.name not in there.content.decode()
    assert refusals() == [
        ("打开管理范围外的内容", "application", {"number": case.number}),
        ("打开管理范围外的内容", "application", {"number": "XD2025999999"}),
    ]
    line = JournalLine.objects.latest("pk")
    assert (line.officer.username, line.posting.office) == ("neighbour", "山背村村委会")
    assert line.facts["address"] == "/applications/XD2025999999/"


def test_an_id_number_in_the_address_is_not_written_down(client: Client):
    sign_in(client, Station.TOWN)
    number = cases.id_number("19850307")

    client.get(f"/applications/{number}/")

    written = str(list(JournalLine.objects.values_list("facts", flat=True)))
    assert number not in written
    assert written.count("长号码") == 2


def test_a_page_that_is_nowhere_is_no_line(client: Client):
    sign_in(client, Station.TOWN)

    assert client.get("/nowhere/").status_code == 404

    assert refusals() == []


# Days at the ends of the calendar


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "address", ["/waivers/", "/trainings/", "/applications/", "/loans/", "/subsidies/", "/journal/"]
)
def test_a_day_nobody_can_mean_narrows_nothing(client: Client, address: str, day: str):
    sign_in(client, Station.OFFICE if address != "/journal/" else Station.AUDITOR)
    names = client.get(address).context["table"].filters.fields

    page = client.get(address, dict.fromkeys(names, day))

    assert page.status_code == 200


def test_a_day_nobody_can_mean_is_told_beside_its_field(client: Client):
    sign_in(client, Station.VILLAGE)

    page = client.post("/trainings/register/", {"held_on": "0001-01-01"})

    assert page.status_code == 422
    assert "请填写 1900 年到 2999 年之间的日期。" in page.content.decode()


# Forged forms


def test_another_banks_branch_in_a_form_is_told_beside_it_and_nothing_typed_is_lost(client: Client):
    cases.lead_bank()
    household = cases.household()
    other = Branch.objects.create(bank=Bank.objects.create(name="云坪邮储"), name="石门营业所")
    sign_in(client, Station.BRANCH)
    typed = {"branch": other.pk, "amount": "30000", "purpose": "养蜂 40 箱", "kind": "first"}

    page = client.post(f"/applications/enter/{household.number}/", typed)

    assert page.status_code == 422
    assert "请从列出的里面选" in page.content.decode()
    assert 'value="养蜂 40 箱"' in page.content.decode()
    assert not Application.objects.exists()


def test_somebody_of_another_household_is_no_applicant(client: Client):
    household, other = cases.household(), cases.household("LX-002", "钱大山", "19700101")
    sign_in(client, Station.VILLAGE)

    page = client.post(
        f"/applications/enter/{household.number}/",
        {"applicant": cases.head(other).pk, "purpose": "养蜂 40 箱"},
    )

    assert page.status_code == 422
    assert "钱大山" not in page.content.decode()
    assert "养蜂 40 箱" in page.content.decode()
    assert not Application.objects.exists()


def test_an_opinion_at_another_stations_step_stays_on_the_page_and_is_a_line(client: Client):
    case = cases.waiting_at(2)
    sign_in(client, Station.OFFICE)
    forged = {"opinion": "agree", "text": "情况属实，拟同意。", "seen_version": "0", "seen_step": "2"}

    page = client.post(f"/applications/{case.number}/decide/", forged)

    assert page.status_code == 409
    assert "这一步由镇经办、镇负责人办理" in page.content.decode()
    case.refresh_from_db()
    assert (case.step, case.decisions.count()) == (2, 1)
    assert refusals() == [("越权操作被拒绝", "application_decide", {"number": case.number})]


def test_forged_numbers_among_ticked_cases_are_one_line_with_how_many(client: Client):
    case = cases.waiting_at(2)
    neighbour(client)
    ticked = [f"{case.number}:0:2", "XD2025000777:0:2", "XD2025000778:0:2"]

    page = client.post("/waiting/agree/", {"case": ticked, "text": "同意"}, follow=True).content.decode()

    assert page.count("没有找到编号") == 3
    assert refusals() == [("越权操作被拒绝", "agree_to_many", {"times": 3})]


@pytest.mark.parametrize(
    "forged",
    [
        {"opinion": "approve", "text": "同意"},
        {"opinion": "agree", "text": "同意", "seen_version": "-1", "seen_step": "99"},
        {"opinion": "return", "text": "退回", "returned_to": "9", "seen_version": "0", "seen_step": "2"},
        {"opinion": "agree", "text": "同意", "seen_version": "9" * 40, "seen_step": "x"},
    ],
)
def test_values_no_form_of_ours_offers_do_nothing(client: Client, forged: dict[str, str]):
    case = cases.waiting_at(2)
    sign_in(client, Station.TOWN)

    page = client.post(f"/applications/{case.number}/decide/", forged)

    assert page.status_code in (409, 422)
    case.refresh_from_db()
    assert (case.step, case.decisions.count()) == (2, 1)


# Words


SCRIPT = "<script>alert(1)</script>"


def test_a_script_for_a_name_is_shown_and_never_run(client: Client):
    household = cases.household(name=SCRIPT)
    case = cases.submitted(household)
    sign_in(client, Station.TOWN)

    for page in (
        "/applications/",
        f"/applications/{case.number}/",
        f"/applications/{case.number}/papers/",
        "/households/",
        f"/households/{household.pk}/",
        "/waiting/",
    ):
        shown = client.get(page).content.decode()
        assert SCRIPT not in shown, page
    assert "&lt;script&gt;" in client.get("/applications/").content.decode()


SQL = ("' OR 1=1 --", "'; DROP TABLE records_household; --", "%", "_", "\x00", "\\", '"', "a" * 500)


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/applications/%00/", None),
        ("/hand-over/", {"username": "a\x00b"}),
        ("/waiting/agree/", {"case": "\x00", "text": "同意"}),
    ],
)
def test_a_nul_that_no_database_column_holds_is_refused_in_words(client: Client, address: str, data: Any):
    sign_in(client, Station.TOWN)

    page = client.post(address, data) if data else client.get(address)

    assert page.status_code == 400
    assert "不能识别的字符" in page.content.decode()


@pytest.mark.parametrize("words", SQL)
@pytest.mark.parametrize(
    ("station", "address", "field"),
    [
        (Station.TOWN, "/applications/", "words"),
        (Station.TOWN, "/applications/enter/", "words"),
        (Station.TOWN, "/households/", "words"),
        (Station.TOWN, "/ratings/", "words"),
        (Station.AUDITOR, "/journal/", "number"),
        (Station.AUDITOR, "/journal/", "officer"),
        (Station.ADMINISTRATOR, "/officers/", "words"),
    ],
)
def test_sql_in_a_search_box_is_searched_for_and_no_more(
    client: Client, station: Station, address: str, field: str, words: str
):
    cases.household()
    sign_in(client, station)

    page = client.get(address, {field: words})

    assert page.status_code == 200
    assert Household.objects.count() == 1
    if words.startswith("'") and "journal" not in address:
        assert "LX-001" not in re.sub(r"<input[^>]*>", "", page.content.decode())


def test_a_birth_date_in_the_future_is_wrong_in_its_cell_and_nobody_is_entered(client: Client):
    offices.village()
    sign_in(client, Station.OFFICE)
    born = f"{timezone.localdate().year + 1}0101"
    row = lists.person("YP001", "赵未来", lists.id_number(11, born))
    handed_in = {"file": SimpleUploadedFile("名单.xlsx", lists.sheet([row])), "as_of": "2025-06-01"}

    client.post("/name-lists/import/", {**handed_in, "whole": "1"})
    lists.work_all()

    page = client.get(f"/name-lists/import/{NameListImport.objects.get().pk}/").content.decode()
    assert re.search(r"D\d+", page)
    assert "出生" in page
    assert lists.id_number(11, born) not in page
    assert not Person.objects.exists()


# A session that ran out in the middle of a form


def test_a_reason_typed_for_too_long_comes_back_and_the_time_out_is_a_line(client: Client):
    case = cases.waiting_at(2)
    sign_in(client, Station.TOWN)
    client.get(f"/applications/{case.number}/")
    session = client.session
    session["seen_at"] = int((timezone.now() - timedelta(minutes=31)).timestamp())
    session.save()
    typed = {
        "opinion": Opinion.RETURN.value,
        "text": "用途写得不清楚，请写明养什么、养多少。",
        "returned_to": "0",
        "seen_version": "0",
        "seen_step": "2",
    }
    address = f"/applications/{case.number}/decide/"

    sent_away = client.post(address, typed)
    client.post("/sign-in/", {"username": "town", "password": offices.PASSWORD})
    kept = client.get("/kept-form/").content.decode()

    assert sent_away.headers["Location"] == "/sign-in/"
    assert case.decisions.count() == 1
    assert typed["text"] in kept
    assert f'action="{address}"' in kept
    assert refusals() == [("超时自动退出", f"{cases.at(Station.TOWN).officer.pk}", {})]

    client.post(address, typed)
    case.refresh_from_db()
    assert (case.step, case.decisions.count()) == (0, 2)
