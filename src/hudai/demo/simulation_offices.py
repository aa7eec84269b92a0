"""The simulated county: one town, one village, one bank, a desk of each kind, and a few households."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from hudai.actions.actor import Actor
from hudai.core.identity import check_digit
from hudai.demo import places
from hudai.demo.chance import Chance
from hudai.demo.workdays import on
from hudai.records.models import (
    Bank,
    Branch,
    Household,
    LabourCapacity,
    LeadBank,
    Listing,
    Membership,
    NameList,
    Officer,
    Person,
    Posting,
    Region,
    Station,
)

SINCE = date(2019, 1, 1)
HOMES = 8
SECOND = "second finance officer"


@dataclass(slots=True)
class SimulatedOffices:
    """Who sits where, and who lives there."""

    town: Region
    branch: Branch
    desks: dict[str, Posting]
    homes: list[Household]
    people: list[Person]

    def at(self, station: str, day: date) -> Actor:
        """Whoever sits at a desk, on the morning of a day."""
        desk = self.desks[station]
        return Actor(desk.officer, desk, on(day))


def found_offices(chance: Chance) -> SimulatedOffices:
    """Everything there must be before anybody can borrow."""
    county = Region.objects.create(level=Region.Level.COUNTY, name="云坪县", since=SINCE)
    town = _region(Region.Level.TOWN, "石门镇", county)
    village = _region(Region.Level.VILLAGE, "柳溪村", town)
    bank = Bank.objects.create(name="云坪农商银行", account="6299000000000001")
    head = Branch.objects.create(bank=bank, name="云坪农商银行总行")
    branch = Branch.objects.create(bank=bank, name="云坪农商银行石门支行", parent=head)
    LeadBank.objects.create(town=town, branch=branch, since=SINCE)
    where: dict[str, dict[str, Any]] = {
        Station.VILLAGE: {"region": village},
        Station.TOWN: {"region": town},
        Station.TOWN_HEAD: {"region": town},
        Station.OFFICE: {"region": county},
        Station.FINANCE: {"region": county},
        SECOND: {"region": county},
        Station.BRANCH: {"branch": branch},
    }
    desks = {name: _desk(name, place) for name, place in where.items()}
    homes, people = _households(chance, village, desks[Station.OFFICE])
    return SimulatedOffices(town, branch, desks, homes, people)


def _region(level: Region.Level, name: str, parent: Region) -> Region:
    return Region.objects.create(level=level, name=name, parent=parent, since=SINCE)


def _desk(name: str, place: dict[str, Any]) -> Posting:
    station = Station.FINANCE if name == SECOND else Station(name)
    officer = Officer.objects.create_user(name.replace(" ", ""), f"{station.label}经办")
    return Posting.objects.create(
        officer=officer, station=station, office=station.label, since=SINCE, **place
    )


def _households(chance: Chance, village: Region, office: Posting) -> tuple[list[Household], list[Person]]:
    """Households of one, all on the list, all able to work."""
    listed = NameList.objects.create(
        number=1, as_of=SINCE, source="名单", imported_by=office, imported_at=on(SINCE)
    )
    homes, people = [], []
    for nth in range(HOMES):
        home = Household.objects.create(number=f"H{nth:03d}", village=village)
        born = date(1975 + nth, 1 + nth % 12, 1 + nth)
        first = f"500112{born:%Y%m%d}{101 + 2 * nth}"
        name = chance.one_of(places.SURNAMES, "name", nth) + chance.one_of(places.MEN, "given", nth)
        person = Person.objects.create(
            name=name, id_number=first + check_digit(first), sex=Person.Sex.MALE, born_on=born
        )
        Membership.objects.create(person=person, household=home, relation="户主", is_head=True, since=SINCE)
        LabourCapacity.objects.create(person=person, capacity="ordinary", since=SINCE)
        Listing.objects.create(household=home, kind="建档立卡贫困户", came_with=listed, since=SINCE)
        homes.append(home)
        people.append(person)
    return homes, people


RELISTED_ON = date(2020, 12, 31)
"""The day the campaign's list gave way to that of the transition period."""


def relist(offices: SimulatedOffices) -> None:
    """Every household stands on the new list, as lifted out of poverty or as at risk."""
    office = offices.desks[Station.OFFICE]
    listed = NameList.objects.create(
        number=2, as_of=RELISTED_ON, source="名单", imported_by=office, imported_at=on(RELISTED_ON)
    )
    Listing.objects.filter(left_with=None).update(left_with=listed, until=RELISTED_ON, exit_reason="类别变化")
    for nth, home in enumerate(offices.homes):
        kind = "脱贫户" if nth % 2 else "边缘易致贫户"
        Listing.objects.create(household=home, kind=kind, came_with=listed, since=RELISTED_ON)
