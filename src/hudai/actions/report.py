"""Handing registers in: a branch to its bank, a bank to the three offices (台账报送).

What is handed in is frozen with its digest; a correction is handed in beside it with the reason.  The
receiver signs for it or sends it back.

Source: 渝北区实施方案 附件5 备注。
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.actions.report_draft import Draft, draft
from hudai.actions.standing import hold_facts
from hudai.core.errors import Refusal
from hudai.core.policy import Policy
from hudai.core.workflow import NotNow
from hudai.records.models import (
    Branch,
    Receipt,
    Station,
    Submission,
    SubmissionReturn,
    SubmittedRows,
    SummaryPart,
)
from hudai.records.queries import report as queries

SIGNS = queries.OFFICES
"""Desks that sign for a bank's summary."""
SENDS_BACK = (Station.BANK, *SIGNS)


@transaction.atomic
def hand_in(
    *,
    actor: Actor,
    policy: Policy,
    month: date,
    seen: str | None = None,
    explanation: str = "",
    reason: str = "",
) -> Submission:
    """Freeze a month's register and hand it in: a branch's own, or a bank's summary.

    Args:
        month: any day of it; it must be over.
        seen: digest of the rows as the page showed them; None where nothing was shown.
        explanation: why it does not continue the last one, or why branches are missing.
        reason: why something already handed in is replaced.

    Raises:
        NotYours: if the desk hands none in.
        NotNow: if the records have changed since they were looked at, or nothing has since the last time.
        Refusal: if an explanation or a reason is missing, or the month is not over.
    """
    actor.require(*queries.HANDS_IN)
    # Nobody writes facts meanwhile, and two desks of one branch hand in one after the other.
    hold_facts()
    # Whoever signs or sends back holds the same row: neither can happen to what is being replaced.
    own = actor.posting.branch
    assert own is not None, "a bank's desk has its branch"
    Branch.objects.select_for_update().get(pk=own.pk)
    made = draft(actor=actor, policy=policy, month=month)
    explanation, reason = explanation.strip(), reason.strip()
    _refuse(made, seen, explanation, reason)
    submission = Submission.objects.create(
        level=made.level,
        branch=made.branch,
        policy=policy.name,
        month=made.month,
        as_of=made.as_of,
        ordinal=made.last.ordinal + 1 if made.last else 1,
        supersedes=made.last,
        reason=reason if made.last else "",
        digest=made.snapshot.digest,
        previous=made.previous,
        gaps=made.gaps.height,
        continuity=made.kept(),
        absent=list(made.absent),
        explanation=explanation if made.needs_explanation else "",
        handed_in_by=actor.posting,
        handed_in_at=actor.at,
        **made.sums,
    )
    SubmittedRows.objects.create(submission=submission, content=made.snapshot.content)
    SummaryPart.objects.bulk_create(SummaryPart(summary=submission, part=part) for part in made.parts)
    note(
        actor,
        "报送汇总台账" if made.parts or made.level == Submission.Level.BANK else "报送台账",
        submission,
        month=f"{made.month:%Y-%m}",
        digest=made.snapshot.digest,
        lines=made.rows.height,
        gaps=made.gaps.height,
        absent=len(made.absent),
        ordinal=submission.ordinal,
    )
    return submission


def _refuse(made: Draft, seen: str | None, explanation: str, reason: str) -> None:
    if seen is not None and seen != made.snapshot.digest:
        raise NotNow("打开页面以后台账有了变化，请核对下面的新数字后再报送。")
    if made.last is not None:
        returned = SubmissionReturn.objects.filter(submission=made.last).exists()
        if made.last.digest == made.snapshot.digest and not returned:
            raise NotNow("这个月的台账已经报送，内容没有变化，不用再报。")
        if not reason:
            raise Refusal("这个月已经报送过，请写明更正原因再报送。")
    if not made.gaps.is_empty() and not explanation:
        raise Refusal(f"有 {made.gaps.height} 个合同与上期台账不衔接，请写明原因再报送。")
    if made.absent and not explanation:
        raise Refusal(f"还有 {len(made.absent)} 个网点没有报来：{'、'.join(made.absent)}。请写明情况再报送。")


@transaction.atomic
def send_back(*, actor: Actor, key: int, reason: str) -> SubmissionReturn:
    """Send a register back: a bank one of its branches', an office a bank's summary.

    Raises:
        NotYours: if the desk sends none back, or does not receive this one.
        NotNow: if it was replaced or sent back already, or the office has signed for it.
        Refusal: if there is no reason.
    """
    actor.require(*SENDS_BACK)
    found = _in_hand(actor, key)
    reason = reason.strip()
    if not reason:
        raise Refusal("请写明退回原因。")
    if found.receipts.filter(station=actor.station).exists():
        raise NotNow("本部门已经签收，不能再退回；请与报送机构联系更正。")
    made = SubmissionReturn.objects.create(
        submission=found, reason=reason, returned_by=actor.posting, returned_at=actor.at
    )
    note(actor, "退回台账", found, month=f"{found.month:%Y-%m}", branch=found.branch.name)
    return made


@transaction.atomic
def sign(*, actor: Actor, key: int) -> Receipt:
    """An office signs for a bank's summary; signing again changes nothing.

    Raises:
        NotYours: if the desk signs for none, or does not see it.
        NotNow: if it was replaced or sent back.
    """
    actor.require(*SIGNS)
    found = _in_hand(actor, key)
    signed = found.receipts.filter(station=actor.station).first()
    if signed:
        return signed
    made = Receipt.objects.create(
        submission=found, station=actor.station, signed_by=actor.posting, signed_at=actor.at
    )
    note(
        actor, "签收台账", found, month=f"{found.month:%Y-%m}", branch=found.branch.name, digest=found.digest
    )
    return made


def _in_hand(actor: Actor, key: int) -> Submission:
    """The submission this desk receives, held until the transaction ends; it must still count."""
    level = Submission.Level.BRANCH if actor.station == Station.BANK else Submission.Level.BANK
    seen = queries.submissions_seen_by(actor.posting).filter(level=level, pk=key).order_by().values("pk")
    found = Submission.objects.filter(pk__in=seen).first()
    if found is None:
        raise NotYours("这份台账不是报给您这个岗位的。")
    # What was handed in is never changed, and the application's database user may not even lock it.
    Branch.objects.select_for_update().get(pk=found.branch_id)
    if not queries.valid(Submission.objects.filter(pk=key)).exists():
        raise NotNow("这份台账已经退回或已有更正，请刷新后看最新的一份。")
    return found
