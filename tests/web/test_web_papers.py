"""The page of a case's papers: what is offered to whom, what comes back, what a forged address gets."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

import made_cases as cases
from hudai.records.models import Attachment, JournalLine, Station

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def photo(size=(900, 600)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "#8899aa").save(made, "JPEG")
    return made.getvalue()


def sign_in(client: Client, station: Station) -> Client:
    client.force_login(cases.at(station).officer)
    return client


def upload(client: Client, number: str, content: bytes | None = None, **headers):
    file = SimpleUploadedFile("<b>证件.jpg", photo() if content is None else content, "image/jpeg")
    return client.post(f"/applications/{number}/attachments/", {"paper": "身份证", "file": file}, **headers)


def test_the_page_lists_what_is_missing_and_offers_the_papers(client: Client):
    case = cases.submitted()

    page = sign_in(client, Station.VILLAGE).get(f"/applications/{case.number}/papers/").content.decode()

    assert "还有缺项" in page
    assert "打印申请表，请申请人签字后上传扫描件。" in page
    assert f"/applications/{case.number}/papers/commitment.docx" in page


@pytest.mark.parametrize(
    ("paper", "start"),
    [
        ("application.pdf", b"%PDF"),
        ("application.docx", b"PK"),
        ("commitment.pdf", b"%PDF"),
        ("decision.pdf", b"%PDF"),
    ],
)
def test_a_paper_comes_as_a_file_that_can_run_nothing(client: Client, paper: str, start: bytes):
    case = cases.submitted()

    answer = sign_in(client, Station.VILLAGE).post(f"/applications/{case.number}/papers/{paper}")

    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("paper", ["annex9.pdf", "application.exe", "decision.docx"])
def test_a_paper_that_does_not_exist_is_not_found_or_refused(client: Client, paper: str):
    case = cases.draft()

    assert sign_in(client, Station.VILLAGE).post(
        f"/applications/{case.number}/papers/{paper}"
    ).status_code in (404, 409)


def test_a_look_by_address_alone_prints_nothing(client: Client):
    case = cases.draft()

    assert (
        sign_in(client, Station.VILLAGE)
        .get(f"/applications/{case.number}/papers/application.pdf")
        .status_code
        == 405
    )


def test_another_offices_case_is_not_found(client: Client):
    case = cases.draft()
    cases.offices.posted(Station.BANK)
    other = cases.offices.officer("stranger")
    region = cases.Region.objects.create(
        level="village", name="桃园村", parent=cases.offices.town(), since=cases.date(2021, 1, 1)
    )
    cases.Posting.objects.create(
        officer=other, station=Station.VILLAGE, region=region, office="桃园村", since=cases.date(2021, 1, 1)
    )
    attachment = added(client, case)
    client.force_login(other)

    for answer in (
        client.get(f"/applications/{case.number}/papers/"),
        client.post(f"/applications/{case.number}/papers/application.pdf"),
        upload(client, case.number),
        client.post(f"/attachments/{attachment.pk}/"),
        client.get(f"/attachments/{attachment.pk}/small.jpg"),
        client.post(f"/attachments/{attachment.pk}/withdraw/", {"reason": "x"}),
    ):
        assert answer.status_code == 404


def added(client: Client, case) -> Attachment:
    assert upload(sign_in(client, Station.VILLAGE), case.number).status_code == 302
    return Attachment.objects.get()


def test_an_uploaded_photo_is_shown_by_its_small_picture_and_opened_with_a_line_in_the_journal(
    client: Client,
):
    case = cases.draft()
    attachment = added(client, case)

    page = client.get(f"/applications/{case.number}/papers/").content.decode()
    opened = client.post(f"/attachments/{attachment.pk}/")
    small = client.get(f"/attachments/{attachment.pk}/small.jpg")

    assert "&lt;b&gt;证件.jpg" in page
    assert opened.content == photo()
    assert opened.headers["Content-Disposition"].startswith("inline")
    assert opened.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert opened.headers["Content-Type"] == "image/jpeg"
    assert small.status_code == 200
    assert JournalLine.objects.filter(action="查看材料").count() == 1


def test_a_pdf_is_saved_and_never_opened_in_place(client: Client):
    case = cases.draft()
    upload(sign_in(client, Station.VILLAGE), case.number, b"%PDF-1.4\n%%EOF\n")
    attachment = Attachment.objects.get()

    opened = client.post(f"/attachments/{attachment.pk}/")

    assert opened.headers["Content-Disposition"].startswith("attachment")
    assert opened.headers["Content-Type"] == "application/pdf"


def test_a_file_of_the_wrong_kind_is_refused_beside_its_field(client: Client):
    case = cases.draft()

    answer = upload(sign_in(client, Station.VILLAGE), case.number, b"<script>alert(1)</script>")

    assert answer.status_code == 422
    assert "不是照片、扫描件" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_htmx_gets_the_list_afresh_and_only_that(client: Client):
    case = cases.draft()

    answer = upload(sign_in(client, Station.VILLAGE), case.number, headers={"HX-Request": "true"})

    part = answer.content.decode()
    assert answer.status_code == 200
    assert part.strip().startswith('<div id="filed"')
    assert "证件.jpg" in part


def test_three_hundred_megabytes_are_refused_clearly_and_nothing_is_kept(client: Client, settings):
    settings.HUDAI_UPLOAD_BYTES = 1 << 20
    case = cases.draft()

    answer = upload(
        sign_in(client, Station.VILLAGE), case.number, bytes(3 << 20), headers={"HX-Request": "true"}
    )

    assert answer.status_code == 413
    assert answer.headers["HX-Retarget"] == "#messages"
    assert "最多可以传 1 MB" in answer.content.decode()
    assert not list(Path(settings.MEDIA_ROOT).rglob("*"))


def test_a_desk_without_the_right_to_full_numbers_sees_the_list_but_opens_nothing(client: Client):
    case = cases.draft()
    attachment = added(client, case)
    sign_in(client, Station.FINANCE)

    page = client.get(f"/applications/{case.number}/papers/")

    assert page.status_code == 200
    assert "application.pdf" not in page.content.decode()
    assert client.post(f"/attachments/{attachment.pk}/").status_code == 403
    assert client.get(f"/attachments/{attachment.pk}/small.jpg").status_code == 404
    assert upload(client, case.number).status_code == 403


def test_withdrawing_asks_for_a_reason_and_shows_it(client: Client):
    case = cases.draft()
    attachment = added(client, case)

    assert client.post(f"/attachments/{attachment.pk}/withdraw/", {"reason": ""}).status_code == 409
    client.post(f"/attachments/{attachment.pk}/withdraw/", {"reason": "拍糊了"})

    page = client.get(f"/applications/{case.number}/papers/").content.decode()
    assert "作废原因：拍糊了" in page


def test_the_page_asks_as_many_questions_for_one_file_as_for_ten(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
):
    case = cases.draft()
    sign_in(client, Station.VILLAGE)
    for n in range(10):
        upload(client, case.number, photo((900, 600 + n)))

    with django_assert_max_num_queries(18):
        client.get(f"/applications/{case.number}/papers/")
