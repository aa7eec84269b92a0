"""Visits after the loan is paid out (贷后检查): when the next one is due.

>>> next_visit_on(date(2025, 9, 25), [])
datetime.date(2025, 10, 25)
>>> next_visit_on(date(2025, 9, 25), [date(2025, 10, 20)])
datetime.date(2026, 1, 18)
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

FIRST_WITHIN_DAYS = 30
"""Days after the payout within which somebody looks what the money was used for.

No document sets this number: 渝北区实施方案 三（一） and 上蔡县意见 六 ask for post-loan checks and name no
interval.  It is advice, and nothing is refused for it.
"""
THEN_EVERY_DAYS = 90
"""Days from one visit to the next while there is a balance; set by no document either, advice only."""


def next_visit_on(disbursed_on: date, visits: Collection[date]) -> date:
    """The last day by which a loan with a balance should be visited next.

    A visit sets the clock anew, early or late; one before the payout counts for nothing.

    Args:
        disbursed_on: the day the money was paid out.
        visits: the days the household was visited, in any order.
    """
    counted = [day for day in visits if day >= disbursed_on]
    if not counted:
        return disbursed_on + timedelta(days=FIRST_WITHIN_DAYS)
    return max(counted) + timedelta(days=THEN_EVERY_DAYS)
