"""The notices' days off as a file: what it says, and that a slip of the pen does not load."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hudai.core.errors import PolicyRefused
from hudai.documents.calendar_files import PATH, read_calendar
from hudai.documents.policy_files import read_national

SOUND = PATH.read_text("utf-8")


def refused(tmp_path: Path, old: str, new: str) -> str:
    """Every problem of the shipped file with one thing changed in it."""
    assert old in SOUND
    path = tmp_path / "calendar.toml"
    path.write_text(SOUND.replace(old, new, 1), "utf-8")
    with pytest.raises(PolicyRefused) as caught:
        read_calendar(path)
    return "\n".join(caught.value.problems)


@pytest.mark.parametrize(
    ("day", "works", "name"),
    [
        (date(2020, 1, 31), False, "春节"),  # the spring of 2020 was longer than first announced
        (date(2020, 2, 3), True, ""),
        (date(2019, 5, 2), False, "劳动节"),  # as the second notice of 2019 has it
        (date(2022, 12, 31), False, "元旦"),  # of the notice of 2023
        (date(2023, 10, 8), True, "中秋节、国庆节调休"),
        (date(2024, 2, 9), True, ""),  # New Year's Eve was no day off that year
        (date(2025, 1, 28), False, "春节"),  # and is one since 2025
        (date(2025, 10, 8), False, "国庆节、中秋节"),
        (date(2026, 2, 23), False, "春节"),
        (date(2026, 1, 4), True, "元旦调休"),
        (date(2026, 10, 10), True, "国庆节调休"),
    ],
)
def test_a_day_is_what_the_notice_says(day: date, works: bool, name: str):
    calendar = read_calendar()

    assert (calendar.works(day), calendar.name(day)) == (works, name)


def test_eight_years_are_known_and_no_more():
    assert sorted(read_calendar().notices) == list(range(2019, 2027))


def test_a_year_has_as_many_working_days_as_an_office_counts():
    # 52 weekends; weekdays off: New Year 1, spring 6, Qingming 1, May 3, Dragon Boat 1, October 6.
    off = 1 + 6 + 1 + 3 + 1 + 6

    year = read_calendar().working_days(date(2025, 1, 1), date(2026, 1, 1))

    assert year == 365 - 104 - off + 5


def test_the_calendar_is_no_rate_series():
    assert sorted(read_national()) == ["benchmark", "lpr"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("work = [2019-02-02, 2019-02-03]", "work = [2019-02-02, 2019-02-11]", "本来就是工作日"),
        ("work = [2019-02-02, 2019-02-03]", "work = [2018-02-03]", "不是 2019 年的日期"),
        ("work = [2019-02-02, 2019-02-03]", 'work = ["2019-02-02"]', "应为日期"),
        ("through = 2019-02-10", "through = 2019-02-03", "最后一天不早于第一天"),
        ("through = 2019-02-10", "through = 2019-12-10", "放假应为 1 到 16 天"),
        ("from = 2019-04-05, through = 2019-04-07", "from = 2018-04-05, through = 2018-04-07", "不是 2019"),
        ("from = 2019-04-05", "from = 2019-02-10, through = 2019-02-11, x", "不是合法的 TOML"),
        ('name = "中秋节", from = 2019-09-13', 'name = "中秋", from = 2019-09-13', "中秋、中秋节"),
        ("year = 2021", "year = 2022", "一年接一年"),
        ("from = 2019-06-07, through = 2019-06-09", "from = 2019-05-04, through = 2019-05-04", "写了两次"),
        ("year = 2021", "year = 2021\nfree = true", "不认识的键"),
        ("review_by = 2026-12-31", "review_by = 2020-12-31", "下次核对日"),
    ],
)
def test_a_slip_of_the_pen_does_not_load(tmp_path: Path, old: str, new: str, told: str):
    assert told in refused(tmp_path, old, new)
