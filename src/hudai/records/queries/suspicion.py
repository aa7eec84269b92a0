"""Suspicions as lists and pages show them; a desk sees those that rest on a record of its own place."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from hudai.records.models import (
    Branch,
    Loan,
    Posting,
    Region,
    Station,
    Stop,
    Suspicion,
    SuspicionItem,
    SuspicionStep,
)
from hudai.records.queries.visibility import batches_seen_by, of_households_seen_by

State, Measure = Suspicion.State, Suspicion.Measure
LAPSED = "lapsed"
TO_HANDLE = "to_handle"
MINE = "mine"
NARROWED = {
    TO_HANDLE: "未办结",
    MINE: "交给我的",
    **{str(value): str(label) for value, label in State.choices},
    LAPSED: "已消失",
    "all": "全部",
}
"""What a list is narrowed to."""
STOPS_OF = {
    Measure.RECALL.value: (Stop.Kind.RECALLED,),
    Measure.CONVERT.value: (Stop.Kind.CONVERTED,),
    Measure.STOP.value: tuple(Stop.Kind),
}
"""What must stand at a loan where a measure was taken on it."""
IN_THE_COUNTY = (
    Station.OFFICE,
    Station.FINANCE,
    Station.FINANCE_OFFICE,
    Station.REGULATOR,
    Station.AUDITOR,
)
"""Desks that see every suspicion of their county."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means everything but the state, which is always one."""

    state: str = TO_HANDLE
    rule: str = ""
    town: int | None = None
    village: int | None = None
    bank: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A desk a suspicion may be handed to: a station and, but for the county office, its place."""

    station: str
    key: int | None
    label: str

    @property
    def value(self) -> str:
        """As a form names it: ``town:3``."""
        return f"{self.station}:{self.key or ''}"


def items_seen_by(posting: Posting) -> QuerySet[SuspicionItem]:
    """Records of suspicions that are of a posting's place: its households', its own loans, its batches."""
    batches = Q(batch__in=batches_seen_by(posting).order_by().values("pk"))
    if posting.branch_id is None:
        mine = Q(household__isnull=False) & of_households_seen_by(posting)
        return SuspicionItem.objects.filter(mine | batches)
    own = Q(branch=posting.branch_id)
    if posting.station == Station.BANK and posting.branch is not None:
        own = Q(branch__bank=posting.branch.bank_id)
    return SuspicionItem.objects.filter(own | batches)


def suspicions_seen_by(posting: Posting) -> QuerySet[Suspicion]:
    """Suspicions that rest on at least one record a posting sees, or were handed to it."""
    if posting.station in IN_THE_COUNTY and posting.region and posting.region.is_the_only_county:
        return Suspicion.objects.all()
    mine = Q(pk__in=items_seen_by(posting).order_by().values("suspicion"))
    if posting.station != Station.OFFICE:
        # What the county office looks into itself names no county: it is seen by its records alone.
        mine |= handed_to(posting)
    return Suspicion.objects.filter(mine)


def handed_to(posting: Posting) -> Q:
    """Suspicions this very desk, or another of its kind at its place, is to look into."""
    if posting.station == Station.BANK and posting.branch is not None:
        return Q(station=posting.station, branch__bank=posting.branch.bank_id)
    if posting.branch_id is not None:
        return Q(station=posting.station, branch=posting.branch_id)
    if posting.station == Station.OFFICE:
        return Q(station=posting.station)
    return Q(station=posting.station, region=posting.region_id)


def waiting_for(posting: Posting) -> QuerySet[Suspicion]:
    """What a desk has still to do: look into, and at the county office hand over and close too."""
    mine = Q(state=State.ASSIGNED) & handed_to(posting)
    if posting.station != Station.OFFICE:
        return Suspicion.objects.filter(mine, lapsed_on=None)
    mine |= Q(state__in=(State.OPEN, State.LOOKED_INTO))
    return suspicions_seen_by(posting).filter(mine, lapsed_on=None)


def suspicions(posting: Posting, filters: Filters) -> QuerySet[Suspicion]:
    """The list, what was found last first; each with ``first_record``, ``first_person`` and how many
    ``records`` of it the posting sees."""
    found = _in_state(suspicions_seen_by(posting), posting, filters.state)
    if filters.rule:
        found = found.filter(rule=filters.rule)
    items = SuspicionItem.objects.order_by()
    if filters.village:
        found = found.filter(pk__in=items.filter(household__village=filters.village).values("suspicion"))
    if filters.town:
        of_town = Q(household__village__parent=filters.town) | Q(batch__town=filters.town)
        found = found.filter(pk__in=items.filter(of_town).values("suspicion"))
    if filters.bank:
        found = found.filter(pk__in=items.filter(branch__bank=filters.bank).values("suspicion"))
    seen = items_seen_by(posting).filter(suspicion=OuterRef("pk"))
    first = seen.order_by("pk").annotate(
        number=Coalesce("loan__contract", "application__number", "batch__number"),
        person=Coalesce("loan__borrower__name", "application__applicant__name", Value("")),
    )
    counted = seen.order_by().values(one=Value(1)).annotate(found=Count("pk", distinct=True))
    return (
        found.annotate(
            first_record=Subquery(first.values("number")[:1]),
            first_person=Subquery(first.values("person")[:1]),
            records=Subquery(counted.values("found")),
        )
        .select_related("region", "branch")
        .order_by("-found_on", "-pk")
    )


def _in_state(found: QuerySet[Suspicion], posting: Posting, state: str) -> QuerySet[Suspicion]:
    if state == "all":
        return found
    if state == LAPSED:
        return found.filter(lapsed_on__isnull=False).exclude(state=State.CLOSED)
    if state == State.CLOSED:
        return found.filter(state=State.CLOSED)
    there = found.filter(lapsed_on=None).exclude(state=State.CLOSED)
    if state == MINE:
        return there.filter(handed_to(posting), state=State.ASSIGNED)
    return there if state not in State.values else there.filter(state=state)


def items_of(suspicion: Suspicion) -> QuerySet[SuspicionItem]:
    """The records of a suspicion with what a row shows."""
    return suspicion.items.select_related(
        "loan__borrower",
        "loan__standing",
        "application__applicant",
        "batch__town",
        "household__village__parent",
        "branch__bank",
    ).order_by("pk")


def steps_of(suspicion: Suspicion) -> QuerySet[SuspicionStep]:
    """What was done about it, the first first."""
    return suspicion.steps.select_related("posting", "officer").order_by("pk")


def places_of(suspicion: Suspicion) -> list[Place]:
    """The desks a suspicion may be handed to: those of its records' places, and the county office."""
    items = SuspicionItem.objects.filter(suspicion=suspicion).order_by()
    found = [Place(Station.OFFICE, None, Station.OFFICE.label)]
    towns = Region.objects.filter(
        Q(pk__in=items.values("household__village__parent")) | Q(pk__in=items.values("batch__town"))
    )
    villages = Region.objects.filter(pk__in=items.values("household__village")).select_related("parent")
    branches = Branch.objects.filter(pk__in=items.values("branch")).select_related("bank")
    for town in towns.order_by("name"):
        found.append(Place(Station.TOWN, town.pk, f"{town.name}　{Station.TOWN.label}"))
    for village in villages.order_by("parent__name", "name"):
        where = village.parent.name if village.parent else ""
        found.append(Place(Station.VILLAGE, village.pk, f"{where}{village.name}　{Station.VILLAGE.label}"))
    for branch in branches.order_by("bank__name", "name"):
        found.append(Place(Station.BRANCH, branch.pk, f"{branch.name}　{Station.BRANCH.label}"))
    banks = {branch.bank_id: branch for branch in branches}
    for branch in banks.values():
        found.append(Place(Station.BANK, branch.pk, f"{branch.bank.name}　{Station.BANK.label}"))
    return found


def loans_without(suspicion: Suspicion, measure: str) -> list[Loan]:
    """Loans of a suspicion that still owe and on which its measure was not carried out."""
    kinds = STOPS_OF.get(measure, ())
    done = Stop.objects.standing().filter(kind__in=kinds).order_by().values("loan")
    owing = Loan.objects.filter(suspicions__suspicion=suspicion, standing__balance__gt=0)
    return list(owing.exclude(pk__in=done).order_by("pk")) if kinds else []


def of_loan(loan: Loan) -> QuerySet[Suspicion]:
    """The suspicions that rest on a loan, those to be handled first."""
    return Suspicion.objects.filter(items__loan=loan).order_by("-last_on", "-pk").distinct()
