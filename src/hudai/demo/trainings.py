"""The made-up county's trainings, and what its borrowers are insured for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hudai.actions import insurance as insuring
from hudai.actions import training
from hudai.actions.insurance import Cover
from hudai.actions.training import Came, Session
from hudai.demo.chance import Chance
from hudai.demo.lives import Lives
from hudai.demo.people import Home
from hudai.demo.workdays import on
from hudai.records.models import Application, Station

SESSIONS = (
    (0, date(2025, 4, 16), "生猪疫病防治", 6, "县畜牧站郑兽医"),
    (0, date(2025, 9, 11), "柑橘修剪和保果", 4, "县农技中心王农艺师"),
    (1, date(2025, 9, 18), "大棚蔬菜种植", 6, "县农技中心王农艺师"),
    (6, date(2025, 11, 5), "肉牛育肥和贷款政策", 3, "县农业农村局李科长"),
)
"""Place of the village, day, subject, hours, trainer."""
MOST_CAME = 12
INSURED_IN_HUNDRED, MOST_INSURED = 60, 20
YEAR = (date(2025, 5, 1), date(2026, 5, 1))


def teach(people: Sequence[Home], lives: Lives) -> None:
    """Write the sessions down as the villages do."""
    for place, day, subject, hours, trainer in SESSIONS:
        homes = [home for home in people if home.place == place and home.fate == "stays"][:MOST_CAME]
        if not homes:
            continue
        actor = lives.offices.actor(Station.VILLAGE, place, on(day, 400))
        assert actor.posting.region is not None, "a village's desk has its village"
        session = Session(subject, actor.posting.region.pk, day, hours, trainer)
        training.record(actor=actor, session=session, came=[Came(home.number) for home in homes])


def insure(people: Sequence[Home], lives: Lives, chance: Chance) -> None:
    """Insurances of borrowers of the first town, some of whom have none."""
    borrowers = set(Application.objects.filter(state="approved").values_list("household__number", flat=True))
    near = [home for home in people if home.town == 0 and home.number in borrowers]
    chosen = [home for home in near if chance.happens(INSURED_IN_HUNDRED, "insured", home.serial)]
    for home in chosen[:MOST_INSURED]:
        actor = lives.offices.actor(Station.TOWN, home.place, on(YEAR[0], 120))
        heads = chance.between(4, 20, "animals", home.serial)
        cover = Cover(
            kind="farming",
            subject=f"生猪 {heads} 头",
            insurer="云坪财产保险公司",
            since=YEAR[0],
            until=YEAR[1],
            insured=heads * 80_000,
            premium=heads * 4_000,
            paid_by="shared",
        )
        insuring.record(actor=actor, household_id=lives.households[home.number].pk, cover=cover)
