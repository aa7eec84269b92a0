"""Applications from a sheet: everything wrong at once, answers as list and workbook, drafts of all."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

import made_cases as cases
from hudai.actions import application_check, application_entering
from hudai.actions import job as jobs
from hudai.records.models import Application, Household, Job, JournalLine, Station
from hudai.web import application_sheet
from refused_lines import refusals

pytestmark = pytest.mark.django_db

HEADS = "姓名,身份证号码,申贷金额（元）,申贷期限,申贷用途,申请日期"
ADDRESS = "/applications/sheet/"


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def signed_in(client: Client, station: Station = Station.VILLAGE) -> Client:
    client.force_login(cases.at(station).officer)
    return client


def sheet(*rows: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("申请.csv", "\n".join([HEADS, *rows]).encode())


def row(
    name: str = "孙平磊",
    born: str = "19850307",
    *,
    amount: str = "30000",
    term: str = "36个月",
    purpose: str = "生猪养殖",
    day: str = "2025-09-19",
) -> str:
    return f"{name},{cases.id_number(born)},{amount},{term},{purpose},{day}"


def marked(client: Client, page: str) -> Any:
    """The marked-up copy, fetched as the button on the page does."""
    token = page.split('name="sheet" value="')[1].split('"')[0]
    answer = client.post("/marked-sheet/", {"sheet": token})
    assert answer.status_code == 200
    return load_workbook(BytesIO(answer.content))


def test_a_wrong_sheet_comes_back_with_all_its_cells_on_the_page_it_was_sent_from(client: Client):
    cases.household()
    cases.household("LX-002", "钱大山", "19700101")
    cases.lead_bank()
    signed_in(client)

    answer = client.post(
        ADDRESS,
        {
            "sheet": sheet(
                row("孙小磊", term="", purpose=""), row("钱小山", "19700101", day="2025-13-40"), row()
            )
        },
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert [cell for cell in ("A2", "D2", "E2", "A3", "F3", "A4") if f"<b>{cell}</b>" not in page] == ["A4"]
    assert "登记的姓名是“孙平磊”" in page
    assert "登记的姓名是“钱大山”" in page
    assert 'type="file"' in page
    assert "5 处要改" in page
    assert cases.id_number("19850307") not in page
    assert not Application.objects.exists()
    assert refusals() == [("表格被拒收", "application_sheet", {"problems": 5})]


def test_the_marked_copy_of_a_wrong_sheet_is_for_the_desk_that_sent_it(client: Client):
    cases.household()
    cases.lead_bank()
    signed_in(client)
    page = client.post(ADDRESS, {"sheet": sheet(row("孙小磊"))}).content.decode()

    book = marked(client, page)

    assert "登记的姓名是“孙平磊”" in book.worksheets[1]["A2"].comment.text
    assert JournalLine.objects.filter(action="下载标注的表格").count() == 1
    token = page.split('name="sheet" value="')[1].split('"')[0]
    signed_in(client, Station.TOWN)
    assert client.post("/marked-sheet/", {"sheet": token}).status_code == 403
    assert client.post("/marked-sheet/", {"sheet": "forged"}).status_code == 403


@pytest.mark.parametrize(
    ("debt", "fen"), [("无", 0), ("20000", 2_000_000), ("1.5万元", 1_500_000), ("", None)]
)
def test_education_and_other_debts_of_a_sheet_are_kept(client: Client, debt: str, fen: int | None):
    cases.household()
    cases.lead_bank()
    signed_in(client)
    heads, line = f"{HEADS},文化程度,已有银行负债", f"{row()},初中,{debt}"
    file = SimpleUploadedFile("申请.csv", f"{heads}\n{line}".encode())

    address = client.post(ADDRESS, {"sheet": file}).url
    client.post(f"{address}enter/")

    entered = Application.objects.get()
    assert entered.bank_debt == fen
    assert entered.applicant.education == "初中"
    assert JournalLine.objects.filter(action="登记文化程度", noun="person").count() == 1


def test_a_debt_that_is_no_amount_is_told_by_its_cell(client: Client):
    cases.household()
    cases.lead_bank()
    signed_in(client)
    file = SimpleUploadedFile("申请.csv", f"{HEADS},已有银行负债\n{row()},若干".encode())

    page = client.post(ADDRESS, {"sheet": file}).content.decode()

    assert "<b>G2</b>" in page
    assert "没有填 无" in page
    assert not Application.objects.exists()


def test_a_stranger_in_the_sheet_is_told_by_cell_and_nothing_is_kept_of_the_rest(client: Client):
    cases.household()
    cases.lead_bank()
    signed_in(client)

    answer = client.post(ADDRESS, {"sheet": sheet(row(), row("赵无名", "19700101"))})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<b>B3</b>" in page
    assert "您辖区的名单里没有这个人" in page
    assert not Job.objects.exists()


def test_rows_without_number_or_amount_are_told_and_not_a_defect(client: Client):
    cases.household()
    cases.lead_bank()
    signed_in(client)

    page = client.post(
        ADDRESS, {"sheet": sheet("孙平磊,,,36个月,生猪养殖,", row(amount=""))}
    ).content.decode()

    assert "<b>B2</b>" in page
    assert "<b>C3</b>" in page


def checked(client: Client, *rows: str) -> str:
    """The address of the answers on a sheet in order."""
    answer = client.post(ADDRESS, {"sheet": sheet(*rows)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def two_households() -> None:
    cases.household()
    cases.household("LX-002", "钱大山", "19700101")
    cases.lead_bank()


def test_a_sheet_in_order_gives_a_list_with_the_outcome_of_each_row_and_writes_nothing(client: Client):
    two_households()
    signed_in(client)

    address = checked(client, row(term="60个月"), row("钱大山", "19700101"))
    page = client.get(address).content.decode()

    assert not Application.objects.exists()
    assert "共 <strong>2</strong> 条" in page
    assert "不符合条件" in page  # five years are more than 三年以内, 二（2）
    assert "只审查，还没有录入" in page
    narrowed = client.get(address, {"outcome": "ineligible"}).content.decode()
    assert "孙平磊" in narrowed
    assert "钱大山" not in narrowed.split("<tbody>")[1].split("</tbody>")[0]


def test_every_answer_can_be_taken_out_as_a_workbook_with_a_summary(client: Client):
    two_households()
    signed_in(client)
    address = checked(client, row(term="60个月"), row("钱大山", "19700101"))

    answer = client.post(f"{address}findings/")

    summary, findings = load_workbook(BytesIO(answer.content)).worksheets
    rows = [each for each in summary.iter_rows(min_row=5, values_only=True) if isinstance(each[0], int)]
    assert [(each[1], each[2], each[3], each[5], each[7]) for each in rows] == [
        (2, "LX-001", "孙平磊", 30_000, "不符合条件"),
        (3, "LX-002", "钱大山", 30_000, "材料待补"),
    ]
    told = [each for each in findings.iter_rows(min_row=5, values_only=True) if isinstance(each[0], int)]
    failed = [each for each in told if each[1] == 2 and each[6] == "不符合" and each[5] == "必须"]
    assert [each[4] for each in failed] == ["贷款期限"]
    assert "60" in failed[0][8]
    assert {each[1] for each in told} == {2, 3}
    assert JournalLine.objects.filter(action="导出申请审查结果").count() == 1


def test_the_checked_sheet_is_entered_from_its_page_once_without_sending_it_again(client: Client):
    two_households()
    signed_in(client)
    address = checked(client, row(), row("钱大山", "19700101"))

    answer = client.post(f"{address}enter/")

    assert answer["Location"] == "/applications/"
    assert sorted(Application.objects.values_list("household__number", "state")) == [
        ("LX-001", "draft"),
        ("LX-002", "draft"),
    ]
    assert "已录入 2 份申请" in client.get(address).content.decode()
    assert client.post(f"{address}enter/").status_code == 409
    assert Application.objects.count() == 2


def test_all_rows_that_cannot_be_entered_are_told_together_and_none_is(client: Client):
    two_households()
    cases.draft(Household.objects.get(number="LX-002"))
    signed_in(client)
    address = checked(client, row(), row(), row("钱大山", "19700101"))

    answer = client.post(f"{address}enter/")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<b>A3</b>" in page
    assert "<b>A4</b>" in page
    assert page.count("已有一份未办结的“第一次贷款”申请") == 2
    assert Application.objects.count() == 1
    assert marked(client, page).worksheets[1]["A3"].comment is not None


def test_another_desk_gets_nothing_of_a_check(client: Client):
    two_households()
    signed_in(client)
    address = checked(client, row())
    signed_in(client, Station.TOWN)

    assert client.get(address).status_code == 403
    assert client.post(f"{address}enter/").status_code == 403
    assert client.post(f"{address}findings/").status_code == 403


@pytest.fixture
def long_sheets_are_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application_sheet, "AT_ONCE", 2)
    monkeypatch.setattr(application_check, "PIECE", 2)
    monkeypatch.setattr(application_entering, "PIECE", 2)


def work() -> Job:
    done = jobs.work_once(timezone.now, "w")
    assert done is not None
    return done


def homes(count: int) -> list[str]:
    """As many households, and a row of the sheet for each."""
    cases.lead_bank()
    rows = []
    for place in range(count):
        born = f"1980{place + 1:02}11"
        cases.household(f"LX-{place:03}", f"户主{place}", born)
        rows.append(row(f"户主{place}", born))
    return rows


@pytest.mark.usefixtures("long_sheets_are_short")
def test_a_long_sheet_is_a_job_and_so_is_entering_it(client: Client):
    rows = homes(5)
    signed_in(client)

    job_page = checked(client, *rows)
    assert job_page.startswith("/jobs/")
    job = work()
    address = f"/applications/sheet/{job.pk}/"

    assert (job.state, job.done, job.total) == ("done", 5, 5)
    assert "共 <strong>5</strong> 条" in client.get(address).content.decode()
    answers = load_workbook(BytesIO(client.post(f"{address}findings/").content)).worksheets[0]
    first = [each[0] for each in answers.iter_rows(min_row=5, values_only=True)]
    assert [each for each in first if isinstance(each, int)] == [1, 2, 3, 4, 5]
    cases.draft(Household.objects.get(number="LX-001"))
    entering = client.post(f"{address}enter/")
    assert entering["Location"].startswith("/jobs/")
    assert work().state == "done"
    assert Application.objects.count() == 5
    page = client.get(address).content.decode()
    assert "已录入 4 份申请" in page
    assert "没有录入的 1 行" in page
    assert "第 3 行　户主1" in page
    assert client.post(f"{address}enter/").status_code == 409


@pytest.mark.usefixtures("long_sheets_are_short")
def test_a_long_sheet_with_problems_comes_back_with_all_of_them(client: Client):
    rows = homes(3)
    signed_in(client)
    checked(client, *rows, row("无名氏", "19910101"), "户主0,123,三万,,,")

    job = work()
    page = client.get(f"/applications/sheet/{job.pk}/").content.decode()

    assert "<b>B5</b>" in page
    assert "<b>B6</b>" in page
    assert 'type="file"' in page
    assert marked(client, page).worksheets[1]["B5"].comment is not None
    assert client.post(f"/applications/sheet/{job.pk}/enter/").status_code == 409
    assert not Application.objects.exists()
    assert JournalLine.objects.get(action="表格被拒收").noun == "job"


@pytest.mark.usefixtures("long_sheets_are_short")
def test_a_worker_that_dies_is_followed_by_one_that_goes_on_behind_its_last_piece(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    rows = homes(5)
    signed_in(client)
    checked(client, *rows)
    asked: list[int] = []
    answers = application_check.answers

    def counting(lines: Any, law: Any) -> Any:
        asked.append(len(lines))
        if len(asked) == 2:
            raise OperationalError("the power went")
        return answers(lines, law)

    monkeypatch.setattr(application_check, "answers", counting)
    assert work().state == "running"
    job = jobs.work_once(lambda: timezone.now() + jobs.LEASE * 2, "another")

    assert asked == [2, 2, 2, 1]
    assert job is not None
    assert (job.state, job.done) == ("done", 5)
    assert "共 <strong>5</strong> 条" in client.get(f"/applications/sheet/{job.pk}/").content.decode()


@pytest.mark.usefixtures("long_sheets_are_short")
def test_entering_that_was_stopped_goes_on_where_it_was(client: Client, monkeypatch: pytest.MonkeyPatch):
    rows = homes(5)
    signed_in(client)
    checked(client, *rows)
    address = f"/applications/sheet/{work().pk}/"
    stopped = client.post(f"{address}enter/")["Location"]
    write = application_entering._write

    def write_and_ask_to_stop(*said: Any) -> None:
        write(*said)
        Job.objects.filter(kind="application_entering").update(cancel_asked=True)

    monkeypatch.setattr(application_entering, "_write", write_and_ask_to_stop)
    assert work().state == "cancelled"
    monkeypatch.setattr(application_entering, "_write", write)
    assert Application.objects.count() == 2
    assert "继续录入" in client.get(address).content.decode()

    assert client.post(f"{address}enter/")["Location"] != stopped
    done = work()

    assert (done.state, done.done) == ("done", 5)
    assert Application.objects.count() == 5
    assert "已录入 5 份申请" in client.get(address).content.decode()


@pytest.mark.usefixtures("long_sheets_are_short")
def test_a_check_that_was_stopped_says_so_and_is_no_intrusion(client: Client):
    rows = homes(3)
    signed_in(client)
    page = checked(client, *rows)
    client.post(f"{page}cancel/")

    answer = client.get(f"/applications/sheet/{Job.objects.get().pk}/")

    assert answer.status_code == 409
    assert "没有审查完" in answer.content.decode()
    assert refusals() == []
