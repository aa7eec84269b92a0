"""Visits after the payout: who went, what the money was used for, how things stand (贷后检查)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from hudai.actions.actor import Actor
from hudai.actions.journal import note
from hudai.actions.loan import in_hand
from hudai.actions.visit_attachment import ADDS, Handed, put_all, take_in
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import Loan, Visit

VISITS = ADDS
"""Desks that look after borrowers and write down what they saw."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the visitors say."""

    visited_on: date
    visitors: str
    situation: str
    money_used_as_agreed: bool | None
    """None where it could not be told."""
    favourable: bool


@dataclass(frozen=True, slots=True)
class Recorded:
    """A visit written down, and what follows from it."""

    visit: Visit
    advice: str
    """What is to be done now; empty where nothing is."""


def record(*, actor: Actor, loan_id: int, seen: Seen, files: Sequence[Handed] = ()) -> Recorded:
    """Write down a visit, with its photos and papers.

    The subsidy is not touched: whoever finds money misused says so, and the county office stops it
    with its own evidence.  The same visit sent twice by one desk is one visit.

    Raises:
        NotYours: if the desk makes no visits, or does not see the loan.
        NotNow: if the money is not paid out yet.
        Refusal: in the future, before the payout, without words, or with a file that is not to be
            taken; then nothing is written down.

    Source: 渝北区实施方案 三（一） (Y3.1)；上蔡县意见 六 (S6.1).
    """
    actor.require(*VISITS)
    with transaction.atomic():
        loan = in_hand(actor, loan_id)
        _require_possible(actor, loan, seen)
    taken = take_in(actor, loan, files)
    with transaction.atomic():
        made = _written(actor, in_hand(actor, loan_id), seen)
        put_all(actor, made, taken)
    return Recorded(made, advice_on(made))


def _written(actor: Actor, loan: Loan, seen: Seen) -> Visit:
    said = {
        "loan": loan,
        "visited_on": seen.visited_on,
        "visitors": seen.visitors.strip(),
        "situation": seen.situation.strip(),
        "money_used_as_agreed": seen.money_used_as_agreed,
        "favourable": seen.favourable,
        "recorded_by": actor.posting,
    }
    there = Visit.objects.filter(**said).first()
    if there is not None:
        return there
    made = Visit.objects.create(**said, recorded_at=actor.at)
    note(
        actor,
        "登记贷后检查",
        loan,
        visited_on=seen.visited_on.isoformat(),
        as_agreed=seen.money_used_as_agreed,
    )
    return made


def advice_on(visit: Visit) -> str:
    """What follows from a visit; empty where nothing does."""
    if visit.money_used_as_agreed is False:
        return "检查发现资金没有按约定使用，请区县主管部门核实，属实的登记“停止贴息”。"
    return ""


def _require_possible(actor: Actor, loan: Loan, seen: Seen) -> None:
    if loan.disbursed_on is None:
        raise NotNow("这笔贷款还没有放款，放款后再登记贷后检查。")
    if not loan.disbursed_on <= seen.visited_on <= actor.today:
        raise Refusal(f"检查日期要在放款日期 {loan.disbursed_on} 当天或以后，不能晚于今天。")
    if not seen.visitors.strip():
        raise Refusal("请写明检查人。")
    if not seen.situation.strip():
        raise Refusal("请写明检查情况：资金用在哪里、项目和家庭怎么样。")
