"""Groups that name lists and banks' sheets name: entered in their village once, taken away with an import."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from hudai.actions import name_list, name_list_writing
from hudai.actions.actor import Actor
from hudai.actions.job import work_once
from hudai.actions.name_list_differences import kept_differences
from hudai.actions.region import correct_region, end_region, enter_region
from hudai.actions.region_group import enter_groups, hold
from hudai.core.errors import Refusal
from hudai.records.models import Household, Job, JournalLine, Region
from hudai.records.models.name_list import NameListImport
from made_name_lists import FIRST, NOON, SECOND, SINCE, county_office, id_number, person, sheet, work_all
from made_returns import bank, loan
from made_returns import carry_out as carry_out_return

pytestmark = pytest.mark.django_db

ZHAO, QIAN, SUN = (id_number(serial) for serial in (11, 44, 55))


class Crash(BaseException):
    """The worker dies."""


@pytest.fixture
def office() -> Actor:
    return county_office()


def hand_in(office: Actor, rows: list[list[str]], as_of: date = FIRST) -> NameListImport:
    found = name_list.hand_in(
        actor=office, file_name="名单.xlsx", content=sheet(rows), as_of=as_of, whole=True, exit_reason=""
    )
    work_all()
    found.refresh_from_db()
    return found


def carry_out(office: Actor, rows: list[list[str]], as_of: date = FIRST) -> NameListImport:
    found = hand_in(office, rows, as_of)
    name_list.confirm(actor=office, import_id=found.pk, chosen={})
    work_all()
    found.refresh_from_db()
    assert found.state == "done", found.job.message if found.job else ""
    return found


def groups() -> list[tuple[str, str]]:
    found = Region.objects.filter(level="group").order_by("parent__name", "name")
    return list(found.values_list("parent__name", "name"))


def group_of(number: str) -> tuple[str, str]:
    """Village and group of a household."""
    home = Household.objects.get(number=number)
    return home.village.name, home.group_name


def test_a_list_enters_the_groups_its_villages_do_not_have_and_says_so_before(office):
    enter_region(actor=office, parent=Region.objects.get(name="柳溪村"), name="1组", since=date(2021, 5, 1))
    rows = [
        person("YP001", "赵大山", ZHAO, group="1组"),
        person("YP002", "钱老四", QIAN, village="杉木村", group="1组"),
        person("YP003", "孙新来", SUN, village="杉木村", group="2社"),
        person("YP004", "李四", id_number(66), group=""),
    ]
    found = hand_in(office, rows)
    assert found.counts["groups"] == [["石门镇", "杉木村", ["1组", "2社"]]]
    assert groups() == [("柳溪村", "1组")]

    name_list.confirm(actor=office, import_id=found.pk, chosen={})
    work_all()

    assert groups() == [("杉木村", "1组"), ("杉木村", "2社"), ("柳溪村", "1组")]
    assert [group_of(f"YP00{n}") for n in (1, 2, 3, 4)] == [
        ("柳溪村", "1组"), ("杉木村", "1组"), ("杉木村", "2社"), ("柳溪村", ""),
    ]  # fmt: skip
    assert Household.objects.get(number="YP004").group is None
    assert Region.objects.get(name="2社").since == FIRST
    assert JournalLine.objects.get(action="导入名单").facts["groups"] == 2
    found.refresh_from_db()
    assert found.counts["groups"] == [["石门镇", "杉木村", ["1组", "2社"]]]


def test_blanks_and_the_width_of_figures_make_no_other_group_but_another_word_does(office):
    spellings = ("3组", "\uff13组", " 3 组", "三组")
    rows = [person(f"YP00{n}", "赵大山", id_number(n), group=said) for n, said in enumerate(spellings)]
    carry_out(office, rows)

    assert groups() == [("柳溪村", "3组"), ("柳溪村", "三组")]
    assert [group_of(f"YP00{n}")[1] for n in range(4)] == ["3组", "3组", "3组", "三组"]
    again = carry_out(office, rows, SECOND)
    assert again.counts["households"] == {"unchanged": 4}
    assert again.counts["groups"] == []


def test_whoever_moves_to_a_village_without_saying_the_group_is_in_none(office):
    carry_out(office, [person("YP001", "赵大山", ZHAO, group="1组"), person("YP002", "钱老四", QIAN)])
    moved = hand_in(
        office,
        [
            person("YP001", "赵大山", ZHAO, village="杉木村", group=""),
            person("YP002", "钱老四", QIAN, group=""),
        ],
        SECOND,
    )
    told = [(line.household, line.was, line.now) for line in kept_differences(moved)]
    assert told == [("YP001", "石门镇柳溪村1组", "石门镇杉木村")]

    name_list.confirm(actor=office, import_id=moved.pk, chosen={})
    work_all()

    assert group_of("YP001") == ("杉木村", "")
    assert group_of("YP002") == ("柳溪村", "1组"), "a list that is silent leaves it as it is"


def test_a_household_without_a_group_gets_the_one_a_later_list_names(office):
    carry_out(office, [person("YP001", "赵大山", ZHAO, group="")])
    later = carry_out(office, [person("YP001", "赵大山", ZHAO, group="4组")], SECOND)

    assert later.counts["households"] == {"moved": 1}
    assert group_of("YP001") == ("柳溪村", "4组")


def test_an_import_taken_back_takes_the_groups_it_entered_that_nobody_is_in(office):
    carry_out(office, [person("YP001", "赵大山", ZHAO, group="1组")])
    second = carry_out(
        office,
        [
            person("YP001", "赵大山", ZHAO, group="2组"),
            person("YP002", "钱老四", QIAN, group="3组"),
            person("YP003", "孙新来", SUN, village="杉木村", group="1组"),
        ],
        SECOND,
    )
    used = Region.objects.get(name="3组")
    Household.objects.create(number="YH9", village=used.parent, group=used)

    name_list.undo(actor=office, import_id=second.pk)
    work_all()

    assert group_of("YP001") == ("柳溪村", "1组")
    assert groups() == [("柳溪村", "1组"), ("柳溪村", "3组")]


def test_a_name_nobody_could_have_typed_is_told_in_its_cell(office):
    found = hand_in(office, [person("YP001", "赵大山", ZHAO, group="组" * 61)])

    assert found.state == "refused"
    assert found.counts["samples"][0][1:] == ["I4", "组（社）的名称最多 60 个字，请改短。"]


@pytest.mark.parametrize("dies_at", [1, 2, 3])
def test_a_worker_killed_at_any_piece_doubles_no_group(office, monkeypatch, dies_at):
    monkeypatch.setattr(name_list_writing, "PIECE", 1)
    rows = [
        person(f"YP00{n}", "赵大山", id_number(n), group=group)
        for n, group in enumerate(("1组", "2组", "1组"))
    ]
    found = hand_in(office, rows)
    name_list.confirm(actor=office, import_id=found.pk, chosen={})
    real, written = name_list_writing.write_listings, []

    def mortal(*given: Any) -> None:
        real(*given)
        written.append(1)
        if len(written) == dies_at:
            raise Crash

    monkeypatch.setattr(name_list_writing, "write_listings", mortal)
    with pytest.raises(Crash):
        work_once(lambda: NOON, "工人一")
    assert len(groups()) == min(dies_at - 1, 2), "a piece is written whole or not at all"
    assert work_once(lambda: NOON + timedelta(minutes=2), "工人二") is not None

    assert groups() == [("柳溪村", "1组"), ("柳溪村", "2组")]
    created = [each.created.get("Region", []) for each in found.pieces.all()]
    assert sorted(map(len, created)) == [0, 1, 1]
    assert Job.objects.get(kind="name_list_write").state == "done"


def test_a_banks_sheet_enters_the_group_of_a_household_nobody_knew(office):
    bank()
    carry_out_return(office, "loans", [loan()])

    home = Household.objects.get(number="YP001")
    assert home.group is not None
    assert (home.group.name, home.group.parent, home.group.level) == ("1组", home.village, "group")


def test_no_household_is_in_a_group_of_another_village(office):
    carry_out(office, [person("YP001", "赵大山", ZHAO), person("YP002", "钱老四", QIAN, village="杉木村")])
    here, there = (Household.objects.get(number=number) for number in ("YP001", "YP002"))
    town = here.village.parent

    for wrong in ({"group": there.group}, {"village": there.village}, {"group": here.village}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Household.objects.filter(pk=here.pk).update(**wrong)
    with pytest.raises(DatabaseError), transaction.atomic():
        Household.objects.create(number="YP9", village=here.village, group=there.group)
    with pytest.raises(DatabaseError), transaction.atomic():
        Region.objects.filter(pk=here.group_id).update(parent=there.village)
    with pytest.raises(DatabaseError), transaction.atomic():
        Region.objects.filter(pk=here.group_id).update(level="village", parent=town)
    Household.objects.filter(pk=here.pk).update(village=there.village, group=there.group)

    assert group_of("YP001") == ("杉木村", "1组")


def test_a_group_with_households_is_not_ended_and_one_that_has_is_not_chosen_again(office):
    carry_out(office, [person("YP001", "赵大山", ZHAO)])
    group = Region.objects.get(level="group")

    with pytest.raises(Refusal, match="1组下面还有区域或农户"):
        end_region(actor=office, region_id=group.pk, until=date(2024, 6, 1))
    Household.objects.update(group=None)
    end_region(actor=office, region_id=group.pk, until=date(2024, 6, 1))

    group.refresh_from_db()
    assert group.until == date(2024, 6, 1)
    carry_out(office, [person("YP001", "赵大山", ZHAO)], SECOND)
    assert Region.objects.filter(level="group", until=None).count() == 1, "a new one of the same name"


def test_a_group_is_typed_and_put_right_as_a_list_would_have_it(office):
    village = Region.objects.get(name="柳溪村")
    made = enter_region(actor=office, parent=village, name=" \uff13 组", since=SINCE)
    assert (made.name, made.level) == ("3组", "group")
    with pytest.raises(Refusal, match="已经有“3组”"):
        enter_region(actor=office, parent=village, name="3组", since=SINCE)
    with pytest.raises(Refusal, match="下面不再设"):
        enter_region(actor=office, parent=made, name="甲", since=SINCE)
    with pytest.raises(Refusal, match="不能晚于今天"):
        enter_region(actor=office, parent=village, name="5组", since=office.today + timedelta(days=1))

    correct_region(actor=office, region_id=made.pk, name="\uff14组", code="")

    made.refresh_from_db()
    assert made.name == "4组"


def test_nothing_is_entered_below_what_has_ended(office):
    village = Region.objects.get(name="柳溪村")
    end_region(actor=office, region_id=village.pk, until=date(2024, 6, 1))

    with pytest.raises(Refusal, match="柳溪村已经撤销"):
        enter_region(actor=office, parent=village, name="1组", since=SINCE)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite 一次只有一个人写")
def test_of_two_imports_that_name_the_same_new_group_one_enters_it_and_the_other_finds_it():
    county_office()
    village = Region.objects.get(name="柳溪村")
    entered: list[int] = []

    def enter() -> None:
        with transaction.atomic():
            found = enter_groups({(village.pk, "1组"), (village.pk, "2组")}, SINCE)
            entered.append(len(found.entered))
        connections.close_all()

    threads = [Thread(target=enter) for _ in range(4)]
    with transaction.atomic():
        hold([village.pk])
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join()

    assert sorted(entered) == [0, 0, 0, 2]
    assert Region.objects.filter(parent=village).count() == 2
    assert connection.vendor == "postgresql"
