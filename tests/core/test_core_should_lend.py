"""Whom a scheme lends to on a day: the edges of the age bounds, and a law that does not say."""

from __future__ import annotations

from datetime import date

import pytest

from hudai.core.identity import full_years
from hudai.core.should_lend import borrowers
from hudai.documents import policy_files

YUBEI = policy_files.load("yubei-2021")


def test_the_categories_and_ages_are_those_of_the_day():
    who = borrowers(YUBEI, date(2025, 9, 22))

    assert who.kinds == ("脱贫户", "脱贫不稳定户", "边缘易致贫户")
    assert (who.youngest, who.oldest) == (18, 65)
    # 65 still passes on the day before the 66th birthday: born on the 23rd, not on the 22nd.
    assert who.born_after == date(1959, 9, 22)
    assert who.born_by == date(2007, 9, 22)


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1), date(2021, 1, 1)])
@pytest.mark.parametrize(
    "born", [date(year, *day) for year in (1958, 1959, 1960, 2006, 2008) for day in ((2, 28), (3, 1))]
    + [date(1956, 2, 29), date(1960, 2, 29), date(2004, 2, 29), date(2008, 2, 29)],
)  # fmt: skip
def test_a_birth_day_lies_between_the_bounds_when_the_age_does(born: date, day: date):
    who = borrowers(YUBEI, day)
    assert who.born_after is not None
    assert who.born_by is not None

    assert (who.born_after < born <= who.born_by) == (18 <= full_years(born, day) <= 65)


def test_what_no_law_of_the_day_says_bars_nobody():
    closed = borrowers(YUBEI, date(2026, 1, 1))
    unknown = borrowers(policy_files.load("successor-2026"), date(2026, 6, 1))

    for who in (closed, unknown):
        assert (who.kinds, who.born_after, who.born_by) == (None, None, None)
