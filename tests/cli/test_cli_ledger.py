"""``hudai ledger`` and ``hudai doctor`` as a person at a terminal meets them."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from test_cli_worker import environment

pytestmark = pytest.mark.long

HUDAI = "import sys; from hudai.cli.main import run; sys.exit(run(sys.argv[1:]))"
BOOKED = """
import django; django.setup()
from datetime import date
from made_books import arrive, at, approved_batch
import made_cases as cases
from hudai.records.models import Station
arrive(at(cases.at(Station.FINANCE).posting), 123_456, on=date(2026, 3, 2))
approved_batch(200_00)
"""


def ran(home: Path, *words: str, code: str = HUDAI, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env=environment(home) | variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def home(migrated_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an SQLite file that has a little in its books."""
    folder = Path(shutil.copytree(migrated_home, tmp_path_factory.mktemp("books"), dirs_exist_ok=True))
    made = ran(folder, code=BOOKED)
    assert made.returncode == 0, made.stderr[-2000:]
    return folder


def test_balances_are_shown_one_under_the_other(home: Path):
    told = ran(home, "ledger", "balance")

    assert told.returncode == 0
    assert told.stdout.splitlines() == [
        "科目                  借方合计  贷方合计      余额",
        "1014 贴息资金—区县级  1,234.56      0.00  1,234.56",
        "2001 应付贴息             0.00    200.00    200.00",
        "4014 财政拨入—区县级      0.00  1,234.56  1,234.56",
        "5001 贴息支出           200.00      0.00    200.00",
        "合计                  1,434.56  1,434.56",
        "借贷平衡。",
    ]


def test_a_month_is_shown_with_what_was_there_before(home: Path):
    told = ran(home, "ledger", "balance", "--month", "2026-04")

    assert told.returncode == 0
    lines = [line.split() for line in told.stdout.splitlines()]
    assert ["1014", "贴息资金—区县级", "1,234.56", "0.00", "0.00", "1,234.56"] in lines
    assert ["合计", "200.00", "200.00"] in lines


def test_a_month_that_is_none_is_wrong_usage(home: Path):
    told = ran(home, "ledger", "balance", "--month", "2026-13")

    assert told.returncode == 2
    assert "月份请写成 2026-03 这样，现在是“2026-13”" in told.stderr


def test_books_that_agree_are_ticked_off_and_books_that_do_not_are_not(home: Path, tmp_path: Path):
    told = ran(home, "ledger", "check")
    assert told.returncode == 0, told.stderr
    assert told.stdout.count("✓") == 14
    assert "资金账全部相符。" in told.stdout

    spoilt = tmp_path / "hudai.sqlite3"
    source, copy = sqlite3.connect(home / "hudai.sqlite3"), sqlite3.connect(spoilt)
    source.backup(copy)
    copy.execute("DROP TRIGGER records_entry_no_UPDATE")
    copy.execute("UPDATE records_entry SET amount = amount + 1 WHERE line_id IS NOT NULL")
    copy.commit()
    copy.close()
    source.close()
    told = ran(home, "ledger", "check", HUDAI_DATABASE=str(spoilt))

    assert told.returncode == 1
    assert "    · 批次 TX2026000001 第 1 行：应贴 200.00 元，应付贴息记账 200.01 元" in told.stdout
    assert "4 项不符" in told.stdout


def test_without_a_database_the_way_to_one_is_told(tmp_path: Path):
    for words in (("ledger", "check"), ("ledger", "balance")):
        told = ran(tmp_path, *words)
        assert told.returncode == 2
        assert "hudai migrate" in told.stderr


def test_the_doctor_finds_nothing_wrong_with_a_new_installation(home: Path):
    told = ran(home, "doctor")

    assert told.returncode == 0, told.stdout + told.stderr
    assert "✓ 数据库：SQLite" in told.stdout
    assert "没有发现问题。" in told.stdout


def test_the_doctor_says_what_is_missing(tmp_path: Path):
    told = ran(tmp_path, "doctor")

    assert told.returncode == 1
    assert "请执行：hudai migrate" in told.stdout


def test_the_doctor_finds_a_password_left_behind(home: Path):
    told = ran(home, "doctor", HUDAI_DATABASE_OWNER="postgres://owner@localhost/hudai")

    assert told.returncode == 1
    assert "它只在执行 hudai migrate 时设置" in told.stdout


def test_an_owner_beside_a_file_is_refused(tmp_path: Path):
    told = ran(tmp_path, "migrate", HUDAI_DATABASE_OWNER="postgres://owner@localhost/hudai")

    assert told.returncode == 2
    assert "要指同一个数据库" in told.stderr


@pytest.mark.parametrize("words", [("ledger", "--help"), ("ledger", "check", "--help"), ("doctor", "--help")])
def test_the_help_is_in_chinese(tmp_path: Path, words: tuple[str, ...]):
    told = ran(tmp_path, *words)

    assert told.returncode == 0
    assert "用法：" in told.stdout
