"""``hudai migrate`` and ``hudai serve`` on a fresh machine, as an operator would type them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("HUDAI_", "DJANGO_"))}
TYPED = [sys.executable, "-c", "from hudai.cli.main import main; main()"]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def hudai(home: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Type a command."""
    env = {**CLEAN, "HUDAI_HOME": str(home), **variables}
    return subprocess.run([*TYPED, *words], env=env, capture_output=True, text=True, check=False)


def answer(address: str) -> tuple[int, str]:
    """What a browser gets."""
    with urllib.request.urlopen(address, timeout=10) as page:
        return page.status, page.read().decode()


def test_a_fresh_machine_is_made_ready_served_and_stopped(tmp_path: Path):
    port = free_port()
    refused = hudai(tmp_path, "serve", "--port", str(port))
    assert refused.returncode == 2
    assert "请先执行：hudai migrate" in refused.stderr

    assert hudai(tmp_path, "migrate").returncode == 0
    assert "已是最新" in hudai(tmp_path, "migrate").stderr

    env = {**CLEAN, "HUDAI_HOME": str(tmp_path)}
    served = subprocess.Popen(
        [*TYPED, "serve", "--port", str(port)], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        status, page = _once_up(f"http://localhost:{port}/sign-in/")
        assert status == 200
        assert "登录" in page
        style = page.split('href="/static/vendor/tabler.min.')[1].split('"')[0]
        assert answer(f"http://localhost:{port}/static/vendor/tabler.min.{style}")[0] == 200
    finally:
        served.send_signal(signal.SIGTERM)
        assert served.wait(timeout=20) == 0


def _once_up(address: str) -> tuple[int, str]:
    for _ in range(120):
        try:
            return answer(address)
        except urllib.error.URLError:
            time.sleep(0.25)
    raise AssertionError("the server did not come up")


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"HUDAI_HTTPS": "ja"}, "HUDAI_HTTPS 请写 1（是）或 0（否）"),
        ({"HUDAI_DATABASE": "mysql://x/y"}, "HUDAI_DATABASE 请写 postgres://"),
        ({"HUDAI_DATABASE": "postgres://u@127.0.0.1:1/x?connect_timeout=2"}, "请检查 HUDAI_DATABASE"),
    ],
)
def test_a_wrong_environment_is_told_without_a_traceback(tmp_path: Path, variables, words: str):
    done = hudai(tmp_path, "migrate", **variables)

    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
