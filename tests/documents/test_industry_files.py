"""The catalogue of industries: what 上蔡县意见 十一 names is in it; a faulty file is refused whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hudai.core.errors import PolicyRefused
from hudai.documents import industry_files, policy_files
from hudai.documents.policy_files import SHIPPED

PACKS = ("yubei-2021", "shangcai-2019", "successor-2026")


@pytest.mark.parametrize("pack", PACKS)
def test_the_sectors_and_chain_models_that_shangcai_names_are_there(pack: str):
    found = industry_files.load(pack)

    sectors = {each.sector for each in found.industries}
    assert {"特色林果", "高效种养", "乡村旅游", "电子商务", "小商店", "运输", "农家乐"} <= sectors
    models = {each.name: (each.cooperative, each.firm) for each in found.models}
    assert models["自营"] == (False, False)
    assert models["企业+农户"] == models["企业+基地+农户"] == (False, True)
    assert models["农户+合作社"] == (True, False)
    assert models["农户+合作社+龙头企业"] == (True, True)


def test_the_lengths_are_called_suggestions_and_not_law():
    assert "只作建议，由县区改正" in industry_files.load("yubei-2021").reason


@pytest.mark.parametrize(
    ("name", "cycle"), [("生猪育肥", "6 个月"), ("肉牛", "12–18 个月"), ("果树（新栽）", "36–48 个月")]
)
def test_a_cycle_is_told_in_months(name: str, cycle: str):
    found = industry_files.load("yubei-2021").industry(name)

    assert found is not None
    assert found.cycle == cycle


@pytest.mark.parametrize(
    ("purpose", "name"),
    [
        ("生猪养殖", "生猪育肥"),
        ("购买母猪两头", "母猪繁育"),
        ("新栽果树", "果树（新栽）"),
        ("开办农家乐", "农家乐和民宿"),
        ("养殖", "蜂和其他养殖"),
        ("蔬菜种植", "蔬菜和大棚"),
        ("农产品加工", "农产品加工"),
        ("做点事", None),
    ],
)
def test_a_purpose_suggests_an_industry(purpose: str, name: str | None):
    found = industry_files.load("yubei-2021").likely(purpose)

    assert (found.name if found else None) == name


def own(folder: Path, *changes: tuple[str, str]) -> Path:
    """A county's own catalogue beside its pack."""
    shutil.copytree(SHIPPED / "yubei-2021", folder / "yubei-2021")
    text = (SHIPPED / "national" / industry_files.FILE).read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "yubei-2021" / industry_files.FILE).write_text(text, "utf-8")
    return folder


def test_a_countys_own_catalogue_goes_first(tmp_path: Path):
    found = industry_files.load("yubei-2021", own(tmp_path, ("cycle_from = 36", "cycle_from = 30")))

    assert found.industries[0].cycle_from == 30
    assert industry_files.load("yubei-2021").industries[0].cycle_from == 36
    assert policy_files.check("yubei-2021", tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("cycle_from = 36", "cycle_from = 0", "不小于 1 的整数"),
        ("cycle_to = 48", "cycle_to = 12", "不能小于 cycle_from"),
        ('name = "粮油"', 'name = "肉牛"', "“肉牛”重复"),
        ('name = "自营"', 'name = "企业+农户"', "“企业+农户”重复"),
        ('name = "粮油"', f'name = "{"长" * 41}"', "最多 40 个字"),
        ("shangcai-2019#11.2", "shangcai-2019#99", "没有登记"),
        ("cooperative = false", "cooperative = 0", "应为 true 或 false"),
        ('sector = "运输"', 'sector = "运输"\nmonths = 3', "不认识的键"),
    ],
)
def test_a_faulty_catalogue_is_refused(tmp_path: Path, old: str, new: str, fault: str):
    with pytest.raises(PolicyRefused) as refused:
        industry_files.load("yubei-2021", own(tmp_path, (old, new)))

    assert any(fault in problem for problem in refused.value.problems), refused.value.problems


def test_what_is_wrong_is_told_to_whoever_checks_the_pack(tmp_path: Path):
    assert industry_files.faults("yubei-2021") == []

    (fault,) = industry_files.faults("yubei-2021", own(tmp_path, ("cycle_to = 48", "cycle_to = 12")))

    assert "cycle_to" in fault


def test_the_catalogue_is_no_published_rate():
    assert sorted(policy_files.read_national()) == ["benchmark", "lpr"]
