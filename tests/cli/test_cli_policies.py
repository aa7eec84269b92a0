"""``hudai policies`` and ``hudai policy check`` on the packs shipped and on a county's own."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from clerks_desk import Desk, ended, started
from hudai.core.clauses import Status, coverage
from hudai.documents import policy_files


@pytest.fixture
def own(desk: Desk) -> Path:
    """A county's own folder with a copy of the Yubei pack."""
    folder = desk.folder / "本县政策"
    shutil.copytree(policy_files.SHIPPED / "yubei-2021", folder / "yubei-2021")
    return folder


def changed(own: Path, old: str, new: str) -> None:
    path = own / "yubei-2021" / "policy.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_policies_are_listed_with_their_days_and_clauses(desk: Desk):
    ran = desk.run("policies")

    assert (ran.code, ran.err) == (0, "")
    assert re.findall(r"^(\S+)  ", ran.out, re.MULTILINE) == ["shangcai-2019", "successor-2026", "yubei-2021"]
    assert "合同签订日：2021-01-01 至 2025-12-31" in ran.out
    assert "合同签订日：2019-01-01 至 2020-12-31" in ran.out
    assert "合同签订日：2026-02-28 至 未定" in ran.out
    assert ran.out.count("条款：共 ") == 3


def test_what_is_only_planned_is_told_beside_its_status(desk: Desk):
    counted = {
        name: coverage(policy_files.load_clauses(name)).planned_by_status
        for name in ("yubei-2021", "shangcai-2019")
    }
    out = desk.run("policies").out

    for planned in counted.values():
        coded, carried = planned[Status.CODED], planned[Status.CARRIED_OUT]
        assert coded
        assert carried
        assert re.search(rf"已编入规则 \d+（其中未实现 {coded}）", out)
        assert re.search(rf"由功能落实 \d+（其中未实现 {carried}）", out)


def test_the_packs_shipped_pass(desk: Desk):
    ran = desk.run("policy", "check")

    assert (ran.code, ran.err) == (0, "")
    assert [line[0] for line in ran.out.splitlines()] == ["✓", "✓", "✓"]
    cases = [int(number) for number in re.findall(r"(\d+) 个算例", ran.out)]
    assert sum(cases) >= 40


def test_a_pack_is_checked_by_its_name(desk: Desk):
    ran = desk.run("policy", "check", "yubei-2021")

    assert ran.code == 0
    assert [line.partition("：")[0] for line in ran.out.splitlines()] == ["✓ yubei-2021"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('label = "首次贷款金额上限"', 'label = "首次贷款金额上限"\nlabell = "x"', "labell"),
        ("2021-01-01", "2021-13-01", "policy.toml"),
        ('quote = "原则上5万元（含）以下"', 'quote = "原则上6万元（含）以下"', "ceiling"),
        ("[numbers.ceiling]", "[numbers.ceilin]", "ceilin"),
    ],
    ids=["an unknown key", "no toml", "a quote the document does not have", "an unknown number"],
)
def test_a_faulty_pack_fails_and_says_where(desk: Desk, own: Path, old: str, new: str, told: str):
    changed(own, old, new)
    ran = desk.run("policy", "check", "yubei-2021", "--policies-dir", own)

    assert ran.code == 1
    assert ran.out.startswith("✗ yubei-2021：")
    assert told in ran.out


def test_a_faulty_pack_settles_nothing(desk: Desk, own: Path):
    changed(own, "[numbers.ceiling]", "[numbers.ceilin]")
    ran = desk.settle("--policies-dir", own)

    assert (ran.code, ran.out, ran.folder.exists()) == (1, "", False)
    assert "ceilin" in ran.err
    assert "读取" not in ran.err


def test_a_folder_of_ones_own_may_come_from_the_environment(
    desk: Desk, own: Path, monkeypatch: pytest.MonkeyPatch
):
    changed(own, 'title = "渝北区', 'title = "我区')
    monkeypatch.setenv("HUDAI_POLICIES", str(own))

    assert "yubei-2021  我区" in desk.run("policies").out
    monkeypatch.setenv("HUDAI_POLICIES", str(own / "没有"))
    assert desk.run("policies").code == 2


def test_an_empty_folder_of_ones_own_adds_nothing(desk: Desk):
    ran = desk.run("policies", "--policies-dir", desk.folder)

    assert ran.out == desk.run("policies").out


def test_no_traceback_is_seen_for_a_pack_that_is_no_text(desk: Desk, own: Path):
    (own / "yubei-2021" / "policy.toml").write_bytes(b"\xff\xfe\x00")
    ran = ended(started(["policy", "check", "--policies-dir", own]), Path())

    assert ran.code == 1
    assert "✗ yubei-2021：" in ran.out
    assert "✓ shangcai-2019：" in ran.out
    assert "Traceback" not in ran.err
