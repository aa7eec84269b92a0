"""Criteria for credit villages of packs: the shipped ones say whose they are, a faulty file is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hudai.core.errors import CannotTell, PolicyRefused
from hudai.documents import credit_area_files
from hudai.documents.policy_files import SHIPPED


@pytest.mark.parametrize("pack", ["yubei-2021", "shangcai-2019"])
def test_no_shipped_number_pretends_to_be_a_clause(pack):
    criteria = credit_area_files.load(pack)

    assert criteria.good_grades == ("优秀", "良好")
    assert "本县自定" in criteria.reason
    assert all(each.basis.startswith("县定：") for each in criteria.criteria)
    assert {each.level for each in criteria.criteria} == {"village", "town"}


def test_the_words_say_which_side_of_the_number_is_wanted():
    wanted = {each.id: each.wanted for each in credit_area_files.load("yubei-2021").criteria}

    assert wanted["village-rated"] == "不低于 80.00%"
    assert wanted["village-npl"] == "不超过 2.00%"
    assert wanted["village-stopped"] == "不超过 0 笔"


def test_a_pack_without_criteria_says_why():
    with pytest.raises(CannotTell, match="信用村、信用乡镇的规定未知"):
        credit_area_files.load("successor-2026")


def pack_with(folder: Path, old: str, new: str) -> Path:
    """A county's own copy of Yubei's pack, its criteria changed."""
    shutil.copytree(SHIPPED / "yubei-2021", folder / "yubei-2021")
    file = folder / "yubei-2021" / credit_area_files.FILE
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    return folder


def test_a_countys_own_criteria_go_first_and_have_a_digest_of_their_own(tmp_path):
    own = credit_area_files.load(
        "yubei-2021", pack_with(tmp_path, "at_least_percent = 80", "at_least_percent = 90")
    )

    assert own.criteria[0].threshold == 900_000
    assert own.digest != credit_area_files.load("yubei-2021").digest


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('credit_household_from = "良好"', 'credit_household_from = "AAA"', "评分卡里没有“AAA”这个等级"),
        ("valid_months = 24", "valid_months = 0", "有效期应大于 0 个月"),
        ("at_least_percent = 80", "at_least_percent = 101", "百分数不超过 100"),
        ("at_least_percent = 80", "at_least_percent = 80\nat_most_percent = 90", "写一项就够"),
        ("at_least_percent = 80", "", "写一项就够"),
        ("at_most = 0", "at_most_percent = 1", "请写 at_most"),
        ("at_most = 0", "at_most = -1", "不小于 0"),
        ('figure = "rated_share"', 'figure = "harmony"', "“harmony”不在可选项中"),
        ('figure = "rated_share"', 'figure = "credit_village_share"', "不能用于信用村"),
        ('level = "village"', "", "请写 village（信用村）或 town（信用乡镇）"),
        ('id = "village-good"', 'id = "village-rated"', "id 重复"),
        ("yubei-2021#4.2", "yubei-2021#9.9", "没有登记"),
        ("valid_months = 24", "valid_months = 24\nweight = 1", "不认识的键"),
    ],
)
def test_a_faulty_file_is_refused(tmp_path, old, new, fault):
    with pytest.raises(PolicyRefused) as refused:
        credit_area_files.load("yubei-2021", pack_with(tmp_path, old, new))

    assert any(fault in problem for problem in refused.value.problems), refused.value.problems
