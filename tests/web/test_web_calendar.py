"""The work calendar's page: everybody reads it, the county office alone changes it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

import made_offices as offices
from hudai.records.models import CalendarDay, CalendarYear, JournalLine, Officer, Station

pytestmark = pytest.mark.django_db
DAYS = {"works": "off", "since": "2027-01-01", "last": "", "name": "元旦"}
CHANGES = (
    ("/calendar/2027/", DAYS),
    ("/calendar/2027/1/4/remove/", {}),
    ("/calendar/2027/confirm/", {"notice": "某通知"}),
    ("/calendar/2028/reopen/", {}),
)


def signed_in(client: Client, station: Station) -> Client:
    found = Officer.objects.filter(username=str(station)).first()
    client.force_login(found or offices.posted(station))
    return client


@pytest.fixture
def entered() -> None:
    """4 January 2027 off and 2028 confirmed, by the office."""
    office = offices.posted(Station.OFFICE).postings.get()
    at = "2026-12-01T09:00:00+08:00"
    CalendarDay.objects.create(
        day=date(2027, 1, 4), works=False, name="元旦", entered_by=office, entered_at=at
    )
    CalendarYear.objects.create(year=2028, notice="某通知", entered_by=office, entered_at=at)


@pytest.mark.parametrize("station", list(Station))
@pytest.mark.usefixtures("entered")
def test_everybody_reads_the_calendar_and_the_office_alone_changes_it(client: Client, station: Station):
    signed_in(client, station)
    may = station == Station.OFFICE

    page = client.get("/calendar/2027/").content.decode()
    assert ('name="since"' in page, "删除 2027-01-04" in page) == (may, may)
    assert client.get("/calendar/").status_code == 302
    wanted = 302 if may else 403
    assert [client.post(*change).status_code for change in CHANGES] == [wanted] * len(CHANGES)
    assert CalendarDay.objects.filter(day=date(2027, 1, 1)).exists() is may


def test_a_year_of_the_notices_names_its_holidays_and_counts_its_working_days(client: Client):
    page = signed_in(client, Station.VILLAGE).get("/calendar/2025/").content.decode()

    assert "全年 248 个工作日" in page
    assert 'title="10月8日 休息 国庆节、中秋节"' in page
    assert 'title="10月11日 上班 国庆节、中秋节调休"' in page
    assert "按周末推算" not in page


def test_a_year_nobody_knows_says_so_until_it_is_entered_and_confirmed(client: Client):
    signed_in(client, Station.OFFICE)
    page = client.get("/calendar/2027/").content.decode()
    assert "2027 年的放假安排还没有录入，按周末推算" in page
    assert "确认已录全" not in page

    page = client.post("/calendar/2027/", DAYS, follow=True).content.decode()
    assert "已录入 1 天" in page
    assert 'title="1月1日 休息 元旦 手工录入"' in page
    page = client.post("/calendar/2027/confirm/", {"notice": "2027年的通知"}, follow=True).content.decode()

    assert "还没有录入，按周末推算" not in page
    assert "2027年的通知" in page
    assert JournalLine.objects.filter(action="确认全年放假安排").count() == 1
    page = client.post("/calendar/2027/1/1/remove/", follow=True).content.decode()
    assert "已删除 2027-01-01 的录入" in page


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"since": "2027-01-02"}, "本来就休息"),
        ({"since": "明天"}, "请填写日期，如 2025-09-21"),
        ({"since": "1999-01-01"}, "2019 年以后"),
        ({"name": ""}, "请填写这一项"),
        ({"last": "2026-01-01"}, "不能早于第一天"),
    ],
)
def test_wrong_input_is_told_and_what_was_typed_stays(client: Client, changes: dict[str, str], told: str):
    answer = signed_in(client, Station.OFFICE).post("/calendar/2027/", {**DAYS, **changes})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert f'value="{changes.get("name", "元旦")}"' in page or not changes.get("name", "元旦")
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize("address", ["/calendar/1990/", "/calendar/2100/", "/calendar/99999/"])
def test_years_beyond_reason_have_no_page(client: Client, address: str):
    assert signed_in(client, Station.OFFICE).get(address).status_code == 404


def test_a_day_that_is_none_has_nothing_to_remove(client: Client):
    signed_in(client, Station.OFFICE)

    assert client.post("/calendar/2027/2/30/remove/").status_code == 404
    assert client.post("/calendar/2027/2/3/remove/").status_code == 409


def test_a_name_with_markup_in_it_is_shown_as_text(client: Client):
    signed_in(client, Station.OFFICE)

    page = client.post(
        "/calendar/2027/", {**DAYS, "name": "<script>x</script>"}, follow=True
    ).content.decode()

    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page
