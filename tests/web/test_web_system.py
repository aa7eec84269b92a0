"""The page of the system's state: what an administrator is asked on the telephone."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from hudai.records.models import Job, Posting, Station
from hudai.web import law as laws
from hudai.web.system import BACKUPS
from made_offices import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client: Client) -> Any:
    """The page's text, asked for anew."""
    client.force_login(posted(Station.ADMINISTRATOR))
    return lambda: client.get("/system/").content.decode()


def test_it_names_version_database_and_every_policy_pack_with_its_digest(page: Any):
    shown = page()

    assert "0.1.0" in shown
    assert "是最新的" in shown
    for name in laws.names():
        assert name in shown
        assert laws.law(name).policy.digest[:16] in shown
    assert shown.count("新申请使用") == 1


def test_jobs_that_wait_stand_still_or_failed_are_counted_and_the_failed_named(page: Any):
    now, by = timezone.now(), Posting.objects.get()
    states: list[dict[str, Any]] = [
        {"state": "waiting"},
        {"state": "running", "lease_until": now + timedelta(seconds=30)},
        {"state": "running", "lease_until": now - timedelta(minutes=5)},
        {"state": "failed", "ended_at": now, "message": "表格打不开。"},
        {"state": "failed", "ended_at": now - timedelta(days=31), "message": "很久以前。"},
    ]
    for state in states:
        Job.objects.create(kind="name_list_read", asked_by=by, asked_at=now, **state)

    shown = page()

    assert "有 1 项后台工作停住了" in shown
    assert "等待 <strong>1</strong> 项，进行中 <strong>1</strong> 项，停住 <strong>1</strong> 项" in shown
    assert "失败 <strong>1</strong> 项" in shown
    assert "表格打不开。" in shown
    assert "很久以前。" not in shown


def test_the_last_backup_is_the_newest_file_and_none_is_a_warning(page: Any, settings, tmp_path: Path):
    settings.HUDAI_HOME = tmp_path
    assert "没有找到备份" in page()

    folder = tmp_path / BACKUPS
    folder.mkdir()
    for name, day in (("old.zip", 1_700_000_000), ("new.zip", 1_760_000_000)):
        (folder / name).write_bytes(b"x")
        os.utime(folder / name, (day, day))

    shown = page()
    assert "没有找到备份" not in shown
    # 1 760 000 000 seconds after 1970 are 2025-10-09 08:53:20 UTC.
    assert "2025-10-09 16:53" in shown
    assert "new.zip" in shown
    assert "old.zip" not in shown


@pytest.mark.parametrize("station", [Station.OFFICE, Station.TOWN, Station.BANK])
def test_nobody_else_sees_it(client: Client, station: Station):
    client.force_login(posted(station))

    assert client.get("/system/").status_code == 404
