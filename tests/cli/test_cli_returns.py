"""A bank's sheets by command: what is shown before anything changes, and what is refused to whom."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import made_cases as cases
import made_offices as offices
from clerks_desk import Desk, Ran
from hudai.actions.job import take
from hudai.cli import job_in_hand
from hudai.records.models import Bank, BankReturn, Job, JournalLine, Loan, Repayment, Station
from made_returns import LOANS, QIAN, REPAYMENTS, household, loan, repayment, sheet

pytestmark = pytest.mark.django_db

Say = Callable[..., Ran]


@pytest.fixture
def say(desk: Desk, monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: Path) -> Callable[..., Ran]:
    """``hudai returns …`` as typed by the branch's clerk of a county with one household."""
    monkeypatch.setenv("HUDAI_PASSWORD", offices.PASSWORD)
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]
    offices.village()
    household()
    cases.at(Station.BRANCH)
    return lambda *words: desk.run("returns", *words, "--as", "branch")


def file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def options(kind: str, bank: str = "云坪农商行") -> tuple[str, ...]:
    return "--bank", bank, "--kind", kind, "--as-of", "2024-05-31"


def loans_in(say: Say, tmp_path: Path) -> None:
    handed = say("hand-in", file(tmp_path, "贷款.csv", sheet(LOANS, [loan()])), *options("贷款明细"))
    assert handed.code == 0, handed.err
    assert say("confirm", f"{BankReturn.objects.get().pk}").code == 0
    assert Loan.objects.get().came_with is not None


def test_wrong_rows_come_with_cell_and_remedy_and_the_right_ones_when_somebody_says_so(
    say: Say, tmp_path: Path
):
    loans_in(say, tmp_path)
    rows = [repayment("HT1", "2022-03-21", interest="374.31"), repayment("HT9", "2022-03-21", interest="1")]
    read = say("hand-in", file(tmp_path, "还款.csv", sheet(REPAYMENTS, rows)), *options("还款明细"))
    number = f"{BankReturn.objects.latest('pk').pk}"
    assert "新增 1，有变化 0，一致 0，错行 1" in read.out
    assert "  · A3　" in read.out
    assert f"hudai returns confirm {number} --as branch" in read.out

    refused = say("confirm", number)
    assert refused.code == 1
    assert "表中还有错行" in refused.err
    assert not Repayment.objects.exists()
    assert "已导入：新增 1" in say("confirm", number, "--only-right-rows").out
    listed = say("list").out.splitlines()
    assert [line.split()[0] for line in listed[1:]] == [number, f"{int(number) - 1}"]

    assert "已撤销" in say("undo", number).out
    assert Repayment.objects.standing().count() == 0


def test_another_bank_s_sheet_is_not_the_clerk_s_to_hand_in(say: Say, tmp_path: Path):
    Bank.objects.create(name="江源银行")
    path = file(tmp_path, "贷款.csv", sheet(LOANS, [loan()]))
    tried = say("hand-in", path, *options("贷款明细", "江源银行"))
    unknown = say("hand-in", path, *options("贷款明细", "没有银行"))
    wrong = say("hand-in", path, *options("存款明细"))

    assert [each.code for each in (tried, unknown, wrong)] == [1, 1, 2]
    assert "只能上报本行的报表" in tried.err
    assert "系统里有：云坪农商行、江源银行" in unknown.err
    assert "没有“存款明细”，可以写：贷款明细" in wrong.err
    assert not BankReturn.objects.exists()
    assert JournalLine.objects.filter(action="越权操作被拒绝").count() == 1


def test_a_job_that_a_worker_has_taken_is_waited_for_and_not_done_twice(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    done: list[int] = []

    def worker_first(now: Callable[..., object], name: str) -> Job | None:
        """Between the hand-in and our look a worker took the job; now it finishes it."""
        job = take(now(), "worker")  # type: ignore[arg-type]
        if job is not None:
            return None
        done.append(Job.objects.filter(state="running", worker="worker").update(state="done"))
        return None

    monkeypatch.setattr(job_in_hand, "work_once", worker_first)
    monkeypatch.setattr(job_in_hand, "LOOK_EVERY", 0)
    read = say("hand-in", file(tmp_path, "贷款.csv", sheet(LOANS, [loan()])), *options("贷款明细"))

    assert read.code == 0, read.err
    assert done == [1]
    assert Job.objects.get().attempts == 1


def test_names_nobody_knows_are_left_to_the_page(say: Say, tmp_path: Path):
    row = loan("HT2", household="YP002", name="钱老四", id_number=QIAN, village="柳西村")
    read = say("hand-in", file(tmp_path, "贷款.csv", sheet(LOANS, [row])), *options("贷款明细"))
    number = f"{BankReturn.objects.get().pk}"
    tried = say("confirm", number)

    assert "请在网页上选定后确认" in read.out
    assert tried.code == 1
    assert "是哪个村" in tried.err
    assert say("drop", number).code == 0
    assert BankReturn.objects.get().state == "dropped"
    assert not Loan.objects.exists()
