"""Every test of the command line gets a clerk's desk."""

from __future__ import annotations

from pathlib import Path

import pytest

from clerks_desk import Desk
from hudai.cli.main import SHOW_DEFECTS


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An empty desk; defects are raised and fail the test."""
    monkeypatch.setenv(SHOW_DEFECTS, "1")
    return Desk(tmp_path, capsys)
