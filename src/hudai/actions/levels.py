"""Who speaks for which station of a route, and that nobody does so at two levels of one case.

Giving an opinion is acting, and so is writing the application: the village's and the town's own
entry belongs to their own level, the bank's is done in the household's place, so that nobody grants
what they wrote themselves.  A survey before one's own opinion is part of that opinion.
"""

from __future__ import annotations

from django.db.models import Q

from hudai.actions.actor import Actor, NotYours
from hudai.actions.application import WRITES
from hudai.core.policy import Step
from hudai.records.models import Application, JournalLine, Posting, Station

HANDLERS: dict[str, tuple[Station, ...]] = {
    "village": (Station.VILLAGE,),
    "town": (Station.TOWN, Station.TOWN_HEAD),
    "office": (Station.OFFICE,),
    "bank": (Station.BRANCH, Station.BANK),
}
"""Which desks give the opinion of a route's station."""

LEVELS = {station: level for level, stations in HANDLERS.items() for station in stations}
"""The route's station a desk speaks for."""

NAMED = 3
"""Colleagues a refusal names; more are not needed to find one."""


def signed_elsewhere(application: Application, actor: Actor) -> bool:
    """Whether the officer gave an opinion on this case at another step than the present one."""
    return application.decisions.filter(officer=actor.officer).exclude(step=application.step).exists()


def wrote_elsewhere(application: Application, actor: Actor) -> bool:
    """Whether the officer wrote the application for another level than the desk they sit at now.

    The journal tells, whether they sat at a desk of their own or stood in for somebody.
    """
    lines = JournalLine.objects.filter(
        noun="application", key=str(application.pk), officer=actor.officer, action__in=WRITES
    )
    stations = lines.order_by().values_list("posting__station", flat=True).distinct()
    levels = {LEVELS[Station(station)] for station in stations}
    return "bank" in levels or bool(levels - {LEVELS.get(actor.station)})


def acted_elsewhere(application: Application, actor: Actor) -> bool:
    """Whether the officer acted on this case at another level already."""
    return signed_elsewhere(application, actor) or wrote_elsewhere(application, actor)


def barred(application: Application, actor: Actor, step: Step) -> str:
    """Why the officer may not give the opinion of a step, and who may instead; empty where they may."""
    if signed_elsewhere(application, actor):
        said = "您已在前面的环节签署过这份申请，同一个人不能签两级"
    elif wrote_elsewhere(application, actor):
        said = "这份申请由您录入、修改或提交，同一个人不能再签署意见"
    else:
        return ""
    return f"{said}。{_instead(application, actor, step)}"


def require_one_level(application: Application, actor: Actor, step: Step) -> None:
    """Refuse who acted on the case at another level.

    Raises:
        NotYours: saying which act it was, and who may give the opinion instead.
    """
    why = barred(application, actor, step)
    if why:
        raise NotYours(why)


def _instead(application: Application, actor: Actor, step: Step) -> str:
    """Who may give the opinion of a step in the actor's place, in a sentence."""
    others = [f"{each.officer.name}（{each.office}）" for each in _colleagues(application, actor, step)]
    if others:
        return f"“{step.label}”可由{'、'.join(others[:NAMED])}办理。"
    return f"“{step.label}”请本单位另一人以代理身份办理（在“交由代理”登记），或请系统管理员增设岗位人员。"


def _colleagues(application: Application, actor: Actor, step: Step) -> list[Posting]:
    """Standing desks of the step for this case whose officers have not acted on it at another level."""
    village = application.household.village
    town = village.parent
    places = [village.pk, *([town.pk, town.parent_id] if town else [])]
    near = Q(region__in=places) | Q(station=Station.BRANCH, branch=application.branch_id)
    near |= Q(station=Station.BANK, branch__bank=application.branch.bank_id)
    standing = Q(until=None) | Q(until__gt=actor.today)
    desks = Posting.objects.filter(
        near, standing, station__in=HANDLERS[step.station], since__lte=actor.today, officer__is_active=True
    )
    found = desks.exclude(officer=actor.officer).select_related("officer").order_by("station", "pk")
    return [each for each in found if not acted_elsewhere(application, Actor(each.officer, each, actor.at))]
