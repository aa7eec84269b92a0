"""The pages of visits: the list of overdue ones, writing one down, and what the loan shows of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import made_cases as cases
import made_loans as loans
from hudai.records.models import Attachment, Officer, Station, Visit
from made_photos import PAPER, photo

pytestmark = pytest.mark.django_db
SEEN = {
    "visited_on": "2025-10-20",
    "visitors": "孙村干、钱镇干",
    "money_used_as_agreed": "yes",
    "situation": "买了 12 头猪，圈舍已修好。",
    "favourable": "yes",
}


def signed_in(client: Client, station: Station) -> None:
    cases.at(station)
    client.force_login(Officer.objects.get(username=str(station)))


def text(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_village_finds_the_overdue_visit_and_writes_it_down(client: Client):
    loan = loans.disbursed()
    signed_in(client, Station.VILLAGE)
    page = text(client, "/visits/")
    assert "2025-10-25" in page
    assert f"/loans/{loan.pk}/visit/" in page
    assert "没有规定间隔" in page

    answer = client.post(f"/loans/{loan.pk}/visit/", SEEN, follow=True)

    page = answer.content.decode()
    assert "贷后检查已登记" in page
    assert "圈舍已修好" in page
    assert "2026-01-18" in page
    assert Visit.objects.get().favourable is True


def test_money_misused_leads_the_county_office_to_stopping_the_subsidy(client: Client):
    loan = loans.disbursed()
    signed_in(client, Station.TOWN)
    wrong = {**SEEN, "money_used_as_agreed": "no", "favourable": "no"}
    page = client.post(f"/loans/{loan.pk}/visit/", wrong, follow=True).content.decode()
    assert "属实的登记“停止贴息”" in page
    assert "去登记停止贴息" not in page

    signed_in(client, Station.OFFICE)

    assert "去登记停止贴息" in text(client, f"/loans/{loan.pk}/")
    assert "没有按约定使用" in text(client, "/visits/", state="misused")
    assert loan.contract in text(client, "/visits/", state="unfavourable")


def test_a_visit_without_words_comes_back_with_what_was_typed(client: Client):
    loan = loans.disbursed()
    signed_in(client, Station.VILLAGE)

    answer = client.post(f"/loans/{loan.pk}/visit/", {**SEEN, "visited_on": "2025-09-01"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "在放款日期 2025-09-25 当天或以后" in page
    assert "圈舍已修好" in page
    assert not Visit.objects.exists()


def test_the_list_costs_the_same_number_of_queries_however_long(client: Client):
    loans.disbursed()
    signed_in(client, Station.TOWN)
    few = queries_of(client)

    second = loans.disbursed(loans.approved(cases.household("LX-002", "钱大山", "19700101")), contract="HT-2")
    client.post(f"/loans/{second.pk}/visit/", SEEN)

    assert second.contract in text(client, "/visits/")
    assert queries_of(client) == few


def queries_of(client: Client) -> int:
    client.get("/visits/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/visits/")
    return len(asked)


@pytest.fixture
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def sent(*colours: str) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(f"{each}.jpg", photo(each), "image/jpeg") for each in colours]


@pytest.mark.usefixtures("_media")
def test_photos_go_with_the_visit_and_are_shown_on_the_loan_to_who_sees_it(client: Client):
    loan = loans.disbursed()
    signed_in(client, Station.VILLAGE)
    assert 'enctype="multipart/form-data"' in text(client, f"/loans/{loan.pk}/visit/")
    receipt = SimpleUploadedFile("发票.pdf", PAPER, "application/pdf")

    client.post(
        f"/loans/{loan.pk}/visit/", {**SEEN, "photos": sent("#aa8866", "#66aa88"), "evidence": receipt}
    )

    first, *_ = Attachment.objects.order_by("pk")
    signed_in(client, Station.FINANCE)
    page = text(client, f"/loans/{loan.pk}/")
    assert page.count('class="thumb"') == 3
    assert f"/attachments/{first.pk}/small.jpg" in page
    small, large = client.get(f"/attachments/{first.pk}/small.jpg"), client.post(f"/attachments/{first.pk}/")
    assert (small["Content-Type"], large.content) == ("image/jpeg", photo("#aa8866"))
    assert "2025-10-20-" in large["Content-Disposition"] or "filename*" in large["Content-Disposition"]


@pytest.mark.usefixtures("_media")
def test_a_photo_that_is_none_sends_the_form_back_with_what_was_typed(client: Client):
    loan = loans.disbursed()
    signed_in(client, Station.VILLAGE)
    wrong = SimpleUploadedFile("猪.jpg", b"no picture", "image/jpeg")

    answer = client.post(f"/loans/{loan.pk}/visit/", {**SEEN, "photos": [*sent("#aa8866"), wrong]})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "“猪.jpg”" in page
    assert "圈舍已修好" in page
    assert not Visit.objects.exists()


@pytest.mark.usefixtures("_media")
def test_photos_are_added_to_a_visit_later_and_one_is_withdrawn(client: Client):
    loan = loans.disbursed()
    signed_in(client, Station.VILLAGE)
    client.post(f"/loans/{loan.pk}/visit/", SEEN)
    address = f"/visits/{Visit.objects.get().pk}/"
    assert "还没有照片和凭证" in text(client, address)

    page = client.post(address, {"photos": sent("#aa8866", "#66aa88")}, follow=True).content.decode()
    assert "已收下 2 个文件" in page
    kept = Attachment.objects.order_by("pk").first()
    withdrawn = client.post(f"/attachments/{kept.pk}/withdraw/", {"reason": "拍糊了"}, follow=True)

    assert "作废原因：拍糊了" in withdrawn.content.decode()
    assert text(client, f"/loans/{loan.pk}/").count('class="thumb"') == 1
    nothing = client.post(address, {})
    assert (nothing.status_code, "请选择要上传" in nothing.content.decode()) == (422, True)


@pytest.mark.usefixtures("_media")
def test_neighbours_find_neither_the_visit_nor_its_photos(client: Client):
    loan = loans.disbursed()
    signed_in(client, Station.VILLAGE)
    client.post(f"/loans/{loan.pk}/visit/", {**SEEN, "photos": sent("#aa8866")})
    visit, kept = Visit.objects.get(), Attachment.objects.get()
    signed_in(client, Station.GUARANTOR)

    answers = [
        client.get(f"/visits/{visit.pk}/"),
        client.get(f"/attachments/{kept.pk}/small.jpg"),
        client.post(f"/attachments/{kept.pk}/"),
        client.post(f"/attachments/{kept.pk}/withdraw/", {"reason": "看看"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]
    assert Attachment.objects.get().withdrawn_at is None
