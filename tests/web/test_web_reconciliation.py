"""The pages of monthly reconciliation: a register handed in, its work list, and closing a difference."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import made_cases as cases
import made_offices as offices
from hudai.records.models import Difference, Reconciliation, Station
from made_name_lists import work_all
from made_returns import carry_out, household, loan, sheet

pytestmark = pytest.mark.django_db
HEADS = ("合同号", "贷款余额（元）", "年利率（%）")


@pytest.fixture
def bank(client: Client, settings: Any, tmp_path: Any) -> Client:
    """The bank's district-level institution, signed in; one loan is registered."""
    settings.MEDIA_ROOT = tmp_path
    offices.village()
    household()
    carry_out(cases.at(Station.OFFICE), "loans", [loan()])
    client.force_login(cases.at(Station.BANK).officer)
    return client


def upload(client: Client, rows: list[list[str]], **more: str) -> Reconciliation:
    own = offices.branch(Station.BANK).bank
    said = {"bank": own.pk, "as_of": "2024-05-31", **more}
    file = SimpleUploadedFile("台账.csv", sheet(HEADS, rows))
    answer = client.post("/reconciliations/hand-in/", {**said, "file": file})
    assert answer.status_code == 302, answer.content.decode()
    work_all()
    return Reconciliation.objects.latest("pk")


def test_a_register_becomes_a_work_list_that_can_be_narrowed_and_taken_out(bank):
    found = upload(bank, [["HT1", "40000", "3.65"], ["HT9", "1000", ""]])

    page = bank.get(f"/reconciliations/{found.pk}/").content.decode()
    assert "贷款余额" in page
    assert "50,000.00" in page
    work = bank.get("/differences/").content.decode()
    for text in ("HT1", "HT9", "40,000.00 元", "3.65%", "只有银行有"):
        assert text in work
    assert "HT9" not in bank.get("/differences/", {"field": "rate"}).content.decode()
    taken = bank.get("/differences/", {"xlsx": "differences"})
    assert taken.headers["Content-Type"].endswith("sheet")
    assert "2024-05-31" in bank.get("/reconciliations/").content.decode()


def test_equal_registers_say_so(bank):
    found = upload(bank, [["HT1", "50000", "3.85"]])

    assert "完全一致" in bank.get(f"/reconciliations/{found.pk}/").content.decode()


def test_a_difference_is_closed_with_a_reason_on_its_page(bank):
    upload(bank, [["HT1", "40000", ""]])
    found = Difference.objects.get()
    address = f"/differences/{found.pk}/"
    assert "销号原因" in bank.get(address).content.decode()

    assert bank.post(address, {"reason": ""}).status_code == 422
    assert bank.post(address, {"reason": "银行月初入账"}).status_code == 302

    bank.get("/")  # which shows the word that it is done
    assert "HT1" not in bank.get("/differences/").content.decode()
    closed = bank.get("/differences/", {"state": "closed"}).content.decode()
    assert "银行月初入账" in closed


def test_a_day_that_ends_no_month_is_told_on_the_form(bank):
    own = offices.branch(Station.BANK).bank
    file = SimpleUploadedFile("台账.csv", sheet(HEADS, [["HT1", "1", ""]]))

    answer = bank.post("/reconciliations/hand-in/", {"bank": own.pk, "as_of": "2024-05-30", "file": file})

    assert answer.status_code == 422
    assert "最后一天" in answer.content.decode()
