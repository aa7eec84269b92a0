"""One of many values, handed over as one parameter, on either database."""

from __future__ import annotations

from datetime import date

import pytest

from hudai.records.among import among
from hudai.records.models import Region

pytestmark = pytest.mark.django_db

NAMES = ["甲{镇}", '乙"镇', "丙\\镇", "丁,镇", "NULL", " 戊", "{}", "己'镇"]


@pytest.fixture
def regions() -> list[Region]:
    """Towns of every awkward name."""
    since = date(2020, 1, 1)
    county = Region.objects.create(name="县", level=Region.Level.COUNTY, since=since)
    return [
        Region.objects.create(name=name, level=Region.Level.TOWN, parent=county, since=since)
        for name in NAMES
    ]


def found(field: str, values: set[object]) -> list[str]:
    rows = Region.objects.filter(among(field, values))
    return sorted(rows.values_list("name", flat=True))


def test_every_text_is_found_and_no_other(regions: list[Region]):
    for name in NAMES:
        assert found("name", {name}) == [name]
    assert found("name", {*NAMES, "没有"}) == sorted(NAMES)
    assert found("name", {"甲", '"', "\\"}) == []


def test_keys_and_keys_of_others_are_found(regions: list[Region]):
    assert found("pk", {regions[0].pk, regions[3].pk, -1}) == sorted([NAMES[0], NAMES[3]])
    assert found("parent", {regions[0].parent_id}) == sorted(NAMES)


def test_none_of_nothing(regions: list[Region]):
    assert found("name", set()) == []
    assert found("pk", set()) == []
