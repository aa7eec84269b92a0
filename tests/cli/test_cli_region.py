"""The county's list of regions by command: taken in whole, or told what is wrong, cell by cell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import made_offices as offices
from clerks_desk import Desk, Ran
from hudai.records.models import Region, Station

pytestmark = pytest.mark.django_db


@pytest.fixture
def say(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """``hudai regions …`` in a county with one village, at the office's desk if nobody else is named."""
    monkeypatch.setenv("HUDAI_PASSWORD", offices.PASSWORD)
    offices.village()
    for station in (Station.OFFICE, Station.TOWN):
        offices.posted(station)
    return lambda *words, by="office": desk.run("regions", *words, "--as", by)


def written(folder: Path, *rows: str) -> Path:
    path = folder / "区划.csv"
    path.write_text("\n".join(("镇,村,组,区划代码", *rows)))
    return path


def test_a_list_is_taken_in_and_what_came_of_it_said(say, tmp_path: Path):
    ran = say(written(tmp_path, "石门镇,柳溪村,1组,", "石门镇,高坪村,,500112102209"), "--since", "2021-01-01")

    assert ran.code == 0, ran.err
    assert "新增乡镇（街道） 0 个、村（社区） 1 个、组（社） 1 个" in ran.out
    group = Region.objects.get(name="1组")
    assert (f"{group.parent}", group.since) == ("柳溪村", date(2021, 1, 1))


def test_wrong_rows_are_told_with_their_cells_and_nothing_is_entered(say, tmp_path: Path):
    ran = say(written(tmp_path, "石门镇,,1组,", "石门镇,高坪村,,12"))

    assert ran.code == 1
    assert "没有导入任何一行" in ran.err
    assert "B2" in ran.err
    assert "D3" in ran.err
    assert not Region.objects.filter(name="高坪村").exists()


def test_a_town_keeps_no_regions(say, tmp_path: Path):
    ran = say(written(tmp_path, "石门镇,高坪村,,"), by="town")

    assert ran.code == 1
    assert not Region.objects.filter(name="高坪村").exists()
