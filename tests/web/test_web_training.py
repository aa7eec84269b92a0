"""技能培训 and 农户保险: entered, shown on the household's page, listed; and what cannot be is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import made_cases as cases
import made_loans as loans
import made_offices as offices
from hudai.records.models import (
    Attendance,
    Household,
    Insurance,
    JournalLine,
    Officer,
    Region,
    Station,
    Training,
)

pytestmark = pytest.mark.django_db
KEEPERS = [Station.VILLAGE, Station.TOWN, Station.TOWN_HEAD, Station.OFFICE]
TODAY = timezone.localdate()


def signed_in(client: Client, station: Station = Station.VILLAGE) -> Client:
    found = Officer.objects.filter(username=str(station)).first()
    client.force_login(found or offices.posted(station))
    return client


def session(**changes: str) -> dict[str, str]:
    said = {
        "subject": "生猪疫病防治",
        "village": f"{offices.village().pk}",
        "held_on": "2025-09-10",
        "hours": "4",
        "trainer": "郑兽医",
        "people": "LX-001 孙平磊\n\nLX-002，钱大山\n",
    }
    return {**said, **changes}


@pytest.fixture
def homes() -> list[Household]:
    return [cases.household(), cases.household("LX-002", "钱大山", "19700101")]


@pytest.mark.parametrize("station", KEEPERS)
def test_a_session_is_entered_once_for_all_who_came(client: Client, homes: list[Household], station: Station):
    answer = signed_in(client, station).post("/trainings/register/", session())

    made = Training.objects.get()
    assert answer.url == f"/trainings/{made.pk}/"
    assert [each.person.name for each in made.attendances.order_by("pk")] == ["孙平磊", "钱大山"]
    line = JournalLine.objects.get(action="登记技能培训")
    assert line.facts == {"subject": "生猪疫病防治", "place": "柳溪村", "people": 2}
    page = client.get(f"/households/{homes[1].pk}/").content.decode()
    assert "2025-09-10　生猪疫病防治　4 学时" in page
    assert "钱大山，生猪疫病防治" in page


def test_a_number_alone_is_the_head_and_the_same_session_again_adds_who_is_new(client: Client, homes: Any):
    signed_in(client)
    client.post("/trainings/register/", session(people="LX-001"))

    client.post("/trainings/register/", session(people="LX-001 孙平磊\nLX-002", hours="6"))

    made = Training.objects.get()
    assert (made.hours, made.attendances.count()) == (6, 2)
    assert JournalLine.objects.get(action="补登技能培训").facts["people"] == 1


def test_wrong_lines_are_told_by_their_number_and_nothing_is_kept(client: Client, homes: Any):
    other = Region.objects.create(level="village", name="杉木村", parent=offices.town(), since=offices.SINCE)
    cases.household("LX-003", "孙新来", "19700102", village=other)

    answer = signed_in(client).post(
        "/trainings/register/", session(people="LX-001\nLX-002 孙平磊\nLX-003\nLX-404 某某")
    )

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "第 2 行：LX-002 现在没有叫“孙平磊”的家庭成员" in shown
    assert "第 3 行：您管理范围内没有户编号“LX-003”" in shown
    assert "第 4 行：您管理范围内没有户编号“LX-404”" in shown
    assert "第 1 行" not in shown
    assert "LX-404 某某" in shown, "nothing typed is lost"
    assert not Training.objects.exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"held_on": f"{TODAY + timedelta(days=2)}"}, "培训日期不能晚于今天"),
        ({"hours": "0"}, "不能小于 1"),
        ({"people": "  \n "}, "请填写这一项"),
        ({"people": "\n".join(["LX-001"] * 301)}, "一次最多登记 300 人"),
        ({"trainer": " "}, "请填写这一项"),
    ],
)
def test_what_a_session_cannot_be_is_refused(client: Client, homes: Any, changes: dict[str, str], told: str):
    answer = signed_in(client).post("/trainings/register/", session(**changes))

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Training.objects.exists()


def test_the_list_is_narrowed_and_summed_by_village_and_month(client: Client, homes: Any):
    signed_in(client, Station.OFFICE)
    client.post("/trainings/register/", session())
    client.post("/trainings/register/", session(subject="果树修剪", held_on="2025-09-20", people="LX-002"))
    client.post("/trainings/register/", session(subject="电商", held_on="2025-08-20", people="LX-001"))

    def shown(key: str, **asked: str) -> list[list[str]]:
        table = client.get("/trainings/", asked).context[key]
        return [[str(cell) for _, cell in line] for line in table.lines]

    assert [line[0] for line in shown("table")] == ["2025-09-20", "2025-09-10", "2025-08-20"]
    assert [line[6:] for line in shown("table", words="生猪")] == [["2", "2"]]
    assert shown("months") == [
        ["2025-09", "石门镇", "柳溪村", "2", "8", "3"],
        ["2025-08", "石门镇", "柳溪村", "1", "4", "1"],
    ]
    assert len(shown("months", until="2025-08-31")) == 1
    assert shown("table", since="2025-09-21") == []


@pytest.mark.parametrize("station", [Station.BRANCH, Station.FINANCE, Station.AUDITOR])
def test_other_desks_look_and_enter_nothing(client: Client, homes: Any, station: Station):
    cases.lead_bank()
    signed_in(client, station)

    assert client.get("/trainings/").status_code == 200
    assert client.post("/trainings/register/", session()).status_code == 404
    assert client.post(f"/households/{homes[0].pk}/insurance/", cover()).status_code == 404
    assert not Training.objects.exists()
    assert not Insurance.objects.exists()


def test_nobody_attends_one_session_twice():
    home = cases.household()
    actor = cases.at(Station.VILLAGE)
    made = Training.objects.create(
        subject="电商", village=offices.village(), held_on=date(2025, 9, 1), hours=2, trainer="郑",
        recorded_by=actor.posting, recorded_at=actor.at,
    )  # fmt: skip
    Attendance.objects.create(training=made, household=home, person=cases.head(home))

    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(training=made, household=home, person=cases.head(home))


@pytest.mark.parametrize("station", KEEPERS)
def test_who_was_wrongly_entered_is_struck_out_with_the_reason_and_no_longer_counts(
    client: Client, homes: list[Household], station: Station
):
    signed_in(client, station)
    client.post("/trainings/register/", session())
    made = Training.objects.get()
    wrong = made.attendances.get(household=homes[1])
    page = f"/trainings/{made.pk}/"
    address = f"/trainings/attendances/{wrong.pk}/strike-out/"
    assert f'href="{address}"' in client.get(page).content.decode()
    assert "LX-002" in client.get(address).content.decode()

    answer = client.post(address, {"reason": "同名，来的是另一户"})

    assert answer.url == page
    wrong.refresh_from_db()
    assert (wrong.withdrawn_by.station, wrong.withdrawn_for) == (station, "同名，来的是另一户")
    shown = client.get(page).content.decode()
    assert "已划去" in shown
    assert "同名，来的是另一户" in shown
    assert f'href="{address}"' not in shown
    (line,) = client.get("/trainings/").context["table"].lines
    assert [str(cell) for _, cell in line][6:] == ["1", "1"]
    (month,) = client.get("/trainings/").context["months"].lines
    assert str(month[-1][1]) == "1"
    assert "钱大山，生猪疫病防治" not in client.get(f"/households/{homes[1].pk}/").content.decode()
    assert JournalLine.objects.get(action="划去参加人").facts == {
        "household": "LX-002", "held_on": "2025-09-10", "reason": "同名，来的是另一户",
    }  # fmt: skip


def test_who_was_struck_out_may_be_entered_again_and_stands_beside_it(client: Client, homes: Any):
    signed_in(client)
    client.post("/trainings/register/", session(people="LX-001"))
    first = Attendance.objects.get()
    client.post(f"/trainings/attendances/{first.pk}/strike-out/", {"reason": "登错了场次"})

    client.post("/trainings/register/", session(people="LX-001"))

    assert [each.withdrawn_at is None for each in Attendance.objects.order_by("pk")] == [False, True]
    (line,) = client.get("/trainings/").context["table"].lines
    assert [str(cell) for _, cell in line][6:] == ["1", "1"]


def test_what_cannot_be_struck_out_is_refused_and_nothing_typed_is_lost(client: Client, homes: Any):
    signed_in(client)
    client.post("/trainings/register/", session(people="LX-001"))
    address = f"/trainings/attendances/{Attendance.objects.get().pk}/strike-out/"

    unsaid = client.post(address, {"reason": "  "})
    long = client.post(address, {"reason": "错" * 201})
    client.post(address, {"reason": "登错了"})
    again = client.post(address, {"reason": "再划一次"})

    assert (unsaid.status_code, long.status_code, again.status_code) == (422, 422, 409)
    assert "错错错" in long.content.decode()
    assert "已经划去" in again.content.decode()
    assert "再划一次" in again.content.decode()
    assert Attendance.objects.get().withdrawn_for == "登错了"
    assert JournalLine.objects.filter(action="划去参加人").count() == 1


def test_the_database_lets_nobody_be_struck_out_without_a_reason_or_stand_twice(client: Client, homes: Any):
    signed_in(client)
    client.post("/trainings/register/", session(people="LX-001"))
    client.post(f"/households/{homes[0].pk}/insurance/", cover())
    now = timezone.now()
    posting = offices.posted(Station.TOWN).postings.get()
    for model in (Attendance, Insurance):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.update(withdrawn_at=now, withdrawn_by=posting)
        (found,) = model.objects.all()
        found.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            found.save()
        model.objects.update(withdrawn_at=now, withdrawn_by=posting, withdrawn_for="登错了")
        found.pk = None
        found.save()


def cover(**changes: str) -> dict[str, str]:
    said = {
        "kind": "farming",
        "subject": "生猪 12 头",
        "insurer": "云坪财险",
        "since": "2025-09-01",
        "until": "2099-09-01",
        "insured": "9,600",
        "premium": "480",
        "paid_by": "shared",
    }
    return {**said, **changes}


@pytest.mark.parametrize("station", KEEPERS)
def test_an_insurance_is_written_down_and_shown(client: Client, station: Station):
    home = cases.household()

    answer = signed_in(client, station).post(f"/households/{home.pk}/insurance/", cover())

    assert answer.url == f"/households/{home.pk}/"
    page = client.get(answer.url).content.decode()
    assert "保险金额 9,600.00 元，保费 480.00 元，财政和农户分担" in page
    assert "2025-09-01 起，至 2099-09-01" in page, "the last day, as the policy writes it"
    assert Insurance.objects.get().until == date(2099, 9, 2)
    line = JournalLine.objects.get(action="登记农户保险")
    assert line.facts == {"household": "LX-001", "kind": "农业保险"}


def test_said_again_of_the_same_thing_from_the_same_day_it_corrects(client: Client):
    home = cases.household()
    signed_in(client)
    client.post(f"/households/{home.pk}/insurance/", cover())

    client.post(f"/households/{home.pk}/insurance/", cover(premium="500"))
    client.post(f"/households/{home.pk}/insurance/", cover(premium="500"))

    assert Insurance.objects.get().premium == 50_000
    assert JournalLine.objects.get(action="更正农户保险").facts["fields"] == ["premium"]


@pytest.mark.parametrize("station", KEEPERS)
def test_an_insurance_written_down_in_error_is_struck_out_and_covers_nobody(client: Client, station: Station):
    loan = loans.disbursed()
    signed_in(client, station)
    home = f"/households/{loan.household_id}/"
    client.post(f"{home}insurance/", cover())
    made = Insurance.objects.get()
    address = f"/trainings/insurances/{made.pk}/strike-out/"
    assert f'href="{address}"' in client.get(home).content.decode()

    answer = client.post(address, {"reason": "是邻居家的保单"})

    assert answer.url == home
    shown = client.get(home).content.decode()
    assert "已划去" in shown
    assert "是邻居家的保单" in shown
    assert f'href="{address}"' not in shown
    listed = client.get("/trainings/insurances/").context["table"].page.object_list
    assert [each.number for each in listed] == ["LX-001"], "it has no farming insurance again"
    assert JournalLine.objects.get(action="划去农户保险").facts["reason"] == "是邻居家的保单"
    again = client.post(address, {"reason": "再划一次"})
    assert (again.status_code, "已经划去" in again.content.decode()) == (409, True)
    client.post(f"{home}insurance/", cover(premium="500"))
    assert [each.premium for each in Insurance.objects.order_by("pk")] == [48_000, 50_000]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"until": "2025-08-31"}, "不能早于起始日期"),
        ({"kind": "loan"}, "请从列出的里面选"),
        ({"insured": "0", "premium": "0"}, "保险金额要大于 0"),
        ({"insured": "480", "premium": "9600"}, "是否填反"),
        ({"insured": "九千"}, "请填写阿拉伯数字，单位是元"),
        ({"insurer": " "}, "请填写这一项"),
    ],
)
def test_what_an_insurance_cannot_be_is_refused(client: Client, changes: dict[str, str], told: str):
    home = cases.household()

    answer = signed_in(client).post(f"/households/{home.pk}/insurance/", cover(**changes))

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Insurance.objects.exists()


def test_borrowers_without_farming_insurance_are_listed_until_they_have_one(client: Client):
    loan = loans.disbursed()
    cases.household("LX-002", "钱大山", "19700101")
    signed_in(client, Station.OFFICE)

    def listed(**asked: str) -> list[str]:
        return [
            each.number
            for each in client.get("/trainings/insurances/", asked).context["table"].page.object_list
        ]

    assert (listed(), listed(state="covered"), listed(state="all")) == (["LX-001"], [], ["LX-001"])
    client.post(f"/households/{loan.household_id}/insurance/", cover(kind="accident"))
    client.post(f"/households/{loan.household_id}/insurance/", cover(since="2020-01-01", until="2020-12-31"))
    assert listed() == ["LX-001"], "neither another kind nor one that is over"

    client.post(f"/households/{loan.household_id}/insurance/", cover())

    assert (listed(), listed(state="covered")) == ([], ["LX-001"])
    (line,) = client.get("/trainings/insurances/", {"state": "covered"}).context["table"].lines
    assert [str(cell) for _, cell in line][5:] == ["50,000.00", "2099-09-01", "—", "2099-09-01"]


def test_lists_cost_the_same_number_of_queries_however_many_there_are(client: Client):
    def questions(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    cases.household()
    signed_in(client, Station.TOWN)
    client.post("/trainings/register/", session(people="LX-001"))
    loans.disbursed(loans.approved(cases.household("LX-010", "钱大山", "19700101")))
    addresses = ("/trainings/", "/trainings/insurances/", f"/trainings/{Training.objects.get().pk}/")
    struck = Attendance.objects.get(household__number="LX-001")
    client.post(f"/trainings/attendances/{struck.pk}/strike-out/", {"reason": "登错了"})
    client.post("/trainings/register/", session(people="LX-001"))
    client.get("/")
    few = [questions(address) for address in addresses for _ in range(2)][1::2]
    for nth in range(1, 4):
        home = cases.household(f"LX-02{nth}", f"孙平{nth}", f"1970040{nth}")
        loans.disbursed(loans.approved(home))
        client.post("/trainings/register/", session(subject=f"第{nth}课", people=home.number))
        client.post("/trainings/register/", session(people=home.number))
        struck = Attendance.objects.get(household=home, training__subject="生猪疫病防治")
        client.post(f"/trainings/attendances/{struck.pk}/strike-out/", {"reason": "登错了"})

    client.get("/")  # what was said of the last deed is told once
    assert [questions(address) for address in addresses] == few
