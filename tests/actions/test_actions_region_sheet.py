"""The county's list of regions: towns, villages and groups with codes and days, all of it or nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hudai.actions.actor import Actor, NotYours
from hudai.actions.region_sheet import Imported, import_regions
from hudai.core.errors import SheetRefused
from hudai.documents.imports.regions import read_regions
from hudai.documents.sheets import Reading
from hudai.records.models import Household, JournalLine, Region, Station
from made_name_lists import at_desk, county_office

pytestmark = pytest.mark.django_db

HEADS = ("镇", "村", "组", "区划代码", "启用日期", "撤销日期")
SINCE = date(2022, 1, 1)


@pytest.fixture
def office() -> Actor:
    """Of a county with 石门镇, in it 柳溪村 and 杉木村."""
    return county_office()


@pytest.fixture
def take_in(office: Actor, tmp_path: Path):
    def taken(*rows: tuple[str, ...], by: Actor | None = None) -> Imported:
        acting = by or office
        return import_regions(
            actor=acting,
            county=Region.objects.get(level="county"),
            reading=sheet(tmp_path, *rows),
            since=SINCE,
        )

    return taken


def sheet(folder: Path, *rows: tuple[str, ...]) -> Reading:
    book = openpyxl.Workbook()
    tab = book.active
    assert tab is not None
    tab.append(["云坪县行政区划一览表"])
    tab.append(list(HEADS))
    for row in rows:
        tab.append(list(row))
    book.save(folder / "区划.xlsx")
    return read_regions(folder / "区划.xlsx")


def wrong(refused: pytest.ExceptionInfo[SheetRefused]) -> list[tuple[str, str]]:
    return [(problem.cell, problem.remedy) for problem in refused.value.problems]


def named(*names: str) -> Region:
    """A region by name from its town on."""
    found = Region.objects.get(level="county")
    for name in names:
        found = found.children.get(name=name)
    return found


def test_what_is_missing_is_entered_level_by_level_and_the_same_sheet_enters_nothing_again(take_in):
    rows = (
        ("石门镇", "柳溪村", "", "500112102201"),
        ("石门镇", "柳溪村", "1组", ""),
        ("石门镇", "柳溪村", " 2 组", "500112102901", "2023-05-01"),
        ("大湾镇", "高坪村", "1组", "", "2024-01-01"),
        ("大湾镇", "", "", "500112103000", "2020-07-01"),
    )

    done = take_in(*rows)

    assert done.entered == {"town": 1, "village": 1, "group": 3}
    assert done.known == {"town": 1, "village": 1, "group": 0}
    assert done.coded == 1
    second = named("石门镇", "柳溪村", "2组")
    assert (second.level, second.code, second.since) == ("group", "500112102901", date(2023, 5, 1))
    assert named("石门镇", "柳溪村", "1组").since == SINCE
    assert named("石门镇", "柳溪村").code == "500112102201"
    assert (named("大湾镇").code, named("大湾镇").since) == ("500112103000", date(2020, 7, 1))
    assert named("大湾镇", "高坪村").since == SINCE, "nobody said the village's own day"
    assert JournalLine.objects.get(action="导入区域").facts["group"] == 3

    again = take_in(*rows)

    assert again.entered == {"town": 0, "village": 0, "group": 0}
    assert again.known == {"town": 2, "village": 2, "group": 3}
    assert (again.ended, again.coded) == (0, 0)
    assert Region.objects.count() == 4 + 5


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_entered(office, take_in):
    Region.objects.filter(name="柳溪村").update(code="500112102201")
    before = Region.objects.count()

    with pytest.raises(SheetRefused) as refused:
        take_in(
            ("石门镇", "", "1组", ""),  # row 3
            ("石门镇", "高坪村", "", "50011210220"),
            ("石门镇", "杉木村", "", "500112102201"),
            ("石门镇", "杉木村", "1组", "500112102301"),
            ("石门镇", "杉木村", "1 组", ""),  # row 7
            ("石门镇", "杉木村", "2组", "500112102301"),
            ("石门镇", "柳溪村", "", "500112102299"),
            ("石门镇", "杉木村", "3组", "", "2023-01-01", "2022-01-01"),
            ("", "杉木村", "", ""),  # row 11
            ("石门镇", "杉木村", "组" * 61, ""),
            ("石门镇", "杉木村", "4组", "", "二〇二三年", ""),
        )

    told = dict(wrong(refused))
    assert set(told) == {"B3", "D4", "D5", "C7", "D8", "D9", "F10", "A11", "C12", "E13"}
    assert told["B3"] == "这一行写了组，没有写村，请补上组所在的村。"
    assert told["D4"] == "区划代码是 12 位数字，不清楚的可以留空。"
    assert told["D5"] == "系统里这个区划代码是石门镇柳溪村的，请核对。"
    assert told["C7"] == "石门镇杉木村1组在第 6 行已经有了，请删去多余的一行或改正名称。"
    assert told["D8"] == "这个区划代码在第 6 行已经写给石门镇杉木村1组，请核对。"
    assert told["D9"].startswith("系统里柳溪村的区划代码是 500112102201，请核对")
    assert told["F10"] == "撤销日期要晚于启用日期 2023-01-01，且不能晚于今天。"
    assert told["C12"] == "名称最多 60 个字，请改短。"
    assert Region.objects.count() == before
    assert not JournalLine.objects.filter(action="导入区域").exists()


def test_a_place_that_has_ended_does_not_come_back_for_what_lies_in_it(take_in):
    take_in(("石门镇", "老街村", "", "", "2010-01-01", "2021-06-01"))

    with pytest.raises(SheetRefused) as refused:
        take_in(("石门镇", "老街村", "3组"))
    assert wrong(refused) == [
        ("B3", "石门镇老街村在 2021-06-01 已经撤销，请核对名称；确实重新设立的，请给它自己加一行。")
    ]

    done = take_in(("石门镇", "老街村", ""), ("石门镇", "老街村", "3组"))
    assert done.entered == {"town": 0, "village": 1, "group": 1}


def test_a_region_does_not_begin_on_a_later_day(take_in, office: Actor):
    with pytest.raises(SheetRefused) as refused:
        take_in(("石门镇", "新桥村", "", "", "2099-01-01"))

    assert wrong(refused) == [("E3", "启用日期不能晚于今天，到那天再登记。")]


def test_a_day_of_ending_ends_what_stands_and_enters_what_was(take_in):
    take_in(("石门镇", "杉木村", "1组"), ("石门镇", "杉木村", "2组"))
    rows = (
        ("石门镇", "杉木村", "1组", "", "", "2024-01-01"),
        ("石门镇", "老街村", "", "500112102205", "2010-01-01", "2021-06-01"),
    )

    done = take_in(*rows)

    assert (done.ended, done.entered) == (1, {"town": 0, "village": 1, "group": 0})
    assert named("石门镇", "杉木村", "1组").until == date(2024, 1, 1)
    gone = named("石门镇", "老街村")
    assert (gone.since, gone.until, gone.code) == (date(2010, 1, 1), date(2021, 6, 1), "500112102205")
    again = take_in(*rows)
    assert (again.ended, again.entered) == (0, {"town": 0, "village": 0, "group": 0})


def test_nothing_ends_that_somebody_lives_in_or_something_lasting_lies_in(take_in):
    take_in(("石门镇", "杉木村", "1组"), ("石门镇", "柳溪村", "1组"))
    lived_in = named("石门镇", "柳溪村", "1组")
    Household.objects.create(number="YP1", village=lived_in.parent, group=lived_in)

    with pytest.raises(SheetRefused) as refused:
        take_in(
            ("石门镇", "杉木村", "", "", "", "2024-01-01"),
            ("石门镇", "柳溪村", "1组", "", "", "2024-01-01"),
        )
    assert wrong(refused) == [
        ("F3", "下面还有没有撤销的村或组，请给它们也写上撤销日期，或把这一格留空。"),
        ("F4", "里面还有农户，请先用新名单把农户迁到别处，再撤销。"),
    ]

    take_in(
        ("石门镇", "杉木村", "", "", "", "2024-01-01"),
        ("石门镇", "杉木村", "1组", "", "", "2024-01-01"),
    )
    assert named("石门镇", "杉木村").until == date(2024, 1, 1)
    assert named("石门镇", "杉木村", "1组").until == date(2024, 1, 1)


def test_a_csv_is_as_good_and_a_day_to_come_is_not(office, tmp_path):
    path = tmp_path / "区划.csv"
    path.write_text(
        "乡镇（街道）,行政村,村民小组,统计用区划代码\n石门镇,柳溪村,1组,500112102301\n", encoding="gbk"
    )
    county = Region.objects.get(level="county")

    import_regions(actor=office, county=county, reading=read_regions(path), since=SINCE)

    assert named("石门镇", "柳溪村", "1组").code == "500112102301"
    path.write_text("镇,村,组,撤销日期\n石门镇,柳溪村,1组,2099-01-01\n")
    with pytest.raises(SheetRefused, match="没有导入任何一行"):
        import_regions(actor=office, county=county, reading=read_regions(path), since=SINCE)


def test_only_those_who_keep_regions_take_a_list_in(office, take_in):
    clerk = at_desk(Station.TOWN, Region.objects.get(name="石门镇"))

    with pytest.raises(NotYours):
        take_in(("石门镇", "柳溪村", "1组"), by=clerk)

    assert not Region.objects.filter(level="group").exists()


def test_the_questions_asked_do_not_grow_with_the_rows(take_in, django_assert_max_num_queries):
    rows = [("石门镇", "柳溪村", f"{number}组") for number in range(1, 401)]

    with django_assert_max_num_queries(25):
        done = take_in(*rows)

    assert done.entered["group"] == 400


def test_a_list_handed_in_again_asks_as_much_for_many_groups_as_for_few(take_in):
    few = [("石门镇", "柳溪村", f"{nth}组", "") for nth in range(3)]
    many = [("石门镇", "柳溪村", f"{nth}组", "") for nth in range(60)]
    take_in(*few)
    with CaptureQueriesContext(connection) as asked_of_few:
        take_in(*few)
    take_in(*many)

    with CaptureQueriesContext(connection) as asked_of_many:
        take_in(*many)

    assert len(asked_of_many) == len(asked_of_few)
