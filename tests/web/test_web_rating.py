"""The pages of ratings, from the collection form to the printed notice and the list of lines."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

import made_cases as cases
import made_offices as offices
from hudai.records.models import Posting, Rating, Region, Station

pytestmark = pytest.mark.django_db

ANSWERS = {
    "credit": "none",
    "labour": "2",
    "skill": "ordinary",
    "income": "12000",
    "project": "running",
    "debt": "0",
    "standing": "good",
}


def sign_in(client: Client, station: Station) -> Client:
    client.force_login(cases.at(station).officer)
    return client


def today() -> str:
    return timezone.localdate().isoformat()


def rated(client: Client, household=None) -> Rating:
    cases.lead_bank()
    found = household or cases.household()
    sign_in(client, Station.VILLAGE)
    answer = client.post(f"/ratings/household/{found.pk}/", {**ANSWERS, "rated_on": today()})
    assert answer.status_code == 302, answer.content.decode()
    return Rating.objects.get(household=found)


def test_a_household_is_rated_confirmed_and_told(client: Client):
    rating = rated(client)
    assert (rating.score, rating.grade) == (82, "良好")

    sign_in(client, Station.BRANCH)
    page = client.get(f"/ratings/{rating.pk}/")
    seen = page.context["confirmation_form"].initial["seen"]
    client.post(f"/ratings/{rating.pk}/confirm/", {"limit": "30000", "seen": seen})
    told = sign_in(client, Station.VILLAGE).post(f"/ratings/{rating.pk}/notice.pdf")

    rating.refresh_from_db()
    assert rating.limit == 3_000_000
    assert told.content.startswith(b"%PDF")
    assert rating.notified_at is not None


def test_the_page_says_why_points_enough_for_a_line_bring_none(client: Client):
    cases.lead_bank()
    found = cases.household()
    answers = {**ANSWERS, "credit": "overdue", "labour": "3", "skill": "trained", "income": "20000"}
    sign_in(client, Station.VILLAGE).post(f"/ratings/household/{found.pk}/", {**answers, "rated_on": today()})
    rating = Rating.objects.get(household=found)
    shown = sign_in(client, Station.BRANCH).get(f"/ratings/{rating.pk}/").context["confirmation_form"].initial
    client.post(f"/ratings/{rating.pk}/confirm/", {"limit": "0", "seen": shown["seen"]})

    page = client.get(f"/ratings/{rating.pk}/").content.decode()

    assert "评分卡规定最高评为“不授信”，不再按总分定级" in page
    assert "不予授信" in page
    assert "评级有效" not in page


def test_the_form_says_the_points_of_every_answer_and_what_is_not_in_order(client: Client):
    household = cases.household()
    sign_in(client, Station.VILLAGE)

    page = client.get(f"/ratings/household/{household.pk}/").content.decode()
    wrong = client.post(
        f"/ratings/household/{household.pk}/", {**ANSWERS, "labour": "-1", "credit": "forged"}
    )

    assert "没有贷款记录　22 分" in page
    assert "0—7,999 元 3 分，8,000—11,999 元 8 分，12,000—17,999 元 12 分，18,000 元以上 15 分。" in page
    assert "0 人 0 分，1 人 8 分，2 人 12 分，3 人以上 15 分。" in page
    assert wrong.status_code == 422
    assert set(wrong.context["form"].errors) == {"labour", "credit", "rated_on"}
    assert not Rating.objects.exists()


def test_a_line_above_the_suggested_one_is_refused_on_the_page(client: Client):
    rating = rated(client)
    sign_in(client, Station.BRANCH)

    answer = client.post(f"/ratings/{rating.pk}/confirm/", {"limit": "50000", "seen": "x"})

    assert answer.status_code == 422
    rating.refresh_from_db()
    assert rating.confirmed_at is None


def test_the_bank_sends_one_back_with_a_reason(client: Client):
    rating = rated(client)
    sign_in(client, Station.BRANCH)

    client.post(f"/ratings/{rating.pk}/decline/", {"reason": "征信有逾期。"})

    assert "银行退回：征信有逾期。" in client.get(f"/ratings/{rating.pk}/").content.decode()


def test_the_bank_confirms_many_at_once(client: Client):
    both = [rated(client), rated(client, cases.household("LX-002", "周小满", "19900101"))]
    sign_in(client, Station.BANK)
    assert client.get("/ratings/waiting/").status_code == 200

    client.post("/ratings/waiting/", {"case": [*(rating.pk for rating in both), "x", "9" * 30]})

    assert Rating.objects.filter(confirmed_at__isnull=False).count() == 2


def test_only_a_bank_sees_what_waits_for_a_bank(client: Client):
    assert sign_in(client, Station.VILLAGE).get("/ratings/waiting/").status_code == 403


def test_the_list_of_lines_is_a_workbook_without_id_numbers(client: Client):
    rating = rated(client)
    sign_in(client, Station.BANK).post("/ratings/waiting/", {"case": [rating.pk]})

    assert "LX-001" in client.get("/pre-approved/").content.decode()
    sheet = client.get("/pre-approved/?xlsx=pre_approved")
    rows = list(load_workbook(io.BytesIO(sheet.content)).active.iter_rows(values_only=True))

    assert rows[1][0] == "预授信名单"
    (line,) = [row for row in rows if "LX-001" in row]
    assert line[1:7] == ("LX-001", "孙平磊", "石门镇", "柳溪村", "良好", 40_000)
    assert cases.id_number("19850307") not in str(rows)


def test_coverage_has_a_line_a_village_and_a_sum(client: Client):
    rated(client)
    cases.household("LX-002", "周小满", "19900101")

    page = sign_in(client, Station.OFFICE).get("/ratings/coverage/")

    sums = page.context["table"].sums
    assert (sums["listed"], sums["pending"]) == (2, 1)
    assert "柳溪村" in page.content.decode()


def test_the_neighbours_village_finds_nothing(client: Client):
    rating = rated(client)
    region = Region.objects.create(level="village", name="桃园村", parent=offices.town(), since=offices.SINCE)
    other = offices.officer("stranger")
    Posting.objects.create(
        officer=other, station=Station.VILLAGE, region=region, office="桃园村", since=offices.SINCE
    )
    client.force_login(other)

    assert client.get(f"/ratings/{rating.pk}/").status_code == 404
    assert client.get(f"/ratings/household/{rating.household_id}/").status_code == 404
    assert client.post(f"/ratings/{rating.pk}/notice.pdf").status_code == 404
    assert "LX-001" not in client.get("/ratings/").content.decode()


@pytest.mark.parametrize("station", [Station.ADMINISTRATOR, Station.GUARANTOR])
def test_who_has_nothing_to_do_with_ratings_sees_no_page_of_them(client: Client, station: Station):
    rating = rated(client)
    sign_in(client, station)

    for address in ("/ratings/", "/ratings/coverage/", "/pre-approved/", f"/ratings/{rating.pk}/"):
        assert client.get(address).status_code == 404


def test_the_auditor_sees_all_and_changes_nothing(client: Client):
    rating = rated(client)
    sign_in(client, Station.AUDITOR)

    assert client.get(f"/ratings/{rating.pk}/").status_code == 200
    assert (
        client.post(
            f"/ratings/household/{rating.household_id}/", {**ANSWERS, "rated_on": today()}
        ).status_code
        == 403
    )
    assert client.post(f"/ratings/{rating.pk}/confirm/", {"limit": "1", "seen": "x"}).status_code == 403
    assert client.post(f"/ratings/{rating.pk}/notice.pdf").status_code == 403


def test_script_in_a_search_is_text(client: Client):
    cases.household()

    page = sign_in(client, Station.OFFICE).get("/ratings/", {"words": "<script>' OR 1=1 --"}).content.decode()

    assert "<script>'" not in page
    assert "没有符合条件的农户" in page


def test_the_list_asks_as_many_questions_for_one_household_as_for_thirty(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
):
    for n in range(30):
        cases.household(
            f"LX-{n:03d}", f"户主{n}", f"199001{n % 28 + 1:02d}" if n < 28 else f"199002{n - 27:02d}"
        )
    sign_in(client, Station.OFFICE).get("/ratings/")

    with django_assert_max_num_queries(17):
        client.get("/ratings/")
