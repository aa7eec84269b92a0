"""A cooperative, a firm and a project of 柳溪村 with a household in it, made through the actions."""

from __future__ import annotations

from datetime import date
from typing import Any

import made_cases as cases
import made_loans as loans
import made_offices as offices
from hudai.actions import enterprise as enterprises
from hudai.actions import participation as parts
from hudai.actions import project as projects
from hudai.actions.actor import Actor
from hudai.actions.enterprise import Described
from hudai.actions.participation import Consent
from hudai.actions.project import Plan
from hudai.core.enterprise import check_character
from hudai.documents import industry_files
from hudai.records.models import Enterprise, Household, Participation, Project, Station

CATALOGUE = industry_files.load("yubei-2021")
SINCE = date(2025, 3, 1)
TODAY = date(2025, 9, 20)


def code(first17: str = "93500112MA0000000") -> str:
    """A credit code with a right check character that belongs to nobody."""
    return first17 + check_character(first17)


def at(station: Station = Station.VILLAGE, day: date = TODAY) -> Actor:
    """The county's desk of that kind on a day."""
    return loans.on(day, station)


def enterprise(kind: str = "cooperative", name: str = "柳溪养殖专业合作社", **changes: Any) -> Enterprise:
    """One in the town."""
    said = {"kind": kind, "name": name, "town": offices.town().pk, **changes}
    return enterprises.register(actor=at(), described=Described(**said))


def plan(**changes: Any) -> Plan:
    """What the village's own project is."""
    said = {
        "name": "柳溪生猪代养",
        "industry": "生猪育肥",
        "chain_model": "自营",
        "village": offices.village().pk,
        "since": SINCE,
    }
    return Plan(**{**said, **changes})


def project(**changes: Any) -> Project:
    """One registered by the village."""
    return projects.register(actor=at(), catalogue=CATALOGUE, plan=plan(**changes))


def consent(of: Household, **changes: Any) -> Consent:
    """What its head signed."""
    said = {
        "joined_on": date(2025, 4, 1),
        "consented_on": date(2025, 3, 28),
        "consented_by": cases.head(of).pk,
        "witness": "吴见证",
    }
    return Consent(**{**said, **changes})


def taken_in(
    of: Household, into: Project, station: Station = Station.VILLAGE, **changes: Any
) -> Participation:
    """The household in the project."""
    return parts.take_in(
        actor=at(station), project_id=into.pk, household_id=of.pk, consent=consent(of, **changes)
    )
