"""Helpers taken in from a sheet: new ones, others than before, and corrected ones, in a few statements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hudai.actions.actor import Actor
from hudai.actions.household_helper import import_helpers
from hudai.documents.imports.household_helper import read_helpers
from hudai.records.models import Helper, Household, JournalLine, Region
from made_name_lists import county_office

pytestmark = pytest.mark.django_db

SINCE = date(2023, 3, 1)


@pytest.fixture
def office() -> Actor:
    """Of a county with forty households in one village."""
    acting = county_office()
    village = Region.objects.filter(level=Region.Level.VILLAGE).earliest("pk")
    Household.objects.bulk_create(Household(number=f"H{nth:02}", village=village) for nth in range(40))
    return acting


@pytest.fixture
def take_in(office: Actor, tmp_path: Path) -> Callable[..., int]:
    def taken(*rows: tuple[str, str, date]) -> int:
        lines = [f"{number},{name},县农业局,{since}" for number, name, since in rows]
        sheet = tmp_path / "帮扶责任人.csv"
        sheet.write_text("\n".join(["户编号,帮扶责任人,工作单位,帮扶起始日期", *lines]), "utf-8")
        return import_helpers(actor=office, reading=read_helpers(sheet), since=SINCE)

    return taken


def test_a_sheet_names_new_ones_ends_those_before_and_corrects_those_of_the_same_day(take_in):
    take_in(("H00", "张帮扶", SINCE), ("H01", "李帮扶", SINCE))
    later = date(2023, 6, 1)

    done = take_in(("H00", "王帮扶", later), ("H01", "李帮富", SINCE), ("H02", "赵帮扶", later))

    assert done == 3
    told = Helper.objects.order_by("household__number", "since")
    assert list(told.values_list("household__number", "name", "since", "until")) == [
        ("H00", "张帮扶", SINCE, later),
        ("H00", "王帮扶", later, None),
        ("H01", "李帮富", SINCE, None),
        ("H02", "赵帮扶", later, None),
    ]
    lines = JournalLine.objects.filter(noun="helper").exclude(key="").order_by("pk")
    assert list(lines.values_list("action", "key"))[2:] == [
        ("确定帮扶责任人", str(told[1].pk)),
        ("更正帮扶责任人", str(told[2].pk)),
        ("确定帮扶责任人", str(told[3].pk)),
    ]


def test_many_rows_take_no_more_statements_than_a_few(take_in):
    def statements(*rows: tuple[str, str, date]) -> int:
        with CaptureQueriesContext(connection) as asked:
            take_in(*rows)
        return len(asked)

    take_in(("H39", "张帮扶", SINCE))
    few = [(f"H{nth:02}", "张帮扶", SINCE) for nth in range(2)]
    many = [(f"H{nth:02}", "李帮扶", SINCE) for nth in range(2, 39)]

    assert statements(*few) == statements(*many)
