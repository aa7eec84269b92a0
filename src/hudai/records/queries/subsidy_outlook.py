"""What is granted and not paid yet, for how long, and what the next quarters will ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum

from hudai.core.dates import ONE_DAY, settlement_days
from hudai.core.policy import Policy
from hudai.core.rates import RateSeries
from hudai.core.settlement import settle
from hudai.records.models import Loan, SubsidyBatch, SubsidyLine
from hudai.records.queries.loan_facts import loan_facts, with_originals
from hudai.records.queries.subsidy_payment import arrivals, being_paid

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
    arrived = arrivals().filter(payout__line=OuterRef("pk"))
    return lines.filter(~Exists(arrived), due__gt=0, batch__in=being_paid().order_by().values("pk"))


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


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a scheme still has to grant for the periods over, and what the coming ones will ask for."""

    ended: date
    """Last day of the newest period that is over."""
    drawn_up_fen: int
    """What batches that nobody has approved yet ask for."""
    not_drawn_up_fen: int
    """Earned by then and in no batch: the period that has just ended, and interest paid late."""
    quarters: Sequence[Forecast]


def outlook(
    loans: QuerySet[Loan],
    *,
    policy: Policy,
    national: Mapping[str, RateSeries],
    through: date,
    quarters: int = 4,
    of_one_bank: bool = False,
) -> Outlook:
    """What is still to be granted up to ``through``, and the subsidy of the settlement periods after it.

    Taken as agreed: interest is paid as it falls due, principal on the due day, nothing new is lent.
    A loan overdue or stopped earns nothing, then as now.

    Args:
        loans: of the scheme.
        of_one_bank: whether loans of the same households may be missing among them, which have a part in
            the cap.

    Raises:
        CannotTell: if a number of law the figures rest on is not known.
    """
    homes = loans.order_by().values("household")
    whole = Loan.objects.filter(household__in=homes, policy=policy.name) if of_one_bank else loans
    facts = loan_facts(with_originals(whole))
    if facts.loans.is_empty():
        return Outlook(through, 0, 0, ())
    told = pl.lit(value=True)
    if of_one_bank:
        told = pl.col("contract").is_in(list(loans.order_by().values_list("contract", flat=True)))
    drawn_up = _drawn_up(loans)
    ends = _next_ends(policy, through, quarters)
    settled = [
        settle(
            loans=facts.loans,
            repayments=facts.repayments,
            stops=facts.stops,
            granted=facts.granted,
            policy=policy,
            national=national,
            through=end,
        ).lines.filter(told)
        for end in (through, *ends)
    ]
    sums = [int(lines["entitled_fen"].sum()) for lines in settled]
    return Outlook(
        through,
        int(drawn_up["drawn_up"].sum()),
        _beyond(settled[0], drawn_up),
        [Forecast(end, now - before) for end, before, now in zip(ends, sums, sums[1:], strict=False)],
    )


def _drawn_up(loans: QuerySet[Loan]) -> pl.DataFrame:
    """What the loans' lines ask for in batches nobody has approved yet — contract, drawn_up (fen)."""
    lines = SubsidyLine.objects.filter(
        loan__in=loans.order_by().values("pk"), due__gt=0, batch__state__in=SubsidyBatch.NOT_APPROVED
    )
    rows = lines.order_by().values_list("loan__contract").annotate(drawn_up=Sum("due"))
    return pl.DataFrame(list(rows), {"contract": pl.String, "drawn_up": pl.Int64}, orient="row")


def _beyond(due: pl.DataFrame, drawn_up: pl.DataFrame) -> int:
    """What is due on the loans beyond what their lines under way ask for, in all (fen)."""
    left = pl.col("due_fen") - pl.col("drawn_up").fill_null(0)
    together = due.join(drawn_up, on="contract", how="left")
    return int(together.select(left.clip(lower_bound=0).sum()).item())


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
