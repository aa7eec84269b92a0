"""What is arranged for a loan before it falls due, and why a renewal was refused (到期安排)."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from hudai.actions.actor import Actor
from hudai.actions.journal import note
from hudai.actions.loan import in_hand
from hudai.core.errors import Refusal
from hudai.core.maturity import notice_windows, window_of
from hudai.core.policy import Policy
from hudai.core.workflow import NotNow
from hudai.records.models import MaturityNote, Station
from hudai.records.queries.loan_chain import due_in_force, owed

NOTES = (Station.VILLAGE, Station.TOWN, Station.BRANCH, Station.BANK)
"""Desks that talk with the household before its loan falls due."""
ASKED = (Station.VILLAGE, Station.TOWN, Station.BRANCH)
"""Desks that are reminded while nothing is arranged."""
Plan = MaturityNote.Plan


@transaction.atomic
def arrange(
    *, actor: Actor, policies: Mapping[str, Policy], loan_id: int, plan: str, words: str
) -> MaturityNote:
    """Write down what is meant to happen when a loan falls due; the newest note holds.

    Any desk's note answers for all: the household is asked once in a window, not by each office.

    Args:
        policies: every pack by name; they say how many days before the due day a window begins.

    Raises:
        NotYours: if the desk arranges nothing, or does not see the loan.
        NotNow: if nothing is owed, or the due day is further away than the first window.
        Refusal: without a plan, or without words where a renewal was refused or repayment is at risk.

    Source: 上蔡县意见 五 (S5.1, S5.2)；渝北区实施方案 三（二） (Y3.2).
    """
    actor.require(*NOTES)
    loan = in_hand(actor, loan_id)
    if plan not in Plan.values:
        raise Refusal("请选择到期安排。")
    if plan in MaturityNote.NEEDS_WORDS and not words.strip():
        raise Refusal(
            "请写明不同意续贷或展期的理由。" if plan == Plan.REFUSED else "请写明还款有什么风险、准备怎么办。"
        )
    if owed(loan) <= 0:
        raise NotNow("这笔贷款没有余额，不用安排到期还款。")
    due_on, windows = due_in_force(loan), notice_windows(policies.values(), actor.today)
    window = window_of((due_on - actor.today).days, windows)
    if window is None:
        raise NotNow(f"这笔贷款 {due_on} 到期，到期前 {max(windows)} 天起登记安排。")
    there = MaturityNote.objects.filter(loan=loan).order_by("-pk").first()
    said = (due_on, window, plan, words.strip(), actor.posting.pk)
    if there is not None and said == (
        there.due_on,
        there.window,
        there.plan,
        there.words,
        there.recorded_by_id,
    ):
        return there
    made = MaturityNote.objects.create(
        loan=loan,
        noted_on=actor.today,
        due_on=due_on,
        window=window,
        plan=plan,
        words=words.strip(),
        recorded_by=actor.posting,
        recorded_at=actor.at,
    )
    note(actor, "登记到期安排", loan, plan=plan, due_on=due_on.isoformat())
    return made
