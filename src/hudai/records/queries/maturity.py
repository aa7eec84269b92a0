"""Loans near and past their due day, with what was arranged for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)

from hudai.core.maturity import PAST_DUE
from hudai.records.models import Loan, MaturityNote, Posting
from hudai.records.queries.loan import with_row
from hudai.records.queries.visibility import loans_seen_by

Plan = MaturityNote.Plan
NO_NOTE = "none"
"""The filter for loans nothing was arranged for in their window."""
GROUPS: Mapping[str, tuple[str, str]] = {
    "town": ("乡镇", "household__village__parent__name"),
    "village": ("村", "household__village__name"),
    "bank": ("银行", "branch__bank__name"),
}
"""What a county adds its due days up by: heading and where it is."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means everything."""

    window: int | None = None
    town: int | None = None
    village: int | None = None
    bank: int | None = None
    plan: str = ""
    """The newest plan, or :data:`NO_NOTE`; refusals are found long after, repaid or not."""


def _in_window(today: date, windows: Sequence[int]) -> dict[int, Q]:
    """Each window and the due days in it."""
    found = {PAST_DUE: Q(standing__due_on__lt=today)}
    since = today
    for days in sorted(windows):
        until = today + timedelta(days=days)
        found[days] = Q(standing__due_on__gte=since, standing__due_on__lte=until)
        since = until + timedelta(days=1)
    return found


def pipeline(posting: Posting, today: date, windows: Sequence[int]) -> QuerySet[Loan]:
    """Loans with a balance in any window or past their due day."""
    last = today + timedelta(days=max(windows))
    return loans_seen_by(posting).filter(standing__balance__gt=0, standing__due_on__lte=last)


def without_note(loans: QuerySet[Loan], today: date, windows: Sequence[int]) -> QuerySet[Loan]:
    """Those of a pipeline nothing was arranged for since they came into their window."""
    whens = [When(days, then=Value(window)) for window, days in _in_window(today, windows).items()]
    noted = MaturityNote.objects.filter(
        loan=OuterRef("pk"), due_on=OuterRef("standing__due_on"), window__lte=OuterRef("window_now")
    )
    now = Case(*whens, default=Value(max(windows)), output_field=IntegerField())
    return loans.alias(window_now=now).filter(~Exists(noted.order_by()))


def to_arrange(posting: Posting, today: date, windows: Sequence[int]) -> QuerySet[Loan]:
    """The loans a desk has still to arrange something for."""
    return without_note(pipeline(posting, today, windows), today, windows)


def loans(posting: Posting, filters: Filters, today: date, windows: Sequence[int]) -> QuerySet[Loan]:
    """The list, the one due first first, each with its notes, the newest first."""
    found = _planned(posting, filters.plan, today, windows)
    if filters.window is not None:
        found = found.filter(_in_window(today, windows)[filters.window])
    if filters.town:
        found = found.filter(household__village__parent=filters.town)
    if filters.village:
        found = found.filter(household__village=filters.village)
    if filters.bank:
        found = found.filter(branch__bank=filters.bank)
    rows = with_row(found).prefetch_related("maturity_notes__recorded_by__officer")
    return rows.order_by("standing__due_on", "pk")


def _planned(posting: Posting, plan: str, today: date, windows: Sequence[int]) -> QuerySet[Loan]:
    if plan == Plan.REFUSED:
        return loans_seen_by(posting).filter(Exists(refusals().filter(loan=OuterRef("pk"))))
    found = pipeline(posting, today, windows)
    if plan == NO_NOTE:
        return without_note(found, today, windows)
    if plan:
        newest = MaturityNote.objects.filter(loan=OuterRef("pk"), due_on=OuterRef("standing__due_on"))
        found = found.alias(plan_now=Subquery(newest.order_by("-pk").values("plan")[:1]))
        return found.filter(plan_now=plan)
    return found


def refusals() -> QuerySet[MaturityNote]:
    """Renewals and extensions a bank refused (S5.2)."""
    return MaturityNote.objects.filter(plan=Plan.REFUSED).order_by()


def notes_of(loan: Loan) -> QuerySet[MaturityNote]:
    """What was arranged for a loan, the newest first."""
    return loan.maturity_notes.select_related("recorded_by__officer").order_by("-pk")


@dataclass(frozen=True, slots=True)
class WindowSum:
    """What falls due in one window."""

    window: int
    count: int
    balance: int
    """Fen."""


def sums(found: QuerySet[Loan], today: date, windows: Sequence[int]) -> list[WindowSum]:
    """Each window's loans and balance, the overdue ones first, then the nearest."""
    counted = found.order_by().aggregate(**_counts(today, windows))
    return [
        WindowSum(window, counted[f"count_{window}"], counted[f"balance_{window}"] or 0)
        for window in _in_window(today, windows)
    ]


def by_group(found: QuerySet[Loan], group: str, today: date, windows: Sequence[int]) -> list[dict[str, Any]]:
    """The same by town, village or bank: name, count_<window>, balance_<window>, balance (fen)."""
    name = GROUPS[group][1]
    rows = found.order_by().values(name).annotate(**_counts(today, windows), balance=Sum("standing__balance"))
    return [{**row, "name": row[name]} for row in rows.order_by("-balance", name)]


def _counts(today: date, windows: Sequence[int]) -> dict[str, Any]:
    counts: dict[str, Any] = {}
    for window, days in _in_window(today, windows).items():
        counts[f"count_{window}"] = Count("pk", filter=days)
        counts[f"balance_{window}"] = Sum("standing__balance", filter=days)
    return counts


def interest_due(posting: Posting, policies: Sequence[str]) -> int:
    """Loans with a balance of some packs: each has interest to pay on the next settlement day."""
    return loans_seen_by(posting).filter(standing__balance__gt=0, policy__in=policies).count()
