"""Scorecards of packs: the shipped ones add up, and a faulty one is refused with every fault."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hudai.core.errors import CannotTell, PolicyRefused
from hudai.core.rating import score
from hudai.documents import scorecard_files
from hudai.documents.policy_files import SHIPPED

BEST = {
    "credit": "good",
    "labour": 3,
    "skill": "trained",
    "income": 18_000,
    "project": "running",
    "debt": 0,
    "standing": "good",
}


@pytest.mark.parametrize("pack", ["yubei-2021", "shangcai-2019"])
def test_the_best_household_gets_a_hundred_points_and_the_ceiling_of_the_plan(pack):
    card = scorecard_files.load(pack)

    scored = score(card, BEST)

    assert (scored.points, card.full_score) == (100, 100)
    assert (scored.grade.name, scored.grade.limit) == ("优秀", 5_000_000)


def test_a_household_worked_out_by_hand():
    """22 no loans yet + 12 two workers + 6 farm work + 8 income + 7 plan + 5 debt + 3 = 63."""
    collected = {
        "credit": "none",
        "labour": 2,
        "skill": "ordinary",
        "income": 9_500,
        "project": "planned",
        "debt": 150,
        "standing": "fair",
    }

    scored = score(scorecard_files.load("yubei-2021"), collected)

    assert (scored.points, scored.grade.name, scored.grade.limit) == (63, "一般", 2_000_000)


def test_who_is_in_arrears_now_gets_no_line_with_however_many_points():
    scored = score(scorecard_files.load("yubei-2021"), {**BEST, "credit": "overdue"})

    assert (scored.points, scored.grade.name, scored.capped_by) == (70, "不授信", "信用记录")


def test_a_pack_without_rules_for_rating_says_why():
    with pytest.raises(CannotTell, match="评级授信规定未知"):
        scorecard_files.load("successor-2026")


def pack_with(folder: Path, *changes: tuple[str, str]) -> Path:
    """A county's own copy of Yubei's pack, its scorecard changed."""
    shutil.copytree(SHIPPED / "yubei-2021", folder / "yubei-2021")
    file = folder / "yubei-2021" / scorecard_files.FILE
    text = file.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file.write_text(text, "utf-8")
    return folder


def test_a_countys_own_scorecard_goes_first_and_has_a_digest_of_its_own(tmp_path):
    own = scorecard_files.load("yubei-2021", pack_with(tmp_path, ("valid_months = 24", "valid_months = 12")))

    assert own.valid_months == 12
    assert own.digest != scorecard_files.load("yubei-2021").digest


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("valid_months = 24", "valid_months = 0", "有效期应大于 0 个月"),
        ("from_points = 85", "from_points = 60", "等级应从高到低排列"),
        ("from_points = 85", "from_points = 101", "最高等级要 101 分，满分只有 100 分"),
        ("limit_yuan = 40000", "limit_yuan = 60000", "等级越低，建议额度不能越高"),
        ("from_points = 0", "from_points = 5", "最后一个等级应从 0 分起"),
        ("at_least = 8000", "at_least = 13000", "分档应从 0 起、由小到大"),
        ('at_best = "不授信"', 'at_best = "黑名单"', "没有“黑名单”这个等级"),
        ('id = "skill"', 'id = "labour"', "评分项目的 id 重复"),
        ("points = 22", 'points = "22"', "应为整数"),
        ("yubei-2021#1.10a", "yubei-2021#9.9", "没有登记"),
        ("valid_months = 24", "valid_months = 24\nweight = 3", "不认识的键"),
    ],
)
def test_a_faulty_scorecard_is_refused(tmp_path, old, new, fault):
    with pytest.raises(PolicyRefused) as refused:
        scorecard_files.load("yubei-2021", pack_with(tmp_path, (old, new)))

    assert any(fault in problem for problem in refused.value.problems), refused.value.problems


def test_all_faults_of_a_scorecard_come_together(tmp_path):
    own = pack_with(
        tmp_path, ("valid_months = 24", "valid_months = 0"), ("limit_yuan = 40000", "limit_yuan = 60000")
    )

    with pytest.raises(PolicyRefused) as refused:
        scorecard_files.load("yubei-2021", own)

    assert len(refused.value.problems) == 2
