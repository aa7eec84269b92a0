"""The folder of results: everything or nothing, whatever goes wrong while it is written."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clerks_desk import SRC, Desk, Ran, ended, started
from hudai.cli import settle as settle_command
from hudai.cli.arguments import WrongUsage
from hudai.cli.outputs import results
from made_sheets import loan

SETTLED = ["findings.csv", "settlement.csv", "summary.json", "worksheet.csv", "附件4.xlsx"]
REGISTERED = ["areas.csv", "findings.csv", "standing.csv", "summary.json", "附件5.xlsx"]
PROBLEMS = ["贷款明细（标出问题）.xlsx", "问题清单.csv"]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_a_run_writes_these_files_and_no_others(desk: Desk):
    assert desk.settle().files == SETTLED
    assert desk.settle("--pdf", out="带PDF").files == sorted([*SETTLED, "附件4.pdf"])
    assert desk.register().files == sorted({*SETTLED, *REGISTERED})


def test_the_files_told_are_the_files_written(desk: Desk):
    for ran in (desk.settle(out="一"), desk.settle("--pdf", out="二"), desk.register("--pdf")):
        told = ran.out.splitlines()[-1].partition("：")[2].split("、")
        assert sorted(told) == [name for name in ran.files if name in told]
        if ran.folder.name != "结果":
            assert sorted(told) == ran.files


def test_folders_that_are_not_there_are_made_and_names_may_hold_anything(desk: Desk):
    ran = desk.settle(out="二〇二三年 第3季度/结 果（正式）")

    assert (ran.code, ran.files) == (0, SETTLED)


def test_an_earlier_result_survives_a_refused_run(desk: Desk):
    before = contents(desk.settle().folder)

    for refused in (
        desk.settle(loans=[loan(c5="385")]),
        desk.settle(through="2023-09-19"),
        desk.settle(policy="successor-2026", through="2026-06-20"),
    ):
        assert refused.code in (1, 2)
        after = contents(refused.folder)
        assert {name: after[name] for name in before} == before
        assert set(after) - set(before) <= set(PROBLEMS)


def test_a_good_run_takes_the_old_list_of_problems_away_and_leaves_the_marked_sheet(desk: Desk):
    assert desk.settle(loans=[loan(c5="385")]).files == PROBLEMS

    # The clerk may be mending the marked copy itself.
    assert desk.settle().files == sorted([*SETTLED, "贷款明细（标出问题）.xlsx"])


def test_a_pdf_of_an_earlier_run_does_not_stay_beside_a_newer_workbook(desk: Desk):
    assert "附件4.pdf" in desk.settle("--pdf").files
    assert desk.settle().files == SETTLED


def test_other_files_of_the_folder_are_left_alone(desk: Desk):
    (desk.folder / "结果").mkdir()
    (desk.folder / "结果" / "我的笔记.txt").write_text("不要动")
    ran = desk.settle()

    assert (ran.folder / "我的笔记.txt").read_text() == "不要动"
    assert ran.files == sorted([*SETTLED, "我的笔记.txt"])


@pytest.mark.parametrize("name", ["结果", "结果/里面"])
def test_a_file_in_place_of_the_folder_is_refused_and_kept(desk: Desk, name: str):
    (desk.folder / "结果").write_text("这里已经有一个文件")
    ran = desk.run(*desk.arguments(out=name), out="没有")

    assert ran.code == 2
    assert "是一个文件，不能当文件夹用" in ran.err
    assert "读取" not in ran.err
    assert (desk.folder / "结果").read_text() == "这里已经有一个文件"


def test_no_name_at_all_is_not_the_folder_one_happens_to_be_in(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(desk.folder)
    sheet = desk.sheet("贷款", [loan()])
    ran = desk.run("register", "--loans", sheet, "--as-of", "2023-09-20", "--out", "")

    assert ran.code == 2
    assert "--out 后面是空的" in ran.err
    assert list(desk.folder.iterdir()) == [sheet]


def test_a_folder_that_may_not_be_written_is_refused_before_anything_is_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    ran = desk.settle()

    assert (ran.code, ran.files) == (2, [])
    assert "没有权限" in ran.err
    assert "读取" not in ran.err


def test_a_folder_named_like_a_result_is_refused_and_kept(desk: Desk):
    (desk.folder / "结果" / "settlement.csv").mkdir(parents=True)
    ran = desk.settle()

    assert (ran.code, ran.files) == (2, ["settlement.csv"])
    assert "同名" in ran.err


def test_a_result_opened_in_another_program_leaves_everything_as_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    before = contents(desk.settle().folder)
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if self.name == target.name == "附件4.xlsx" and self.parent == desk.folder / "结果":
            raise PermissionError(errno.EACCES, "held by another program")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    ran = desk.settle(repayments=[("HT1", "2023-09-19", "0", "9.99", "")])

    assert ran.code == 2
    assert "正被打开" in ran.err
    assert contents(ran.folder) == before


def write_and_fail(folder: Path, error: BaseException) -> None:
    with results(folder) as staged:
        (staged / "a.csv").write_text("1")
        raise error


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "磁盘满了"),
        (errno.EACCES, "没有权限"),
        (errno.ENAMETOOLONG, "名称太长"),
        (errno.EIO, "磁盘可能满了或拔掉了"),
    ],
)
def test_why_a_folder_cannot_be_written_is_told_and_nothing_stays(tmp_path: Path, number: int, told: str):
    with pytest.raises(WrongUsage, match=told):
        write_and_fail(tmp_path / "新" / "结果", OSError(number, os.strerror(number)))

    assert list(tmp_path.iterdir()) == []


def test_a_defect_in_the_middle_of_writing_leaves_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object) -> None:
        raise ValueError("张三 500112198903074787")

    monkeypatch.setattr(settle_command, "write_json", broken)
    monkeypatch.delenv("HUDAI_DEBUG")
    ran = desk.settle()

    assert (ran.code, ran.out, ran.folder.exists()) == (3, "", False)
    assert "程序出了毛病，没有写出结果" in ran.err
    assert "ValueError test_cli_result_folder.py:" in ran.err
    assert "张三" not in ran.err


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="no such limits")
@pytest.mark.parametrize("limit", [300, 3_000], ids=["csv", "workbook"])
def test_a_disk_that_fills_up_leaves_no_half_of_a_result(desk: Desk, limit: int):
    line = desk.arguments(loans=[loan(c0=f"HT{n}", c1=f"H{n}") for n in range(8)])
    program = (
        f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}));"
        "from hudai.cli.main import main; main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, *line],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(SRC), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    ran = ended(process, desk.folder / "结果")

    assert ran.code in (1, 2)
    assert not ran.folder.exists()
    assert "磁盘" in ran.err
    assert "Traceback" not in ran.err


def interrupted(desk: Desk, number: int) -> Ran:
    """A run ended from outside while it is writing."""
    line = desk.arguments("--pdf", loans=[loan(c0=f"HT{n}", c1=f"H{n}") for n in range(3000)])
    process = started(line, PYTHONUNBUFFERED="1")
    until = time.monotonic() + 30
    while not list(desk.folder.glob("结果/.未完成-*")) and time.monotonic() < until:
        time.sleep(0.005)
    process.send_signal(number)
    return ended(process, desk.folder / "结果")


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "ended from outside"])
def test_an_interruption_in_the_middle_leaves_nothing(desk: Desk, number: int):
    ran = interrupted(desk, number)

    assert (ran.code, ran.out) == (130, "")
    assert not ran.folder.exists()
    assert "已中断，没有写出结果。" in ran.err
    assert "Traceback" not in ran.err


def write_all(folder: Path, text: str) -> None:
    with results(folder) as staged:
        for name in "abc":
            (staged / name).write_text(text)


def test_an_interruption_while_the_files_are_moved_puts_the_old_ones_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "结果"
    write_all(folder, "旧")
    replace, moved = Path.replace, []

    def held(self: Path, target: Path) -> Path:
        moved.append(self.name)
        # Three old files go aside, the first new one comes in, the second does not.
        if len(moved) == 5:
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(KeyboardInterrupt):
        write_all(folder, "新")

    assert contents(folder) == {name: "旧".encode() for name in "abc"}
