"""A small made-up county with one officer at each station, for whatever needs somebody to sign in."""

from __future__ import annotations

from datetime import date

from hudai.records.models import Bank, Branch, Officer, Posting, Region, Station

PASSWORD = "Qingshan-2026"
SINCE = date(2021, 1, 1)

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫"
OFFICES = {
    Station.VILLAGE: "柳溪村村委会",
    Station.TOWN: "石门镇乡村振兴办公室",
    Station.TOWN_HEAD: "石门镇人民政府",
    Station.OFFICE: "云坪县农业农村局",
    Station.FINANCE: "云坪县财政局",
    Station.FINANCE_OFFICE: "云坪县金融工作办公室",
    Station.BRANCH: "云坪农商行石门支行",
    Station.BANK: "云坪农村商业银行",
    Station.GUARANTOR: "云坪融资担保有限公司",
    Station.REGULATOR: "云坪金融监管支局",
    Station.AUDITOR: "云坪县审计局",
    Station.ADMINISTRATOR: "云坪县农业农村局",
}


def county() -> Region:
    """云坪县, which is nowhere."""
    found, _ = Region.objects.get_or_create(
        level=Region.Level.COUNTY, name="云坪县", parent=None, defaults={"since": SINCE}
    )
    return found


def town() -> Region:
    """石门镇 in 云坪县."""
    found, _ = Region.objects.get_or_create(
        level=Region.Level.TOWN, name="石门镇", parent=county(), defaults={"since": SINCE}
    )
    return found


def village() -> Region:
    """柳溪村 in 石门镇."""
    found, _ = Region.objects.get_or_create(
        level=Region.Level.VILLAGE, name="柳溪村", parent=town(), defaults={"since": SINCE}
    )
    return found


def group(name: str, of: Region) -> Region:
    """A group of a village."""
    found, _ = Region.objects.get_or_create(
        level=Region.Level.GROUP, name=name, parent=of, defaults={"since": SINCE}
    )
    return found


def branch(station: Station) -> Branch:
    """The bank's district-level institution, or its branch in the town."""
    bank, _ = Bank.objects.get_or_create(name="云坪农商行")
    head, _ = Branch.objects.get_or_create(bank=bank, name="云坪农商行总行", parent=None)
    if station == Station.BANK:
        return head
    return Branch.objects.get_or_create(bank=bank, name="石门支行", parent=head)[0]


def officer(username: str, name: str = "李青山") -> Officer:
    """Somebody who can sign in with :data:`PASSWORD`, at no desk yet."""
    return Officer.objects.create_user(username, name, PASSWORD)


def post(who: Officer, station: Station) -> Posting:
    """A desk of that kind for somebody."""
    places = {Station.VILLAGE: village, Station.TOWN: town, Station.TOWN_HEAD: town}
    at_bank = station in (Station.BRANCH, Station.BANK)
    return Posting.objects.create(
        officer=who,
        station=station,
        region=None if at_bank else places.get(station, county)(),
        branch=branch(station) if at_bank else None,
        office=OFFICES[station],
        since=SINCE,
    )


def posted(station: Station) -> Officer:
    """The officer of the county's desk of that kind; the user name is the station's."""
    who = officer(str(station), f"{SURNAMES[list(Station).index(station)]}青山")
    post(who, station)
    return who
