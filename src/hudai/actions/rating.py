"""Credit ratings: drawn up by the office's side, answered by the bank, told to the household (评级授信).

The scorecard gives points, grade and a suggested line.  The bank, which lends, confirms the line or a
lower one, or sends the rating back with a reason; only then does it count for an application.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.core.errors import Refusal
from hudai.core.rating import Collected, Scorecard, score, valid_until
from hudai.core.workflow import NotNow
from hudai.records.models import Household, JournalLine, Rating, Station
from hudai.records.queries.rating import ratings_seen_by, unanswered
from hudai.records.queries.visibility import households_seen_by

DRAWS_UP = (Station.VILLAGE, Station.TOWN, Station.OFFICE)
"""Desks that collect the information and draw a rating up."""
CONFIRMS = (Station.BRANCH, Station.BANK)
"""Desks that answer it."""
NOTIFIES = (*DRAWS_UP, *CONFIRMS)
"""Desks that hand the household its written notice."""

DREW_UP = "评定信用等级"
OLDEST = timedelta(days=90)
"""Information collected longer ago than this is no longer news."""


@transaction.atomic
def draw_up(
    *, actor: Actor, card: Scorecard, household: Household, collected: Collected, rated_on: date
) -> Rating:
    """Rate a household by the scorecard; the rating waits for the bank.

    While it waits, drawing it up again replaces it.

    Args:
        collected: by criterion, the answer's id or the whole number found.

    Raises:
        NotYours: if the desk draws none up, or not for this household.
        Refusal: if something is not filled in, or the day lies ahead or too far back.
    """
    actor.require(*DRAWS_UP)
    # The household's row is the lock: two desks at once wait for each other.
    seen = households_seen_by(actor.posting).filter(pk=household.pk).order_by().values("pk")
    if Household.objects.select_for_update().filter(pk__in=seen).first() is None:
        raise NotYours("这户不在您的辖区，不能替它评级。")
    if not actor.today - OLDEST <= rated_on <= actor.today:
        raise Refusal(f"评定日期要在最近 {OLDEST.days} 天之内，不能晚于今天。")
    scored = score(card, collected)
    if scored.grade is None:
        raise Refusal(f"还缺少：{'、'.join(scored.missing)}。请补齐后再评。")
    rating = household.ratings.filter(unanswered()).first() or Rating(household=household)
    rating.policy, rating.pack_digest = card.policy, card.digest
    rating.facts = {each.id: collected[each.id] for each in card.criteria}
    rating.lines = [[line.label, line.found, line.points, line.most] for line in scored.lines]
    rating.score, rating.grade, rating.capped_by = scored.points, scored.grade.name, scored.capped_by
    rating.suggested_limit = rating.limit = scored.grade.limit
    rating.rated_on, rating.valid_until = rated_on, valid_until(card, rated_on)
    rating.office = actor.posting
    rating.save()
    note(actor, DREW_UP, rating, grade=rating.grade, score=rating.score)
    return rating


@transaction.atomic
def confirm(*, actor: Actor, key: int, limit: int | None = None, seen_digest: str | None = None) -> Rating:
    """The bank's yes: the rating counts from now on, with the suggested line or a lower one.

    Confirming again what is confirmed changes nothing.

    Args:
        limit: fen; the suggested line where None.
        seen_digest: :func:`digest_of` the rating as the page showed it; None where nothing was shown.

    Raises:
        NotYours: if the desk answers none, does not see it, or the officer drew it up.
        NotNow: if it was sent back, or drawn up anew since it was looked at.
        Refusal: if the line is above the suggested one.
    """
    actor.require(*CONFIRMS)
    rating = _in_hand(actor, key)
    if rating.confirmed_at:
        return rating
    if rating.declined_at:
        raise NotNow("这份评级已经退回，请等评定单位重新评级。")
    if seen_digest is not None and seen_digest != digest_of(rating):
        raise NotNow("这份评级刚才有改动，请刷新后再看。")
    if _drew_up(rating, actor):
        raise NotYours("这份评级是您自己评定的，同一个人不能办两级，请由银行另一人确认。")
    granted = rating.suggested_limit if limit is None else limit
    if not 0 <= granted <= rating.suggested_limit:
        raise Refusal("授信额度不能高于评分卡的建议额度；需要更高的，请走追加贷款。")
    rating.limit, rating.bank, rating.confirmed_at = granted, actor.posting, actor.at
    rating.save(update_fields=["limit", "bank", "confirmed_at"])
    note(actor, "确认评级授信", rating, grade=rating.grade, limit=granted)
    return rating


def _drew_up(rating: Rating, actor: Actor) -> bool:
    """Whether the officer drew it up, at a desk of their own or as a deputy; the journal tells."""
    lines = JournalLine.objects.filter(noun="rating", key=str(rating.pk), action=DREW_UP)
    return lines.filter(officer=actor.officer).exists()


def digest_of(rating: Rating) -> str:
    """What changes when a rating is drawn up anew."""
    return f"{rating.pack_digest[:8]}-{rating.score}-{rating.suggested_limit}-{rating.rated_on:%Y%m%d}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one rating of a list."""

    key: int
    refused: str
    """Why nothing was done; empty when it was confirmed."""


def confirm_many(*, actor: Actor, keys: Sequence[int]) -> list[Outcome]:
    """Confirm many ratings at their suggested lines, each for itself (批量授信).

    Source: 渝北区实施方案 二（四）.
    """
    actor.require(*CONFIRMS)
    outcomes = []
    for key in dict.fromkeys(keys):
        try:
            confirm(actor=actor, key=key)
        except Refusal as refusal:
            outcomes.append(Outcome(key, str(refusal)))
        else:
            outcomes.append(Outcome(key, ""))
    return outcomes


@transaction.atomic
def decline(*, actor: Actor, key: int, reason: str) -> Rating:
    """The bank sends a rating back; the office's side may draw up a new one.

    Raises:
        NotNow: if it is confirmed.
        Refusal: without a reason.
    """
    actor.require(*CONFIRMS)
    rating = _in_hand(actor, key)
    if rating.confirmed_at:
        raise NotNow("这份评级已经确认，不能再退回。")
    if rating.declined_at:
        return rating
    if not reason.strip():
        raise Refusal("请写明退回的理由。")
    rating.declined_at, rating.declined_for = actor.at, reason.strip()
    rating.save(update_fields=["declined_at", "declined_for"])
    note(actor, "退回评级", rating)
    return rating


@transaction.atomic
def notify(*, actor: Actor, key: int) -> Rating:
    """Note that the household was given its written notice; the first time counts.

    Raises:
        NotYours: if the desk hands none out, or does not see it.
        NotNow: if the bank has not confirmed it.

    Source: 上蔡县意见 十二：评级授信结果以书面形式告知.
    """
    actor.require(*NOTIFIES)
    rating = _in_hand(actor, key)
    if not rating.confirmed_at:
        raise NotNow("银行确认以后才能告知农户。")
    if rating.notified_at is None:
        rating.notified_at = actor.at
        rating.save(update_fields=["notified_at"])
        note(actor, "书面告知评级结果", rating)
    return rating


def _in_hand(actor: Actor, key: int) -> Rating:
    """The rating, locked for this action, if the actor may see it."""
    seen = ratings_seen_by(actor.posting).filter(pk=key).order_by().values("pk")
    found = Rating.objects.select_for_update().filter(pk__in=seen).first()
    if found is None:
        raise NotYours("没有找到这份评级，或它不归您办理。")
    return found
