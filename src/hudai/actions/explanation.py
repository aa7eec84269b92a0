"""Writing down who explained the scheme to which households, and what those said (入户宣讲).

A round is one day's way through a village: who went and what they explained is said once, what each
household answered is said household by household.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from hudai.actions.actor import Actor, NotYours
from hudai.actions.household import explain_many
from hudai.actions.journal import note
from hudai.actions.withdrawal import take_back
from hudai.core.errors import Refusal
from hudai.core.explanation import ROLES, TOPICS
from hudai.core.words import listed
from hudai.core.workflow import NotNow
from hudai.records.models import Explanation, Household, Station
from hudai.records.queries.explanation import explainable
from hudai.records.queries.visibility import of_households_seen_by

RECORDS = (Station.VILLAGE, Station.TOWN)
"""Desks that go from house to house."""
MOST_AT_ONCE = 200
Wish = Explanation.Wish


@dataclass(frozen=True, slots=True)
class Round:
    """What is the same for every household of one day."""

    explained_on: date
    roles: Sequence[str]
    """Keys of :data:`hudai.core.explanation.ROLES`."""
    explainers: str
    topics: Sequence[str]
    """Keys of :data:`hudai.core.explanation.TOPICS`."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one household said."""

    wish: str
    reason: str = ""
    """Why it wants no loan now; empty otherwise."""
    signed: bool = False


@transaction.atomic
def record(*, actor: Actor, said: Round, answers: Mapping[int, Answer]) -> list[Explanation]:
    """Write a round of visits down, all its households or none.

    A household that wants no loan now and has none is on the should-lend list: its reason is recorded
    there as well, as if its village had said it on that list.

    Raises:
        NotYours: if the desk goes to no houses, or not to these.
        NotNow: if one of them was explained to on that day already.
        Refusal: with what is missing.

    Source: 上蔡县意见 十二 (S12)；渝北区实施方案 六（三） (Y6.3).
    """
    actor.require(*RECORDS)
    _require_round(actor, said)
    homes = _homes(actor, answers)
    _require_answers(homes, answers)
    there = Explanation.objects.filter(
        household__in=homes, explained_on=said.explained_on, withdrawn_at=None
    ).values_list("household__number", flat=True)
    if there:
        numbers = listed(sorted(there))
        raise NotNow(f"{numbers} 在 {said.explained_on} 已经登记过宣讲；写错的先作废，再重新登记。")
    try:
        with transaction.atomic():
            made = [_written(actor, said, home, answers[home.pk]) for home in homes]
    except IntegrityError:
        raise NotNow("有人刚刚登记了其中农户当天的宣讲，请回到列表看过再登记其余的农户。") from None
    _tell_should_lend(actor, made)
    return made


def _written(actor: Actor, said: Round, home: Household, answer: Answer) -> Explanation:
    made = Explanation.objects.create(
        household=home,
        explained_on=said.explained_on,
        roles=[role for role in ROLES if role in said.roles],
        explainers=said.explainers.strip(),
        topics=[topic for topic in TOPICS if topic in said.topics],
        wish=answer.wish,
        reason=answer.reason.strip(),
        signed=answer.signed,
        recorded_by=actor.posting,
        recorded_at=actor.at,
    )
    note(
        actor,
        "登记入户宣讲",
        made,
        household=home.number,
        explained_on=f"{said.explained_on}",
        wish=answer.wish,
    )
    return made


def _tell_should_lend(actor: Actor, made: Sequence[Explanation]) -> None:
    """Hand the reasons on to the one place where they are kept; who is served already is left out there."""
    by_reason: dict[str, list[int]] = {}
    for each in made:
        if each.wish == Wish.NOT_NOW:
            by_reason.setdefault(each.reason, []).append(each.household_id)
    for reason, households in by_reason.items():
        explain_many(actor=actor, households=households, reason=reason)


@transaction.atomic
def withdraw(*, actor: Actor, explanation_id: int, reason: str) -> Explanation:
    """Take back an explanation that was written down wrongly; it stays in the log.

    A reason it left on the should-lend list stays there until another is recorded.

    Raises:
        NotYours: if the desk writes none down, or does not see the household.
        NotNow: if it is withdrawn already.
        Refusal: without a reason.
    """
    actor.require(*RECORDS)
    seen = Explanation.objects.filter(of_households_seen_by(actor.posting), pk=explanation_id)
    found = seen.select_for_update(of=("self",)).first()
    if found is None:
        raise NotYours("没有找到这条宣讲记录，或这户不在您的管理范围内。")
    take_back(actor, found, reason, what="这条宣讲记录", how="作废")
    note(actor, "作废入户宣讲", found, explained_on=f"{found.explained_on}")
    return found


def _require_round(actor: Actor, said: Round) -> None:
    if said.explained_on > actor.today:
        raise Refusal("宣讲日期不能晚于今天。")
    if not set(said.roles) or not set(said.roles) <= set(ROLES):
        raise Refusal("请勾选宣讲人的身份。")
    if not said.explainers.strip():
        raise Refusal("请写明宣讲人姓名。")
    if not set(said.topics) or not set(said.topics) <= set(TOPICS):
        raise Refusal("请勾选宣讲的内容。")


def _homes(actor: Actor, answers: Mapping[int, Answer]) -> list[Household]:
    """The households, in order; refused as a whole where one of them is not the desk's.

    Raises:
        NotYours: then.
        Refusal: if there are none, or too many.
    """
    if not answers:
        raise Refusal("请先勾选宣讲到的农户。")
    if len(answers) > MOST_AT_ONCE:
        raise Refusal(f"一次最多登记 {MOST_AT_ONCE} 户，其余的请分次登记。")
    homes = list(explainable(actor.posting).filter(pk__in=list(answers)).order_by("village_id", "number"))
    if len(homes) < len(answers):
        raise NotYours("有的农户不在您管理范围的名单里，请回到列表重新勾选。")
    return homes


def _require_answers(homes: Sequence[Household], answers: Mapping[int, Answer]) -> None:
    for home in homes:
        answer = answers[home.pk]
        if answer.wish not in Wish.values:
            raise Refusal(f"请选择 {home.number} 的贷款意愿。")
        if answer.wish == Wish.NOT_NOW and not answer.reason.strip():
            raise Refusal(f"请写明 {home.number} 暂不需要贷款的原因。")
        if answer.wish != Wish.NOT_NOW and answer.reason.strip():
            raise Refusal(f"{home.number} 没有选“暂不需要”，请清空原因或改选意愿。")
