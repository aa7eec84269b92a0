"""A PostgreSQL for the tests: the one ``HUDAI_PG_DSN`` names, else one started here and now.

The server is the distribution's (``/usr/lib/postgresql/*/bin``), listens on a socket in a folder of
its own and on no port, writes to disk without waiting, and is gone with the test run.  It refuses to
run as root, so root starts it as the user the package made for it.  The processes that the tests are
spread over find it where the first of them noted it, each with a database of its own.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

NAME = "hudai"
OPTIONS = (
    "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off "
    # Between two tests every table is empty, as what they write is rolled back.  Looked over just then,
    # a table is taken for empty in the next test too, and joined row by row to all others: a page of
    # some hundred rows then takes minutes.  Never looked over, it is taken for what its file holds.
    "-c autovacuum=off "
    # Whatever takes so long is to fail, and say what it was, instead of keeping the others waiting.
    "-c statement_timeout=60s"
)


class Missing(Exception):
    """There is no PostgreSQL here, and why."""


def address() -> str:
    """Where the server is, as ``HUDAI_DATABASE`` would have it.

    Raises:
        Missing: if there is none and none can be started.
    """
    if not os.environ.get("HUDAI_PG_DSN"):
        os.environ["HUDAI_PG_DSN"] = start(binaries())
        os.environ["HUDAI_TEST_OWN_POSTGRES"] = "1"
    return os.environ["HUDAI_PG_DSN"]


def binaries() -> Path:
    """The newest server of 15 or later that the distribution has installed."""
    found = sorted(
        (int(path.parent.parent.name), path.parent)
        for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")
        if path.parent.parent.name.isdecimal()
    )
    if not found or found[-1][0] < 15:
        raise Missing("没有 PostgreSQL 15 以上版本：请安装 postgresql，或用 HUDAI_PG_DSN 指定一个")
    return found[-1][1]


def start(programs: Path) -> str:
    """Start a server in a new folder; it stops, and the folder goes, when the tests end."""
    folder = Path(tempfile.mkdtemp(prefix="hudai-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    _run(
        [programs / "initdb", "-D", data, "-U", NAME, "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C"]
    )
    options = f"{OPTIONS} -k {folder}"
    _run([programs / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-t", "60", "-o", options, "start"])
    atexit.register(_stop, programs, folder)
    return f"postgres://{NAME}@/postgres?host={quote(str(folder), safe='')}"


def _stop(programs: Path, folder: Path) -> None:
    _run([programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"], check=False)
    shutil.rmtree(folder, ignore_errors=True)


def _run(argv: list[object], *, check: bool = True) -> None:
    words = [str(word) for word in argv]
    if os.geteuid() == 0:
        words = ["runuser", "-u", "postgres", "--", *words]
    # The server inherits the standard streams; a pipe would stay open as long as it lives.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            words, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, cwd="/", check=False
        )
        if check and done.returncode != 0:
            said.seek(0)
            raise Missing(f"PostgreSQL 启动不了：{said.read().decode(errors='replace').strip()[-500:]}")
