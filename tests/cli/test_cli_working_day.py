"""When the day has changed, the worker works out anew how every loan stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone

import made_loans as loans
from hudai.cli import working
from hudai.records.models import LoanStanding

pytestmark = pytest.mark.django_db


def test_lists_show_what_is_overdue_by_today():
    """Paid out in September 2025 and never heard of since."""
    loan = loans.disbursed()
    assert LoanStanding.objects.get(loan=loan).days_overdue == 0

    working._stand_today()

    standing = LoanStanding.objects.get(loan=loan)
    assert standing.as_of == timezone.localdate()
    assert standing.days_overdue > 0


def test_work_done_before_eight_is_done_today_and_not_the_day_before(monkeypatch: pytest.MonkeyPatch):
    half_past_six = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)
    days = []

    def work(clock: Callable[[], datetime], worker: str) -> Any:
        days.append(clock().date())

    monkeypatch.setattr(timezone, "now", lambda: half_past_six)
    monkeypatch.setattr(working, "work_once", work)

    working._work("worker")

    assert days == [date(2026, 3, 2)]
