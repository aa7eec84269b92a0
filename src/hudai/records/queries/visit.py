"""Visits of loans, and loans whose next visit is due by the plan of :mod:`hudai.core.visits`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from hudai.core.visits import Plans, VisitPlan
from hudai.records.models import Attachment, Loan, Posting, Visit
from hudai.records.queries.loan import with_row
from hudai.records.queries.visibility import loans_seen_by

OVERDUE, SOON, MISUSED, UNFAVOURABLE = "overdue", "soon", "misused", "unfavourable"
STATES = {
    OVERDUE: "检查逾期",
    SOON: "30 天内应检查",
    MISUSED: "资金使用不符",
    UNFAVOURABLE: "最近一次情况不好",
}
SOON_DAYS = 30


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means everything but the state, which is always one."""

    state: str = OVERDUE
    town: int | None = None
    village: int | None = None
    bank: int | None = None


def next_due_before(loans: QuerySet[Loan], day: date, plans: Plans) -> QuerySet[Loan]:
    """Loans with a balance whose next visit falls on a day before ``day``, by the plan of their scheme.

    :func:`hudai.core.visits.next_visit_on`, put the other way round: paid out so long ago, and not
    visited since.  Schemes with the same plan are asked about together.
    """
    alike: dict[VisitPlan, list[str]] = {}
    for policy, plan in plans.items():
        alike.setdefault(plan, []).append(policy)
    due = Q(pk__in=[])
    for plan, policies in alike.items():
        due |= _due_before(day, plan) & Q(policy__in=policies)
    return loans.filter(due, standing__balance__gt=0)


def _due_before(day: date, plan: VisitPlan) -> Q:
    counts = Visit.objects.filter(loan=OuterRef("pk"), visited_on__gte=OuterRef("disbursed_on")).order_by()
    lately = counts.filter(visited_on__gte=day - timedelta(days=plan.then_every_days))
    first_is_over = Q(disbursed_on__lt=day - timedelta(days=plan.first_within_days))
    if plan.then_every_days < plan.first_within_days:
        # Visited at all, and not lately: the day of the first no longer says anything.
        first_is_over |= Q(Exists(counts))
    return first_is_over & Q(~Exists(lately))


def overdue(posting: Posting, today: date, plans: Plans) -> QuerySet[Loan]:
    """Loans whose next visit should have been before today."""
    return next_due_before(loans_seen_by(posting), today, plans)


def loans(posting: Posting, filters: Filters, today: date, plans: Plans) -> QuerySet[Loan]:
    """The list, each loan with its visits, the newest first; the one paid out first first."""
    found = _in_state(loans_seen_by(posting), filters.state, today, plans)
    if filters.town:
        found = found.filter(household__village__parent=filters.town)
    if filters.village:
        found = found.filter(household__village=filters.village)
    if filters.bank:
        found = found.filter(branch__bank=filters.bank)
    return with_row(found).prefetch_related("visits").order_by("disbursed_on", "pk")


def _in_state(found: QuerySet[Loan], state: str, today: date, plans: Plans) -> QuerySet[Loan]:
    if state == SOON:
        soon = next_due_before(found, today + timedelta(days=SOON_DAYS + 1), plans)
        return soon.exclude(pk__in=next_due_before(found, today, plans).order_by().values("pk"))
    if state == MISUSED:
        return found.filter(Exists(_of(Q(money_used_as_agreed=False))), standing__balance__gt=0)
    if state == UNFAVOURABLE:
        newer = Visit.objects.filter(
            Q(visited_on__gt=OuterRef("visited_on"))
            | Q(visited_on=OuterRef("visited_on"), pk__gt=OuterRef("pk")),
            loan=OuterRef("loan"),
        )
        return found.filter(
            Exists(_of(Q(~Exists(newer.order_by()), favourable=False))), standing__balance__gt=0
        )
    return next_due_before(found, today, plans)


def _of(said: Q) -> QuerySet[Visit]:
    return Visit.objects.filter(said, loan=OuterRef("pk")).order_by()


def visits_of(loan: Loan) -> QuerySet[Visit]:
    """The visits of a loan with their photos and papers, the newest first."""
    return with_files(loan.visits.all()).order_by(F("visited_on").desc(), "-pk")


def visits_seen_by(posting: Posting) -> QuerySet[Visit]:
    """Visits of the loans a posting sees, with their photos and papers."""
    return with_files(Visit.objects.filter(loan__in=loans_seen_by(posting).order_by().values("pk")))


def with_files(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """The visits with who wrote them down and their files, in the order they were handed in."""
    files = Attachment.objects.select_related("added_by__officer").order_by("pk")
    return visits.select_related("recorded_by__officer").prefetch_related(Prefetch("attachments", files))
