"""Listed households explained to and not yet explained to, and how far each village is (入户宣讲)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from hudai.core.explanation import coverage_ppm
from hudai.records.models import Explanation, Household, Listing, Posting
from hudai.records.queries.household import IN_ORDER, with_row
from hudai.records.queries.visibility import households_seen_by, of_households_seen_by

NOT_YET, DONE, ALL = "not_yet", "done", "all"
STATES = {NOT_YET: "还没有宣讲", DONE: "已宣讲", ALL: "全部"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the list; empty narrows nothing."""

    state: str = ALL
    town: int | None = None
    village: int | None = None
    since: date | None = None
    """Only what was explained from this day on counts: the rounds of a year."""
    wish: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the listed households of a village, or of a town, were explained to."""

    place_id: int
    town: str
    village: str
    """Empty for a whole town."""
    listed: int
    explained: int
    willing: int
    """Of those explained to the ones that wanted a loan when last asked."""
    signed: int

    @property
    def left(self) -> int:
        """Not explained to yet."""
        return self.listed - self.explained

    @property
    def share_ppm(self) -> int | None:
        """Explained to, of the listed."""
        return coverage_ppm(self.explained, self.listed)


def households(posting: Posting, filters: Filters) -> QuerySet[Household]:
    """The listed households a posting sees, each with its latest explanation, in order.

    Beside a household's row: ``explanation``, ``explained_on``, ``explainers``, ``wish``, ``wish_reason``,
    ``signed``; null where nobody explained anything since the day asked about.
    """
    found = with_row(_listed(households_seen_by(posting)))
    if filters.village:
        found = found.filter(village=filters.village)
    if filters.town:
        found = found.filter(village__parent=filters.town)
    standing = _standing(filters.since).filter(household=OuterRef("pk")).order_by("-explained_on", "-pk")
    found = found.annotate(
        explanation=Subquery(standing.values("pk")[:1]),
        explained_on=Subquery(standing.values("explained_on")[:1]),
        explainers=Subquery(standing.values("explainers")[:1]),
        wish=Subquery(standing.values("wish")[:1]),
        wish_reason=Subquery(standing.values("reason")[:1]),
        signed=Subquery(standing.values("signed")[:1]),
    )
    explained = Exists(_standing(filters.since).filter(household=OuterRef("pk")).order_by())
    if filters.state == NOT_YET:
        found = found.filter(~explained)
    elif filters.state == DONE:
        found = found.filter(explained)
    if filters.wish:
        found = found.filter(wish=filters.wish)
    return found.order_by(*IN_ORDER)


def coverage(
    posting: Posting, since: date | None, *, by_town: bool, town: int | None = None
) -> list[Coverage]:
    """The villages a posting sees that have listed households, or the towns, by name.

    Args:
        since: as :attr:`Filters.since`.
        by_town: a line a town instead of a line a village.
        town: only this one's villages.
    """
    at = "household__village__parent" if by_town else "household__village"
    names = ["household__village__parent__name"] + ([] if by_town else ["household__village__name"])
    entries = Listing.objects.filter(of_households_seen_by(posting), left_with=None)
    standing = _latest(since).filter(of_households_seen_by(posting), Exists(_is_listed("household")))
    if town:
        entries = entries.filter(household__village__parent=town)
        standing = standing.filter(household__village__parent=town)
    listed = entries.order_by().values_list(at, *names).annotate(n=Count("pk"))
    counted = (
        standing.order_by()
        .values_list(at)
        .annotate(
            n=Count("pk"),
            willing=Count("pk", filter=Q(wish=Explanation.Wish.WILLING)),
            signed=Count("pk", filter=Q(signed=True)),
        )
    )
    told = {place: counts for place, *counts in counted}
    found = []
    for place, town_name, *village, count in sorted(listed, key=lambda row: row[1:]):
        explained, willing, signed = told.get(place, (0, 0, 0))
        found.append(Coverage(place, town_name, "".join(village), count, explained, willing, signed))
    return found


def sums(lines: Iterable[Coverage]) -> Coverage:
    """All of them together."""
    lines = list(lines)
    return Coverage(
        0, "", "",
        listed=sum(line.listed for line in lines),
        explained=sum(line.explained for line in lines),
        willing=sum(line.willing for line in lines),
        signed=sum(line.signed for line in lines),
    )  # fmt: skip


def log(posting: Posting, filters: Filters) -> QuerySet[Explanation]:
    """Every explanation of the households a posting sees, the newest first; withdrawn ones as well."""
    found = Explanation.objects.filter(of_households_seen_by(posting))
    if filters.village:
        found = found.filter(household__village=filters.village)
    if filters.town:
        found = found.filter(household__village__parent=filters.town)
    if filters.since:
        found = found.filter(explained_on__gte=filters.since)
    if filters.wish:
        found = found.filter(wish=filters.wish)
    return found.select_related("household__village__parent", "recorded_by__officer").order_by(
        "-explained_on", "-pk"
    )


def of_household(household: Household) -> QuerySet[Explanation]:
    """What was explained to a household and stands, the newest first."""
    return household.explanations.filter(withdrawn_at=None).select_related("recorded_by")


def explainable(posting: Posting) -> QuerySet[Household]:
    """The listed households a posting sees: those it explains the scheme to."""
    return _listed(households_seen_by(posting))


def _listed(found: QuerySet[Household]) -> QuerySet[Household]:
    return found.filter(Exists(_is_listed("pk")))


def _is_listed(household: str) -> QuerySet[Listing]:
    return Listing.objects.filter(household=OuterRef(household), left_with=None).order_by()


def _standing(since: date | None) -> QuerySet[Explanation]:
    found = Explanation.objects.filter(withdrawn_at=None)
    return found.filter(explained_on__gte=since) if since else found


def _latest(since: date | None) -> QuerySet[Explanation]:
    """Of each household the one that counts; two of one day cannot stand."""
    later = _standing(None).filter(household=OuterRef("household"), explained_on__gt=OuterRef("explained_on"))
    return _standing(since).filter(~Exists(later.order_by()))
