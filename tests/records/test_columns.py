"""Questions as columns: every value as it lies in the table, every row in its place, on either database."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from hudai.records.columns import day, frame
from hudai.records.models import Region

pytestmark = pytest.mark.django_db

SINCE = date(2020, 2, 29)
NAMES = ['引号"在中间', "反斜线\\和/", "换行\n和\t制表", "", "𠮷野村", "null", "[]", "'; DROP TABLE", "逗号,"]
SCHEMA = {"name": pl.String, "since": pl.Date, "until": pl.Date, "parent": pl.Int64, "key": pl.Int64}


def made() -> Region:
    """Villages of every awkward name in one town; every second was done away with."""
    county = Region.objects.create(name="县", level=Region.Level.COUNTY, since=SINCE)
    town = Region.objects.create(name="镇", level=Region.Level.TOWN, parent=county, since=SINCE)
    for place, name in enumerate(NAMES):
        until = SINCE + timedelta(days=place) if place % 2 else None
        Region.objects.create(name=name, level=Region.Level.VILLAGE, parent=town, since=SINCE, until=until)
    return county


def asked() -> pl.DataFrame:
    """All of them and the county, which has no parent, the youngest first."""
    below = Region.objects.order_by("-pk")
    return frame(below.values_list("name", day("since"), day("until"), "parent", "pk"), SCHEMA)


def test_values_and_their_order_are_those_of_the_table():
    made()
    rows = Region.objects.order_by("-pk").values_list("name", "since", "until", "parent", "pk")
    assert asked().rows() == list(rows)
    assert asked().schema == SCHEMA


def test_no_rows_are_an_empty_frame_of_the_same_columns():
    for nothing in (Region.objects.none(), Region.objects.filter(name="没有")):
        found = frame(nothing.values_list("name", day("since"), day("until"), "parent", "pk"), SCHEMA)
        assert found.is_empty()
        assert found.schema == SCHEMA


def test_values_asked_for_are_handed_over_as_values():
    county = made()
    one = Region.objects.filter(name="'; DROP TABLE", parent__parent=county).values_list("name", "pk")
    assert frame(one, {"name": pl.String, "key": pl.Int64})["name"].to_list() == ["'; DROP TABLE"]
