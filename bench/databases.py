"""Databases to measure in: empty, or copies of a filled one; every piece of work is a process of its own.

On PostgreSQL the server is started for this and is gone with the program; a database lives in a folder
of its own otherwise.  The folder also holds the keys that open what is sealed.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from bench.children import ROOT
from bench.made_up import TODAY

sys.path.insert(0, str(ROOT / "tests"))

import postgres


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of data, and the database that goes with it."""

    home: Path
    server: str
    """Address of the server; empty for SQLite, which lies in the folder."""

    @property
    def name(self) -> str:
        """The database's, on a server."""
        return self.home.name.replace("-", "_")

    @property
    def environment(self) -> dict[str, str]:
        """What a process of the product goes by here."""
        found = {
            name: value for name, value in os.environ.items() if not name.startswith(("HUDAI_", "DJANGO_"))
        }
        found |= {
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
            "HUDAI_HOME": str(self.home),
            "DJANGO_SETTINGS_MODULE": "hudai.site.demo",
            "HUDAI_TODAY": TODAY.isoformat(),
        }
        if self.server:
            found["HUDAI_DATABASE"] = urlunsplit(urlsplit(self.server)._replace(path=f"/{self.name}"))
        return found


def servers(*, quick: bool) -> dict[str, str]:
    """Kind of database → address of its server, empty for SQLite; PostgreSQL where there can be one."""
    found = {"SQLite": ""}
    if not quick:
        with suppress(postgres.Missing):
            found["PostgreSQL"] = postgres.address()
    return found


@contextmanager
def empty(server: str) -> Iterator[Place]:
    """A new folder and an empty database, gone afterwards."""
    with copied(_with_tables(server)) as place:
        yield place


@cache
def _with_tables(server: str) -> Place:
    """A place with empty tables, made once: migrating takes longer than much that is measured."""
    home = tempfile.mkdtemp(prefix="hudai-bench-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    place = Place(Path(home), server)
    if server:
        _tell(server, f'CREATE DATABASE "{place.name}"')
    _child(place)
    return place


@contextmanager
def copied(filled: Place) -> Iterator[Place]:
    """A copy of a place nobody works in just now."""
    with tempfile.TemporaryDirectory(prefix="hudai-bench-") as home:
        shutil.copytree(filled.home, home, dirs_exist_ok=True)
        place = Place(Path(home), filled.server)
        with _created(place, filled.name):
            yield place


@contextmanager
def _created(place: Place, template: str) -> Iterator[None]:
    if not place.server:
        yield
        return
    _tell(place.server, f'CREATE DATABASE "{place.name}" TEMPLATE "{template}"')
    try:
        yield
    finally:
        _tell(place.server, f'DROP DATABASE "{place.name}" WITH (FORCE)')


def _tell(server: str, statement: str) -> None:
    import psycopg  # only where PostgreSQL is measured

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


def run(place: Place, work: str, *arguments: object) -> dict[str, Any]:
    """What ``bench/<work>.py`` found out in a new process (:mod:`bench.system_child`)."""
    found: dict[str, Any] = json.loads(_child(place, work, *map(str, arguments)).splitlines()[-1])
    return found


def _child(place: Place, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bench.system_child", *words],
        cwd=ROOT,
        env=place.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)} failed:\n{done.stderr[-2000:]}")
    return done.stdout
