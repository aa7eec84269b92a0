"""Projects a desk sees, who takes part, and the loans that go into them; sums by industry and chain model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from hudai.records.models import (
    Assessment,
    Attachment,
    Enterprise,
    Funding,
    Household,
    Loan,
    Membership,
    Participation,
    Posting,
    Project,
    Region,
)
from hudai.records.queries.visibility import households_seen_by, loans_seen_by, projects_seen_by

RUNNING, ENDED = "running", "ended"
STATES = {RUNNING: "进行中", ENDED: "已结束"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means everything."""

    words: str = ""
    town: int | None = None
    industry: str = ""
    chain_model: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Sums:
    """What stands under one industry or one chain model."""

    projects: int = 0
    """Running."""
    members: int = 0
    """Households that take part in one of them now."""
    loans: int = 0
    """Paid out."""
    borrowers: int = 0
    """Households of those loans."""
    balance: int = 0


@dataclass(frozen=True, slots=True)
class Helping:
    """A cooperative or firm, and whom its running projects in a place take along."""

    enterprise: Enterprise
    """With its town."""
    households: int
    since: date
    """First day of the oldest of the projects."""


def helping(region: Region, day: date) -> list[Helping]:
    """Cooperatives and firms of projects that run in a place on a day and have households in them."""
    within = Q(project__village=region) | Q(project__village__parent=region)
    running = Q(project__until=None) | Q(project__until__gt=day)
    standing = Q(left_on=None) | Q(left_on__gt=day)
    members = Participation.objects.filter(
        within, running, standing, project__since__lte=day, joined_on__lte=day
    )
    homes: dict[int, set[int]] = {}
    since: dict[int, date] = {}
    asked = members.order_by().values_list(
        "household", "project__cooperative", "project__firm", "project__since"
    )
    for household, cooperative, firm, first in asked:
        for key in {cooperative, firm} - {None}:
            homes.setdefault(key, set()).add(household)
            since[key] = min(first, since.get(key, first))
    found = Enterprise.objects.filter(pk__in=homes).select_related("town").order_by("name", "pk")
    return [Helping(each, len(homes[each.pk]), since[each.pk]) for each in found]


def projects(posting: Posting, filters: Filters) -> QuerySet[Project]:
    """Projects a posting sees, the newest first, with ``households``, ``loans`` and ``balance``.

    Counted are households and loans the posting sees itself.
    """
    found = projects_seen_by(posting)
    if words := filters.words.strip():
        found = found.filter(name__icontains=words)
    if filters.town:
        found = found.filter(village__parent=filters.town)
    if filters.industry:
        found = found.filter(industry=filters.industry)
    if filters.chain_model:
        found = found.filter(chain_model=filters.chain_model)
    if filters.state:
        found = found.filter(until__isnull=filters.state == RUNNING)
    return with_row(found, posting).order_by("-since", "-pk")


def with_row(found: QuerySet[Project], posting: Posting) -> QuerySet[Project]:
    """What a line of the list shows."""
    parts = Participation.objects.filter(
        project=OuterRef("pk"),
        left_on=None,
        household__in=households_seen_by(posting).order_by().values("pk"),
    )
    into = _gone_into(OuterRef(OuterRef("pk")))
    loans = loans_seen_by(posting).filter(pk__in=into, disbursed_on__isnull=False)
    return found.select_related("village__parent", "cooperative", "firm").annotate(
        households=Coalesce(_counted(parts), 0),
        loans=Coalesce(_counted(loans), 0),
        balance=Coalesce(
            Subquery(
                loans.order_by().values(one=Value(1)).annotate(owed=Sum("standing__balance")).values("owed")
            ),
            0,
        ),
    )


def participations(posting: Posting, project: Project) -> QuerySet[Participation]:
    """Who takes or took part, as far as the posting sees the household; those still in it first.

    ``scans`` counts the papers beside it that were not withdrawn.
    """
    seen = households_seen_by(posting).order_by().values("pk")
    head = Membership.objects.filter(household=OuterRef("household"), until=None, is_head=True)
    found = project.participations.filter(household__in=seen)
    return (
        found.select_related("household__village", "consented_by", "recorded_by__officer")
        .annotate(head=Subquery(head.values("person__name")[:1]), scans=_scans())
        .order_by(F("left_on").desc(nulls_first=True), "joined_on", "pk")
    )


def loans_of(posting: Posting, project: Project) -> QuerySet[Loan]:
    """Loans of the project that the posting sees, the newest first."""
    found = loans_seen_by(posting).filter(pk__in=_gone_into(project.pk))
    return found.select_related("borrower", "branch", "standing").order_by("-signed_on", "-pk")


def of_household(household: Household) -> QuerySet[Participation]:
    """The projects a household takes or took part in, the newest first, with ``scans``."""
    found = household.participations.select_related("project__village", "consented_by")
    found = found.annotate(scans=_scans())
    return found.order_by("-joined_on", "-pk")


def by_industry(posting: Posting) -> Mapping[str, Sums]:
    """Sums by industry; loans of none stand under the empty name.

    A loan's industry is that of the project it goes into, else the one the bank assessed it by.
    """
    assessed = Assessment.objects.filter(application=OuterRef("application")).order_by("-pk")
    industry = Coalesce(
        "funding__participation__project__industry",
        "application__funding__participation__project__industry",
        Subquery(assessed.values("industry")[:1]),
        Value(""),
    )
    return _sums(posting, "industry", industry)


def by_chain_model(posting: Posting) -> Mapping[str, Sums]:
    """Sums by chain model; loans that go into no project stand under the empty name."""
    model = Coalesce(
        "funding__participation__project__chain_model",
        "application__funding__participation__project__chain_model",
        Value(""),
    )
    return _sums(posting, "chain_model", model)


def _sums(posting: Posting, column: str, of_loan: Coalesce) -> dict[str, Sums]:
    running = projects_seen_by(posting).filter(until=None)
    parts = Participation.objects.filter(
        project__in=running.order_by().values("pk"),
        left_on=None,
        household__in=households_seen_by(posting).order_by().values("pk"),
    )
    lent = loans_seen_by(posting).filter(disbursed_on__isnull=False).annotate(under=of_loan).order_by()
    counted = dict(running.order_by().values_list(column).annotate(count=Count("pk")))
    members = dict(
        parts.order_by().values_list(f"project__{column}").annotate(count=Count("household", distinct=True))
    )
    loans = {
        row["under"]: row
        for row in lent.values("under").annotate(
            loans=Count("pk"),
            borrowers=Count("household", distinct=True),
            balance=Sum("standing__balance", default=0),
        )
    }
    return {
        name: Sums(
            counted.get(name, 0),
            members.get(name, 0),
            *(loans[name][each] if name in loans else 0 for each in ("loans", "borrowers", "balance")),
        )
        for name in {*counted, *members, *loans}
    }


def _gone_into(project: Any) -> QuerySet[Funding, Any]:
    """Keys of the loans that go into a project, by themselves or with their application.

    From the few fundings of the project: no other loan is asked where it goes.
    """
    fundings = Funding.objects.filter(participation__project=project).order_by()
    return fundings.values_list(Coalesce("loan", "application__contract"), flat=True)


def _scans() -> Coalesce:
    """Papers beside a household's part in a project that count."""
    return Coalesce(_counted(Attachment.objects.filter(participation=OuterRef("pk"), withdrawn_at=None)), 0)


def _counted(rows: QuerySet[Any]) -> Subquery:
    """How many rows there are, as a subquery."""
    return Subquery(rows.order_by().values(one=Value(1)).annotate(count=Count("pk")).values("count"))
