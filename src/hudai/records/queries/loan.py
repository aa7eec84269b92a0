"""Loans as lists and pages show them; every list starts from what a posting sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Prefetch, Q, QuerySet

from hudai.core.workflow import State
from hudai.records.fields import blind_index
from hudai.records.models import (
    Application,
    EarlierGrant,
    Extension,
    Household,
    JournalLine,
    Loan,
    LoanCorrection,
    Person,
    Posting,
    Repayment,
    ReportedClass,
    Stop,
    SubsidyLine,
)
from hudai.records.queries.visibility import applications_seen_by, loans_seen_by

WAITING, OPEN, OVERDUE, PAID_OFF, GIVEN_UP = "waiting", "open", "overdue", "paid_off", "given_up"
STATES = {
    WAITING: "待放款",
    OPEN: "在贷",
    OVERDUE: "逾期",
    PAID_OFF: "已结清",
    GIVEN_UP: "已作废",
}
"""Where a loan stands, in the order a list offers it."""
ARREARS = "arrears"
NARROWED = {**STATES, ARREARS: "欠息"}
"""What a list is narrowed to: where loans stand, and those whose interest is behind whatever else is."""

_IN_STATE = {
    WAITING: Q(disbursed_on=None, given_up_on=None),
    OPEN: Q(standing__balance__gt=0),
    OVERDUE: Q(standing__balance__gt=0, standing__days_overdue__gt=0),
    ARREARS: Q(standing__balance__gt=0, standing__interest_days__gt=0),
    PAID_OFF: Q(disbursed_on__isnull=False, standing__balance=0),
    GIVEN_UP: Q(given_up_on__isnull=False),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; empty means everything."""

    words: str = ""
    """A contract or household number, a name, or a full ID number."""
    town: int | None = None
    village: int | None = None
    bank: int | None = None
    policy: str = ""
    state: str = ""
    loan_class: str = ""
    overdue_days: int | None = None
    """At least so many days overdue."""
    due_until: date | None = None
    """Owed and falling due by this day, counted in."""
    paid_out_since: date | None = None
    paid_out_until: date | None = None
    """The last day, counted in."""


def loans(posting: Posting, filters: Filters) -> QuerySet[Loan]:
    """The loans a posting sees, the newest first, with everything a row shows."""
    found = loans_seen_by(posting)
    if words := filters.words.strip():
        found = _called(found, words)
    if filters.town:
        found = found.filter(household__village__parent=filters.town)
    if filters.village:
        found = found.filter(household__village=filters.village)
    if filters.bank:
        found = found.filter(branch__bank=filters.bank)
    if filters.policy:
        found = found.filter(policy=filters.policy)
    if filters.state in _IN_STATE:
        found = found.filter(_IN_STATE[filters.state])
    if filters.loan_class:
        found = found.filter(standing__loan_class=filters.loan_class)
    if filters.overdue_days:
        found = found.filter(standing__balance__gt=0, standing__days_overdue__gte=filters.overdue_days)
    if filters.due_until:
        found = found.filter(standing__balance__gt=0, standing__due_on__lte=filters.due_until)
    if filters.paid_out_since:
        found = found.filter(disbursed_on__gte=filters.paid_out_since)
    if filters.paid_out_until:
        found = found.filter(disbursed_on__lte=filters.paid_out_until)
    return with_row(found)


def _called(found: QuerySet[Loan], words: str) -> QuerySet[Loan]:
    """Loans of a number or name; whoever gives a whole number means that one and none that contains it.

    Household and person are looked up first: asked for together with the loans, no index would help.
    """
    households = Household.objects.filter(number__in={words, words.upper()})
    people = Person.objects.filter(id_index=blind_index(words.upper()))
    exactly = found.filter(
        Q(contract=words)
        | Q(household__in=list(households.values_list("pk", flat=True)))
        | Q(borrower__in=list(people.values_list("pk", flat=True)))
    )
    if exactly.exists():
        return exactly
    return found.filter(Q(contract__icontains=words) | Q(borrower__name__icontains=words))


def with_row(found: QuerySet[Loan]) -> QuerySet[Loan]:
    """With what a row of a list shows, in one query."""
    return found.select_related(
        "household__village__parent", "household__group", "borrower", "branch__bank", "standing"
    )


def state_of(loan: Loan) -> str:
    """Where a loan stands, by its projection."""
    standing = getattr(loan, "standing", None)
    figures = (standing.balance, standing.days_overdue) if standing else (None, None)
    return state_by(loan.given_up_on, loan.disbursed_on, *figures)


STATED_BY = ("given_up_on", "disbursed_on", "standing__balance", "standing__days_overdue")
"""What :func:`state_by` goes by, in its order."""


def state_by(
    given_up_on: date | None, disbursed_on: date | None, balance: int | None, days_overdue: int | None
) -> str:
    """Where a loan stands; the balance is in fen, and not known before the projection was worked out."""
    if given_up_on is not None:
        return GIVEN_UP
    if disbursed_on is None:
        return WAITING
    if balance is None:
        return OPEN
    if balance <= 0:
        return PAID_OFF
    return OVERDUE if days_overdue else OPEN


def to_sign(posting: Posting) -> QuerySet[Application]:
    """Approved applications a bank's desk has still to sign, or to register the extension of."""
    approved = applications_seen_by(posting).filter(state=State.APPROVED, contract=None, extension=None)
    rows = approved.select_related("household__village__parent", "applicant", "branch__bank", "loan")
    return rows.order_by("step_since", "pk")


def to_pay_out(posting: Posting) -> QuerySet[Loan]:
    """Contracts signed and not paid out, the one approved first first."""
    waiting = loans_seen_by(posting).filter(_IN_STATE[WAITING])
    return with_row(waiting).select_related("application").order_by("signed_on", "pk")


def falling_due(posting: Posting, today: date, days: int) -> QuerySet[Loan]:
    """Loans with a balance that fall due within so many days, or are due already."""
    near = loans_seen_by(posting).filter(
        standing__balance__gt=0, standing__due_on__lte=today + timedelta(days=days)
    )
    return with_row(near).order_by("standing__due_on", "pk")


def page_of(found: QuerySet[Loan]) -> QuerySet[Loan]:
    """With what the page of one loan shows besides."""
    return with_row(found).select_related("application", "original", "entered_by__officer")


@dataclass(frozen=True, slots=True)
class History:
    """All that was recorded of a loan, as it came."""

    repayments: list[Repayment]
    """In order of the days paid, replaced ones too."""
    extensions: list[Extension]
    stops: list[Stop]
    corrections: list[LoanCorrection]
    classes: list[ReportedClass]
    """What the bank reported, by day, replaced ones too."""
    earlier_grants: list[EarlierGrant]
    lines: list[SubsidyLine]
    """Of batches that were not dropped."""


def history(loan: Loan) -> History:
    """The loan's whole history, in a fixed number of questions."""
    who = ("recorded_by__officer", "replaced_by__recorded_by")
    lines = loan.subsidy_lines.exclude(batch__state="dropped").select_related("batch", "batch__town")
    return History(
        repayments=list(
            loan.repayments.select_related(*who, "replaces", "came_with").order_by("paid_on", "pk")
        ),
        extensions=list(loan.extensions.select_related(*who, "application").order_by("pk")),
        stops=list(loan.stops.select_related(*who).order_by("pk")),
        corrections=list(loan.corrections.select_related("recorded_by__officer").order_by("-pk")),
        classes=list(loan.classes.select_related(*who, "replaces", "came_with").order_by("as_of", "pk")),
        earlier_grants=list(loan.earlier_grants.select_related(*who, "replaces").order_by("pk")),
        lines=list(lines.prefetch_related(Prefetch("payouts")).order_by("batch__period_end", "pk")),
    )


def journal_of(loan: Loan) -> QuerySet[JournalLine]:
    """What was done to a loan, the newest first."""
    lines = JournalLine.objects.filter(noun="loan", key=str(loan.pk)).order_by(F("at").desc(), "-pk")
    return lines.select_related("officer", "posting")
