"""What the tables say of ratings: who has a fresh one, who waits for the bank, coverage by village."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)

from hudai.core.money import share_ppm
from hudai.core.workflow import State
from hudai.records.models import Application, Household, Listing, Membership, Posting, Rating
from hudai.records.queries.household import IN_ORDER
from hudai.records.queries.visibility import households_seen_by, of_households_seen_by

SOON = timedelta(days=60)
"""A rating that ends within this should be renewed."""

FRESH, PENDING, EXPIRED, NONE = "fresh", "pending", "expired", "none"
STATES = {FRESH: "评级有效", PENDING: "待银行确认", EXPIRED: "评级到期", NONE: "尚未评级"}
"""Where a household stands; a fresh rating goes before one that waits."""


def ratings_seen_by(posting: Posting) -> QuerySet[Rating]:
    """Ratings of the households a posting sees, with what a page shows."""
    return Rating.objects.filter(of_households_seen_by(posting)).select_related(
        "household__village__parent", "office__officer", "bank__officer", "bank__branch"
    )


def fresh_on(day: date) -> Q:
    """Confirmed by the bank and holding on ``day``."""
    return Q(confirmed_at__isnull=False, rated_on__lte=day, valid_until__gt=day)


def unanswered() -> Q:
    """Drawn up, and neither confirmed nor sent back."""
    return Q(confirmed_at=None, declined_at=None)


def fresh_rating(household: Household, day: date) -> Rating | None:
    """The newest rating that holds on ``day``: with it the bank's simple re-check is enough.

    Source: 上蔡县意见 九.
    """
    return household.ratings.filter(fresh_on(day)).order_by("-rated_on", "-pk").first()


def takes_simple_path(application: Application) -> bool:
    """Whether a fresh rating covers what is asked for (简易复核)."""
    rating = fresh_rating(application.household, application.applied_on)
    return rating is not None and 0 < application.amount <= rating.limit


def waiting_for_bank(posting: Posting) -> QuerySet[Rating]:
    """Ratings that wait for this bank's answer, the oldest first."""
    return ratings_seen_by(posting).filter(unanswered()).order_by("rated_on", "pk")


def listed_households(posting: Posting, day: date) -> QuerySet[Any]:
    """Households on the list that a posting sees, each with where its rating stands on ``day``.

    Adds ``head``, ``rating_state`` (:data:`STATES`), and of the fresh rating ``fresh_grade``,
    ``fresh_limit`` (fen), ``fresh_until``; one query however many rows.
    """
    listed = Listing.objects.filter(household=OuterRef("pk"), left_with=None)
    ratings = Rating.objects.filter(household=OuterRef("pk"))
    newest = ratings.filter(fresh_on(day)).order_by("-rated_on", "-pk")
    return (
        households_seen_by(posting)
        .filter(Exists(listed))
        .annotate(
            head=Subquery(_heads().values("person__name")[:1], output_field=CharField()),
            fresh_grade=Subquery(newest.values("grade")[:1], output_field=CharField()),
            fresh_limit=Subquery(newest.values("limit")[:1], output_field=BigIntegerField()),
            fresh_until=Subquery(newest.values("valid_until")[:1], output_field=DateField()),
            rating_state=Case(
                When(Exists(ratings.filter(fresh_on(day))), then=Value(FRESH)),
                When(Exists(ratings.filter(unanswered())), then=Value(PENDING)),
                When(Exists(ratings.filter(confirmed_at__isnull=False)), then=Value(EXPIRED)),
                default=Value(NONE),
                output_field=CharField(),
            ),
        )
        .select_related("village__parent")
        .order_by(*IN_ORDER)
    )


def _heads() -> QuerySet[Membership]:
    return Membership.objects.filter(household=OuterRef("pk"), until=None, is_head=True)


def pre_approved(posting: Posting, day: date) -> QuerySet[Any]:
    """Listed households with a fresh rating that grants a line, and no application of theirs open: not
    answered yet, or agreed to and no contract or extension signed on it.

    As :func:`listed_households`; what they owe already is subtracted by nobody here: the bank's
    screening of the application does that.
    """
    unsigned = Q(state=State.APPROVED, contract=None, extension=None)
    is_open = Application.objects.filter(
        Q(state__in=(State.DRAFT, State.UNDER_WAY)) | unsigned, household=OuterRef("pk")
    )
    lines = listed_households(posting, day).filter(rating_state=FRESH, fresh_limit__gt=0)
    return lines.filter(~Exists(is_open))


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far a village is rated."""

    town: str
    village: str
    listed: int
    rated: int
    """With a fresh rating."""
    granted: int
    """Of these, with a line above zero."""
    ending: int
    """Of these, ending within :data:`SOON`."""
    pending: int
    line_fen: int

    @property
    def share_ppm(self) -> int | None:
        """Rated of listed; None for a village without anybody listed."""
        return share_ppm(self.rated, self.listed)


def coverage(posting: Posting, day: date) -> list[Coverage]:
    """Every village with somebody on the list, by town and name; one query."""
    fresh = Q(rating_state=FRESH)
    counted = (
        listed_households(posting, day)
        .order_by()
        .values_list("village__parent__name", "village__name")
        .annotate(
            listed=Count("pk"),
            rated=Count("pk", filter=fresh),
            granted=Count("pk", filter=fresh & Q(fresh_limit__gt=0)),
            ending=Count("pk", filter=fresh & Q(fresh_until__lte=day + SOON)),
            pending=Count("pk", filter=Q(rating_state=PENDING)),
            line=Sum("fresh_limit", filter=fresh, default=0),
        )
    )
    return sorted((Coverage(*row) for row in counted), key=lambda line: (line.town, line.village))


def states_counted(posting: Posting, day: date) -> dict[str, int]:
    """How many listed households stand at each of :data:`STATES`."""
    rows = listed_households(posting, day).order_by().values_list("rating_state").annotate(n=Count("pk"))
    return {**dict.fromkeys(STATES, 0), **dict(rows)}


def history(household: Household) -> QuerySet[Rating]:
    """All ratings of a household, the newest first."""
    return household.ratings.select_related("office__officer", "bank__officer").order_by("-rated_on", "-pk")
