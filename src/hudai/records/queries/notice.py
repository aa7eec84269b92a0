"""Public notices around a desk, and the loans one would show (公示)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from hudai.core.dates import Period
from hudai.records.models import Loan, Notice, Posting, Region
from hudai.records.queries.publicity import regions_around

UP, OVER, TAKEN_DOWN = "up", "over", "taken_down"
STATES = {UP: "公示中", OVER: "期满", TAKEN_DOWN: "已撤下"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the list; empty narrows nothing."""

    state: str = ""
    region: int | None = None
    """A town, with its villages, or a village."""


def notices(posting: Posting, filters: Filters, today: date) -> QuerySet[Notice]:
    """Notices of the places around a desk with ``open_objections``, the newest first."""
    found = Notice.objects.filter(region__in=regions_around(posting).order_by().values("pk"))
    if filters.state:
        found = found.filter(withdrawal__isnull=filters.state != TAKEN_DOWN)
    if filters.state == UP:
        found = found.filter(public_until__gt=today)
    elif filters.state == OVER:
        found = found.filter(public_until__lte=today)
    if filters.region:
        found = found.filter(Q(region=filters.region) | Q(region__parent=filters.region))
    unanswered = Count("objections", filter=Q(objections__answered_at=None))
    return (
        found.select_related("region__parent", "withdrawal__taken_down_by", "put_up_by__officer")
        .annotate(open_objections=unanswered, objection_count=Count("objections"))
        .order_by("-published_on", "-pk")
    )


def state_of(notice: Notice, today: date) -> str:
    """One of :data:`STATES`; what is over is so from the day after its last."""
    if hasattr(notice, "withdrawal"):
        return TAKEN_DOWN
    return UP if today < notice.public_until else OVER


def lent(region: Region, during: Period) -> QuerySet[Loan]:
    """Loans paid out to the households of a village or town during a period, in the order of a list."""
    within = Q(household__village=region) | Q(household__village__parent=region)
    found = Loan.objects.filter(
        within, given_up_on=None, disbursed_on__gte=during.start, disbursed_on__lt=during.end
    )
    return found.select_related("borrower", "household__village__parent", "branch__bank").order_by(
        "household__village__parent__name", "household__village__name", "disbursed_on", "pk"
    )


def same(region: Region, during: Period) -> QuerySet[Notice]:
    """Standing notices of the same place and the same days of lending."""
    return Notice.objects.filter(
        region=region, lent_since=during.start, lent_until=during.end, withdrawal=None
    )
