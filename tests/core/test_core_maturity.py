"""Windows before a due day, and settlement days that are near."""

from __future__ import annotations

from datetime import date

import pytest

from hudai.core.maturity import interest_is_near, next_settlement_on, notice_windows, window_of
from hudai.documents import policy_files

YUBEI = policy_files.load("yubei-2021")
SUCCESSOR = policy_files.load("successor-2026")


def test_the_windows_are_the_days_of_every_pack_in_force_and_the_last_week():
    assert notice_windows([YUBEI, SUCCESSOR], date(2025, 12, 1)) == (90, 60, 30, 7)
    assert notice_windows([], date(2025, 12, 1)) == (7,)


@pytest.mark.parametrize(
    ("left", "window"),
    [(91, None), (90, 90), (61, 90), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (0, 7), (-1, 0)],
)
def test_a_loan_stands_in_the_nearest_window_that_has_begun(left: int, window: int | None):
    assert window_of(left, (90, 60, 30, 7)) == window


@pytest.mark.parametrize(
    ("today", "settled_on", "near"),
    [
        (date(2025, 12, 9), date(2025, 12, 20), False),
        (date(2025, 12, 10), date(2025, 12, 20), True),
        (date(2025, 12, 20), date(2025, 12, 20), True),
        (date(2025, 12, 21), date(2026, 3, 20), False),
    ],
)
def test_interest_is_near_in_the_ten_days_before_the_twentieth_of_the_quarters_last_month(
    today: date, settled_on: date, near: bool
):
    assert next_settlement_on(YUBEI, today) == settled_on
    assert interest_is_near(YUBEI, today) is near
