"""Every test of the command line gets a clerk's desk, and who asks for it a data folder with tables."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import migrated_once
from clerks_desk import Desk
from hudai.cli.main import SHOW_DEFECTS


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An empty desk; defects are raised and fail the test."""
    monkeypatch.setenv(SHOW_DEFECTS, "1")
    return Desk(tmp_path, capsys)


@pytest.fixture(scope="session")
def migrated_home(django_db_setup: None, run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made by ``hudai migrate`` from the tables this run of the tests has made already."""
    home = tmp_path_factory.mktemp("migrated")
    if (tables := run_folder / migrated_once.SQLITE_COPY).exists():
        shutil.copy(tables, home / "hudai.sqlite3")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HUDAI_", "DJANGO_"))}
    typed = [sys.executable, "-c", "from hudai.cli.main import main; main()", "migrate"]
    subprocess.run(typed, env=kept | {"HUDAI_HOME": str(home)}, check=True, capture_output=True)
    return home


@pytest.fixture
def migrated(migrated_home: Path, tmp_path: Path) -> Path:
    """A data folder as ``hudai migrate`` leaves it: keys, and tables without a row."""
    return Path(shutil.copytree(migrated_home, tmp_path, dirs_exist_ok=True))
