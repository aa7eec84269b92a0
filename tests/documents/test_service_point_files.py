"""What packs ask of service points: every demand in the words of its clause, a faulty file refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hudai.core.errors import CannotTell, PolicyRefused
from hudai.core.service_point import Had, PointLevel
from hudai.documents import service_point_files
from hudai.documents.policy_files import SHIPPED


def test_shangcai_asks_five_things_of_the_centre_four_of_a_station_and_seven_of_a_village():
    demands = service_point_files.load("shangcai-2019").demands

    asked = [sum(each.level is level for each in demands) for level in PointLevel]
    assert asked == [5, 4, 7]
    (about,) = [each for each in demands if each.fact is Had.AREA_ABOUT]
    assert (about.level, about.metres, about.clause) == (PointLevel.VILLAGE, 20, "shangcai-2019#8.3")


def test_yubei_asks_nothing_of_a_single_point_and_says_so():
    demands = service_point_files.load("yubei-2021")

    assert (demands.demands, demands.clause) == ((), "yubei-2021#4.4a")
    assert "没有规定网点的面积、人员和设施" in demands.silent


def test_a_pack_whose_text_nobody_has_says_why():
    with pytest.raises(CannotTell, match="服务网点规定未知"):
        service_point_files.load("successor-2026")


def pack_with(folder: Path, old: str, new: str) -> Path:
    """A county's own copy of Shangcai's pack, its demands changed."""
    shutil.copytree(SHIPPED / "shangcai-2019", folder / "shangcai-2019")
    file = folder / "shangcai-2019" / service_point_files.FILE
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("集中进行办公", "分散进行办公", "不在条款 shangcai-2019#8.1 的原文中"),
        ("metres = 20", "metres = 25", "读作 20"),
        ("metres = 20", "", "读作 20"),
        ('fact = "works_together"', 'fact = "works_together"\nmetres = 20', "只有 area_about"),
        ('fact = "works_together"', 'fact = "works_alone"', "不在可选项中"),
        ('fact = "works_together"', "", "缺少这一项"),
        ('fact = "works_together"', 'fact = "risk_staff"', "要求重复"),
        ("shangcai-2019#8.2", "shangcai-2019#88", "没有登记"),
        ('clause = "shangcai-2019#8"\n', 'clause = "shangcai-2019#8"\nsilent = "无"\n', "有要求的不写"),
        ('clause = "shangcai-2019#8"\n', 'clause = "shangcai-2019#8"\nextra = 1\n', "不认识的键"),
    ],
)
def test_a_faulty_file_is_refused(tmp_path, old, new, fault):
    with pytest.raises(PolicyRefused) as refused:
        service_point_files.load("shangcai-2019", pack_with(tmp_path, old, new))

    assert any(fault in problem for problem in refused.value.problems), refused.value.problems
