"""Long lists taken out: a job makes the workbook, the desk that asked fetches it, later it is gone."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

import made_cases as cases
import made_loans
import made_offices as offices
from hudai.actions import job as jobs
from hudai.actions import table_export as exports
from hudai.core import identity
from hudai.records.models import Household, Job, JournalLine, ListPreference, Officer, Posting, Station
from hudai.web import table_export, table_rows

pytestmark = pytest.mark.django_db

COUNT = 7


@pytest.fixture(autouse=True)
def _long_lists_are_short(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(table_export, "AT_ONCE", 5)
    monkeypatch.setattr(table_rows, "PIECE", 2)


def homes(count: int = COUNT) -> None:
    for place in range(count):
        cases.household(f"LX-{place:03}", f"户主{place}", f"1980{place % 12 + 1:02}{place + 1:02}")


def signed_in(client: Client, station: Station) -> Officer:
    who = cases.at(station).officer
    client.force_login(who)
    return who


def work() -> Job:
    done = jobs.work_once(timezone.now, "w")
    assert done is not None
    return done


def asked(client: Client, address: str = "/households/?xlsx=households") -> Job:
    answer = client.get(address)
    job = Job.objects.latest("pk")
    assert (answer.status_code, answer["Location"]) == (302, f"/jobs/{job.pk}/")
    return job


def rows_of(content: bytes) -> list[tuple[Any, ...]]:
    return list(load_workbook(BytesIO(content)).active.iter_rows(values_only=True))


def kept(folder: Path) -> list[Path]:
    return list((folder / "exports").glob("*")) if (folder / "exports").is_dir() else []


def test_a_list_of_exactly_as_many_rows_as_can_be_waited_for_comes_at_once(client: Client):
    homes(5)
    signed_in(client, Station.OFFICE)

    answer = client.get("/households/?xlsx=households")

    assert [row[0] for row in rows_of(answer.content)[4:9]] == [1, 2, 3, 4, 5]
    assert not Job.objects.exists()


def test_one_row_more_becomes_a_job_whose_workbook_has_every_row_in_the_lists_order(
    client: Client, tmp_path: Path
):
    homes()
    office = signed_in(client, Station.OFFICE)

    job = asked(client, "/households/?xlsx=households&order=-number")
    assert "等待" in client.get(f"/jobs/{job.pk}/").content.decode()
    done = work()

    assert (done.state, done.done, done.total, done.message) == ("done", COUNT, COUNT, "")
    page = client.get(f"/taken-out/{job.pk}/").content.decode()
    assert "下载表格" in page
    assert done.outcome["digest"] in page
    answer = client.post(f"/taken-out/{job.pk}/file/")
    assert answer["Cache-Control"] == "private, no-store"
    rows = rows_of(answer.content)
    assert [row[1] for row in rows[4:11]] == [f"LX-{place:03}" for place in reversed(range(COUNT))]
    assert rows[-1][0].startswith(f"导出人：{office.name}（区县主管部门）")
    lines = JournalLine.objects.filter(action__contains="导出").order_by("pk")
    assert [line.action for line in lines] == ["开始导出清单", "导出清单", "下载导出的清单"]
    assert lines[1].officer == office
    assert (lines[1].facts["list"], lines[1].facts["rows"]) == ("households", COUNT)
    assert [file.read_bytes()[:12] for file in kept(tmp_path)] == [b"hudai sealed"]


def test_a_whole_id_number_in_the_search_is_neither_in_the_job_nor_in_the_journal_nor_unmasked(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(table_export, "AT_ONCE", 0)
    homes(2)
    number = cases.id_number("19800101")
    signed_in(client, Station.TOWN)

    job = asked(client, f"/households/?words={number}&xlsx=households")
    done = work()

    assert number not in str(Job.objects.values())
    assert number not in str(JournalLine.objects.values())
    content = client.post(f"/taken-out/{job.pk}/file/").content
    assert done.outcome["rows"] == 1
    assert number not in str(rows_of(content))
    assert f"{number[:2]}*************{number[-3:]}" in rows_of(content)[0][0]


def test_the_workbook_has_the_columns_there_were_when_it_was_asked_for(client: Client):
    homes()
    office = signed_in(client, Station.OFFICE)
    ListPreference.objects.create(officer=office, key="households", columns=["head"], page_size=20)

    job = asked(client)
    ListPreference.objects.all().delete()
    work()

    rows = rows_of(client.post(f"/taken-out/{job.pk}/file/").content)
    assert [cell for cell in rows[3] if cell] == ["序号", "户编号", "户主"]


def test_another_desk_sees_nothing_of_it_and_nothing_is_written(client: Client):
    homes()
    signed_in(client, Station.OFFICE)
    job = asked(client)
    work()
    before = JournalLine.objects.filter(action="下载导出的清单").count()
    signed_in(client, Station.TOWN)

    assert client.get(f"/taken-out/{job.pk}/").status_code == 404
    assert client.post(f"/taken-out/{job.pk}/file/").status_code == 403
    assert JournalLine.objects.filter(action="下载导出的清单").count() == before


def test_a_desk_that_ended_meanwhile_gets_no_workbook(client: Client, tmp_path: Path):
    homes()
    signed_in(client, Station.OFFICE)
    asked(client)
    Posting.objects.filter(station=Station.OFFICE).update(until=timezone.localdate())

    done = work()

    assert done.state == "failed"
    assert "岗位或权限已经变化" in done.message
    assert kept(tmp_path) == []
    assert not JournalLine.objects.filter(action="导出清单").exists()


def test_what_a_desk_sees_is_asked_for_again_when_the_workbook_is_made(client: Client):
    homes()
    signed_in(client, Station.TOWN)
    job = asked(client)
    elsewhere = offices.Region.objects.create(
        level="town", name="云台镇", parent=offices.county(), since=offices.SINCE
    )
    village = offices.Region.objects.create(
        level="village", name="山背村", parent=elsewhere, since=offices.SINCE
    )
    Household.objects.filter(number="LX-003").update(village=village, group=None)

    work()

    rows = rows_of(client.post(f"/taken-out/{job.pk}/file/").content)
    assert "LX-003" not in [row[1] for row in rows]
    assert [row[0] for row in rows[4:10]] == [1, 2, 3, 4, 5, 6]


def test_stopped_in_the_middle_it_leaves_no_file_and_no_line(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    homes()
    signed_in(client, Station.OFFICE)
    job = asked(client)
    monkeypatch.setattr(table_rows.Rows, "_by_columns", _stopping(client, job))

    done = work()

    assert (done.state, done.done) == ("cancelled", 0)
    assert kept(tmp_path) == []
    assert not JournalLine.objects.filter(action="导出清单").exists()
    assert client.post(f"/taken-out/{job.pk}/file/").status_code == 409


def _stopping(client: Client, job: Job) -> Any:
    by_columns = table_rows.Rows._by_columns

    def stopping(self: Any, found: Any, keys: Any) -> Any:
        if Job.objects.get(pk=job.pk).state == "running":
            client.post(f"/jobs/{job.pk}/cancel/")
        return by_columns(self, found, keys)

    return stopping


def test_a_job_taken_over_from_a_dead_worker_begins_at_the_first_row_and_counts_each_once(client: Client):
    homes()
    signed_in(client, Station.OFFICE)
    job = asked(client)
    long_ago = timezone.now() - timedelta(minutes=5)
    Job.objects.filter(pk=job.pk).update(
        state="running", worker="dead", lease_until=long_ago, done=4, total=COUNT, attempts=1
    )

    done = work()

    assert (done.state, done.done, done.total) == ("done", COUNT, COUNT)
    assert done.outcome["rows"] == COUNT


def test_after_its_days_the_workbook_is_gone_and_says_so(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    homes()
    signed_in(client, Station.OFFICE)
    job = asked(client)
    work()
    (file,) = kept(tmp_path)
    week = exports.KEPT_FOR.total_seconds()
    assert exports.forget_old() == 0
    os.utime(file, (time.time() - week - 60,) * 2)

    assert exports.forget_old() == 1

    assert kept(tmp_path) == []
    answer = client.post(f"/taken-out/{job.pk}/file/")
    assert answer.status_code == 409
    assert "已过保存期" in answer.content.decode()
    Job.objects.update(ended_at=timezone.now() - exports.KEPT_FOR)
    assert "已过保存期" in client.get(f"/taken-out/{job.pk}/").content.decode()


def test_a_workbook_changed_on_the_disk_is_not_handed_over(client: Client, tmp_path: Path):
    homes()
    signed_in(client, Station.OFFICE)
    job = asked(client)
    work()
    stored = Job.objects.get(pk=job.pk).outcome["stored"]
    exports.FILES.forget(stored)
    other = exports.FILES.keep(b"another")
    (tmp_path / other).rename(tmp_path / stored)

    answer = client.post(f"/taken-out/{job.pk}/file/")

    assert answer.status_code == 409
    assert "已损坏或被改动" in answer.content.decode()
    assert not JournalLine.objects.filter(action="下载导出的清单").exists()


def test_a_sixth_list_in_the_making_is_refused_and_not_queued(client: Client):
    homes()
    signed_in(client, Station.OFFICE)
    for _ in range(exports.MOST_WAITING):
        asked(client)

    answer = client.get("/households/?xlsx=households")

    assert answer.status_code == 409
    assert "正在导出" in answer.content.decode()
    assert Job.objects.count() == exports.MOST_WAITING


@pytest.mark.parametrize(
    ("address", "key"),
    [("/applications/", "applications"), ("/loans/", "loans"), ("/loan-register/", "loan_register")],
)
def test_lists_with_id_numbers_are_read_by_columns_alone_and_stay_masked(
    client: Client, address: str, key: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(table_export, "AT_ONCE", 0)
    monkeypatch.setattr(table_rows.Rows, "_by_rows", None)
    loan = made_loans.disbursed()
    signed_in(client, Station.OFFICE)
    job = asked(client, f"{address}?xlsx={key}")

    with CaptureQueriesContext(connection) as queries:
        done = work()

    assert done.state == "done", done.message
    read = [each["sql"] for each in queries.captured_queries if "records_person" in each["sql"]]
    assert read
    assert not [sql for sql in read if '"phone"' in sql]
    content = client.post(f"/taken-out/{job.pk}/file/").content
    assert identity.mask(loan.borrower.id_number) in str(rows_of(content))
    assert loan.borrower.id_number not in str(rows_of(content))
