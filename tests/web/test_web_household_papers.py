"""The pages of consents and explanations take scans and photos, show them, and refuse what is none."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import made_cases as cases
import made_loans as loans
import made_projects as made
from hudai.actions import explanation as explaining
from hudai.actions.explanation import Answer, Round
from hudai.records.models import Attachment, Explanation, JournalLine, Participation, Station
from made_photos import PAPER, photo

pytestmark = pytest.mark.django_db
DAY = date(2025, 9, 20)


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def part() -> Participation:
    return made.taken_in(cases.household(), made.project())


@pytest.fixture
def told() -> Explanation:
    home = loans.disbursed().household
    said = Round(DAY, ["team"], "周书记", ["policy"])
    (found,) = explaining.record(
        actor=loans.on(DAY, Station.VILLAGE), said=said, answers={home.pk: Answer("willing")}
    )
    return found


def signed_in(client: Client, station: Station = Station.VILLAGE) -> None:
    client.force_login(cases.at(station).officer)


def sent(paper: str, content: bytes | None = None, name: str = "签字.jpg") -> dict[str, Any]:
    return {"paper": paper, "file": SimpleUploadedFile(name, photo() if content is None else content)}


def test_a_consent_handed_in_is_counted_on_the_projects_and_the_households_page_and_looked_at(
    client: Client, part: Participation
):
    signed_in(client)
    address = f"/projects/participations/{part.pk}/papers/"
    pages = (f"/projects/{part.project_id}/", f"/households/{part.household_id}/")
    assert all(f'href="{address}">上传扫描件' in client.get(page).content.decode() for page in pages)

    shown = client.post(address, sent("参与项目同意书"), follow=True).content.decode()

    kept = Attachment.objects.get()
    assert "已收下“参与项目同意书”" in shown
    assert f'src="/attachments/{kept.pk}/small.jpg"' in shown
    assert all(f'href="{address}">扫描件（1）' in client.get(page).content.decode() for page in pages)
    looked = client.post(f"/attachments/{kept.pk}/")
    assert (looked.status_code, looked["Content-Type"]) == (200, "image/jpeg")
    assert client.get(f"/attachments/{kept.pk}/small.jpg").status_code == 200
    withdrawn = client.post(f"/attachments/{kept.pk}/withdraw/", {"reason": "拍糊了"}, follow=True)
    assert withdrawn.redirect_chain[-1][0] == address
    assert "作废原因：拍糊了" in withdrawn.content.decode()
    assert f'href="{address}">上传扫描件' in client.get(pages[0]).content.decode()


def test_photos_of_an_explanation_stand_on_its_page(client: Client, told: Explanation):
    signed_in(client)
    page, address = f"/publicity/{told.pk}/", f"/publicity/{told.pk}/papers/"
    assert address in client.get(page).content.decode()

    client.post(address, sent("现场照片"))
    client.post(address, sent("宣讲签字单", PAPER, "签字单.pdf"))

    shown = client.get(page).content.decode()
    assert "照片和签字单（2）" in shown
    assert f'src="/attachments/{Attachment.objects.get(paper="现场照片").pk}/small.jpg"' in shown
    kept = Attachment.objects.get(paper="宣讲签字单")
    withdrawn = client.post(f"/attachments/{kept.pk}/withdraw/", {"reason": "传错"}, follow=True)
    assert withdrawn.redirect_chain[-1][0] == address
    assert "照片和签字单（1）" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"PK\x03\x04", "同意书.docx"),
        (b"", "空.jpg"),
        (b"<svg onload=alert(1)>", "图.svg"),
        (b"MZ\x90", "同意书.jpg"),
    ],
)
@pytest.mark.parametrize("kind", ["part", "told"])
def test_what_is_no_scan_is_told_noted_and_the_choice_kept(
    client: Client, request: pytest.FixtureRequest, kind: str, content: bytes, name: str
):
    of = request.getfixturevalue(kind)
    addresses = {"part": f"/projects/participations/{of.pk}/papers/", "told": f"/publicity/{of.pk}/papers/"}
    paper = "参与项目同意书" if kind == "part" else "宣讲签字单"
    signed_in(client)

    answer = client.post(addresses[kind], sent(paper, content, name))

    assert answer.status_code == 422
    assert f'<option value="{paper}" selected>' in answer.content.decode()
    assert not Attachment.objects.exists()
    assert (
        JournalLine.objects.filter(noun="household", key=str(of.household_id))
        .filter(facts__paper=paper)
        .exists()
    )


def test_who_only_looks_finds_no_form_and_no_picture_where_they_may_not_look(
    client: Client, part: Participation
):
    signed_in(client)
    address = f"/projects/participations/{part.pk}/papers/"
    client.post(address, sent("参与项目同意书"))
    kept = Attachment.objects.get()
    for station, looks in ((Station.AUDITOR, True), (Station.FINANCE, False)):
        signed_in(client, station)
        page = client.get(address).content.decode()
        assert 'name="paper"' not in page
        assert (f"/attachments/{kept.pk}/small.jpg" in page) == looks
        assert client.get(f"/attachments/{kept.pk}/small.jpg").status_code == (200 if looks else 404)


def test_pages_cost_the_same_number_of_queries_however_many_scans(client: Client, part: Participation):
    def questions() -> list[int]:
        counted = []
        for address in (
            f"/projects/{part.project_id}/",
            f"/projects/participations/{part.pk}/papers/",
            f"/households/{part.household_id}/",
        ):
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            counted.append(len(asked))
        return counted

    signed_in(client)
    client.post(f"/projects/participations/{part.pk}/papers/", sent("参与项目同意书"))
    questions()
    few = questions()
    for nth in range(1, 4):
        client.post(
            f"/projects/participations/{part.pk}/papers/", sent("现场照片", photo(f"#8899a{nth}"), "x.jpg")
        )
        more = made.taken_in(
            cases.household(f"LX-01{nth}", f"孙平{'甲乙丙丁'[nth]}", f"1970010{nth}"), part.project
        )
        client.post(f"/projects/participations/{more.pk}/papers/", sent("参与项目同意书"))
    client.get("/")

    assert questions() == few
