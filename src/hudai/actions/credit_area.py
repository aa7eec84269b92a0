"""信用村、信用乡镇: put forward by the town, awarded or sent back by the county, revoked.

The figures are worked out anew for each of these and kept with it.  Who does not meet a criterion is not
awarded; where one cannot tell, whoever signs says how they made sure.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.core.credit_area import AreaCriteria, AreaLine, lines
from hudai.core.dates import add_months
from hudai.core.errors import Refusal
from hudai.core.findings import Verdict
from hudai.core.workflow import NotNow
from hudai.records.models import (
    CreditAnswer,
    CreditProposal,
    CreditRevocation,
    JournalLine,
    Region,
    Station,
)
from hudai.records.queries import credit_area as queries

PROPOSES = (Station.TOWN,)
"""Desks that put a village, or their town, forward."""
ANSWERS = (Station.OFFICE,)
"""Desks that award, send back and revoke."""
PROPOSED = "推荐信用村镇"
RENEW_WITHIN = timedelta(days=90)
"""Before an award ends by less than this it may be put forward again; no document sets it."""
LONGEST = 300


@transaction.atomic
def propose(*, actor: Actor, criteria: AreaCriteria, area_id: int, words: str = "") -> CreditProposal:
    """Put a village or a town forward; it waits for the county.

    Raises:
        NotYours: if the desk puts none forward, or not this one.
        NotNow: if it waits already, or its award stands for long yet.
        Refusal: if a criterion is not met, or cannot tell and nobody says how it was made sure.

    Source: 渝北区实施方案 四（二）.
    """
    actor.require(*PROPOSES)
    area = _area(actor, area_id)
    before = list(queries.history(area))
    if before and not hasattr(before[0], "answer"):
        raise NotNow(f"{area}已经推荐，正等区县确认。")
    award = _latest_award(before, actor.today)
    if award is not None and award.until is not None and award.until > actor.today + RENEW_WITHIN:
        ends = award.until - timedelta(days=1)
        raise NotNow(f"{area}的评定有效至 {ends}，到期前 {RENEW_WITHIN.days} 天内再推荐复评。")
    found, words = _judged(area, actor.today, criteria), _plain(words)
    _require_met(area, found, words)
    made = CreditProposal.objects.create(
        area=area,
        ordinal=len(before) + 1,
        policy=criteria.policy,
        criteria_digest=criteria.digest,
        lines=_kept(found),
        words=words,
        proposed_by=actor.posting,
        proposed_at=actor.at,
    )
    note(actor, PROPOSED, area, ordinal=made.ordinal)
    return made


@transaction.atomic
def award(*, actor: Actor, criteria: AreaCriteria, proposal_id: int, reason: str = "") -> CreditAnswer:
    """Award what was put forward, from today on or from the day the award before ends.

    Awarding again what is awarded changes nothing.

    Raises:
        NotYours: if the desk awards none, does not see it, or the officer put it forward.
        NotNow: if it was sent back.
        Refusal: if a criterion is not met today, or cannot tell and no reason is given.
    """
    proposal = _in_hand(actor, proposal_id)
    if hasattr(proposal, "answer"):
        if proposal.answer.awarded:
            return proposal.answer
        raise NotNow("这份推荐已经退回，请等乡镇重新推荐。")
    if _put_forward(proposal, actor):
        raise NotYours("这份推荐是您自己提出的，同一个人不能办两级，请由另一人评定。")
    area, reason = proposal.area, _plain(reason)
    found = _judged(area, actor.today, criteria)
    _require_met(area, found, reason)
    before = _latest_award(list(queries.history(area)), actor.today)
    since = max(actor.today, before.until) if before and before.until else actor.today
    made = CreditAnswer.objects.create(
        proposal=proposal,
        awarded=True,
        since=since,
        until=add_months(since, criteria.valid_months),
        lines=_kept(found),
        reason=reason,
        answered_by=actor.posting,
        answered_at=actor.at,
    )
    note(actor, "评定信用村镇", area, ordinal=proposal.ordinal, since=f"{made.since}", until=f"{made.until}")
    return made


@transaction.atomic
def send_back(*, actor: Actor, criteria: AreaCriteria, proposal_id: int, reason: str) -> CreditAnswer:
    """Send back what was put forward, with the reason; the town may put it forward again.

    Raises:
        NotYours: as :func:`award`.
        NotNow: if it is awarded.
        Refusal: without a reason.
    """
    proposal, reason = _in_hand(actor, proposal_id), _plain(reason)
    if hasattr(proposal, "answer"):
        if not proposal.answer.awarded:
            return proposal.answer
        raise NotNow("这份推荐已经评定，不能再退回；要取消的请办理撤销。")
    if not reason:
        raise Refusal("请写明退回的理由。")
    made = CreditAnswer.objects.create(
        proposal=proposal,
        awarded=False,
        lines=_kept(_judged(proposal.area, actor.today, criteria)),
        reason=reason,
        answered_by=actor.posting,
        answered_at=actor.at,
    )
    note(actor, "退回信用村镇推荐", proposal.area, ordinal=proposal.ordinal)
    return made


@transaction.atomic
def revoke(*, actor: Actor, proposal_id: int, reason: str) -> CreditRevocation:
    """End an award before its day, from today on.

    Raises:
        NotYours: as :func:`award`.
        NotNow: if there is no award that stands or is to come.
        Refusal: without a reason.
    """
    proposal, reason = _in_hand(actor, proposal_id), _plain(reason)
    answer = proposal.answer if hasattr(proposal, "answer") else None
    if answer is not None and hasattr(answer, "revocation"):
        return answer.revocation
    if answer is None or answer.until is None or answer.until <= actor.today:
        raise NotNow("这里没有还在有效期内的评定，不用撤销。")
    if not reason:
        raise Refusal("请写明撤销的原因。")
    made = CreditRevocation.objects.create(
        answer=answer, on=actor.today, reason=reason, revoked_by=actor.posting, revoked_at=actor.at
    )
    note(actor, "撤销信用村镇", proposal.area, ordinal=proposal.ordinal)
    return made


def _area(actor: Actor, area_id: int) -> Region:
    """The village or town, held for this action, if the desk may see it."""
    seen = queries.areas_seen_by(actor.posting).filter(pk=area_id).order_by().values("pk")
    found = Region.objects.select_for_update().filter(pk__in=seen).first()
    if found is None:
        raise NotYours("没有找到这个村或乡镇，或它不在您的管理范围内。")
    return found


def _in_hand(actor: Actor, proposal_id: int) -> CreditProposal:
    """The proposal with its answer, its area held, if the desk answers such and may see it."""
    actor.require(*ANSWERS)
    area_id = CreditProposal.objects.filter(pk=proposal_id).values_list("area", flat=True).first()
    if area_id is None:
        raise NotYours("没有找到这份推荐，或它不归您办理。")
    area = _area(actor, area_id)
    return queries.history(area).get(pk=proposal_id)


def _put_forward(proposal: CreditProposal, actor: Actor) -> bool:
    """Whether the officer put it forward, at a desk of their own or as a deputy; the journal tells."""
    told = JournalLine.objects.filter(
        noun="region", key=str(proposal.area_id), action=PROPOSED, at=proposal.proposed_at
    )
    return told.filter(officer=actor.officer).exists()


def _latest_award(before: list[CreditProposal], today: date) -> CreditAnswer | None:
    """The award that stands today, or is to follow the one that does."""
    answers = [each.answer for each in before if hasattr(each, "answer")]
    return next(
        (
            each
            for each in answers
            if each.until is not None and each.until > today and not hasattr(each, "revocation")
        ),
        None,
    )


def _judged(area: Region, today: date, criteria: AreaCriteria) -> tuple[AreaLine, ...]:
    found = queries.area(area, today, criteria)
    if found is None:
        raise Refusal(f"{area}下面没有村（社区），不能评定。")
    return lines(found.facts, criteria)


def _require_met(area: Region, found: tuple[AreaLine, ...], words: str) -> None:
    unmet = [
        f"{each.label} {each.value}，要求{each.wanted}" for each in found if each.verdict is Verdict.FAIL
    ]
    if unmet:
        raise Refusal(f"{area}还不符合条件：{'；'.join(unmet)}。")
    open_ = [each.label for each in found if each.verdict is Verdict.UNKNOWN]
    if open_ and not words:
        raise Refusal(f"{area}的{'、'.join(open_)}没有数字，不能判定，请写明是怎样核实的。")


def _kept(found: tuple[AreaLine, ...]) -> list[list[Any]]:
    return [[each.label, each.value, each.wanted, each.verdict.value] for each in found]


def _plain(words: str) -> str:
    """What was written, without blanks at the ends.

    Raises:
        Refusal: if it is too long.
    """
    plain = words.strip()
    if len(plain) > LONGEST:
        raise Refusal(f"说明和理由最多 {LONGEST} 个字，现在有 {len(plain)} 个字，请写短一些。")
    return plain
