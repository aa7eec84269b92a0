"""By when a month's register is due, and who was in time."""

from __future__ import annotations

from datetime import date

import pytest

from hudai.core.calendar import Calendar, Mark
from hudai.core.policy import NotRegulated
from hudai.core.report_day import HandIn, Timeliness, deadline, month_end, timeliness
from hudai.documents import policy_files

YUBEI = policy_files.load("yubei-2021")
SHANGCAI = policy_files.load("shangcai-2019")
CALENDAR = Calendar(
    {date(2025, 10, day): Mark(date(2025, 10, day), works=False, name="国庆节") for day in range(1, 9)},
    {2025: "通知"},
)
BY = date(2025, 9, 2)


def test_a_branch_has_until_the_second_and_the_bank_until_the_fifth_of_the_next_month():
    # 2 September 2025 is a Tuesday, 5 September a Friday.
    branch = deadline(YUBEI.branch_report_day, date(2025, 8, 1), CALENDAR)
    bank = deadline(YUBEI.bank_report_day, date(2025, 8, 1), CALENDAR)

    assert (branch.on, bank.on) == (date(2025, 9, 2), date(2025, 9, 5))


def test_a_day_in_the_holidays_moves_to_the_first_working_day_after_and_says_so():
    found = deadline(YUBEI.branch_report_day, date(2025, 9, 1), CALENDAR)

    assert found.on == date(2025, 10, 9)
    assert "10月2日遇国庆节" in found.told


def test_december_is_due_in_january():
    found = deadline(YUBEI.bank_report_day, date(2025, 12, 1), CALENDAR)

    assert found.on == date(2026, 1, 5)
    assert "2026 年的放假安排还没有录入" in found.told


def test_a_county_without_such_a_day_has_no_deadline():
    assert isinstance(SHANGCAI.branch_report_day, NotRegulated)
    assert deadline(SHANGCAI.branch_report_day, date(2020, 5, 1), CALENDAR) is None


def test_a_month_before_the_plan_has_no_deadline():
    assert deadline(YUBEI.branch_report_day, date(2020, 5, 1), CALENDAR) is None


def test_a_month_ends_on_its_last_day():
    assert month_end(date(2024, 2, 1)) == date(2024, 2, 29)
    assert month_end(date(2025, 12, 1)) == date(2025, 12, 31)


def on(day: int, *, returned: bool = False) -> HandIn:
    return HandIn(date(2025, 9, day), returned)


@pytest.mark.parametrize(
    ("hand_ins", "by", "today", "found"),
    [
        ([], BY, date(2025, 9, 2), Timeliness.OPEN),
        ([], BY, date(2025, 9, 3), Timeliness.MISSING),
        ([], None, date(2030, 1, 1), Timeliness.OPEN),
        ([on(2)], BY, date(2025, 9, 9), Timeliness.IN_TIME),
        ([on(3)], BY, date(2025, 9, 9), Timeliness.LATE),
        ([on(3)], None, date(2025, 9, 9), Timeliness.HANDED_IN),
        ([on(1, returned=True)], BY, date(2025, 9, 1), Timeliness.RETURNED),
        # Corrected of one's own accord: the first day counts.
        ([on(1), on(20)], BY, date(2025, 9, 30), Timeliness.IN_TIME),
        # Sent back: what was in time does not count, the new one came late.
        ([on(1, returned=True), on(4)], BY, date(2025, 9, 9), Timeliness.LATE),
        ([on(1, returned=True), on(2), on(8)], BY, date(2025, 9, 9), Timeliness.IN_TIME),
    ],
)
def test_the_day_that_counts_is_the_first_after_the_last_one_sent_back(hand_ins, by, today, found):
    assert timeliness(hand_ins, by, today) is found
