"""The policy centre: the road of a scheme with the days its cases really have."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

import made_cases as cases
from hudai.records.models import Station

pytestmark = pytest.mark.django_db


def page_on(client: Client, name: str, year: int, monkeypatch: pytest.MonkeyPatch) -> str:
    day = datetime(year, 12, 22, 9, 0, tzinfo=cases.SHANGHAI)
    monkeypatch.setattr("django.utils.timezone.localtime", lambda *_: day)
    client.force_login(cases.at(Station.OFFICE).officer)
    return client.get(f"/policies/{name}/").content.decode()


def test_a_step_without_days_of_its_own_has_those_of_every_step(client: Client, monkeypatch):
    page = page_on(client, "yubei-2021", 2025, monkeypatch)

    assert "<li>镇帮扶干部意见（5 个工作日）</li>" in page
    assert "未定天数" not in page


def test_a_scheme_that_does_not_hold_yet_sets_no_days(client: Client, monkeypatch):
    page = page_on(client, "successor-2026", 2025, monkeypatch)

    assert "个工作日）" not in page
