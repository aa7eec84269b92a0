"""The first page of every station, its pictures, and the policy centre."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import made_batches as batches
import made_cases as cases
import made_offices as offices
from hudai.actions import decision as deciding
from hudai.core.dates import add_years
from hudai.records.models import Application, Household, Job, Loan, Officer, Station
from hudai.web.home_figures import Days, figures

pytestmark = pytest.mark.django_db


def signed_in(client: Client, station: Station) -> Client:
    found = Officer.objects.filter(username=str(station)).first()
    client.force_login(found or offices.posted(station))
    return client


def lent(home: Household, contract: str, on: date, **changes: Any) -> Loan:
    """A loan signed and paid out on a day, for three years."""
    days = {"signed_on": on, "disbursed_on": on, "due_on": add_years(on, 3)}
    return batches.loan(home, contract, **days, **changes)


@pytest.mark.parametrize("station", list(Station))
def test_every_station_has_a_first_page_and_figures(client: Client, station: Station):
    cases.waiting_at(2)
    signed_in(client, station)

    answer = client.get("/")

    assert answer.status_code == 200
    assert [client.get(each.url).status_code for each in answer.context["figures"]] == (
        [200] * len(answer.context["figures"])
    )


def test_the_first_page_shows_what_waits_and_warns_of_what_waits_long(client: Client):
    cases.waiting_at(2)
    signed_in(client, Station.TOWN)

    page = client.get("/").content.decode()

    assert "等您签署意见（1）" in page
    assert "1 件已超过办理期限，请优先办理" in page
    assert 'aria-label="待办 1 件"' in page


def test_the_pictures_count_what_the_station_sees_and_no_more(client: Client):
    cases.waiting_at(3)
    done = cases.waiting_at(4, cases.household("LX-002", "钱大山", "19700101"))
    cases.agree(done, cases.at(Station.BRANCH, 96), terms=cases.TERMS)

    charts = signed_in(client, Station.OFFICE).get("/").context["charts"]
    assert charts["steps"]["rows"] == [("区扶贫办", (1,))]
    assert sum(cases for _, (cases,) in charts["ages"]["rows"]) == 1
    assert sum(agreed for _, (_, agreed) in charts["months"]["rows"]) <= 1
    assert "charts" not in signed_in(client, Station.GUARANTOR).get("/").context


def test_the_first_page_costs_the_same_number_of_queries_however_much_waits(client: Client):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/")
        return len(asked)

    cases.submitted(cases.household("LX-100", "庚", "19850320"))
    signed_in(client, Station.VILLAGE)
    client.get("/")
    few = questions()
    for place, name in enumerate("甲乙丙丁戊己"):
        cases.submitted(cases.household(f"LX-{place:03}", name, f"198503{place + 10}"))

    assert questions() == few
    assert few <= 32


def test_this_month_is_held_against_the_same_days_of_the_last():
    days = Days.until(date(2025, 12, 22))
    over = Days.until(date(2026, 3, 31))

    assert (days.since, days.end) == (date(2025, 12, 1), date(2025, 12, 23))
    assert (days.before_since, days.before_until) == (date(2025, 11, 1), date(2025, 11, 23))
    assert days.told == "本月指 12-01 至 12-22，上月同期指 11-01 至 11-22"
    assert over.before_until == date(2026, 3, 1), "a shorter month is over with its last day"


def test_what_came_after_the_same_days_of_last_month_is_not_held_against_this_one():
    posting = cases.at(Station.OFFICE).posting
    for number, day in enumerate(((12, 3), (11, 22), (11, 23))):
        home = cases.household(f"LX-{number:03d}", f"孙平{'甲乙丙'[number]}", f"198503{number + 10}")
        cases.submitted(home, applied_on=date(2025, *day))
        lent(home, f"HT-{number:03d}", date(2025, *day))

    told = {each.label: each for each in figures(posting, Days.until(date(2025, 12, 22)))}

    assert (told["本月申请"].value, told["本月申请"].note) == ("1", "上月同期 1 件，持平")
    assert (told["本月放款"].value, told["本月放款"].note) == ("5.00", "上月同期 5.00 万元，持平")


def test_each_figure_of_the_month_is_what_its_list_adds_up_to(client: Client):
    today = timezone.localdate()
    done = cases.waiting_at(4)
    cases.agree(done, cases.at(Station.BRANCH, 96), terms=cases.TERMS)
    cases.waiting_at(2, cases.household("LX-002", "钱大山", "19700101"))
    Application.objects.update(applied_on=today)
    Application.objects.filter(pk=done.pk).update(step_since=timezone.now())
    lent(cases.household("LX-003", "孙平丙", "19850317"), "HT-003", today, principal=3_000_000)
    shown = {each.label: each for each in signed_in(client, Station.OFFICE).get("/").context["figures"]}

    def listed(label: str) -> Any:
        return client.get(shown[label].url).context["table"]

    for label, count in (("本月申请", 2), ("本月同意", 1), ("办理中的申请", 1)):
        assert (shown[label].value, listed(label).page.paginator.count) == (f"{count}", count)
    assert (shown["本月放款"].value, listed("本月放款").sums["principal"]) == ("3.00", 3_000_000)


def of_seventy(step: int, place: int) -> Application:
    """A case at a step of the road of somebody too old, which is a principle to be set aside or not."""
    return cases.waiting_at(
        step, cases.household(f"LX-7{place}", f"孙平{'甲乙丙丁戊'[place]}", f"195503{place + 10}")
    )


def test_the_county_office_sees_what_waits_to_be_waived_and_what_was_waived_this_month(client: Client):
    for place, days in enumerate((2, 0, -31, -60)):
        of = of_seventy(2, place)
        deciding.waive(
            actor=cases.at(Station.TOWN_HEAD, 24 * days),
            law=cases.LAW,
            number=of.number,
            rule="age",
            reason="身体好。",
        )
    of_seventy(2, 4)
    signed_in(client, Station.OFFICE)
    days = Days.until(cases.at(Station.OFFICE, 48).today)

    told = {each.label: each for each in figures(cases.at(Station.OFFICE).posting, days)}["待豁免"]

    assert (told.value, told.unit, told.url) == ("1", "项", "/waivers/wanted/")
    assert told.note == "本月已豁免 2 件，上月同期 1 件"
    assert client.get(told.url).context["table"].page.paginator.count == 1
    assert "本月已豁免" in client.get("/").content.decode()


def test_the_first_page_of_the_county_office_costs_the_same_however_much_waits_to_be_waived(client: Client):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/")
        return len(asked)

    of_seventy(2, 0)
    signed_in(client, Station.OFFICE)
    client.get("/")
    few = questions()
    for place in range(1, 5):
        of_seventy(2, place)

    assert questions() == few
    assert few <= 45


def test_finance_sees_the_batches_that_wait_for_it_and_the_subsidy_that_is_late(client: Client):
    batches.paying_loan()
    batch = batches.approved()
    page = signed_in(client, Station.FINANCE).get("/").content.decode()

    assert "等您办理的贴息批次（1）" in page
    assert page.count(f'href="/subsidies/{batch.number}/"') == 3, "in both reminders and in the list"
    assert "1 个贴息批次等您办理" in page
    assert "1 个贴息批次批准后超过拨付期限还没有办结" in page
    assert "应在 2022-05-07 前拨付" in page, "thirty days after 2022-04-07"
    assert "1 个贴息批次等您办理" in client.get("/reminders/").content.decode()


def test_a_batch_in_its_notice_waits_for_nobody(client: Client):
    batches.paying_loan()
    batch = batches.published()
    type(batch).objects.filter(pk=batch.pk).update(public_until=timezone.localdate() + timedelta(days=2))

    page = signed_in(client, Station.FINANCE).get("/").content.decode()

    assert "等您办理的贴息批次" not in page
    assert "个贴息批次等您办理" not in page


def test_stations_have_different_first_pages(client: Client):
    labels = {
        station: tuple(each.label for each in signed_in(client, station).get("/").context["figures"])
        for station in Station
    }

    county = (Station.FINANCE, Station.FINANCE_OFFICE, Station.REGULATOR, Station.AUDITOR, Station.OFFICE)
    assert len({labels[station] for station in county}) == len(county)
    assert all(4 <= len(labels[station]) <= 6 for station in Station if station != Station.GUARANTOR)
    assert "等您签署意见" not in signed_in(client, Station.FINANCE).get("/").content.decode()


def test_a_guarantor_is_told_where_to_go(client: Client):
    page = signed_in(client, Station.GUARANTOR).get("/").content.decode()

    assert "政策中心" in page
    assert "还没有数据" not in page


def test_the_administrator_sees_how_the_system_is(client: Client):
    signed_in(client, Station.ADMINISTRATOR)
    offices.posted(Station.TOWN)
    AccessAttempt.objects.create(
        username="town", failures_since_start=settings.AXES_FAILURE_LIMIT, attempt_time=timezone.now()
    )
    Job.objects.create(kind="x", state=Job.State.FAILED, asked_at=timezone.now(), ended_at=timezone.now())

    answer = client.get("/")
    told = {each.label: (each.value, each.tone) for each in answer.context["figures"]}

    assert told["在用账号"][0] == "2"
    assert told["账号已锁定"] == ("1", "red")
    assert told["近 30 天失败的后台工作"] == ("1", "red")
    assert told["停住的后台工作"] == ("0", "green")
    assert told["最近一次备份"] == ("没有找到", "red")
    assert f"/officers/{Officer.objects.get(username='town').pk}/" in answer.content.decode()


def test_the_first_page_of_finance_costs_the_same_however_many_batches_wait(client: Client):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/")
        return len(asked)

    batches.paying_loan()
    first = batches.approved()
    signed_in(client, Station.FINANCE)
    client.get("/")
    few = questions()
    for more in range(1, 5):
        first.pk, first.number = None, f"PC-{more}"
        first.period_end += timedelta(days=1)
        first.save()

    assert questions() == few
    assert few <= 30


def test_the_policy_centre_shows_each_number_with_its_words_and_day(client: Client):
    signed_in(client, Station.VILLAGE)

    page = client.get("/policies/yubei-2021/").content.decode()

    assert "不超过 5.00 万元" in page
    assert "5万元（含）以下" in page
    assert "不超过 36 个月" in page
    assert client.get("/policies/nowhere/").status_code == 404
    assert client.get("/policies/../").status_code == 404


def test_clauses_without_a_live_feature_say_so(client: Client):
    signed_in(client, Station.VILLAGE)

    page = client.get("/policies/yubei-2021/clauses/", {"status": "planned"}).content.decode()

    assert "未实现" in page


def test_two_policies_stand_side_by_side(client: Client):
    signed_in(client, Station.OFFICE)

    page = client.get("/policies/compare/", {"left": "yubei-2021", "right": "shangcai-2019"}).content.decode()

    assert "项不同，排在前面" in page
    assert client.get("/policies/compare/", {"left": "x"}).status_code == 404
