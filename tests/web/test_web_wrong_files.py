"""Files no office should send: too large, swelling, or no scan; each told in words and in the journal."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import made_cases as cases
import made_name_lists as lists
import made_offices as offices
from hudai.records.models import Application, Attachment, JournalLine, NameList, Region, Station
from hudai.records.models.name_list import NameListImport
from refused_lines import refusals

pytestmark = pytest.mark.django_db


def sign_in(client: Client, station: Station) -> Client:
    client.force_login(cases.at(station).officer)
    return client


class Endless:
    """A body that goes on as long as it is read, and takes no memory."""

    def read(self, size: int) -> bytes:
        return bytes(size)

    readline = read


def send_300_megabytes(client: Client, address: str):
    """A body of that length, whole."""
    kind = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": f"{300 << 20}"}
    return client.generic("POST", address, **{**kind, "wsgi.input": Endless()})


def test_an_upload_of_300_megabytes_is_refused_by_its_length_and_written_down(client: Client):
    case = cases.submitted()
    sign_in(client, Station.VILLAGE)

    page = send_300_megabytes(client, f"/applications/{case.number}/attachments/")

    assert page.status_code == 413
    assert "约 300 MB，最多可以传 60 MB" in page.content.decode()
    assert not Attachment.objects.exists()
    assert refusals() == [("上传过大被拒收", "attachment_add", {"number": case.number})]
    assert JournalLine.objects.latest("pk").posting == cases.at(Station.VILLAGE).posting


def test_the_anonymous_fill_no_journal_with_large_uploads(client: Client):
    page = send_300_megabytes(client, "/sign-in/")

    assert page.status_code == 413
    assert refusals() == []


def bomb() -> bytes:
    """A workbook of some kilobytes that would unpack to 300 MB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b"\0" * (300 << 20))
    return packed.getvalue()


@pytest.fixture(scope="module")
def swelling() -> bytes:
    return bomb()


@pytest.mark.parametrize(
    ("station", "address", "field"),
    [(Station.VILLAGE, "/applications/sheet/", "sheet"), (Station.OFFICE, "/regions/import/", "file")],
)
def test_a_workbook_that_swells_is_not_opened_and_is_a_line(
    client: Client, swelling: bytes, station: Station, address: str, field: str
):
    sign_in(client, station)
    before = Region.objects.count()
    file = SimpleUploadedFile("明细.xlsx", swelling)

    page = client.post(address, {field: file, "sheet_since": "2025-01-01"})

    assert page.status_code == 409
    assert "解压后大得不正常" in page.content.decode()
    assert (Application.objects.count(), Region.objects.count()) == (0, before)
    assert [(action, facts) for action, _, facts in refusals()] == [("表格被拒收", {"problems": 1})]


def test_a_name_list_that_swells_changes_nothing_and_is_a_line(client: Client, swelling: bytes):
    offices.village()
    sign_in(client, Station.OFFICE)
    handed_in = {"file": SimpleUploadedFile("名单.xlsx", swelling), "as_of": "2025-06-01", "whole": "1"}

    client.post("/name-lists/import/", handed_in)
    lists.work_all()

    found = NameListImport.objects.get()
    page = client.get(f"/name-lists/import/{found.pk}/").content.decode()
    assert "解压后大得不正常" in page
    assert not NameList.objects.exists()
    line = JournalLine.objects.get(action="表格被拒收")
    assert (line.noun, line.key, line.facts) == ("namelistimport", f"{found.pk}", {"problems": 1})
    assert line.officer == cases.at(Station.OFFICE).officer


@pytest.mark.parametrize(
    "content", [b"MZ\x90\x00 a program", b"<script>alert(1)</script>", b"%PDF-1.7 cut off"]
)
def test_a_file_that_is_no_scan_is_refused_with_why_and_is_a_line(client: Client, content: bytes):
    case = cases.submitted()
    sign_in(client, Station.VILLAGE)
    file = SimpleUploadedFile("孙平磊身份证.jpg", content, "image/jpeg")

    page = client.post(f"/applications/{case.number}/attachments/", {"paper": "身份证", "file": file})

    assert page.status_code == 422
    assert "重新扫描" in page.content.decode() or "请另存为" in page.content.decode()
    assert not Attachment.objects.exists()
    (line,) = JournalLine.objects.filter(action="文件被拒收")
    assert (line.noun, line.key, line.facts["paper"]) == ("application", f"{case.pk}", "身份证")
    assert "孙平磊" not in str(line.facts)
