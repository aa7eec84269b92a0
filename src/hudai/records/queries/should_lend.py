"""应贷尽贷: listed households that could borrow today and have no loan, those left out, and why not (R13).

Of the households on the list four parts are made, in this order, and no household is in two: a category
the scheme does not lend to; served, by an application that is open or a loan with a balance; nobody in
the household of the age to borrow; and the rest, which should be lent to.  Who has repaid is in the rest
again.  What is not known (a household without people, a law that does not say) leaves nobody out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from hudai.core.money import share_ppm
from hudai.core.should_lend import Borrowers
from hudai.core.workflow import State
from hudai.records.models import (
    Application,
    Explanation,
    Household,
    Listing,
    Loan,
    Membership,
    Posting,
    UnservedReason,
)
from hudai.records.queries.household import IN_ORDER, with_row
from hudai.records.queries.visibility import households_seen_by, of_households_seen_by

_IS_OPEN = Q(state__in=(State.DRAFT, State.UNDER_WAY)) | Q(
    state=State.APPROVED, contract=None, extension=None
)
"""Applications somebody still has to do something about: approved ones until their contract is signed."""
_IS_OWED = Q(given_up_on=None) & (Q(disbursed_on=None) | Q(standing=None) | Q(standing__balance__gt=0))
"""Loans with a balance, or soon to have one; one whose standing was never worked out counts as owed."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the listed households of one village are served; each is counted in one part."""

    village_id: int
    town: str
    village: str
    listed: int
    other_kind: int
    """Of a category the scheme does not lend to."""
    served: int
    out_of_age: int
    """Not served, and nobody in it is of the age to borrow."""
    explained: int
    """Should be lent to, with a reason recorded why not."""

    @property
    def eligible(self) -> int:
        """Of the categories the scheme lends to."""
        return self.listed - self.other_kind

    @property
    def open(self) -> int:
        """Should be lent to, and nobody said why it is not."""
        return self.eligible - self.served - self.out_of_age - self.explained

    @property
    def share_ppm(self) -> int | None:
        """Served households of the eligible ones (R13); None where there are none."""
        return share_ppm(self.served, self.eligible)


def to_lend(
    posting: Posting, borrowers: Borrowers, *, village: int | None, explained: bool | None
) -> QuerySet[Household]:
    """Who should be lent to, with ``reason``, ``reason_at``, ``wish`` and ``lent_on``; by village and number.

    ``lent_on``: the day the latest loan was paid out, of a household that had one and has repaid it.
    ``wish``: whether it wanted a loan when the scheme was last explained to it.
    """
    reasons = _reasons().filter(household=OuterRef("pk")).order_by("-recorded_at", "-pk")
    earlier = Loan.objects.filter(household=OuterRef("pk"), disbursed_on__isnull=False)
    told = Explanation.objects.filter(household=OuterRef("pk"), withdrawn_at=None)
    # All of a list are asked about at once: of each household by itself takes half as long again.
    of_age = ~Q(pk__in=_out_of_age(posting, borrowers))
    found = with_row(_not_lent_to(posting, borrowers).filter(of_age)).annotate(
        wish=Subquery(told.order_by("-explained_on", "-pk").values("wish")[:1]),
        reason=Subquery(reasons.values("reason")[:1]),
        reason_at=Subquery(reasons.values("recorded_at")[:1]),
        lent_on=Subquery(earlier.order_by("-disbursed_on").values("disbursed_on")[:1]),
    )
    if village:
        found = found.filter(village=village)
    if explained is not None:
        found = found.filter(_explained() if explained else ~_explained())
    return found.order_by(*IN_ORDER)


def unexplained(posting: Posting, borrowers: Borrowers) -> QuerySet[Household]:
    """Households that should be lent to, without a reason why they are not."""
    return _not_lent_to(posting, borrowers).filter(_of_age(borrowers), ~_explained())


def unserved(posting: Posting) -> QuerySet[Household]:
    """Listed households without an open application or a balance, whether they could borrow or not."""
    return households_seen_by(posting).filter(Exists(_standing()), *_not_served())


def coverage(posting: Posting, borrowers: Borrowers) -> list[Coverage]:
    """The villages the posting sees that have listed households, by town and name.

    Questions of sets: asked of each household by itself they take three times as long.
    """
    by_name = ("household__village__parent__name", "household__village__name")
    entries = Listing.objects.filter(of_households_seen_by(posting), left_with=None)
    listed = entries.order_by().values_list("household__village", *by_name, "kind").annotate(n=Count("pk"))
    villages: dict[tuple[str, str, int], Counter[bool]] = {}
    for village, town, name, kind, count in listed:
        right = borrowers.kinds is None or kind in borrowers.kinds
        villages.setdefault((town, name, village), Counter())[right] += count
    seen = households_seen_by(posting).filter(_is_listed(borrowers))
    served = _by_village(seen.filter(_served()))
    out_of_age = _by_village(seen.filter(Q(pk__in=_out_of_age(posting, borrowers)), *_not_served()))
    said = Q(pk__in=_reasons().order_by().values("household"))
    explained = _by_village(seen.filter(said, *_not_served(), _of_age(borrowers)))
    return [
        Coverage(
            village,
            town,
            name,
            listed=counts.total(),
            other_kind=counts[False],
            served=served.get(village, 0),
            out_of_age=out_of_age.get(village, 0),
            explained=explained.get(village, 0),
        )
        for (town, name, village), counts in sorted(villages.items())
    ]


def _by_village(households: QuerySet[Household]) -> dict[int, int]:
    """How many there are in each village that has any."""
    return dict(households.order_by().values_list("village_id").annotate(households=Count("pk")))


def _not_lent_to(posting: Posting, borrowers: Borrowers) -> QuerySet[Household]:
    """Listed, not served, of whatever age."""
    return households_seen_by(posting).filter(_is_listed(borrowers), *_not_served())


def _standing() -> QuerySet[Listing]:
    return Listing.objects.filter(household=OuterRef("pk"), left_with=None)


def _is_listed(borrowers: Borrowers) -> Exists:
    """Stands on the list under a category the scheme lends to."""
    kinds = borrowers.kinds
    return Exists(_standing() if kinds is None else _standing().filter(kind__in=kinds))


def _of_age(borrowers: Borrowers) -> Q:
    """Somebody in it is of the age to borrow, or nobody is known to be in it."""
    people = Membership.objects.filter(household=OuterRef("pk"), until=None)
    return Q(Exists(people.filter(_is_of_age(borrowers)))) | Q(~Exists(people))


def _out_of_age(posting: Posting, borrowers: Borrowers) -> QuerySet[Any]:
    """Keys of the households it is the other way round in, in one pass through the people."""
    people = Membership.objects.filter(of_households_seen_by(posting), until=None).order_by()
    counted = people.values("household").annotate(of_age=Count("pk", filter=_is_of_age(borrowers)))
    return counted.filter(of_age=0).values("household")


def _is_of_age(borrowers: Borrowers) -> Q:
    """Members alive and of the age to borrow."""
    fit = Q(person__died_on=None)
    if borrowers.born_after is not None:
        fit &= Q(person__born_on__gt=borrowers.born_after)
    if borrowers.born_by is not None:
        fit &= Q(person__born_on__lte=borrowers.born_by)
    return fit


def _served() -> Q:
    """Has an open application or owes: keys in one set, which is the quicker the fewer there are."""
    asked = Application.objects.filter(_IS_OPEN).order_by().values("household")
    return Q(pk__in=asked.union(Loan.objects.filter(_IS_OWED).order_by().values("household")))


def _not_served() -> tuple[Q, Q]:
    """The opposite, asked of each household: for a "not in" PostgreSQL would go through the whole set."""
    asked = Application.objects.filter(_IS_OPEN, household=OuterRef("pk"))
    owed = Loan.objects.filter(_IS_OWED, household=OuterRef("pk"))
    return Q(~Exists(asked)), Q(~Exists(owed))


def _reasons() -> QuerySet[UnservedReason]:
    """Reasons that still stand: one from before a loan does not say why there is none today."""
    lent_since = Loan.objects.filter(household=OuterRef("household"), disbursed_on__gt=OuterRef("said_on"))
    return UnservedReason.objects.annotate(said_on=TruncDate("recorded_at")).filter(~Exists(lent_since))


def _explained() -> Exists:
    return Exists(_reasons().filter(household=OuterRef("pk")))
