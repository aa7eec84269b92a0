"""What is granted and not paid yet, for how long, and what the next quarters will ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum

from hudai.core.dates import ONE_DAY, settlement_days
from hudai.core.policy import Policy
from hudai.core.rates import RateSeries
from hudai.core.settlement import settle
from hudai.records.models import Loan, PayoutResult, SubsidyBatch, SubsidyLine
from hudai.records.queries.loan_facts import loan_facts, with_originals

AGES = (0, 31, 61, 91)
"""First day of each age of an unpaid line, counted from the approval of its batch."""


@dataclass(frozen=True, slots=True)
class Age:
    """Lines granted so many days ago and not paid yet."""

    from_days: int
    to_days: int | None
    """The last day of the age; None for the oldest."""
    lines: int
    fen: int
    late: bool
    """Whether paying within the age is late already."""


def unpaid_lines(lines: QuerySet[SubsidyLine]) -> QuerySet[SubsidyLine]:
    """Granted, above zero, and nothing has arrived."""
    arrived = PayoutResult.objects.filter(payout__line=OuterRef("pk"), paid=True)
    granted = (SubsidyBatch.State.APPROVED, SubsidyBatch.State.PAYING)
    return lines.filter(~Exists(arrived), due__gt=0, batch__state__in=granted)


def ageing(lines: QuerySet[SubsidyLine], today: date, late_after: int) -> list[Age]:
    """Unpaid subsidy by how long ago it was approved; every age, the empty ones too.

    ``late_after``: days from the approval after which paying counts as late (R15.18).
    """
    approved = unpaid_lines(lines).order_by().values_list("batch__approved_on")
    by_day = approved.annotate(lines=Count("pk"), fen=Sum("due"))
    found = []
    for place, first in enumerate(AGES):
        last = AGES[place + 1] - 1 if place + 1 < len(AGES) else None
        ours = [
            (count, fen)
            for day, count, fen in by_day
            if first <= (today - day).days and (last is None or (today - day).days <= last)
        ]
        found.append(
            Age(first, last, sum(c for c, _ in ours), sum(f for _, f in ours), late=first > late_after)
        )
    return found


@dataclass(frozen=True, slots=True)
class Forecast:
    """What one coming settlement will come to if every loan goes on as agreed."""

    through: date
    fen: int


def forecast(
    loans: QuerySet[Loan],
    *,
    policy: Policy,
    national: Mapping[str, RateSeries],
    through: date,
    quarters: int = 4,
) -> list[Forecast]:
    """The subsidy of the next settlement periods after ``through``.

    Taken as agreed: interest is paid as it falls due, principal on the due day, nothing new is lent.
    A loan overdue or stopped earns nothing, then as now.

    Raises:
        CannotTell: if a number of law the figures rest on is not known.
    """
    facts = loan_facts(with_originals(loans))
    if facts.loans.is_empty():
        return []
    ends = _next_ends(policy, through, quarters)
    sums = [
        int(
            settle(
                loans=facts.loans,
                repayments=facts.repayments,
                stops=facts.stops,
                granted=facts.granted.clear(),
                policy=policy,
                national=national,
                through=end,
            ).lines["entitled_fen"].sum()
        )
        for end in (through, *ends)
    ]  # fmt: skip
    return [Forecast(end, now - before) for end, before, now in zip(ends, sums, sums[1:], strict=False)]


def _next_ends(policy: Policy, through: date, quarters: int) -> Sequence[date]:
    """Last days of the settlement periods after the one that ends with ``through``."""
    frequency, day = policy.settlement_frequency.on(through), policy.settlement_day.on(through)
    ends, last = [], through
    for _ in range(quarters):
        after = settlement_days(last + ONE_DAY, last + ONE_DAY + ONE_DAY, frequency, day)[-1]
        last = after - ONE_DAY
        ends.append(last)
    return ends


def granted_by_policy(lines: QuerySet[SubsidyLine], year: int) -> dict[str, int]:
    """Fen approved in a year, by scheme."""
    rows = (
        lines.filter(batch__approved_on__year=year, due__gt=0)
        .order_by()
        .values_list(F("batch__policy"))
        .annotate(fen=Sum("due"))
    )
    return dict(rows)
