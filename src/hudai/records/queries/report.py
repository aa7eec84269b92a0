"""Questions about the registers handed in every month: who should, who did, what stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from hudai.core.dates import add_months
from hudai.core.report_day import HandIn, month_of
from hudai.records.models import Branch, Loan, Posting, Region, Station, Submission, SummaryPart
from hudai.records.queries.loan_register import SCHEMA
from hudai.records.snapshots import Snapshot, thawed

OFFICES = (Station.OFFICE, Station.FINANCE, Station.FINANCE_OFFICE)
"""The three the district-level banks report to, in the annex's order."""
WATCHES = (*OFFICES, Station.REGULATOR, Station.AUDITOR)
"""Desks that see what all banks hand in."""
HANDS_IN = (Station.BRANCH, Station.BANK)


def submissions_seen_by(posting: Posting) -> QuerySet[Submission]:
    """A branch's own; a bank's own and its branches'; all of them for the county's offices; else none."""
    every = Submission.objects.select_related("branch__bank", "handed_in_by__officer", "sent_back")
    if posting.station == Station.BRANCH:
        return every.filter(branch=posting.branch_id, level=Submission.Level.BRANCH)
    if posting.station == Station.BANK and posting.branch:
        return every.filter(branch__bank=posting.branch.bank_id)
    level = posting.region.level if posting.region else ""
    return every if posting.station in WATCHES and level == Region.Level.COUNTY else every.none()


@dataclass(frozen=True, slots=True)
class Chain:
    """What one institution handed in for one month, the oldest first; never empty."""

    submissions: tuple[Submission, ...]

    @property
    def last(self) -> Submission:
        """The one nothing has replaced."""
        return self.submissions[-1]

    @property
    def is_returned(self) -> bool:
        """Whether the last one was sent back."""
        return hasattr(self.last, "sent_back")

    @property
    def hand_ins(self) -> list[HandIn]:
        """The days, as the rules take them."""
        return [
            HandIn(timezone.localtime(each.handed_in_at).date(), hasattr(each, "sent_back"))
            for each in self.submissions
        ]


Place = tuple[str, int, date]
"""Level, key of the branch (of the bank for a summary), month."""


def chains(submissions: Iterable[Submission]) -> Mapping[Place, Chain]:
    """The hand-ins of each institution and month."""
    found: dict[Place, list[Submission]] = {}
    for each in sorted(submissions, key=lambda one: (one.month, one.ordinal, one.pk)):
        is_summary = each.level == Submission.Level.BANK
        key = each.branch.bank_id if is_summary else each.branch_id
        found.setdefault((each.level, key, each.month), []).append(each)
    return {place: Chain(tuple(each)) for place, each in found.items()}


def valid(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Those that count: replaced by nothing and not sent back."""
    return submissions.filter(superseded_by=None, sent_back=None)


def not_summarised() -> QuerySet[Submission]:
    """Branches' registers that count and are not in their month's summary, which is handed in already."""
    counts = {"superseded_by": None, "sent_back": None}
    summaries = Submission.objects.filter(
        level=Submission.Level.BANK,
        branch__bank=OuterRef("branch__bank"),
        policy=OuterRef("policy"),
        month=OuterRef("month"),
        **counts,
    )
    taken = SummaryPart.objects.filter(
        part=OuterRef("pk"), **{f"summary__{name}": value for name, value in counts.items()}
    )
    theirs = valid(Submission.objects.filter(level=Submission.Level.BRANCH))
    return theirs.filter(Exists(summaries.order_by()), ~Exists(taken.order_by()))


def before(submissions: QuerySet[Submission], month: date) -> Submission | None:
    """The last one that counts of an earlier month."""
    return valid(submissions).filter(month__lt=month).order_by("-month", "-pk").first()


def lending_branches(policy: str) -> QuerySet[Branch, Branch]:
    """Branches that have lent under a scheme, with ``first_lent``: the day they began.

    One look into an index for each branch, however many loans there are.
    """
    loans = Loan.objects.filter(branch=OuterRef("pk"), policy=policy, given_up_on=None)
    first = loans.exclude(disbursed_on=None).order_by("disbursed_on").values("disbursed_on")[:1]
    found = Branch.objects.annotate(first_lent=Subquery(first)).exclude(first_lent=None)
    return found.select_related("bank").order_by("bank__name", "name")


def began(branch: Branch) -> date:
    """The day a branch of :func:`lending_branches` first lent."""
    first: date = branch.first_lent  # type: ignore[attr-defined]  # the query's own column
    return first


def hands_in_itself(branch: Branch, as_of: date) -> bool:
    """Whether a branch hands its register to the institution above it, as of a day.

    The district-level institution, and a branch that was closed by then, have theirs in the bank's
    summary, straight from the records.
    """
    return branch.parent_id is not None and (branch.closed_on is None or branch.closed_on > as_of)


def first_month(policy: str, today: date) -> date:
    """The first month anything is expected of: that of the first register ever handed in.

    Before a county uses the system nobody is late in it; then it is the month that was over last.
    """
    first = Submission.objects.filter(policy=policy).aggregate(first=Min("month"))["first"]
    return min(first or date.max, add_months(month_of(today), -1))


def loans_of(branches: Iterable[Branch], policy: str) -> QuerySet[Loan]:
    """The loans of some branches under a scheme."""
    return Loan.objects.filter(branch__in=[branch.pk for branch in branches], policy=policy)


def schemes(names: Iterable[str], adopted: str) -> list[str]:
    """Those of the packs under which something was lent, the adopted one first and always."""
    lent = [name for name in names if name != adopted and Loan.objects.filter(policy=name).exists()]
    return [adopted, *lent]


def rows_of(submission: Submission) -> pl.DataFrame:
    """The rows as they were handed in.

    Raises:
        Refusal: if they are no longer those of the digest.
    """
    return thawed(snapshot_of(submission), SCHEMA)


def snapshot_of(submission: Submission) -> Snapshot:
    """What was frozen."""
    return Snapshot(submission.rows.content, submission.digest)


def office_names(day: date) -> Mapping[str, str]:
    """What each of the three offices of the county is called on a day, where somebody sits there."""
    standing = Q(until=None) | Q(until__gt=day)
    desks = Posting.objects.filter(standing, station__in=OFFICES, since__lte=day)
    of_county = desks.filter(region__level=Region.Level.COUNTY).order_by("-since", "-pk")
    return dict(of_county.values_list("station", "office"))
