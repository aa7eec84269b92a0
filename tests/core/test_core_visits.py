"""When a borrower is to be visited next, counted on the calendar by pencil."""

from __future__ import annotations

from datetime import date

import pytest

from hudai.core.visits import next_visit_on

PAID_OUT = date(2025, 9, 25)


@pytest.mark.parametrize(
    ("visits", "due"),
    [
        ([], date(2025, 10, 25)),  # 5 days left of September and 25 of October
        ([date(2025, 9, 25)], date(2025, 12, 24)),  # 5 + 31 + 30 + 24 = 90
        ([date(2025, 11, 30)], date(2026, 2, 28)),  # 31 + 31 + 28 = 90
        ([date(2025, 11, 30), date(2025, 10, 1)], date(2026, 2, 28)),  # the latest, in whatever order
        ([date(2025, 9, 24)], date(2025, 10, 25)),  # before the payout nobody sees what it was used for
    ],
)
def test_the_first_visit_is_due_in_thirty_days_and_each_further_one_ninety_after_the_last(
    visits: list[date], due: date
):
    assert next_visit_on(PAID_OUT, visits) == due
