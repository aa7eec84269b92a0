"""The papers on a loan's page: handed in, shown, refused with what was chosen kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import made_cases as cases
import made_loans as loans
from hudai.records.models import Station
from made_photos import PAPER

pytestmark = pytest.mark.django_db


def signed_in(client: Client, station: Station) -> None:
    client.force_login(cases.at(station).officer)


def test_a_contract_handed_in_stands_on_the_loans_page(client: Client, settings: Any, tmp_path: Path):
    settings.MEDIA_ROOT = tmp_path
    loan = loans.disbursed()
    signed_in(client, Station.BRANCH)
    assert "还没有上传借款合同" in client.get(f"/loans/{loan.pk}/").content.decode()

    file = SimpleUploadedFile("合同.pdf", PAPER, "application/pdf")
    answer = client.post(f"/loans/{loan.pk}/papers/", {"paper": "借款合同", "file": file}, follow=True)

    assert "已收下“借款合同”" in answer.content.decode()
    page = client.get(f"/loans/{loan.pk}/").content.decode()
    assert "合同.pdf" in page
    assert "申请时的材料" in page


def test_what_is_no_scan_is_told_and_the_choice_kept(client: Client, settings: Any, tmp_path: Path):
    settings.MEDIA_ROOT = tmp_path
    loan = loans.disbursed()
    signed_in(client, Station.BRANCH)

    file = SimpleUploadedFile("合同.docx", b"PK\x03\x04", "application/zip")
    answer = client.post(f"/loans/{loan.pk}/papers/", {"paper": "放款凭证", "file": file})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<option value="放款凭证" selected>' in page
    assert not loan.attachments.exists()


def test_who_only_looks_finds_no_form(client: Client):
    loan = loans.disbursed()
    signed_in(client, Station.AUDITOR)

    page = client.get(f"/loans/{loan.pk}/papers/").content.decode()

    assert "还没有上传材料" in page
    assert 'name="paper"' not in page
