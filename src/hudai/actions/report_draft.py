"""A month's register before it is handed in: what it would hold, and whether it continues the last one.

The page shows the very thing the action then freezes; between the two, its digest says whether
anything has changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from hudai.actions.actor import Actor
from hudai.core.continuity import Names, by_place, called_alike, continued, differing, together
from hudai.core.dates import ONE_DAY, add_months
from hudai.core.errors import Refusal
from hudai.core.policy import Policy
from hudai.core.report_day import month_end, month_of
from hudai.records.models import Branch, Station, Submission
from hudai.records.queries import loan_register
from hudai.records.queries import report as queries
from hudai.records.snapshots import Snapshot, frozen

SHOWN_GAPS = 200
"""Differing contracts kept with a submission; the others are counted, and can be worked out again."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What an institution would hand in for a month."""

    level: str
    branch: Branch
    month: date
    as_of: date
    rows: pl.DataFrame
    """In the columns of :data:`hudai.records.queries.loan_register.SCHEMA`, numbers in full."""
    snapshot: Snapshot
    parts: tuple[Submission, ...]
    """The branches' registers a summary is made of."""
    absent: tuple[str, ...]
    """Branches that should be in it and are not."""
    last: Submission | None
    """What was handed in for this month before."""
    previous: Submission | None
    """The register this one must continue; None for the first."""
    places: pl.DataFrame
    """Continuity by bank and town; empty for the first."""
    gaps: pl.DataFrame
    """The contracts that do not continue."""
    names: Names
    """What its branches and towns are called, so that the next register knows them by other names."""

    @property
    def sums(self) -> Mapping[str, int]:
        """Loans, principal, balance, lent and repaid."""
        names = {
            "principal": "principal_fen",
            "balance": "balance_fen",
            "lent": "lent_fen",
            "repaid": "repaid_fen",
        }
        return {"line_count": self.rows.height} | {
            name: int(self.rows[column].sum()) for name, column in names.items()
        }

    @property
    def needs_explanation(self) -> bool:
        """Whether it may only be handed in with a word on why."""
        return not self.gaps.is_empty() or bool(self.absent)

    @property
    def is_correction(self) -> bool:
        """Whether something was handed in already."""
        return self.last is not None

    def kept(self) -> dict[str, Any]:
        """The continuity check as it is kept with the submission: amounts, contracts, places, no person."""
        return {
            "places": [list(row) for row in self.places.rows()],
            "gaps": [list(row) for row in self.gaps.head(SHOWN_GAPS).rows()],
            "names": self.names,
        }


def draft(*, actor: Actor, policy: Policy, month: date) -> Draft:
    """What the actor's institution would hand in for a month, as the records stand now.

    Raises:
        NotYours: if the desk hands none in.
        Refusal: if the month is not over, or the institution hands its register to nobody.
    """
    actor.require(*queries.HANDS_IN)
    branch = actor.posting.branch
    assert branch is not None, "a bank's desk has its branch"
    month, as_of = month_of(month), month_end(month)
    if as_of >= actor.today:
        ready = as_of + ONE_DAY
        raise Refusal(f"{month.year}年{month.month}月还没有结束，{ready.month}月{ready.day}日起才能报送。")
    if actor.station == Station.BANK:
        return _summary(branch, policy, month, as_of)
    if not queries.hands_in_itself(branch, as_of):
        raise Refusal("本机构没有上级机构或已停用，台账由区县级银行机构汇总时直接纳入，不用单独报送。")
    loans = queries.loans_of([branch], policy.name)
    rows = _register(loans, policy, month, as_of)
    handed_in = Submission.objects.filter(branch=branch, level=Submission.Level.BRANCH, policy=policy.name)
    made = _Made(Submission.Level.BRANCH, branch, month, as_of, loan_register.names(loans))
    return _held_against(handed_in, [branch], policy, rows, made)


@dataclass(frozen=True, slots=True)
class _Made:
    """Whose register it is, of when, and what it was made of."""

    level: str
    branch: Branch
    month: date
    as_of: date
    names: Names
    parts: tuple[Submission, ...] = ()
    absent: tuple[str, ...] = ()


def _register(loans: Any, policy: Policy, month: date, as_of: date) -> pl.DataFrame:
    return loan_register.register(loans, as_of, since=month, policy=policy, unmasked=True)


def _summary(branch: Branch, policy: Policy, month: date, as_of: date) -> Draft:
    """The branches' frozen rows, and from the records those of branches that hand in nothing themselves."""
    ours = Submission.objects.filter(branch__bank=branch.bank_id, policy=policy.name)
    theirs = ours.filter(level=Submission.Level.BRANCH, month=month)
    parts = tuple(queries.valid(theirs).select_related("branch", "rows").order_by("branch__name"))
    lending = [
        each
        for each in queries.lending_branches(policy.name).filter(bank=branch.bank_id)
        if queries.began(each) <= as_of
    ]
    here = {part.branch_id for part in parts}
    # One closed since has nobody left to hand anything in.
    itself = {each.pk for each in lending if queries.hands_in_itself(each, as_of) and each.closed_on is None}
    absent = [each.name for each in lending if each.pk in itself - here]
    direct = [each for each in lending if each.pk not in itself | here]
    frames = [queries.rows_of(part) for part in parts]
    loans = queries.loans_of(direct, policy.name)
    own = _register(loans, policy, month, as_of)
    rows = pl.concat([*frames, own]).sort("bank", "disbursed_on", "contract")
    _refuse_twice(rows)
    if rows.is_empty() and absent:
        raise Refusal("还没有网点报来台账，暂时没有可以汇总的内容。")
    names = together([*(part.continuity.get("names", {}) for part in parts), loan_register.names(loans)])
    made = _Made(Submission.Level.BANK, branch, month, as_of, names, parts, tuple(absent))
    branches = list(Branch.objects.filter(bank=branch.bank_id))
    return _held_against(ours.filter(level=Submission.Level.BANK), branches, policy, rows, made)


def _refuse_twice(rows: pl.DataFrame) -> None:
    """One contract in two branches' registers would be counted twice."""
    twice = rows.filter(pl.col("contract").is_duplicated())["contract"].unique().sort().to_list()
    if twice:
        told = "、".join(twice[:5])
        raise Refusal(f"合同 {told} 同时出现在两个网点的台账里，请退回其中一个网点更正后再汇总。")


def _held_against(
    handed_in: Any, branches: Sequence[Branch], policy: Policy, rows: pl.DataFrame, made: _Made
) -> Draft:
    """With the register it must continue, and how it does."""
    previous = queries.before(handed_in, made.month)
    last = handed_in.filter(month=made.month, superseded_by=None).order_by("-ordinal").first()
    lines = _continued(previous, branches, policy, rows, made)
    return Draft(
        level=made.level,
        branch=made.branch,
        month=made.month,
        as_of=made.as_of,
        rows=rows,
        snapshot=frozen(rows),
        parts=made.parts,
        absent=made.absent,
        last=last,
        previous=previous,
        places=by_place(lines),
        gaps=differing(lines),
        names=made.names,
    )


def _continued(
    previous: Submission | None, branches: Sequence[Branch], policy: Policy, rows: pl.DataFrame, made: _Made
) -> pl.DataFrame:
    """Line by line; without an earlier register nothing can be held against anything."""
    columns = ("contract", "bank", "town")
    now = called_alike(rows.select(*columns, balance="balance_fen"), made.names, made.names)
    moved = rows.select("contract", lent="lent_fen", repaid="repaid_fen")
    if previous is None:
        return continued(now.clear(), moved.clear(), now.clear())
    if previous.month != add_months(made.month, -1):
        # Months were left out between: what moved in them counts too.
        loans = queries.loans_of(branches, policy.name)
        moved = loan_register.movements(loans, previous.as_of + ONE_DAY, made.as_of)
    opening = queries.rows_of(previous).select(*columns, balance="balance_fen")
    then: Names = previous.continuity.get("names", {})
    return continued(called_alike(opening, then, made.names), moved, now)
