"""The register of dishonest debtors as lists, pages and a screening ask it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from hudai.records.models import DishonestDebtor, DishonestDebtorStep, Household, Loan, Posting
from hudai.records.queries.loan_facts import with_originals
from hudai.records.queries.visibility import loans_seen_by

State = DishonestDebtor.State
NARROWED = {**{str(value): str(label) for value, label in State.choices}, "": "全部"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means everything."""

    state: str = ""
    town: int | None = None
    village: int | None = None
    bank: int | None = None


def listed_since(person: int, day: date) -> date | None:
    """Since when a person stands on the register on a day; None where they do not."""
    standing = DishonestDebtor.objects.filter(
        Q(left_on=None) | Q(left_on__gt=day), person=person, listed_on__lte=day
    )
    return standing.order_by("listed_on").values_list("listed_on", flat=True).first()


def entries_seen_by(posting: Posting) -> QuerySet[DishonestDebtor]:
    """Entries for the loans a posting sees."""
    return DishonestDebtor.objects.filter(loan__in=loans_seen_by(posting).order_by().values("pk"))


def entries(posting: Posting, filters: Filters) -> QuerySet[DishonestDebtor]:
    """The list, what was proposed last first."""
    found = entries_seen_by(posting)
    if filters.state:
        found = found.filter(state=filters.state)
    if filters.town:
        found = found.filter(loan__household__village__parent=filters.town)
    if filters.village:
        found = found.filter(loan__household__village=filters.village)
    if filters.bank:
        found = found.filter(loan__branch__bank=filters.bank)
    return with_row(found).order_by("-proposed_at", "-pk")


def with_row(found: QuerySet[DishonestDebtor]) -> QuerySet[DishonestDebtor]:
    """With what a row shows."""
    return found.select_related(
        "person", "loan__household__village__parent", "loan__branch__bank", "loan__standing"
    )


def steps_of(entry: DishonestDebtor) -> QuerySet[DishonestDebtorStep]:
    """What was done about it, the first first."""
    return entry.steps.select_related("posting", "officer").order_by("pk")


def of_household(household: Household, posting: Posting) -> QuerySet[DishonestDebtor]:
    """Entries of whoever is of the household now, as far as the posting sees them, the newest first."""
    people = household.memberships.filter(until=None).values("person")
    return with_row(entries_seen_by(posting).filter(person__in=people)).order_by("-proposed_at", "-pk")


def standing_of_household(household: Household, posting: Posting) -> list[DishonestDebtor]:
    """Those of them that stand on the register, for the page of the household."""
    return list(of_household(household, posting).filter(state=State.LISTED))


def with_its_chain(loan: Loan) -> QuerySet[Loan]:
    """A loan and what its chain began with, as its standing is worked out from."""
    return with_originals(Loan.objects.filter(pk=loan.pk))
