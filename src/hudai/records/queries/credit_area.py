"""Credit villages and towns: the figures of many areas at once, and what was proposed and awarded.

A fixed number of questions however many villages, households or loans there are; the adding up is done in
columns by :mod:`hudai.core.credit_area`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Sum, When

from hudai.core.credit_area import COUNTS, AreaCriteria, area_counts, with_verdicts
from hudai.core.findings import Verdict
from hudai.core.money import share_ppm
from hudai.records.columns import day as day_text
from hudai.records.columns import frame
from hudai.records.models import CreditAnswer, CreditProposal, Listing, Loan, Posting, Rating, Region, Stop
from hudai.records.queries.rating import fresh_on
from hudai.records.queries.visibility import towns_seen_by, villages_seen_by

AWARDED, UNMET, WAITING, ENDED, NONE = "awarded", "unmet", "waiting", "ended", "none"
STATES = {
    AWARDED: "已评定",
    UNMET: "已评定，现不符合",
    WAITING: "待区县确认",
    ENDED: "已到期或撤销",
    NONE: "未评定",
}
"""Where an area stands; an award that stands goes before a proposal that waits."""
COUNTED = (Stop.Kind.DIVERSION, Stop.Kind.BAD_FAITH)
"""Stops that speak against an area."""

_VILLAGES = {"village": pl.Int64, "town": pl.Int64}
_LISTED = {"village": pl.Int64, "listed": pl.Int64}
_RATINGS = {
    "village": pl.Int64,
    "household": pl.Int64,
    "rated_on": pl.Date,
    "order": pl.Int64,
    "grade": pl.String,
}
_BALANCES = {"village": pl.Int64, "principal_days": pl.Int64, "npl": pl.Int64, "balance_fen": pl.Int64}
_STOPPED = {"village": pl.Int64, "stopped": pl.Int64}


@dataclass(frozen=True, slots=True)
class Counts:
    """What an area's figures are made of; as of :func:`hudai.core.credit_area.area_counts`."""

    villages: int
    credit_villages: int
    listed: int
    rated: int
    good: int
    loans: int
    balance_fen: int
    overdue_fen: int
    npl_fen: int
    stopped: int

    @property
    def rated_ppm(self) -> int | None:
        """How far it is rated; None where nobody is listed."""
        return share_ppm(self.rated, self.listed)

    @property
    def good_ppm(self) -> int | None:
        """Credit households of the rated ones."""
        return share_ppm(self.good, self.rated)

    @property
    def overdue_ppm(self) -> int | None:
        """Overdue principal; None without a balance."""
        return share_ppm(self.overdue_fen, self.balance_fen)

    @property
    def npl_ppm(self) -> int | None:
        """Non-performing balance; None without a balance."""
        return share_ppm(self.npl_fen, self.balance_fen)

    @property
    def villages_ppm(self) -> int | None:
        """Credit villages of a town's villages."""
        return share_ppm(self.credit_villages, self.villages)


@dataclass(frozen=True, slots=True)
class Area:
    """A village or a town: what the records say today, and what was decided."""

    region: Region
    town: str
    counts: Counts
    facts: Mapping[str, Any]
    """Of :func:`hudai.core.credit_area.with_verdicts`: counts, and the verdict on each criterion."""
    proposal: CreditProposal | None
    """The newest, with its answer and revocation."""
    award: CreditAnswer | None
    """The one that stands today."""

    @property
    def key(self) -> int:
        """Of the region."""
        return self.region.pk

    @property
    def name(self) -> str:
        """Of the region."""
        return self.region.name

    @property
    def verdict(self) -> Verdict:
        """Whether all criteria are met today."""
        return Verdict(self.facts["verdict"])

    @property
    def waits(self) -> bool:
        """Whether the county has still to answer."""
        return self.proposal is not None and not hasattr(self.proposal, "answer")

    @property
    def state(self) -> str:
        """One of :data:`STATES`."""
        if self.award is not None:
            return UNMET if self.verdict is Verdict.FAIL else AWARDED
        if self.waits:
            return WAITING
        return ENDED if self.was_awarded else NONE

    @property
    def was_awarded(self) -> bool:
        """Whether the newest proposal led to an award, over by now."""
        return self.proposal is not None and hasattr(self.proposal, "answer") and self.proposal.answer.awarded


def standing_on(day: date) -> Q:
    """Awards that hold on a day."""
    return Q(awarded=True, since__lte=day, until__gt=day) & (Q(revocation=None) | Q(revocation__on__gt=day))


def counts(villages: QuerySet[Region], day: date, criteria: AreaCriteria, *, whole: bool) -> pl.DataFrame:
    """The villages and their towns held against the criteria, as the records are on ``day``.

    All loans of a village count, whoever lent them.  A town is what ``villages`` has of it.

    Args:
        whole: whether these are all the villages there are: then no household is asked where it lies.
    """
    among = villages.order_by().values("pk")

    def lying(village: str) -> Q:
        return Q() if whole else Q(**{f"{village}__in": among})

    in_them = lying("household__village")
    placed = frame(villages.order_by("parent__name", "name", "pk").values_list("pk", "parent"), _VILLAGES)
    standing = Listing.objects.filter(left_with=None)
    listed = standing.filter(in_them).order_by().values("household__village").annotate(n=Count("pk"))
    fresh = Rating.objects.filter(
        in_them, fresh_on(day), Exists(standing.filter(household=OuterRef("household")))
    )
    ratings = fresh.order_by().values_list(
        "household__village", "household", day_text("rated_on"), "pk", "grade"
    )
    owed = Loan.objects.filter(in_them, standing__balance__gt=0).order_by()
    ways = owed.values(
        "household__village", late=_flag(standing__principal_days__gt=0), bad=_flag(standing__npl=True)
    )
    balances = ways.annotate(sum=Sum("standing__balance")).values_list(
        "household__village", "late", "bad", "sum"
    )
    against = Stop.objects.standing().filter(
        lying("loan__household__village"), kind__in=COUNTED, since__lte=day
    )
    stopped = against.order_by().values(village=F("loan__household__village"))
    awarded = CreditAnswer.objects.filter(standing_on(day), lying("proposal__area"))
    counted = area_counts(
        villages=placed,
        listed=frame(listed.values_list("household__village", "n"), _LISTED),
        ratings=frame(ratings, _RATINGS),
        balances=frame(balances, _BALANCES),
        stopped=frame(stopped.annotate(n=Count("loan", distinct=True)).values_list("village", "n"), _STOPPED),
        credit_villages=list(awarded.order_by().values_list("proposal__area", flat=True)),
        good_grades=criteria.good_grades,
    )
    return with_verdicts(counted, criteria)


def _flag(**condition: Any) -> Case:
    return Case(When(**condition, then=1), default=0, output_field=IntegerField())


def areas(posting: Posting, day: date, criteria: AreaCriteria) -> list[Area]:
    """Every village the posting sees and every town that is its own, by town and name, towns last."""
    towns = set(towns_seen_by(posting).values_list("pk", flat=True))
    whole = posting.region is not None and posting.region.is_the_only_county
    return _areas(villages_seen_by(posting), towns, day, criteria, whole=whole)


def area(region: Region, day: date, criteria: AreaCriteria) -> Area | None:
    """One village or town; None for a town without villages."""
    is_town = region.level == Region.Level.TOWN
    mine = Q(parent=region) if is_town else Q(pk=region.pk)
    villages = Region.objects.filter(mine, level=Region.Level.VILLAGE, until=None)
    found = _areas(villages, {region.pk} if is_town else set(), day, criteria)
    return next((each for each in found if each.key == region.pk), None)


def _areas(
    villages: QuerySet[Region],
    towns: Collection[int],
    day: date,
    criteria: AreaCriteria,
    *,
    whole: bool = False,
) -> list[Area]:
    rows = counts(villages, day, criteria, whole=whole)
    if rows.is_empty():
        return []
    keys = rows["area"].to_list()
    regions = {each.pk: each for each in Region.objects.filter(pk__in=keys).select_related("parent")}
    newest: dict[int, CreditProposal] = {}
    awards: dict[int, CreditAnswer] = {}
    for proposal in proposals(Q(area__in=keys)).order_by("-ordinal"):
        newest.setdefault(proposal.area_id, proposal)
        if hasattr(proposal, "answer") and stands(proposal.answer, day):
            awards.setdefault(proposal.area_id, proposal.answer)
    return [
        Area(
            region=regions[row["area"]],
            town=regions[row["town"]].name,
            counts=Counts(*(row[name] for name in COUNTS)),
            facts=row,
            proposal=newest.get(row["area"]),
            award=awards.get(row["area"]),
        )
        for row in rows.iter_rows(named=True)
        if row["level"] == Region.Level.VILLAGE or row["area"] in towns
    ]


def stands(answer: CreditAnswer, day: date) -> bool:
    """Whether an award holds on a day; the same as :func:`standing_on`, of one that was read."""
    if answer.since is None or answer.until is None or not answer.since <= day < answer.until:
        return False
    return not hasattr(answer, "revocation") or day < answer.revocation.on


def proposals(wanted: Q) -> QuerySet[CreditProposal]:
    """Proposals with their answer and revocation, and who signed each."""
    return CreditProposal.objects.filter(wanted).select_related(
        "area__parent",
        "proposed_by__officer",
        "answer__answered_by__officer",
        "answer__revocation__revoked_by__officer",
    )


def history(region: Region) -> QuerySet[CreditProposal]:
    """All proposals of an area, the newest first."""
    return proposals(Q(area=region)).order_by("-ordinal")


def areas_seen_by(posting: Posting) -> QuerySet[Region]:
    """Villages and towns of the posting's region."""
    mine = Q(pk__in=villages_seen_by(posting).order_by().values("pk"))
    return Region.objects.filter(mine | Q(pk__in=towns_seen_by(posting).order_by().values("pk")))


def waiting(posting: Posting) -> QuerySet[CreditProposal]:
    """Proposals nobody has answered, of the areas a posting sees."""
    seen = areas_seen_by(posting).order_by().values("pk")
    return CreditProposal.objects.filter(answer=None, area__in=seen)
