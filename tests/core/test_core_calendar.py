"""The work calendar: days off, made-up days, deadlines that move, years nobody knows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudai.core.calendar import Calendar, Mark

# National Day of 2025: off from Wednesday 1 to Wednesday 8 October; Sunday 28 September and
# Saturday 11 October are worked in exchange.
NATIONAL_DAY = [Mark(date(2025, 10, day), works=False, name="国庆节") for day in range(1, 9)]
MADE_UP = [Mark(day, works=True, name="国庆节调休") for day in (date(2025, 9, 28), date(2025, 10, 11))]
YEAR = Calendar({mark.day: mark for mark in (*NATIONAL_DAY, *MADE_UP)}, {2025: "通知"})
PLAIN = Calendar({}, {2025: "通知"})


@pytest.mark.parametrize(
    ("arrived", "days", "due"),
    [
        (date(2025, 9, 5), 3, date(2025, 9, 10)),
        (date(2025, 9, 10), 0, date(2025, 9, 10)),
        (date(2025, 9, 6), 1, date(2025, 9, 8)),
        (date(2025, 9, 6), None, None),
    ],
)
def test_working_days_are_counted_from_the_day_after_arrival(
    arrived: date, days: int | None, due: date | None
):
    assert PLAIN.due_on(arrived, days) == due


@pytest.mark.parametrize(
    ("arrived", "days", "due"),
    [
        (date(2025, 9, 26), 1, date(2025, 9, 28)),  # a Friday; the Sunday is worked
        (date(2025, 9, 29), 1, date(2025, 9, 30)),
        (date(2025, 9, 30), 1, date(2025, 10, 9)),  # eight days off between
        (date(2025, 9, 30), 3, date(2025, 10, 11)),  # 9, 10 and the Saturday worked
        (date(2025, 10, 4), 1, date(2025, 10, 9)),  # came on a day off
    ],
)
def test_a_holiday_is_no_working_day_and_a_made_up_weekend_is_one(arrived: date, days: int, due: date):
    assert YEAR.due_on(arrived, days) == due


def test_working_days_of_a_stretch_leave_out_its_last_day():
    # 29, 30 September; 9, 10, 11 October.
    assert YEAR.working_days(date(2025, 9, 29), date(2025, 10, 12)) == 5
    assert YEAR.working_days(date(2025, 10, 1), date(2025, 10, 9)) == 0
    assert YEAR.working_days(date(2025, 10, 9), date(2025, 10, 9)) == 0


def test_the_next_working_day_is_never_the_day_itself_and_on_or_after_may_be():
    assert YEAR.on_or_after(date(2025, 9, 30)) == date(2025, 9, 30)
    assert YEAR.next_working_day(date(2025, 9, 30)) == date(2025, 10, 9)
    assert YEAR.on_or_after(date(2025, 10, 1)) == date(2025, 10, 9)


@pytest.mark.parametrize(
    ("month", "day", "on", "told"),
    [
        (9, 2, date(2025, 9, 2), "9月2日"),
        (8, 2, date(2025, 8, 4), "8月4日（8月2日遇周末，顺延）"),
        (10, 2, date(2025, 10, 9), "10月9日（10月2日遇国庆节，顺延）"),
        (10, 11, date(2025, 10, 11), "10月11日"),
        (2, 31, date(2025, 2, 28), "2月28日"),
    ],
)
def test_a_monthly_deadline_on_a_day_off_moves_on_and_says_so(month: int, day: int, on: date, told: str):
    deadline = YEAR.deadline_in_month(2025, month, day)

    assert (deadline.on, deadline.told) == (on, told)
    assert deadline.moved is ("顺延" in told)


def test_a_deadline_may_move_into_a_year_nobody_knows_and_says_so():
    # 31 January 2026 is a Saturday; 2026 is not known to this calendar.
    deadline = YEAR.deadline_in_month(2026, 1, 31)

    assert deadline.on == date(2026, 2, 2)
    assert deadline.doubt == "2026 年的放假安排还没有录入，按周末推算"
    assert deadline.told.endswith(deadline.doubt)


def test_of_a_year_nobody_knows_weekends_are_off_and_the_doubt_is_told():
    assert PLAIN.works(date(2027, 10, 1))
    assert not PLAIN.works(date(2027, 10, 2))
    assert PLAIN.doubt(date(2027, 1, 4)) == "2027 年的放假安排还没有录入，按周末推算"
    assert PLAIN.doubt(date(2028, 1, 4), date(2025, 1, 1), date(2027, 1, 4)) == (
        "2027、2028 年的放假安排还没有录入，按周末推算"
    )
    assert PLAIN.doubt(date(2025, 12, 31)) == ""


def test_what_a_county_enters_goes_before_the_notice_and_may_make_a_year_known():
    own = [Mark(date(2025, 10, 8), works=True, name="抗旱值守", by_hand=True)]
    county = YEAR.marked(own, {2026: "2026 年通知"})

    assert county.on_or_after(date(2025, 10, 1)) == date(2025, 10, 8)
    assert county.marks[date(2025, 10, 8)].by_hand
    assert county.doubt(date(2026, 1, 1)) == ""
    assert not YEAR.works(date(2025, 10, 8))


DAYS = st.dates(date(2025, 1, 1), date(2025, 12, 31))
MARKED = st.dictionaries(DAYS, st.booleans(), max_size=40).map(
    lambda days: Calendar({day: Mark(day, works, "记") for day, works in days.items()}, {2025: "通知"})
)


@given(calendar=MARKED, arrived=DAYS, days=st.integers(0, 30))
def test_a_deadline_has_as_many_working_days_before_it_as_were_given(
    calendar: Calendar, arrived: date, days: int
):
    due = calendar.add_working_days(arrived, days)
    day_after = timedelta(days=1)

    assert calendar.working_days(arrived + day_after, due + day_after) == days
    assert days == 0 or calendar.works(due)
