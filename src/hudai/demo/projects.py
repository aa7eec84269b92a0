"""The made-up county's projects: a cooperative and a firm that lead households, who joined, what goes in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from hudai.actions import enterprise as enterprises
from hudai.actions import participation as parts
from hudai.actions import project as projects
from hudai.actions.actor import Actor
from hudai.actions.enterprise import Described
from hudai.actions.participation import Consent
from hudai.actions.project import Plan
from hudai.core.enterprise import check_character
from hudai.core.industry import Catalogue
from hudai.demo.lives import Lives
from hudai.demo.people import TOWNS, Home
from hudai.demo.workdays import on
from hudai.records.models import Application, Household, Project, Station

SINCE, JOINED, LEFT = date(2024, 2, 19), date(2024, 3, 1), date(2025, 10, 15)
KINDS = {
    "cooperative": ("生猪养殖专业合作社", "郑大河", "93500112MA"),
    "firm": ("牧业发展有限公司", "王立新", "91500112MA"),
}
"""Kind of enterprise → the end of its name, whom to ask for, and how its credit code begins."""
PLANS = (
    (0, "生猪代养", "生猪育肥", "农户+合作社+龙头企业"),
    (0, "柑橘园", "果园管护", "自营"),
    (1, "蔬菜大棚", "蔬菜和大棚", "农户+合作社"),
    (6, "肉牛寄养", "肉牛", "企业+农户"),
)
"""Place of the village, name, industry, chain model."""
HOUSEHOLDS_A_PROJECT = 5


def take_part(people: Sequence[Home], lives: Lives, catalogue: Catalogue) -> None:
    """Register them through the actions of village and town; one household leaves again."""
    town = lives.offices.actor(Station.TOWN, 0, on(SINCE))
    leaders = {kind: _leader(town, kind, nth) for nth, kind in enumerate(KINDS)}
    for nth, (place, name, industry, chain_model) in enumerate(PLANS):
        model = catalogue.model(chain_model)
        assert model is not None, f"no such model: {chain_model}"
        village = lives.offices.actor(Station.VILLAGE, place, on(SINCE, 100))
        assert village.posting.region is not None, "a village's desk has its village"
        plan = Plan(
            name=f"{village.posting.region.name}{name}",
            industry=industry,
            chain_model=chain_model,
            village=village.posting.region.pk,
            since=SINCE,
            cooperative=leaders["cooperative"] if model.cooperative else None,
            firm=leaders["firm"] if model.firm else None,
        )
        made = projects.register(actor=village, catalogue=catalogue, plan=plan)
        near = [home for home in people if home.place == place and home.fate == "stays"]
        first = nth % 2 * HOUSEHOLDS_A_PROJECT
        _join(near[first : first + HOUSEHOLDS_A_PROJECT], made, lives)
    _leave(lives)


def _leader(town: Actor, kind: str, nth: int) -> int:
    ending, contact, beginning = KINDS[kind]
    first = f"{beginning}{nth:07d}"
    assert town.posting.region is not None, "a town's desk has its town"
    described = Described(
        kind=kind,
        name=f"云坪{TOWNS[0].removesuffix('镇')}{ending}",
        town=town.posting.region.pk,
        code=first + check_character(first),
        contact=contact,
        phone=f"1990000{nth:04d}",
    )
    return int(enterprises.register(actor=town, described=described).pk)


def _join(homes: Sequence[Home], project: Project, lives: Lives) -> None:
    """Each by its head's consent; a loan it was granted goes into the project."""
    for minute, home in enumerate(homes):
        village = lives.offices.actor(Station.VILLAGE, home.place, on(JOINED, minute))
        household = lives.households[home.number]
        consent = Consent(JOINED, JOINED, _head(household), "驻村工作队员吴正")
        part = parts.take_in(actor=village, project_id=project.pk, household_id=household.pk, consent=consent)
        granted = Application.objects.filter(household=household, state="approved").order_by("-pk").first()
        if granted is not None:
            later = _at(village, granted.step_since)
            projects.fund(actor=later, number=granted.number, participation_id=part.pk)


def _at(actor: Actor, moment: datetime) -> Actor:
    """The same desk when the bank had agreed, or when the household joined, whichever was later."""
    return Actor(actor.officer, actor.posting, max(actor.at, moment.astimezone(actor.at.tzinfo)))


def _head(household: Household) -> int:
    return int(household.memberships.get(until=None, is_head=True).person_id)


def _leave(lives: Lives) -> None:
    first = Project.objects.order_by("pk").first()
    last = first.participations.order_by("-pk").first() if first else None
    if last is not None:
        actor = lives.offices.actor(Station.TOWN, 0, on(LEFT))
        parts.leave(
            actor=actor, participation_id=last.pk, left_on=LEFT, reason="家中劳力外出务工，改为自营。"
        )
