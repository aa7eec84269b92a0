"""产业项目 on the pages: the list, one project, a household's consent, where a loan goes, the statistics."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import made_cases as cases
import made_loans as loans
import made_offices as offices
import made_projects as made
from hudai.actions import project as projects
from hudai.records.models import (
    Enterprise,
    Funding,
    Household,
    JournalLine,
    Officer,
    Participation,
    Project,
    Station,
)
from hudai.records.queries import project as queries

pytestmark = pytest.mark.django_db


def signed_in(client: Client, station: Station = Station.VILLAGE) -> Client:
    found = Officer.objects.filter(username=str(station)).first()
    client.force_login(found or offices.posted(station))
    return client


def cells(client: Client, address: str, key: str = "table", **asked: str) -> list[list[str]]:
    table = client.get(address, asked).context[key]
    return [[str(cell) for _, cell in line] for line in table.lines]


PLAN = {
    "name": "柳溪生猪代养",
    "industry": "生猪育肥",
    "chain_model": "农户+合作社",
    "since": "2025-03-01",
}


def test_a_village_registers_cooperative_and_project_from_the_list(client: Client):
    offices.village()
    signed_in(client)
    assert 'href="/projects/register/"' in client.get("/projects/").content.decode()
    described = {
        "kind": "cooperative",
        "name": "柳溪养殖专业合作社",
        "code": made.code(),
        "town": f"{offices.town().pk}",
        "contact": "郑理事",
        "phone": "13800001234",
    }
    assert client.post("/projects/enterprises/register/", described).url == "/projects/enterprises/"
    (line,) = cells(client, "/projects/enterprises/")
    assert line[:6] == ["柳溪养殖专业合作社", "合作社", made.code(), "石门镇", "郑理事", "138****1234"]

    said = {**PLAN, "village": f"{offices.village().pk}", "cooperative": f"{Enterprise.objects.get().pk}"}
    answer = client.post("/projects/register/", said)

    found = Project.objects.get()
    assert answer.url == f"/projects/{found.pk}/"
    shown = client.get(answer.url).content.decode()
    assert "生猪育肥（周期一般 6 个月）" in shown
    assert "柳溪养殖专业合作社" in shown


def test_a_correction_shows_no_full_number_and_keeps_the_one_left_out(client: Client):
    found = made.enterprise(phone="13800001234")
    signed_in(client, Station.TOWN)
    shown = client.get(f"/projects/enterprises/{found.pk}/").content.decode()
    assert "13800001234" not in shown
    assert "不填就保留原来的 138****1234" in shown
    said = {"kind": "cooperative", "name": "柳溪农机合作社", "town": f"{offices.town().pk}"}

    assert client.post(f"/projects/enterprises/{found.pk}/", said).status_code == 302

    found.refresh_from_db()
    assert (found.name, found.phone) == ("柳溪农机合作社", "13800001234")
    assert JournalLine.objects.get(action="更正带动主体").facts == {"fields": ["name"]}


def test_what_was_typed_stays_when_the_chain_model_wants_a_cooperative(client: Client):
    said = {**PLAN, "village": f"{offices.village().pk}"}

    answer = signed_in(client).post("/projects/register/", said)

    assert answer.status_code == 422
    assert "请选择合作社（或家庭农场）；还没有登记的，先到“带动主体”登记。" in answer.content.decode()
    assert 'value="柳溪生猪代养"' in answer.content.decode()
    assert not Project.objects.exists()


def consent(of: Household, project: Project, **changes: str) -> dict[str, str]:
    said = {
        "project": f"{project.pk}",
        "joined_on": "2025-04-01",
        "consented_on": "2025-03-28",
        "consented_by": f"{cases.head(of).pk}",
        "witness": "吴见证",
    }
    return {**said, **changes}


def test_a_household_is_taken_in_by_its_number_with_its_consent_and_leaves_with_a_reason(client: Client):
    home, project = cases.household(), made.project()
    signed_in(client)
    way = client.get(f"/projects/{project.pk}/household/", {"number": "LX-001"})
    assert way.url == f"/households/{home.pk}/project/?project={project.pk}"
    assert client.get(way.url).context["form"].initial["project"] == f"{project.pk}"

    answer = client.post(f"/households/{home.pk}/project/", consent(home, project))

    assert answer.url == f"/projects/{project.pk}/"
    assert "孙平磊 2025-03-28 签" in client.get(answer.url).content.decode()
    page = client.get(f"/households/{home.pk}/").content.decode()
    assert "同意书：孙平磊 2025-03-28 签，吴见证见证" in page
    assert "参加产业项目：柳溪生猪代养" in page
    part = Participation.objects.get()
    left = {"left_on": "2025-06-01", "reason": "外出务工"}
    client.post(f"/projects/participations/{part.pk}/leave/", left)
    assert "外出务工" in client.get(f"/projects/{project.pk}/").content.decode()


def test_a_number_nobody_has_is_told_and_leads_back(client: Client):
    project = made.project()

    answer = signed_in(client).get(f"/projects/{project.pk}/household/", {"number": "没有"}, follow=True)

    assert "您管理范围内没有户编号“没有”" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"consented_on": "2025-05-01"}, "签订日期不能晚于参加日期"),
        ({"witness": "孙平磊"}, "见证人不能是签字人自己"),
        ({"consented_by": ""}, "请选择一项"),
        ({"consented_by": "999"}, "选择"),
    ],
)
def test_without_consent_the_form_comes_back_and_nobody_is_in(
    client: Client, changes: dict[str, str], told: str
):
    home, project = cases.household(), made.project()

    answer = signed_in(client).post(f"/households/{home.pk}/project/", consent(home, project, **changes))

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Participation.objects.exists()


def test_where_the_money_goes_is_chosen_on_the_page_of_the_case(client: Client):
    application = cases.draft()
    project = made.project()
    part = made.taken_in(application.household, project)
    signed_in(client)
    assert "没有登记投入哪个产业项目" in client.get(f"/applications/{application.number}/").content.decode()

    client.post(f"/applications/{application.number}/project/", {"participation": f"{part.pk}"})

    assert (
        f'href="/projects/{project.pk}/"'
        in client.get(f"/applications/{application.number}/").content.decode()
    )
    signed_in(client, Station.AUDITOR)
    page = client.get(f"/applications/{application.number}/").content.decode()
    assert "改选项目" not in page


def test_another_households_project_cannot_be_sent(client: Client):
    application = cases.draft()
    part = made.taken_in(cases.household("LX-002", "钱大山", "19700101"), made.project())

    answer = signed_in(client).post(
        f"/applications/{application.number}/project/", {"participation": f"{part.pk}"}
    )

    assert answer.status_code == 409
    assert not Funding.objects.exists()


def test_a_loan_says_where_it_goes_and_counts_there(client: Client):
    loan = loans.disbursed()
    project = made.project()
    part = made.taken_in(loan.household, project)
    signed_in(client, Station.BRANCH)

    assert client.post(f"/loans/{loan.pk}/project/", {"participation": f"{part.pk}"}).status_code == 302

    assert "柳溪生猪代养" in client.get(f"/loans/{loan.pk}/").content.decode()
    signed_in(client, Station.OFFICE)
    (line,) = cells(client, "/projects/")
    assert line[1:8] == ["生猪育肥", "自营", "石门镇", "柳溪村", "1", "1", "50,000.00"]
    rows = {line[1]: line[2:] for line in cells(client, "/projects/industries/")}
    assert [each.split(">")[-2].split("<")[0] for each in rows if "href" in each] == ["生猪育肥"]
    figures = next(row for name, row in rows.items() if "生猪育肥" in name)
    assert figures == ["6 个月", "1", "1", "1", "1", "50,000.00"]
    models = {line[0]: line[1:] for line in cells(client, "/projects/industries/", "models")}
    assert next(row for name, row in models.items() if "自营" in name) == ["1", "1", "1", "1", "50,000.00"]


def test_the_list_is_narrowed_by_town_industry_model_and_state(client: Client):
    project = made.project()
    made.project(name="果园", industry="果园管护")
    projects.end(actor=made.at(), project_id=project.pk, until=date(2025, 9, 1))
    signed_in(client, Station.OFFICE)

    def names(**asked: str) -> list[str]:
        found = client.get("/projects/", asked).context["table"].page.object_list
        return [each.name for each in found]

    assert names() == ["果园", "柳溪生猪代养"]
    assert names(industry="果园管护") == ["果园"]
    assert names(state="ended") == ["柳溪生猪代养"]
    assert names(state="running", chain_model="自营", town=f"{offices.town().pk}") == ["果园"]
    assert names(words="生猪") == ["柳溪生猪代养"]
    assert names(industry="没有的产业") == ["果园", "柳溪生猪代养"], "what is not in order narrows nothing"


def test_the_workbook_of_the_statistics_has_every_industry(client: Client):
    offices.village()
    answer = signed_in(client, Station.AUDITOR).get("/projects/industries/", {"xlsx": "industries"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    text = " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)

    assert "小商店" in text
    assert "12–18 个月" in text
    assert "没有投入项目的按银行评估时选的产业" in text


def test_an_ended_project_says_so_and_takes_nobody_in(client: Client):
    project = made.project()
    signed_in(client)

    client.post(f"/projects/{project.pk}/end/", {"until": "2025-09-01"})

    shown = client.get(f"/projects/{project.pk}/").content.decode()
    assert "已结束" in shown
    assert "登记农户参加" not in shown
    assert client.post(f"/projects/{project.pk}/end/", {"until": "2025-09-02"}).status_code == 422


def test_lists_cost_the_same_number_of_queries_however_many_there_are(client: Client):
    def questions(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    def more(nth: int) -> Any:
        found = made.project(name=f"项目{nth}")
        made.taken_in(cases.household(f"LX-1{nth}", f"孙平{nth}", f"1970040{nth}"), found)
        return made.enterprise(name=f"合作社{nth}")

    more(1)
    signed_in(client, Station.TOWN)
    addresses = (
        "/projects/",
        "/projects/enterprises/",
        "/projects/industries/",
        f"/projects/{Project.objects.get().pk}/",
    )
    few = [questions(address) for address in addresses for _ in range(2)][1::2]
    for nth in range(2, 6):
        more(nth)
    made.taken_in(cases.household("LX-20", "孙平二", "19700420"), Project.objects.get(name="项目1"))

    assert [questions(address) for address in addresses] == few


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the plan as SQLite tells it")
def test_no_list_of_projects_goes_through_all_loans():
    """In a county of a million loans a page that did so for each project would take minutes."""
    loan, project = loans.disbursed(), made.project()
    made.taken_in(loan.household, project)
    posting = cases.at(Station.OFFICE).posting

    plans = [
        queries.projects(posting, queries.Filters()).explain(),
        queries.loans_of(posting, project).explain(),
    ]

    gone_through = {table for plan in plans for table in re.findall(r"SCAN (\w+)", plan)}
    assert gone_through <= {"records_project"}
