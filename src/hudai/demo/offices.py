"""The made-up county's regions, banks and desks, and who sits at them.

Towns, villages and lead banks are entered through the actions.  The county itself, the banks, the
officers and their postings are written directly: nothing enters those yet but a system's first hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from hudai.actions.actor import Actor
from hudai.actions.region import appoint_lead_bank, import_regions
from hudai.demo import places
from hudai.demo.chance import Chance
from hudai.demo.people import TOWNS, VILLAGES, VILLAGES_PER_TOWN
from hudai.demo.workdays import on
from hudai.records.models import Bank, Branch, Deputy, Officer, Posting, Region, Station

COUNTY = "云坪县"
SINCE = date(2021, 5, 1)
BANKS = ("云坪农商银行", "惠农村镇银行", "江源银行")
TOWNS_PER_BRANCH = 2

USERNAMES = (
    "cun1", "cun2", "zhen", "zhenzhang", "xian", "wangdian", "yinhang", "caizheng", "jinrong", "jianguan",
    "shenji", "guanli",
)  # fmt: skip
"""Who can sign in, in the order of the road."""

COUNTY_DESKS = {
    Station.OFFICE: "云坪县农业农村局",
    Station.FINANCE: "云坪县财政局",
    Station.FINANCE_OFFICE: "云坪县金融工作办公室",
    Station.REGULATOR: "云坪金融监管支局",
    Station.AUDITOR: "云坪县审计局",
    Station.ADMINISTRATOR: "云坪县农业农村局信息中心",
}


@dataclass(frozen=True, slots=True)
class SignIn:
    """A desk that can be tried, and the name to sign in with."""

    username: str
    posting: Posting


@dataclass(slots=True)
class Offices:
    """Every desk of the county, by what it answers for."""

    county: Region
    villages: list[Posting] = field(default_factory=list)
    """In the order of :data:`VILLAGES`."""
    towns: list[Posting] = field(default_factory=list)
    town_heads: list[Posting] = field(default_factory=list)
    branches: list[Posting] = field(default_factory=list)
    """One a branch; each leads in two towns, in their order."""
    banks: list[Posting] = field(default_factory=list)
    at_county: dict[Station, Posting] = field(default_factory=dict)
    second_clerk: Officer | None = None
    """A colleague at the county office who stands in for the first."""
    deputies: list[Deputy] = field(default_factory=list)
    """Every hand-over of a desk."""

    def desk(self, station: Station, place: int) -> Posting:
        """The desk of that kind that answers for a village."""
        town = place // VILLAGES_PER_TOWN
        if station is Station.VILLAGE:
            return self.villages[place]
        if station in (Station.TOWN, Station.TOWN_HEAD):
            return (self.towns if station is Station.TOWN else self.town_heads)[town]
        if station is Station.BRANCH:
            return self.branches[town // TOWNS_PER_BRANCH]
        return self.at_county[station]

    def actor(self, station: Station, place: int, at: datetime) -> Actor:
        """Who acts there for a village; a deputy where one stands in that day."""
        return self.acting(self.desk(station, place), at)

    def county_actor(self, station: Station, at: datetime) -> Actor:
        """Who acts at a desk of the county."""
        return self.acting(self.at_county[station], at)

    def acting(self, posting: Posting, at: datetime) -> Actor:
        """The posting's own officer, or whoever stands in on that day."""
        day = at.date()
        held = [each for each in self.deputies if each.posting == posting and each.since <= day < each.until]
        return Actor(held[0].officer if held else posting.officer, posting, at)

    def sign_ins(self) -> list[SignIn]:
        """One desk of each kind, and a second village, under :data:`USERNAMES`."""
        desks = (
            *self.villages[:2],
            self.towns[0],
            self.town_heads[0],
            self.at_county[Station.OFFICE],
            self.branches[0],
            self.banks[0],
            self.at_county[Station.FINANCE],
            self.at_county[Station.FINANCE_OFFICE],
            self.at_county[Station.REGULATOR],
            self.at_county[Station.AUDITOR],
            self.at_county[Station.ADMINISTRATOR],
        )
        return [SignIn(name, desk) for name, desk in zip(USERNAMES, desks, strict=True)]


class _Staff:
    """Officers, one after the other."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self.hired = 0

    def officer(self) -> Officer:
        """Somebody new, who cannot sign in until a password is set."""
        self.hired += 1
        given = (*places.MEN, *places.WOMEN)
        name = self.chance.one_of(places.SURNAMES, "officer", self.hired)
        name += self.chance.one_of(given, "officer's name", self.hired)
        return Officer.objects.create_user(f"gw{self.hired:03d}", name)

    def post(
        self, station: Station, office: str, *, region: Region | None = None, branch: Branch | None = None
    ) -> Posting:
        """A desk for somebody new."""
        return Posting.objects.create(
            officer=self.officer(), station=station, region=region, branch=branch, office=office, since=SINCE
        )


def found_county(chance: Chance) -> Offices:
    """Regions, banks, lead banks and a desk for each of them."""
    county = Region.objects.create(level=Region.Level.COUNTY, name=COUNTY, since=SINCE)
    staff, offices = _Staff(chance), Offices(county)
    for station, office in COUNTY_DESKS.items():
        offices.at_county[station] = staff.post(station, office, region=county)
    offices.second_clerk = staff.officer()
    _found_regions(offices, staff)
    _found_banks(offices, staff)
    for sign_in in offices.sign_ins():
        sign_in.posting.officer.username = sign_in.username
        sign_in.posting.officer.save()
    return offices


def _found_regions(offices: Offices, staff: _Staff) -> None:
    administrator = offices.county_actor(Station.ADMINISTRATOR, on(SINCE))
    rows = [(TOWNS[place // VILLAGES_PER_TOWN], village, "") for place, village in enumerate(VILLAGES)]
    import_regions(actor=administrator, county=offices.county, rows=rows, since=SINCE)
    towns = {town.name: town for town in Region.objects.filter(level=Region.Level.TOWN)}
    villages = {each.name: each for each in Region.objects.filter(level=Region.Level.VILLAGE)}
    for name in TOWNS:
        office = f"{name}乡村振兴办公室"
        offices.towns.append(staff.post(Station.TOWN, office, region=towns[name]))
        head = staff.post(Station.TOWN_HEAD, f"{name}人民政府", region=towns[name])
        offices.town_heads.append(head)
    for name in VILLAGES:
        posting = staff.post(Station.VILLAGE, f"{name}村民委员会", region=villages[name])
        offices.villages.append(posting)


def _found_banks(offices: Offices, staff: _Staff) -> None:
    """Each bank has its district institution and two branches; each branch leads in two towns."""
    office = offices.county_actor(Station.OFFICE, on(SINCE))
    for nth, name in enumerate(BANKS):
        bank = Bank.objects.create(name=name)
        top = Branch.objects.create(bank=bank, name=f"{name}{COUNTY}机构")
        offices.banks.append(staff.post(Station.BANK, name, branch=top))
        for place in (2 * nth, 2 * nth + 1):
            towns = offices.towns[place * TOWNS_PER_BRANCH : (place + 1) * TOWNS_PER_BRANCH]
            town_name = TOWNS[place * TOWNS_PER_BRANCH].removesuffix("镇")
            branch = Branch.objects.create(bank=bank, name=f"{name}{town_name}支行", parent=top)
            offices.branches.append(staff.post(Station.BRANCH, str(branch), branch=branch))
            for town in towns:
                assert town.region is not None, "a town's desk has its town"
                appoint_lead_bank(actor=office, town=town.region, branch=branch, since=SINCE)
