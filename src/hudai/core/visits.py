"""Visits after the loan is paid out (贷后检查): when the next one is due.

How long after the payout and how often are numbers of each scheme's pack.  Where no document sets them
they are an interpretation and advice, and nothing is refused for them.

>>> plan = VisitPlan(first_within_days=30, then_every_days=90)
>>> next_visit_on(date(2025, 9, 25), [], plan)
datetime.date(2025, 10, 25)
>>> next_visit_on(date(2025, 9, 25), [date(2025, 10, 20)], plan)
datetime.date(2026, 1, 18)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from hudai.core.errors import Refusal
from hudai.core.policy import Policy


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """How soon and how often a borrower is visited."""

    first_within_days: int
    """Days after the payout within which somebody looks what the money was used for."""
    then_every_days: int
    """Days from one visit to the next while there is a balance."""


Plans = Mapping[str, VisitPlan]
"""The plan of each scheme, by the name of its pack; a scheme that has none is not there."""


def visit_plans(policies: Mapping[str, Policy], on: date) -> Plans:
    """The plans in force on a day; a scheme whose numbers are unknown then, or not in force, has none."""
    found: dict[str, VisitPlan] = {}
    for name, policy in policies.items():
        try:
            found[name] = VisitPlan(policy.visit_first_days.on(on), policy.visit_every_days.on(on))
        except Refusal:
            continue
    return found


def next_visit_on(disbursed_on: date, visits: Collection[date], plan: VisitPlan) -> date:
    """The last day by which a loan with a balance should be visited next.

    A visit sets the clock anew, early or late; one before the payout counts for nothing.

    Args:
        disbursed_on: the day the money was paid out.
        visits: the days the household was visited, in any order.
        plan: of the loan's scheme.

    Source: 渝北区实施方案 三（一） (Y3.1)；上蔡县意见 六 (S6.1).
    """
    counted = [day for day in visits if day >= disbursed_on]
    if not counted:
        return disbursed_on + timedelta(days=plan.first_within_days)
    return max(counted) + timedelta(days=plan.then_every_days)
