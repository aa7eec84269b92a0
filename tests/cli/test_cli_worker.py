"""The worker as a process: it does what waits, and never outlives the server it stands beside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from hudai.cli.worker import worker

pytestmark = pytest.mark.long

PARENT = """
import os, sys, time
from hudai.cli.worker import beside

with beside() as process:
    print(process.pid, flush=True)
    time.sleep(60)
"""


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUDAI_")}
    return kept | {
        "HUDAI_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "hudai.site.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # A process that has ended and was not yet fetched by anybody still has its number.
    return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()


def gone_within(process: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not is_alive(process):
            return True
        time.sleep(0.2)
    return False


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="进程的状态从 /proc 读")
def test_a_worker_ends_when_the_server_beside_it_is_killed(migrated):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], env=environment(migrated), stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    beside = int(parent.stdout.readline())
    assert is_alive(beside)

    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()

    assert gone_within(beside, 60)


def test_a_worker_says_what_to_do_when_there_is_no_database(tmp_path):
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "from hudai.cli.worker import worker; worker(standalone_mode=False)",
            "--once",
        ],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
    )

    assert told.returncode != 0
    assert "hudai migrate" in told.stderr


def test_the_help_is_in_chinese():
    told = CliRunner().invoke(worker, ["--help"])

    assert "执行后台工作" in told.output
    assert "--beside" not in told.output
