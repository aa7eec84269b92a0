"""Handing a desk over to a deputy for some days, and taking it back (代理)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.core.errors import Refusal
from hudai.records.models import Deputy, Officer, Posting, Station

LONGEST = timedelta(days=92)
"""A longer absence wants a posting of its own, not a deputy."""
NEVER_DEPUTIES = (Station.AUDITOR, Station.ADMINISTRATOR)
"""Desks that have no deputy, and whose officers are nobody's."""


@transaction.atomic
def hand_over(*, actor: Actor, deputy: Officer, since: date, until: date, reason: str) -> Deputy:
    """Let somebody act at the actor's own desk from ``since`` to the day before ``until``.

    Raises:
        NotYours: if the actor is a deputy at this desk, or the desk has none.
        Refusal: if the days are past, too many or taken, or the deputy may not act at a desk.
    """
    require_may_hand_over(actor)
    if not actor.today <= since < until:
        raise Refusal("代理从今天或以后开始，结束日期不能早于开始日期。")
    if until - since > LONGEST:
        raise Refusal(f"一次代理最长 {LONGEST.days} 天，时间更长的请由系统管理员调整岗位。")
    if not reason.strip():
        raise Refusal("请写明交由他人代理的原因。")
    _require_fit(actor, deputy)
    # Locked, so that two hand-overs of one desk at once see each other.
    Posting.objects.select_for_update().get(pk=actor.posting.pk)
    if actor.posting.deputies.filter(since__lt=until, until__gt=since).exists():
        raise Refusal("这个岗位在这些天已有代理人，请先收回。")
    made = Deputy.objects.create(
        posting=actor.posting, officer=deputy, since=since, until=until, reason=reason.strip()
    )
    note(actor, "交由代理", made, deputy=deputy.username, since=f"{since}", until=f"{until}")
    return made


def require_may_hand_over(actor: Actor) -> None:
    """Refuse a deputy, and desks that stand alone: who holds those holds no other (三权分立).

    Raises:
        NotYours: with who could.
    """
    if actor.station in NEVER_DEPUTIES:
        raise NotYours("审计和系统管理员岗位不能交由代理，需要接替时请由系统管理员另行安排岗位。")
    if actor.is_deputy:
        raise NotYours("您是代理人，不能再转交给别人，请由本人办理。")


def _require_fit(actor: Actor, deputy: Officer) -> None:
    if deputy.pk == actor.officer.pk or not deputy.is_active:
        raise Refusal("请选择另一位在用的工作人员。")
    standing = Q(until=None) | Q(until__gt=actor.today)
    if deputy.postings.filter(standing, station__in=NEVER_DEPUTIES).exists():
        raise Refusal("审计和系统管理员不能代办业务，请另选一位。")


@transaction.atomic
def take_back(*, actor: Actor, deputy_id: int) -> None:
    """End a deputyship of the actor's own desk today; one that never began is struck out.

    Raises:
        NotYours: if it is not a deputyship of this desk, or the actor is the deputy.
    """
    found = Deputy.objects.select_for_update().filter(pk=deputy_id, posting=actor.posting).first()
    if actor.is_deputy or found is None:
        raise NotYours("没有找到这项代理，或它不归您收回。")
    note(actor, "收回代理", found, deputy=found.officer.username)
    if found.since >= actor.today:
        found.delete()
    elif found.until > actor.today:
        found.until = actor.today
        found.save(update_fields=["until"])
