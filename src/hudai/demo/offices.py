"""The made-up county's regions, banks and desks, and who sits at them, entered by its administrator.

Officers are taken on without a password: making one takes a tenth of a second on purpose, and nobody would
ever be told it.  Those who can be tried then give themselves the demonstration's own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from hudai.actions import founding
from hudai.actions import officer as officers
from hudai.actions.actor import Actor
from hudai.actions.bank import enter_bank, enter_branch
from hudai.actions.posting import give
from hudai.actions.region import appoint_lead_bank, enter_region
from hudai.actions.sign_in import change_password
from hudai.demo import places
from hudai.demo.chance import Chance
from hudai.demo.people import TOWNS, VILLAGES, VILLAGES_PER_TOWN
from hudai.demo.workdays import on
from hudai.records.models import Branch, Deputy, Officer, Posting, Region, Station

COUNTY = "云坪县"
SINCE = date(2021, 5, 1)
BANKS = ("云坪农商银行", "惠农村镇银行", "江源银行")
TOWNS_PER_BRANCH = 2

CAN_SIGN_IN = {
    Station.VILLAGE: ("cun1", "cun2"),
    Station.TOWN: ("zhen",),
    Station.TOWN_HEAD: ("zhenzhang",),
    Station.OFFICE: ("xian",),
    Station.BRANCH: ("wangdian",),
    Station.BANK: ("yinhang",),
    Station.FINANCE: ("caizheng", "chuna"),
    Station.FINANCE_OFFICE: ("jinrong",),
    Station.GUARANTOR: ("danbao",),
    Station.REGULATOR: ("jianguan",),
    Station.AUDITOR: ("shenji",),
    Station.ADMINISTRATOR: ("guanli",),
}
"""Sign-in names of the first desks of each kind, in the order of the road."""
IN_PRACTICE = {
    Station.TOWN: len(TOWNS),
    Station.TOWN_HEAD: len(TOWNS),
    Station.BRANCH: len(TOWNS) // TOWNS_PER_BRANCH,
    Station.BANK: len(BANKS),
}
"""How many desks of a kind can be signed in to where everybody practises."""


def names_to_sign_in(*, everybody: bool) -> dict[Station, tuple[str, ...]]:
    """The names of each kind of desk; the further ones of a kind are numbered from 2.

    >>> names_to_sign_in(everybody=True)[Station.BANK]
    ('yinhang', 'yinhang2', 'yinhang3')
    """
    if not everybody:
        return CAN_SIGN_IN
    further = {
        station: tuple(f"{CAN_SIGN_IN[station][0]}{nth}" for nth in range(2, count + 1))
        for station, count in IN_PRACTICE.items()
    }
    return {station: names + further.get(station, ()) for station, names in CAN_SIGN_IN.items()}


USERNAMES = tuple(name for names in names_to_sign_in(everybody=True).values() for name in names)
"""Every name to sign in with, in the order of the road; those of a practice are not always there."""

COUNTY_DESKS = {
    Station.OFFICE: "云坪县农业农村局",
    Station.FINANCE: "云坪县财政局",
    Station.FINANCE_OFFICE: "云坪县金融工作办公室",
    Station.REGULATOR: "云坪金融监管支局",
    Station.AUDITOR: "云坪县审计局",
}
GUARANTOR = "云坪县融资担保有限公司"
ADMINISTRATION = "云坪县农业农村局信息中心"


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
    cashier: Posting | None = None
    """The second desk at the finance bureau: who approves a batch does not pay it."""
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
        """Each desk that can be tried, under its name, in the order of the road."""
        assert self.cashier is not None, "the finance bureau has two"
        desks = (
            *self.villages, *self.towns, *self.town_heads, *self.branches, *self.banks,
            *self.at_county.values(), self.cashier,
        )  # fmt: skip
        by_name = {desk.officer.username: desk for desk in desks}
        return [SignIn(name, by_name[name]) for name in USERNAMES if name in by_name]


class _Staff:
    """Officers, one after the other, as the administrator takes them on."""

    def __init__(self, chance: Chance, password: str, *, everybody: bool) -> None:
        self.chance, self.password = chance, password
        self.hired = 0
        sign_in = names_to_sign_in(everybody=everybody)
        self.names = {station: list(names) for station, names in sign_in.items()}
        self.administrator: Posting | None = None

    def begin(self, office: str) -> Posting:
        """The county with its first administrator, who enters everything else."""
        (username,) = self.names.pop(Station.ADMINISTRATOR)
        founding.found(at=on(SINCE, 0), county=COUNTY, office=office, username=username, name=self._name())
        self.administrator = Posting.objects.select_related("officer", "region").get()
        change_password(self.administrator.officer, at=on(SINCE, 30), password=self.password)
        return self.administrator

    @property
    def actor(self) -> Actor:
        """The administrator on the first day."""
        assert self.administrator is not None, "the county was founded"
        return Actor(self.administrator.officer, self.administrator, on(SINCE))

    def officer(self, username: str = "") -> Officer:
        """Somebody new; with the demonstration's password where they have a name to sign in with."""
        name = self._name()
        officer, _ = officers.take_on(
            actor=self.actor, username=username or f"gw{self.hired:03d}", name=name, signs_in=False
        )
        if username:
            change_password(officer, at=on(SINCE), password=self.password)
        return officer

    def post(
        self, station: Station, office: str, *, region: Region | None = None, branch: Branch | None = None
    ) -> Posting:
        """A desk for somebody new."""
        names = self.names.get(station)
        officer = self.officer(names.pop(0) if names else "")
        made = give(
            actor=self.actor,
            officer_id=officer.pk,
            station=station,
            region=region,
            branch=branch,
            office=office,
            since=SINCE,
        )
        made.officer = officer
        return made

    def _name(self) -> str:
        self.hired += 1
        given = (*places.MEN, *places.WOMEN)
        name = self.chance.one_of(places.SURNAMES, "officer", self.hired)
        return name + self.chance.one_of(given, "officer's name", self.hired)


def found_county(chance: Chance, password: str, *, everybody: bool = False) -> Offices:
    """Regions, banks, lead banks and a desk for each of them.

    Args:
        password: for every officer who can sign in.
        everybody: whether all of the desks a batch passes can be signed in to (:data:`IN_PRACTICE`).
    """
    staff = _Staff(chance, password, everybody=everybody)
    administrator = staff.begin(ADMINISTRATION)
    assert administrator.region is not None, "the county was founded"
    offices = Offices(administrator.region, at_county={Station.ADMINISTRATOR: administrator})
    for station, office in COUNTY_DESKS.items():
        offices.at_county[station] = staff.post(station, office, region=offices.county)
    finance = COUNTY_DESKS[Station.FINANCE]
    offices.cashier = staff.post(Station.FINANCE, finance, region=offices.county)
    offices.second_clerk = staff.officer()
    _found_regions(offices, staff)
    _found_banks(offices, staff)
    offices.at_county[Station.GUARANTOR] = staff.post(Station.GUARANTOR, GUARANTOR, region=offices.county)
    return offices


def _found_regions(offices: Offices, staff: _Staff) -> None:
    enter = partial(enter_region, actor=staff.actor, since=SINCE)
    towns = {name: enter(parent=offices.county, name=name) for name in TOWNS}
    villages = {
        name: enter(parent=towns[TOWNS[place // VILLAGES_PER_TOWN]], name=name)
        for place, name in enumerate(VILLAGES)
    }
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
        bank = enter_bank(actor=staff.actor, name=name, institution=f"{name}{COUNTY}机构")
        top = bank.branches.get()
        offices.banks.append(staff.post(Station.BANK, name, branch=top))
        for place in (2 * nth, 2 * nth + 1):
            towns = offices.towns[place * TOWNS_PER_BRANCH : (place + 1) * TOWNS_PER_BRANCH]
            town_name = TOWNS[place * TOWNS_PER_BRANCH].removesuffix("镇")
            branch = enter_branch(actor=staff.actor, bank_id=bank.pk, name=f"{name}{town_name}支行")
            offices.branches.append(staff.post(Station.BRANCH, str(branch), branch=branch))
            for town in towns:
                assert town.region is not None, "a town's desk has its town"
                appoint_lead_bank(actor=office, town=town.region, branch=branch, since=SINCE)
