"""The list of waivers: what stands in it, who sees which, what it is narrowed by, and the workbook."""

from __future__ import annotations

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import made_cases as cases
import made_offices as offices
from hudai.actions import decision as deciding
from hudai.records.models import Application, JournalLine, Officer, Posting, Region, Station, Waiver
from hudai.web import waiver as page

pytestmark = pytest.mark.django_db
WHO_SEES = (
    Station.TOWN_HEAD,
    Station.OFFICE,
    Station.FINANCE,
    Station.FINANCE_OFFICE,
    Station.BRANCH,
    Station.BANK,
    Station.REGULATOR,
    Station.AUDITOR,
)


def signed_in(client: Client, station: Station) -> Client:
    found = Officer.objects.filter(username=str(station)).first()
    client.force_login(found or offices.posted(station))
    return client


def waived(number: str = "LX-001", name: str = "孙平磊", sequence: str = "0307") -> Application:
    """Somebody of 70, whose age the town's head set aside."""
    found = cases.waiting_at(4, cases.household(number, name, f"1955{sequence}"))
    deciding.waive(
        actor=cases.at(Station.TOWN_HEAD),
        law=cases.LAW,
        number=found.number,
        rule="age",
        reason="身体健康，子女共同经营。",
    )
    return found


def cells(client: Client, **asked: str) -> list[list[str]]:
    table = client.get("/waivers/", asked).context["table"]
    return [[str(cell) for _, cell in line] for line in table.lines]


def test_a_waiver_stands_in_the_list_with_case_rule_clause_reason_and_who_gave_it(client: Client):
    found = waived()
    (line,) = cells(signed_in(client, Station.AUDITOR))

    giver = cases.at(Station.TOWN_HEAD)
    assert f'href="/applications/{found.number}/"' in line[0]
    assert line[1:4] == ["LX-001", "孙平磊", "石门镇"]
    assert line[4] == "年龄"
    assert line[5] == "实施方案 一（1）" or "一（" in line[5]
    assert line[6] == "身体健康，子女共同经营。"
    assert line[7:9] == [giver.officer.name, "镇负责人"]
    assert line[9] == f"{timezone.localtime(giver.at):%Y-%m-%d %H:%M}"


def test_the_clause_is_the_one_of_the_deed(client: Client):
    waived()
    said = JournalLine.objects.get(action="豁免原则性规定").facts["clause"]

    assert page.queries.waivers(cases.at(Station.OFFICE).posting, page.queries.Filters()).get().clause == said
    assert page.laws.place(said) in client_page(client)


def client_page(client: Client) -> str:
    return signed_in(client, Station.OFFICE).get("/waivers/").content.decode()


@pytest.mark.parametrize("station", list(Station))
def test_who_sees_the_list_and_has_it_in_the_menu(client: Client, station: Station):
    answer = signed_in(client, station).get("/waivers/")

    assert answer.status_code == (200 if station in WHO_SEES else 404)
    menu = client.get("/").content.decode()
    assert ('href="/waivers/"' in menu) == (station in WHO_SEES)


def test_a_bank_sees_its_own_cases_and_no_others(client: Client):
    found = waived()
    assert len(cells(signed_in(client, Station.BRANCH))) == 1

    Application.objects.filter(pk=found.pk).update(branch=offices.branch(Station.BANK))

    assert cells(signed_in(client, Station.BRANCH)) == []


def test_it_is_narrowed_by_town_rule_and_days(client: Client):
    waived()
    day = timezone.localtime(cases.at(Station.TOWN_HEAD).at).date()
    signed_in(client, Station.OFFICE)

    assert len(cells(client, rule="age", town=f"{offices.town().pk}", since=f"{day}", until=f"{day}")) == 1
    assert cells(client, rule="purpose") == []
    assert cells(client, since=f"{day + timedelta(days=1)}") == []
    assert cells(client, until=f"{day - timedelta(days=1)}") == []
    assert len(cells(client, rule="no such rule")) == 1, "what is not in order narrows nothing"


def test_the_workbook_has_every_row_and_the_note(client: Client):
    waived()
    answer = signed_in(client, Station.REGULATOR).get("/waivers/", {"xlsx": "waivers"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    text = " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)

    assert "身体健康，子女共同经营。" in text
    assert "年龄" in text
    assert "仍列在本表" in text


def test_it_costs_the_same_number_of_queries_however_many_there_are(client: Client):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/waivers/")
        return len(asked)

    waived()
    signed_in(client, Station.OFFICE)
    client.get("/waivers/")
    few = questions()
    for place, name in enumerate("甲乙丙丁"):
        waived(f"LX-1{place}", f"孙平{name}", f"04{place + 10}")

    assert Waiver.objects.count() == 5
    assert questions() == few


def old_man(step: int, number: str = "LX-001", name: str = "孙平磊", sequence: str = "0307") -> Application:
    """A case of somebody of 70 at a step of the road, whose age nobody set aside."""
    return cases.waiting_at(step, cases.household(number, name, f"1955{sequence}"))


def wanted(client: Client) -> list[list[str]]:
    table = client.get("/waivers/wanted/").context["table"]
    return [[str(cell) for _, cell in line] for line in table.lines]


def set_aside(found: Application) -> None:
    deciding.waive(
        actor=cases.at(Station.TOWN_HEAD), law=cases.LAW, number=found.number, rule="age", reason="身体健康。"
    )


def test_a_principle_nobody_set_aside_waits_for_the_towns_head_with_rule_and_step(client: Client):
    found = old_man(2)
    (line,) = wanted(signed_in(client, Station.TOWN_HEAD))

    assert f'href="/applications/{found.number}/"' in line[0]
    assert "孙平磊" in line
    assert "年龄" in line
    home = client.get("/").content.decode()
    assert "待豁免" in home
    assert 'href="/waivers/wanted/"' in home

    set_aside(found)
    assert wanted(client) == []


@pytest.mark.parametrize("station", list(Station))
def test_what_waits_to_be_waived_is_shown_to_those_who_may(client: Client, station: Station):
    answer = signed_in(client, station).get("/waivers/wanted/")

    assert answer.status_code == (200 if station in deciding.WAIVES else 404)
    assert ('href="/waivers/wanted/"' in client.get("/").content.decode()) == (station in deciding.WAIVES)


def test_it_waits_at_the_office_and_at_the_bank_too_but_not_for_who_signed_another_step(client: Client):
    old_man(4)

    assert len(wanted(signed_in(client, Station.TOWN_HEAD))) == 1, "the town's clerk signed, not its head"
    assert wanted(signed_in(client, Station.OFFICE)) == [], "the office's officer signed the third step"


def test_what_is_good_or_over_waits_for_nobody(client: Client):
    cases.waiting_at(2)
    over = old_man(2, "LX-002", "孙平水", "0411")
    Application.objects.filter(pk=over.pk).update(state="withdrawn")

    assert wanted(signed_in(client, Station.TOWN_HEAD)) == []


def test_the_head_of_another_town_sees_neither(client: Client):
    set_aside(old_man(2))
    old_man(2, "LX-002", "孙平水", "0411")
    county = offices.town().parent
    elsewhere = Region.objects.create(level="town", name="外镇", parent=county, since=date(2020, 1, 1))
    head = offices.officer("elsewhere", "钱外镇")
    Posting.objects.create(
        officer=head,
        station=Station.TOWN_HEAD,
        region=elsewhere,
        office="外镇人民政府",
        since=date(2020, 1, 1),
    )
    client.force_login(head)

    assert (wanted(client), cells(client)) == ([], [])
    signed_in(client, Station.TOWN_HEAD)
    assert (len(wanted(client)), len(cells(client))) == (1, 1)


def test_a_waiver_of_an_older_version_does_not_count(client: Client):
    found = old_man(2)
    set_aside(found)
    Application.objects.filter(pk=found.pk).update(version=found.version + 1)

    assert len(wanted(signed_in(client, Station.TOWN_HEAD))) == 1


def test_a_survey_that_speaks_for_it_now_waits_no_longer(client: Client):
    found = cases.draft()
    cases.on_file(found)

    def survey(favourable: bool, hours: int) -> None:
        cases.applying.record_survey(
            actor=cases.at(Station.VILLAGE, hours), number=found.number, subject="household",
            surveyed_on=cases.START.date(), surveyors="孙村干", content="情况。", favourable=favourable,
        )  # fmt: skip

    survey(False, 0)
    sent = cases.applying.submit(
        actor=cases.at(Station.VILLAGE, 1), law=cases.LAW, number=found.number, seen_version=found.version
    )
    cases.agree(sent, cases.at(Station.VILLAGE, 2))
    (line,) = wanted(signed_in(client, Station.TOWN_HEAD))
    assert "农户调查" in line

    survey(True, 30)
    assert wanted(client) == []


def test_the_list_of_what_waits_costs_the_same_number_of_queries_however_much_waits(client: Client):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/waivers/wanted/")
        return len(asked)

    old_man(2)
    signed_in(client, Station.TOWN_HEAD)
    client.get("/waivers/wanted/")
    few = questions()
    for place, name in enumerate("甲乙丙"):
        old_man(2, f"LX-1{place}", f"孙平{name}", f"04{place + 10}")

    assert len(wanted(client)) == 4
    assert questions() == few
