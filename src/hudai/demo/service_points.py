"""Service points of the made-up county: its centre, most towns, and the villages of the first."""

from __future__ import annotations

from datetime import date

from hudai.actions import service_point as registering
from hudai.actions.actor import Actor
from hudai.actions.service_point import PointSaid, StaffSaid
from hudai.demo import places
from hudai.demo.chance import Chance
from hudai.demo.offices import COUNTY, Offices
from hudai.demo.people import TOWNS, VILLAGES, VILLAGES_PER_TOWN
from hudai.demo.workdays import on
from hudai.records.models import Region, ServicePointStaff, Station

OPENED, CHECKED = date(2024, 4, 8), date(2025, 9, 16)
WITHOUT_STATION = len(TOWNS) - 1
"""The town that has none yet."""
WITHOUT_DESK = VILLAGES_PER_TOWN - 1
Duty = ServicePointStaff.Duty


def open_points(offices: Offices, chance: Chance) -> None:
    """Registered by the county office; the first town keeps its villages' desks itself."""
    office = offices.county_actor(Station.OFFICE, on(CHECKED))
    _centre(office, offices.county, chance)
    for nth, name in enumerate(TOWNS):
        if nth != WITHOUT_STATION:
            _station(office, Region.objects.get(name=name, level=Region.Level.TOWN), nth, chance)
    town = offices.acting(offices.towns[0], on(CHECKED, 120))
    for nth, name in enumerate(VILLAGES[:WITHOUT_DESK]):
        _desk(town, Region.objects.get(name=name, level=Region.Level.VILLAGE), nth, chance)


def _centre(office: Actor, county: Region, chance: Chance) -> None:
    said = PointSaid(
        f"{COUNTY}金融服务中心", f"{COUNTY}政务服务中心二楼", OPENED, 160,
        shares_office=False, has_sign=True, works_together=True, has_equipment=True,
        has_archives=True, has_rules=True, has_leaflets=True, checked_on=CHECKED,
    )  # fmt: skip
    point = registering.register(actor=office, region_id=county.pk, said=said)
    for nth, duty in enumerate((Duty.CREDIT, Duty.ACCEPTANCE, Duty.RISK)):
        _works(office, point.pk, duty, f"centre {nth}", chance)


def _station(office: Actor, town: Region, nth: int, chance: Chance) -> None:
    """Every fifth is too small, and of every fourth nobody has looked at the archives yet."""
    said = PointSaid(
        f"{town}金融扶贫服务站", f"{town}便民服务中心一楼", OPENED, 16 if nth % 5 == 3 else 20 + nth,
        shares_office=True, has_sign=True, has_equipment=True,
        has_archives=None if nth % 4 == 2 else True, has_rules=True, checked_on=CHECKED,
    )  # fmt: skip
    point = registering.register(actor=office, region_id=town.pk, said=said)
    _works(office, point.pk, Duty.GENERAL, f"station {nth}", chance)


def _desk(actor: Actor, village: Region, nth: int, chance: Chance) -> None:
    """The first has all, the second no leaflets, and of the others not everything is known."""
    said = PointSaid(
        f"{village}金融扶贫服务部", f"{village}便民服务站", OPENED, 22 - 2 * nth,
        shares_office=True, has_sign=True, has_equipment=True, has_archives=True if nth < 2 else None,
        has_rules=True, has_leaflets=nth != 1, checked_on=CHECKED if nth < 2 else None,
    )  # fmt: skip
    point = registering.register(actor=actor, region_id=village.pk, said=said)
    _works(actor, point.pk, Duty.GENERAL, f"desk {nth}", chance)


def _works(actor: Actor, point_id: int, duty: str, which: str, chance: Chance) -> None:
    name = chance.one_of(places.SURNAMES, "staff", which) + chance.one_of(places.WOMEN, "staff's", which)
    said = StaffSaid(
        name,
        duty,
        is_fixed=True,
        knows_business=True,
        since=OPENED,
        phone=f"199{chance.below(10**8, 'staff phone', which):08d}",
    )
    registering.take_on(actor=actor, point_id=point_id, said=said)
