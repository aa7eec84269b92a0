"""The made-up bank's assessments: cases that wait for its opinion, but for the last, which is left to try."""

from __future__ import annotations

from collections.abc import Sequence

from hudai.actions import assessment as assessing
from hudai.actions.assessment import Found
from hudai.core.assessment import Assessed
from hudai.core.industry import Catalogue
from hudai.demo.chance import Chance
from hudai.demo.lives import Lives
from hudai.demo.people import Home
from hudai.demo.workdays import moment
from hudai.records.models import Application, Station

THOUSAND = 100_000
"""Yuan, in fen."""
LATE = 440
"""Minutes after the offices opened on the county's last day."""


def assess(people: Sequence[Home], lives: Lives, catalogue: Catalogue, chance: Chance) -> None:
    """Write one down for each but the newest, as the branch does."""
    homes = {home.number: home for home in people}
    law, bank = lives.law, len(lives.law.policy.route)
    waiting = Application.objects.filter(state="under_way", step=bank).select_related("household")
    for case in list(waiting.order_by("pk"))[:-1]:
        industry = catalogue.likely(case.purpose) or catalogue.industries[-1]
        home = homes[case.household.number]
        serial = home.serial
        assessing.assess(
            actor=lives.offices.actor(Station.BRANCH, home.place, moment(0, LATE)),
            law=law,
            catalogue=catalogue,
            number=case.number,
            seen_version=case.version,
            found=Found(
                industry.name,
                Assessed(
                    cycle_months=chance.between(industry.cycle_from, industry.cycle_to, "cycle", serial),
                    project_income=chance.between(18, 36, "project income", serial) * THOUSAND,
                    other_income=chance.between(6, 20, "other income", serial) * THOUSAND,
                    living_costs=chance.between(12, 24, "living costs", serial) * THOUSAND,
                    debts_due=chance.between(0, 8, "debts", serial) * THOUSAND,
                ),
            ),
        )
