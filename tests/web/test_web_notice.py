"""The pages of public notices: looked at first, put up, objected to, answered, taken down, printed."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

import made_cases as cases
import made_loans as loans
from hudai.records.models import Notice, NoticeObjection, Officer, Station
from made_offices import village

pytestmark = pytest.mark.django_db
NEW = "/publicity/notices/new/"


def said(**changes: str) -> dict[str, str]:
    """A notice of September's loans of the village, put up today."""
    return {
        "region": str(village().pk),
        "lent_since": "2025-09-01",
        "lent_through": "2025-09-30",
        "published_on": f"{timezone.localdate()}",
        "days": "10",
        "phone": "023-67800000",
        "firm-TOTAL_FORMS": "2",
        "firm-INITIAL_FORMS": "0",
        **changes,
    }


FIRM = {
    "firm-0-firm": "云坪花椒合作社",
    "firm-0-kind": "农民专业合作社",
    "firm-0-town": "石门镇",
    "firm-0-households": "32",
    "firm-0-since": "2024-03-01",
}


def signed_in(client: Client, station: Station) -> None:
    cases.at(station)
    client.force_login(Officer.objects.get(username=str(station)))


def text(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_notice_is_looked_at_first_and_put_up_then(client: Client):
    loan = loans.disbursed()
    signed_in(client, Station.VILLAGE)
    assert "至少 10 天" in text(client, NEW)

    before = client.post(NEW, {**said(), **FIRM, "preview": "1"}).content.decode()
    assert not Notice.objects.exists()
    page = client.post(NEW, {**said(), **FIRM}, follow=True).content.decode()

    for shown in (before, page):
        assert "50*************710" in shown
        assert "云坪花椒合作社" in shown
        assert loan.borrower.id_number not in shown
    assert "预览，还没有公示" in before
    assert 'value="云坪花椒合作社"' in before
    assert "公示中" in page
    assert "GS" in text(client, "/publicity/notices/")


def test_a_notice_that_cannot_be_comes_back_with_what_was_typed(client: Client):
    loans.disbursed()
    signed_in(client, Station.VILLAGE)

    short = client.post(NEW, {**said(days="9"), **FIRM})
    half = client.post(NEW, {**said(), "firm-0-firm": "没写完的企业"})

    assert (short.status_code, half.status_code) == (409, 422)
    assert "10 至 90 天" in short.content.decode()
    assert 'value="云坪花椒合作社"' in short.content.decode()
    assert 'value="没写完的企业"' in half.content.decode()
    assert not Notice.objects.exists()


def test_an_objection_is_recorded_answered_and_the_notice_taken_down(client: Client):
    loans.disbursed()
    signed_in(client, Station.VILLAGE)
    client.post(NEW, said())
    one = f"/publicity/notices/{Notice.objects.get().number}/"
    today = f"{timezone.localdate()}"

    empty = client.post(f"{one}object/", {"received_on": "2025-01-01", "content": "没有领到这笔钱"})
    client.post(f"{one}object/", {"received_on": today, "content": "没有领到这笔钱"})
    key = NoticeObjection.objects.get().pk
    assert empty.status_code == 409
    assert "没有领到这笔钱" in empty.content.decode()

    signed_in(client, Station.TOWN)
    assert "待处理异议" in text(client, "/publicity/notices/")
    wrong = client.post(f"{one}objections/{key}/", {f"answer{key}-upheld": "yes", f"answer{key}-text": ""})
    assert wrong.status_code == 422
    answer = {f"answer{key}-upheld": "yes", f"answer{key}-text": "核实金额有误"}
    page = client.post(f"{one}objections/{key}/", answer, follow=True).content.decode()
    assert "请撤下这份公示" in page
    assert "核实金额有误" in page

    signed_in(client, Station.VILLAGE)
    page = client.post(f"{one}take-down/", {"reason": "金额有误"}, follow=True).content.decode()
    assert "撤下：金额有误" in page
    assert client.post(f"{one}object/", {"received_on": today, "content": "又一条"}).status_code == 409


def test_a_notice_is_printed_and_its_list_taken_out(client: Client):
    loans.disbursed()
    signed_in(client, Station.VILLAGE)
    client.post(NEW, said())
    one = f"/publicity/notices/{Notice.objects.get().number}/"
    signed_in(client, Station.AUDITOR)

    pdf, docx = client.get(f"{one}notice.pdf"), client.get(f"{one}notice.docx")
    book = client.get(one, {"xlsx": "notice_list"})

    assert pdf["Content-Type"] == "application/pdf"
    assert docx.status_code == 200
    assert client.get(f"{one}notice.exe").status_code == 404
    sheet = load_workbook(io.BytesIO(book.content)).active
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "50*************710" in cells


def test_the_lists_cost_the_same_number_of_queries_however_long(client: Client):
    loans.disbursed()
    signed_in(client, Station.VILLAGE)
    client.post(NEW, said())
    number = Notice.objects.get().number
    few = [
        queries_of(client, address) for address in ("/publicity/notices/", f"/publicity/notices/{number}/")
    ]

    client.post(NEW, said(lent_since="2025-09-25", lent_through="2025-09-25"))

    assert Notice.objects.count() == 2
    second = Notice.objects.exclude(number=number).get().number
    again = [
        queries_of(client, address) for address in ("/publicity/notices/", f"/publicity/notices/{second}/")
    ]
    assert again == few


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def test_a_form_begins_with_last_months_lending(client: Client):
    signed_in(client, Station.TOWN)

    form = client.get(NEW).context["form"]

    first = timezone.localdate().replace(day=1)
    assert form.initial["lent_through"] == first - timedelta(days=1)
    assert form.initial["lent_since"] == (first - timedelta(days=1)).replace(day=1)
    assert isinstance(form.initial["published_on"], date)
