"""Credit ratings of the made-up county, drawn up by the villages and answered by the bank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from hudai.actions import rating as ratings
from hudai.core.rating import Scorecard
from hudai.demo.chance import Chance
from hudai.demo.offices import Offices
from hudai.demo.people import Home
from hudai.demo.workdays import moment
from hudai.records.models import Household, Station

OLDEST, NEWEST = 440, 1
"""Working days before the last between which households are rated."""
ANSWERED_WITHIN = 6
DECLINED = "负债情况与征信报告不一致，请核实后重新评级。"


def rate(
    homes: Sequence[Home],
    households: Mapping[str, Household],
    offices: Offices,
    card: Scorecard,
    chance: Chance,
) -> None:
    """Rate households, the earliest first; the newest still wait for the bank."""
    dated = sorted((chance.between(NEWEST, OLDEST, "rated", home.serial), home.serial) for home in homes)
    by_serial = {home.serial: home for home in homes}
    for back, serial in reversed(dated):
        home = by_serial[serial]
        at = moment(back, chance.below(300, "rated at", serial))
        drawn = ratings.draw_up(
            actor=offices.actor(Station.VILLAGE, home.place, at),
            card=card,
            household=households[home.number],
            collected=_collected(home, at.date(), chance),
            rated_on=at.date(),
        )
        if back > ANSWERED_WITHIN:
            _answer(drawn.pk, home, at, offices, chance)


def _answer(key: int, home: Home, at: datetime, offices: Offices, chance: Chance) -> None:
    """The bank confirms, or once in a while sends it back; most households have their notice by then."""
    bank = offices.actor(Station.BRANCH, home.place, at + timedelta(days=3))
    if chance.happens(4, "declined", home.serial):
        ratings.decline(actor=bank, key=key, reason=DECLINED)
        return
    ratings.confirm(actor=bank, key=key)
    if chance.happens(80, "told", home.serial):
        village = offices.actor(Station.VILLAGE, home.place, at + timedelta(days=7))
        ratings.notify(actor=village, key=key)


def _collected(home: Home, day: date, chance: Chance) -> dict[str, str | int]:
    """What the village found, by the scorecard's criteria."""
    working = sum(member.labour in ("普通劳动力", "技能劳动力") for member in home.members)
    skilled = any(member.labour == "技能劳动力" for member in home.members)
    serial = home.serial
    return {
        "credit": chance.weighted({"good": 45, "none": 45, "late": 8, "overdue": 2}, "credit", serial),
        "labour": working,
        "skill": "trained" if skilled else "ordinary",
        "income": chance.between(75, 240, "income", serial, day.year) * 100,
        "project": chance.weighted(
            {"running": 55, "started": 25, "planned": 18, "none": 2}, "project", serial
        ),
        "debt": chance.weighted({0: 55, 60: 30, 130: 10, 240: 5}, "debt", serial),
        "standing": chance.weighted({"good": 75, "fair": 22, "poor": 3}, "standing", serial),
    }
