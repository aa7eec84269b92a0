"""What carries on a loan keeps its scheme's rules, although the scheme takes no new loans any more.

Numbers of who may borrow and how much end with the scheme's window.  A renewal or an extension behind it
stands under those of the window's last day: 续贷或展期期间各项政策保持不变 (R12).  The
rate rule is that of its own contract's day.

Source: 渝北区实施方案 二（3）.
"""

from __future__ import annotations

from datetime import date

from hudai.core.dates import ONE_DAY
from hudai.core.policy import Policy


def began_inside(policy: Policy, begun_on: date | None) -> bool:
    """Whether a chain whose first contract was signed on a day belongs to the scheme (R4.4)."""
    if begun_on is None or begun_on < policy.window_since:
        return False
    return policy.window_until is None or begun_on < policy.window_until


def law_day(policy: Policy, on: date, begun_on: date | None) -> date:
    """The day whose numbers count for what is asked on ``on``.

    Args:
        begun_on: the day the first contract of the chain was signed that it carries on; None for a loan
            of its own.
    """
    until = policy.window_until
    if until is None or on < until or not began_inside(policy, begun_on):
        return on
    return until - ONE_DAY
