"""The product's own server, started as an operator starts it."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.children import ROOT
from bench.databases import Place

COMMAND = "from hudai.cli.main import main; main()"
"""What the command ``hudai`` runs, of this very tree."""
SLOWEST_START = 60
"""Seconds."""


@contextmanager
def served(place: Place) -> Iterator[int]:
    """``hudai serve`` on a free port, which is given."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-c", COMMAND, "serve", "--port", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ) | place.environment, **quiet)
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Until it answers.

    Raises:
        RuntimeError: if it ended or never did.
    """
    began = time.monotonic()
    while time.monotonic() - began < SLOWEST_START and server.poll() is None:
        try:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            asked.request("GET", "/sign-in/")
            asked.getresponse().read()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server does not answer")
