"""A database of an earlier edition: taken up from the last step this one stands for, and told else."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib import import_module
from pathlib import Path

import pytest

from hudai.records import database_copy

pytestmark = pytest.mark.long

REPLACED = [name for _, name in import_module("hudai.records.migrations.0001_the_county").Migration.replaces]
TYPED = [sys.executable, "-c", "from hudai.cli.main import main; main()"]


def hudai(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    clean = {"HUDAI_HOME": str(home), "PATH": "", "PYTHONUTF8": "1"}
    return subprocess.run([*TYPED, *words], env=clean, capture_output=True, text=True)


def stands_on(home: Path, steps: list[str]) -> Path:
    """The database as if its first tables had come by these steps."""
    file = next(home.glob("*.sqlite3"))
    with closing(sqlite3.connect(file)) as database:
        gone = [(name,) for name in ("0001_the_county", *REPLACED)]
        database.executemany("DELETE FROM django_migrations WHERE app = 'records' AND name = ?", gone)
        taken = [("records", name, "2026-01-01") for name in steps]
        database.executemany("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)", taken)
        database.commit()
    return file


def test_a_database_that_took_all_the_steps_before_goes_on_from_there(migrated: Path):
    stands_on(migrated, REPLACED)

    done = hudai(migrated, "migrate")

    assert done.returncode == 0, done.stderr
    assert "已是最新" in done.stderr


def test_a_database_in_the_midst_of_them_is_left_alone_and_told_the_way(migrated: Path):
    file = stands_on(migrated, REPLACED[:21])
    before = file.read_bytes()

    for command in ("migrate", "serve"):
        refused = hudai(migrated, command)
        assert refused.returncode == 2
        assert f"停在较早的一步 {REPLACED[20]}" in refused.stderr
        assert f"这一版只从 {REPLACED[-1]} 升级" in refused.stderr
        assert "Traceback" not in refused.stderr
    assert file.read_bytes() == before


def test_a_backup_of_an_earlier_edition_is_known():
    assert {f"records.{name}" for name in REPLACED} < database_copy.steps_known()
