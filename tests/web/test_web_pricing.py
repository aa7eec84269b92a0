"""利率定价: the list a desk sees, the table typed as a whole, and the rate proposed at the bank's turn."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import made_cases as cases
import made_offices as offices
import made_pricings as pricings
from hudai.actions.actor import Actor
from hudai.records.models import (
    Application,
    Bank,
    Branch,
    JournalLine,
    Posting,
    Pricing,
    PricingLine,
    Rating,
    Station,
)
from hudai.web import law as laws
from hudai.web.journal_things import address, noun_label

pytestmark = pytest.mark.django_db
TODAY = cases.START.date()
POINTS = {
    "points_0_0": "20", "points_0_12": "50", "points_1_0": "10",
    "points_1_12": "20", "points_2_0": "0", "points_2_12": "0",
}  # fmt: skip
SENT = {"since": f"{TODAY}", **POINTS}


@pytest.fixture(autouse=True)
def september(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is five days after the start: the 25th of September 2025, LPR 3.00 % and 3.50 %."""
    monkeypatch.setattr(timezone, "now", lambda: cases.START + timedelta(days=5))
    monkeypatch.setitem(SENT, "since", "2025-09-25")


def signed_in(client: Client, station: Station) -> Client:
    client.force_login(cases.at(station).officer)
    return client


def other_bank() -> Actor:
    branch = Branch.objects.create(bank=Bank.objects.create(name="云坪邮储"), name="石门营业所")
    officer = offices.officer("other")
    posting = Posting.objects.create(
        officer=officer, station=Station.BANK, branch=branch, office="云坪邮储", since=offices.SINCE
    )
    return Actor(officer, posting, cases.START)


def cells(client: Client, **asked: str) -> list[list[str]]:
    table = client.get("/pricing/", asked).context["table"]
    return [[str(cell) for _, cell in line] for line in table.lines]


def rated(application: Application, grade: str = "良好") -> Rating:
    return Rating.objects.create(
        household=application.household,
        facts={},
        score=82,
        grade=grade,
        limit=4_000_000,
        pack_digest="x",
        office=cases.at(Station.TOWN).posting,
        bank=cases.at(Station.BRANCH).posting,
        confirmed_at=cases.START,
        rated_on=TODAY,
        valid_until=TODAY + timedelta(days=700),
    )


# The table, typed


def test_a_bank_types_its_table_and_finds_it_in_the_list_with_the_rates_of_today(client: Client):
    signed_in(client, Station.BANK)
    done = client.post("/pricing/new/", SENT, follow=True)

    assert "定价表已登记，自 2025-09-25 起用。" in done.content.decode()
    found = cells(client)
    assert [line[1:5] for line in found] == [
        ["优秀", "1 年（含）以内", "20", "2.80%"],
        ["优秀", "1 年以上至 3 年（含）", "50", "3.00%"],
        ["良好", "1 年（含）以内", "10", "2.90%"],
        ["良好", "1 年以上至 3 年（含）", "20", "3.30%"],
        ["一般", "1 年（含）以内", "0", "3.00%"],
        ["一般", "1 年以上至 3 年（含）", "0", "3.50%"],
    ]
    assert found[0][0] == "云坪农商行"
    assert found[0][5] == "2025-09-25"
    assert "在用" in found[0][6]


def test_the_form_begins_with_the_table_that_stands(client: Client):
    pricings.enter()
    page = signed_in(client, Station.BANK).get("/pricing/new/")

    initial = page.context["form"].initial
    assert {name: f"{initial[name]}" for name in POINTS} == POINTS
    assert initial["since"].isoformat() == "2025-09-25"
    assert "现在用的是 2025-09-20 起的定价表" in page.content.decode()


def test_full_width_digits_are_read_as_digits(client: Client):
    signed_in(client, Station.BANK)
    client.post("/pricing/new/", {**SENT, "points_1_12": "１５"})

    assert PricingLine.objects.get(grade="良好", over_months=12).points == 15


@pytest.mark.parametrize(
    ("change", "status", "told"),
    [
        ({"points_1_12": ""}, 422, "请填写这一项。"),
        ({"points_1_12": "二十"}, 422, "减点填整数个基点，如 20"),
        ({"points_1_12": "3.30%"}, 422, "减点填整数个基点，如 20"),
        ({"points_1_12": "12.5"}, 422, "减点填整数个基点，如 20"),
        ({"points_1_12": "99999999999999999999"}, 422, "1000"),
        ({"points_1_12": "-5"}, 409, "“良好”1 年以上至 3 年（含）比今天的上限 3.50%还高 5 个基点"),
        ({"points_1_0": "300"}, 409, "今天的上限只有 3.00%，请核对"),
        ({"since": "2025-09-24"}, 409, "起用日期不能早于今天"),
        ({"since": "2062-09-25"}, 409, "不能晚于一年以后"),
        ({"since": "下月"}, 422, "请填写日期，如 2025-09-21"),
        ({"since": ""}, 422, "请填写这一项。"),
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_stays(
    client: Client, change: dict[str, str], status: int, told: str
):
    signed_in(client, Station.BANK)
    answer = client.post("/pricing/new/", {**SENT, "points_0_12": "47", **change})

    page = answer.content.decode()
    assert answer.status_code == status
    assert told in page
    assert 'value="47"' in page
    assert not Pricing.objects.exists()


def test_a_table_above_the_ceiling_is_told_with_the_place_of_its_clause(client: Client):
    signed_in(client, Station.BANK)
    page = client.post("/pricing/new/", {**SENT, "points_2_0": "-1"}).content.decode()

    assert f"（依据：{laws.place('yubei-2021#1.4')}）" in page
    assert laws.place("yubei-2021#1.4") == "一（4）"


def test_an_unknown_grade_or_band_that_is_sent_all_the_same_is_not_looked_at(client: Client):
    signed_in(client, Station.BANK)
    client.post("/pricing/new/", {**SENT, "points_3_0": "1", "points_0_36": "9", "bank": "2"})

    assert PricingLine.objects.count() == 6


def test_a_double_click_enters_one_table(client: Client):
    signed_in(client, Station.BANK)
    answers = [client.post("/pricing/new/", SENT).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Pricing.objects.count() == 1
    assert JournalLine.objects.filter(noun="pricing").count() == 1


def test_a_county_without_a_scorecard_is_told_why_there_is_no_form_and_still_has_its_list(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    pricings.enter()
    monkeypatch.setattr(laws, "adopted", lambda: "successor-2026")
    signed_in(client, Station.BANK)

    answer = client.get("/pricing/new/")
    assert answer.status_code == 409
    assert "评级授信规定未知" in answer.content.decode()
    assert len(cells(client)) == 6


# The list


def test_a_bank_sees_its_own_table_and_the_county_office_all_of_them(client: Client):
    pricings.enter()
    pricings.enter(dict.fromkeys(pricings.TABLE, 5), actor=other_bank())

    for station, banks in (
        (Station.BANK, {"云坪农商行"}),
        (Station.BRANCH, {"云坪农商行"}),
        (Station.OFFICE, {"云坪农商行", "云坪邮储"}),
        (Station.VILLAGE, {"云坪农商行", "云坪邮储"}),
    ):
        signed_in(client, station)
        assert {line[0] for line in cells(client)} == banks
    theirs = Bank.objects.get(name="云坪邮储").pk
    assert {line[0] for line in cells(signed_in(client, Station.BANK), bank=f"{theirs}")} == {"云坪农商行"}
    assert "登记定价表" not in signed_in(client, Station.BRANCH).get("/pricing/").content.decode()


def test_the_list_is_narrowed_and_shows_what_was_replaced_when_asked(client: Client):
    pricings.enter()
    pricings.enter(dict.fromkeys(pricings.TABLE, 5))
    pricings.enter(dict.fromkeys(pricings.TABLE, 6), since=TODAY + timedelta(days=60), actor=other_bank())
    signed_in(client, Station.AUDITOR)

    assert len(cells(client)) == 12
    assert len(cells(client, grade="良好")) == 4
    assert len(cells(client, state="all")) == 18
    assert {line[3] for line in cells(client, state="gone", grade="一般")} == {"0"}
    assert {line[3] for line in cells(client, state="coming")} == {"6"}
    assert len(cells(client, bank=f"{Bank.objects.get(name='云坪邮储').pk}")) == 6
    assert len(cells(client, grade="AAA", state="x", bank="y")) == 12, "what is not in order narrows nothing"


def test_where_todays_lpr_is_not_entered_no_rate_is_guessed(client: Client, monkeypatch: pytest.MonkeyPatch):
    pricings.enter()
    monkeypatch.setattr(timezone, "now", lambda: cases.START.replace(year=2095))
    signed_in(client, Station.OFFICE)

    assert {line[4] for line in cells(client)} == {"—"}
    assert "没有 2095-09-20 的数据，暂不能折算年利率。" in client.get("/pricing/").content.decode()


def test_the_list_is_taken_out_as_a_workbook(client: Client):
    pricings.enter()
    answer = signed_in(client, Station.REGULATOR).get("/pricing/", {"xlsx": "pricings"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]

    assert [4, "云坪农商行", "良好", "1 年以上至 3 年（含）", 20, 0.033] in [row[:6] for row in rows]


def test_it_costs_the_same_number_of_queries_however_many_there_are(client: Client):
    pricings.enter()
    signed_in(client, Station.OFFICE)

    def questions() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get("/pricing/", {"state": "all"})
        return len(found)

    client.get("/pricing/")
    few = questions()
    for points in range(4):
        pricings.enter(dict.fromkeys(pricings.TABLE, points))
    pricings.enter(actor=other_bank())

    assert questions() == few


def test_the_journal_leads_to_the_list():
    made = pricings.enter()
    line = JournalLine.objects.get(noun="pricing", key=f"{made.pk}")

    assert address(line, "") == "/pricing/"
    assert noun_label("pricing") == "利率定价表"


# The bank's turn


def turn(client: Client, **changes: object) -> tuple[Application, str]:
    application = cases.waiting_at(4, **changes)
    return application, f"/applications/{application.number}/"


def test_the_rate_of_the_table_stands_in_the_form_with_where_it_comes_from(client: Client):
    pricings.enter()
    application, address = turn(client)
    rated(application)
    answer = signed_in(client, Station.BRANCH).get(address)

    assert answer.context["terms_form"].initial["rate"] == "3.3"
    page = answer.content.decode()
    assert "按本行定价表（2025-09-20 起）：“良好”、36 个月" in page
    assert "减 20 个基点，年利率 3.30%。" in page
    assert "1 年（含）以内：优秀 2.80%，良好 2.90%，一般 3.00%" in page
    assert "1 年以上至 3 年（含）：优秀 3.00%，良好 3.30%，一般 3.50%" in page


def test_a_short_term_is_proposed_by_the_shorter_band(client: Client):
    pricings.enter()
    application, address = turn(client, term_months=12)
    rated(application, "优秀")

    assert signed_in(client, Station.BRANCH).get(address).context["terms_form"].initial["rate"] == "2.8"


@pytest.mark.parametrize(
    ("grade", "told"), [("", "这户没有有效的评级，请按等级选用"), ("不授信", "定价表没有“不授信”这个等级")]
)
def test_without_a_priced_grade_no_rate_is_proposed_and_the_table_is_shown(
    client: Client, grade: str, told: str
):
    pricings.enter()
    application, address = turn(client)
    if grade:
        rated(application, grade)
    answer = signed_in(client, Station.BRANCH).get(address)

    assert "rate" not in answer.context["terms_form"].initial
    assert told in answer.content.decode()
    assert "良好 3.30%" in answer.content.decode()


def test_a_bank_without_a_table_is_told_nothing_of_one_and_a_town_never(client: Client):
    application, address = turn(client)
    assert "定价表" not in signed_in(client, Station.BRANCH).get(address).content.decode().split("<main")[1]
    pricings.enter()

    assert "按本行定价表" not in signed_in(client, Station.TOWN).get(address).content.decode()
    assert application.approved_rate is None


def test_a_rate_above_the_table_wants_a_word_and_is_shown_with_the_grant(client: Client):
    pricings.enter()
    application, address = turn(client)
    signed_in(client, Station.BRANCH)
    sent = {
        "opinion": "agree", "text": "", "amount": "50000", "term_months": "36", "rate": "3.4",
        "grade": "良好", "account": "6217000012345678",
        "seen_version": f"{application.version}", "seen_step": "4",
    }  # fmt: skip

    refused = client.post(f"{address}decide/", sent)
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "年利率 3.40% 高于本行定价表的 3.30%" in page
    assert 'value="3.4"' in page
    assert "6217000012345678" in page
    application.refresh_from_db()
    assert application.approved_rate is None

    client.post(f"{address}decide/", {**sent, "text": "养殖风险较大，上浮 10 个基点。"})
    application.refresh_from_db()
    assert application.approved_rate == 34_000
    for station in (Station.BRANCH, Station.VILLAGE, Station.AUDITOR):
        shown = signed_in(client, station).get(address).content.decode()
        assert "高于经办银行定价表的 3.30%（2025-09-20 起" in shown


def test_a_rate_at_the_table_is_granted_without_a_word_and_nothing_is_shown(client: Client):
    pricings.enter()
    application, address = turn(client)
    signed_in(client, Station.BRANCH)
    sent = {
        "opinion": "agree", "text": "", "amount": "50000", "term_months": "36", "rate": "3.3",
        "grade": "良好", "account": "6217000012345678",
        "seen_version": f"{application.version}", "seen_step": "4",
    }  # fmt: skip

    shown = client.post(f"{address}decide/", sent, follow=True).content.decode()
    application.refresh_from_db()
    assert application.approved_rate == 33_000
    assert "高于经办银行定价表" not in shown
