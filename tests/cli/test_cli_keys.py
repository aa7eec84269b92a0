"""``hudai keys`` in a process of its own, on a data folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

COMMAND = [sys.executable, "-c", "import sys; from hudai.cli.main import main; sys.exit(main())"]


def hudai(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HUDAI_")}
    environment |= {"HUDAI_HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [*COMMAND, *arguments], env=environment, capture_output=True, text=True, check=False
    )


def test_a_key_is_changed_by_the_worker_and_the_status_says_so(
    migrated: Path, tmp_path_factory: pytest.TempPathFactory
):
    assert hudai(tmp_path_factory.mktemp("without tables"), "keys", "status").returncode == 2

    rotated = hudai(migrated, "keys", "rotate")
    again = hudai(migrated, "keys", "rotate")
    worked = hudai(migrated, "worker", "--once")
    status = hudai(migrated, "keys", "status")

    assert "现在使用的密钥：k2" in rotated.stdout, rotated.stderr
    assert again.returncode == 1
    assert "还没有完成" in again.stderr
    assert worked.returncode == 0, worked.stderr
    assert "最近一次更换：完成" in status.stdout, status.stderr
    assert "全部内容都在现用密钥下。" in status.stdout
    assert sorted(json.loads((migrated / "keys.json").read_text())["keys"]) == ["k1", "k2"]
