"""When a borrower is to be visited next, counted on the calendar by pencil."""

from __future__ import annotations

from datetime import date

import pytest

from hudai.core.visits import VisitPlan, next_visit_on, visit_plans
from policy_builder import dated, version, with_changes, yubei

PAID_OUT = date(2025, 9, 25)
PLAN = VisitPlan(first_within_days=30, then_every_days=90)


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
    assert next_visit_on(PAID_OUT, visits, PLAN) == due


def test_a_scheme_has_the_plan_of_the_day_and_none_while_its_numbers_are_unknown():
    changed = with_changes(
        yubei(),
        visit_first_days=dated("首次检查", version(date(2021, 1, 1), None, 15)),
        visit_every_days=dated(
            "检查间隔",
            version(date(2021, 1, 1), date(2026, 1, 1), 60),
            version(date(2026, 1, 1), None, 45),
        ),
    )
    known = {"old": changed, "unknown": yubei()}

    assert visit_plans(known, date(2025, 12, 31)) == {"old": VisitPlan(15, 60)}
    assert visit_plans(known, date(2026, 1, 1)) == {"old": VisitPlan(15, 45)}
    assert visit_plans(known, date(2020, 12, 31)) == {}
