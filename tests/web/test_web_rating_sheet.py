"""Ratings of many households from a sheet, and entering who is approved in advance (批量预授信)."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

import made_cases as cases
from hudai.actions import job as jobs
from hudai.actions import rating as rating_actions
from hudai.actions import rating_sheet
from hudai.records.models import Rating, Station
from hudai.web import pre_approval

pytestmark = pytest.mark.django_db
ADDRESS = "/ratings/sheet/"


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def sign_in(client: Client, station: Station = Station.VILLAGE) -> Client:
    client.force_login(cases.at(station).officer)
    return client


def heads() -> list[str]:
    card = pre_approval.card_in_use()
    return ["户编号", "户主", *(each.label for each in card.criteria)]


def row(number: str, head: str, **changes: str) -> str:
    """The household of the paper test: 82 points, 良好, as test_web_rating has it."""
    card = pre_approval.card_in_use()
    answers = {
        "credit": "none", "labour": "2", "skill": "ordinary", "income": "12000", "project": "running",
        "debt": "0", "standing": "good",
    }  # fmt: skip
    said = []
    for each in card.criteria:
        answer = each.answered(answers[each.id]) if not each.is_measured else None
        said.append(changes.get(each.id, answer.label if answer else answers[each.id]))
    return ",".join([number, head, *(f'"{text}"' for text in said)])


def sheet(*rows: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("采集.csv", "\n".join([",".join(heads()), *rows]).encode())


def sent(client: Client, *rows: str) -> Any:
    return client.post(ADDRESS, {"sheet": sheet(*rows), "rated_on": timezone.localdate().isoformat()})


def two_households() -> None:
    cases.household()
    cases.household("LX-002", "钱大山", "19700101")
    cases.lead_bank()


def test_many_are_rated_from_a_sheet_and_wait_for_the_bank(client: Client):
    two_households()
    sign_in(client)

    answer = sent(client, row("LX-001", "孙平磊"), row("LX-002", "", credit="有过短期逾期，已还清"))

    assert answer["Location"] == "/ratings/?state=pending"
    assert list(
        Rating.objects.order_by("household__number").values_list("score", "grade", "confirmed_at")
    ) == [
        (82, "良好", None),
        (72, "良好", None),
    ]
    waiting = sign_in(client, Station.BRANCH).get("/ratings/waiting/").content.decode()
    assert waiting.count('name="case"') == 2


def test_everything_wrong_in_the_sheet_comes_back_at_once_and_nobody_is_rated(client: Client):
    two_households()
    sign_in(client)

    answer = sent(
        client,
        row("LX-001", "孙小磊", credit="很好"),
        row("LX-009", "赵无名"),
        row("LX-002", "钱大山", labour=""),
        row("LX-002", "钱大山"),
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert [cell for cell in ("B2", "C2", "A3", "A4", "D4", "A5") if f"<b>{cell}</b>" not in page] == []
    assert "6 处要改" in page
    assert "下载标注的表格" in page
    assert not Rating.objects.exists()


def test_the_sheet_to_fill_in_names_the_households_that_are_to_be_rated_and_is_read_back(client: Client):
    two_households()
    sign_in(client)
    sent(client, row("LX-001", "孙平磊"))

    book = load_workbook(BytesIO(client.get("/ratings/sheet/template/").content))
    rows = [each[:2] for each in book.active.iter_rows(min_row=4, values_only=True) if each[0]]
    assert rows == [("户编号", "户主"), ("LX-002", "钱大山")]
    filled = dict(zip(heads(), row("LX-002", "钱大山").replace('"', "").split(","), strict=True))
    for cell, head in zip(book.active[5], [cell.value for cell in book.active[4]], strict=False):
        cell.value = filled[head.split("（")[0]]
    out = BytesIO()
    book.save(out)
    out.name = "采集.xlsx"
    out.seek(0)
    answer = client.post(ADDRESS, {"sheet": out, "rated_on": timezone.localdate().isoformat()})

    assert answer.status_code == 302, answer.content.decode()
    assert Rating.objects.get(household__number="LX-002").score == 82


def test_a_long_sheet_is_rated_by_a_worker(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pre_approval, "AT_ONCE", 1)
    monkeypatch.setattr(rating_sheet, "PIECE", 1)
    two_households()
    sign_in(client)

    answer = sent(client, row("LX-001", "孙平磊"), row("LX-002", "钱大山"))
    assert answer["Location"].startswith("/jobs/")
    assert not Rating.objects.exists()
    job = jobs.work_once(timezone.now, "w")

    assert job is not None
    assert (job.state, job.done, Rating.objects.count()) == ("done", 2, 2)


def test_a_day_too_far_back_is_told_on_the_page_and_nobody_is_rated(client: Client):
    two_households()
    sign_in(client)

    answer = client.post(ADDRESS, {"sheet": sheet(row("LX-001", "孙平磊")), "rated_on": "2020-01-01"})

    assert answer.status_code == 422
    assert "第 2 行（LX-001）：评定日期要在最近" in answer.content.decode()
    assert not Rating.objects.exists()


@pytest.mark.parametrize(
    ("station", "enters"), [(Station.VILLAGE, True), (Station.BRANCH, True), (Station.OFFICE, False)]
)
def test_who_may_enter_an_application_does_so_from_the_list_of_lines(
    client: Client, station: Station, enters: bool
):
    two_households()
    sign_in(client)
    sent(client, row("LX-001", "孙平磊"))
    rating_actions.confirm(actor=cases.at(Station.BRANCH), key=Rating.objects.get().pk)
    Rating.objects.update(rated_on=timezone.localdate())

    page = sign_in(client, station).get("/pre-approved/").content.decode()

    assert "LX-001" in page
    assert ('href="/applications/enter/LX-001/"' in page) is enters
