"""Texts of groups become regions, and texts again, with what imports remember of households."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from hudai.actions import name_list
from made_name_lists import FIRST, SECOND, county_office, id_number, person, sheet, work_all

BEFORE = ("records", "0021_files_of_loans")
AFTER = ("records", "0022_groups_are_regions")
ZHAO, QIAN = (id_number(serial) for serial in (11, 44))

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


@pytest.fixture
def migrate() -> Iterator[Any]:
    """Bring the tables to a migration and give its models; afterwards they are as they should be."""

    def to(target: tuple[str, str]) -> Any:
        MigrationExecutor(connection).migrate([target])
        return MigrationExecutor(connection).loader.project_state([target]).apps

    yield to
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def texts(apps: Any) -> dict[str, str]:
    return dict(apps.get_model("records", "Household").objects.values_list("number", "group"))


def test_each_text_of_a_village_becomes_one_group_and_comes_back_as_its_name(migrate: Any):
    apps = migrate(BEFORE)
    region, home = (apps.get_model("records", name).objects for name in ("Region", "Household"))
    county = region.create(level="county", name="云坪县", since=date(2020, 1, 1))
    town = region.create(level="town", name="石门镇", since=date(2020, 1, 1), parent=county)
    since, until = date(2021, 3, 1), date(2023, 3, 1)
    here = region.create(level="village", name="柳溪村", since=since, parent=town)
    gone = region.create(level="village", name="老街村", since=since, until=until, parent=town)
    known = region.create(level="group", name="2组", since=date(2022, 1, 1), parent=here)
    said = {"A": "1组", "B": "\uff11 组", "C": "2组", "D": "", "E": "三组"}
    for number, text in said.items():
        home.create(number=number, village=here, group=text)
    home.create(number="F", village=gone, group="1组")

    apps = migrate(AFTER)

    homes = {each.number: each for each in apps.get_model("records", "Household").objects.all()}
    assert homes["A"].group_id == homes["B"].group_id
    assert homes["C"].group_id == known.pk
    assert homes["D"].group_id is None
    assert homes["F"].group_id not in (None, homes["A"].group_id)
    groups = apps.get_model("records", "Region").objects.filter(level="group").order_by("parent", "pk")
    assert [(each.parent_id, each.name, each.since, each.until) for each in groups] == [
        (here.pk, "2组", date(2022, 1, 1), None),
        (here.pk, "1组", since, None),
        (here.pk, "三组", since, None),
        (gone.pk, "1组", since, until),
    ]
    with pytest.raises(DatabaseError), transaction.atomic():
        apps.get_model("records", "Household").objects.filter(number="A").update(group_id=homes["F"].group_id)

    assert texts(migrate(BEFORE)) == {**said, "B": "1组", "F": "1组"}


def test_an_import_of_before_is_taken_back_afterwards(migrate: Any, settings: Any, tmp_path: Any):
    settings.MEDIA_ROOT = tmp_path
    office = county_office()
    for group, day in (("1组", FIRST), ("5组", SECOND)):
        rows = [person("YP001", "赵大山", ZHAO, group=group), person("YP002", "钱老四", QIAN, group="2组")]
        found = name_list.hand_in(
            actor=office, file_name="名单.xlsx", content=sheet(rows), as_of=day, whole=True, exit_reason=""
        )
        work_all()
        name_list.confirm(actor=office, import_id=found.pk, chosen={})
        work_all()

    apps = migrate(BEFORE)
    assert texts(apps) == {"YP001": "5组", "YP002": "2组"}
    piece = apps.get_model("records", "ImportPiece").objects.get(made_by=found.pk)
    [[names, rows_before]] = piece.before["Household"]
    village = apps.get_model("records", "Region").objects.get(name="柳溪村").pk
    assert names == ["village_id", "group"]
    assert list(rows_before.values()) == [[village, "1组"]]
    apps.get_model("records", "Region").objects.filter(name="1组").delete()
    migrate(AFTER)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())

    name_list.undo(actor=office, import_id=found.pk)
    work_all()

    found.refresh_from_db()
    assert found.state == "undone", found.job.message if found.job else ""
    assert texts(migrate(BEFORE)) == {"YP001": "1组", "YP002": "2组"}
