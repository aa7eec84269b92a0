"""Loans near their due day: how many days are left, and in which window that lies (到期管理).

A window is named by its first day before the due day: 90, 60, 30, 7; it reaches to the next one.
What is past its due day stands in the window 0.

>>> [window_of(days, (90, 60, 30, 7)) for days in (91, 90, 61, 60, 8, 7, 0, -1)]
[None, 90, 90, 60, 30, 7, 7, 0]
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from hudai.core.dates import settlement_days
from hudai.core.errors import Refusal
from hudai.core.policy import Policy

LAST_DAYS = 7
"""The last reminder before the due day.  No document sets it; the packs' own days stand before it."""
PAST_DUE = 0
"""The window of loans past their due day."""
INTEREST_NOTICE_DAYS = 10
"""Days before a settlement day from which desks are told of it; set by no document."""


def notice_windows(policies: Iterable[Policy], today: date) -> tuple[int, ...]:
    """The windows a county works by on a day, the earliest first.

    Loans of several schemes stand in one list, so the days of all packs in force count: nobody is told
    later than their own pack asks for.

    Source: 上蔡县意见 五 提前介入贷款调查和评审 (S5.1); 渝北区实施方案 三（二） (Y3.2).
    """
    days = {LAST_DAYS}
    for policy in policies:
        try:
            days.update(policy.maturity_notice_days.on(today))
        except Refusal:
            continue
    return tuple(sorted(days, reverse=True))


def window_of(days_left: int, windows: Iterable[int]) -> int | None:
    """The window a loan stands in; None while it is due later than the first."""
    if days_left < 0:
        return PAST_DUE
    return min((days for days in windows if days >= days_left), default=None)


def next_settlement_on(policy: Policy, today: date) -> date | None:
    """The day interest is settled next, today counted in (R2); None where the pack does not say."""
    try:
        frequency, day = policy.settlement_frequency.on(today), policy.settlement_day.on(today)
    except Refusal:
        return None
    # A period's first day is the day after the one before was settled.
    firsts = settlement_days(today, today + timedelta(days=400), frequency, day)
    return min(first for first in firsts if first > today) - timedelta(days=1)


def interest_is_near(policy: Policy, today: date) -> bool:
    """Whether a settlement day is within the next :data:`INTEREST_NOTICE_DAYS` days."""
    on = next_settlement_on(policy, today)
    return on is not None and (on - today).days <= INTEREST_NOTICE_DAYS
