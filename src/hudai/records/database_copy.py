"""The whole database as one file, of one instant, and back from it into an empty database.

SQLite copies itself while others go on writing (its online backup); PostgreSQL is dumped by ``pg_dump``
in one transaction and comes back through ``pg_restore``, whole or not at all.  Neither the owner nor the
rights of tables go along: the copy belongs to whoever restores it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from psycopg.conninfo import make_conninfo

from hudai.core.errors import Refusal

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_DUMP = ("--format=custom", "--no-owner", "--no-privileges")
_RESTORE = (*_DUMP, "--single-transaction", "--exit-on-error")


def kind() -> str:
    """Which kind of database the product works on here."""
    return POSTGRESQL if connection.vendor == "postgresql" else SQLITE


def file_name() -> str:
    """What a copy of this kind of database is called."""
    return "database.dump" if kind() == POSTGRESQL else "database.sqlite3"


def steps_taken() -> list[str]:
    """Every step of upgrading the database has taken, as ``app.name``, in a lasting order."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def steps_known() -> set[str]:
    """Every step of upgrading this edition of the product knows, and those that its own stand for."""
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    replaced = {step for migration in known.values() for step in migration.replaces}
    return {f"{app}.{name}" for app, name in {*known, *replaced}}


def write(path: Path) -> None:
    """Copy the database, as it is at one instant, to ``path``, which must not be there yet.

    Raises:
        Refusal: if there is no database, or the server's programs are missing or say no.
        OSError: if the copy cannot be written.
    """
    if kind() == POSTGRESQL:
        _run("pg_dump", *_DUMP, "--file", str(path), "--dbname", _address())
        return
    if not _sqlite_file().is_file():
        raise Refusal(
            f"没有数据库文件 {_sqlite_file()}，没有可以备份的。请检查 HUDAI_HOME 和 HUDAI_DATABASE。"
        )
    try:
        with closing(_opened(_sqlite_file())) as source, closing(sqlite3.connect(path)) as target:
            source.backup(target)
            # One file that stands for itself, without a log beside it.
            target.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as wrong:
        raise OSError(str(wrong)) from wrong


def check(path: Path) -> None:
    """Read a copy through.

    Raises:
        Refusal: if it is damaged.
    """
    if kind() == POSTGRESQL:
        # Converting the archive to a script, into nowhere, reads and unpacks every row of it.
        _run("pg_restore", "--file", os.devnull, str(path))
        return
    try:
        with closing(_opened(path)) as copy:
            (said,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
            strays = copy.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as wrong:
        said, strays = str(wrong), None
    if said != "ok" or strays is not None:
        raise Refusal(f"数据库的备份已损坏：{said if said != 'ok' else '有的行指向不存在的行'}。")


def is_empty() -> bool:
    """Whether the database has no table at all; a file that is not there yet is empty.

    Raises:
        Refusal: if the database does not answer.
    """
    try:
        if kind() == POSTGRESQL:
            return not connection.introspection.table_names()
        if not _sqlite_file().exists():
            return True
        with closing(_opened(_sqlite_file())) as found:
            return found.execute("SELECT 1 FROM sqlite_master").fetchone() is None
    except (DatabaseError, sqlite3.DatabaseError) as wrong:
        raise Refusal(f"连不上数据库：{wrong}\n请检查 HUDAI_DATABASE。") from wrong


def restore(path: Path) -> None:
    """Fill the empty database from a copy; all of it or nothing.

    Raises:
        Refusal: if the server's programs are missing or say no.
        OSError: if the file cannot be written.
    """
    if kind() == POSTGRESQL:
        _run("pg_restore", *_RESTORE, "--dbname", _address(), str(path))
        return
    connection.close()
    target = _sqlite_file()
    coming = target.with_name(f".coming-{target.name}")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(path, coming)
        coming.chmod(0o600)
        for log in ("-wal", "-shm"):
            target.with_name(f"{target.name}{log}").unlink(missing_ok=True)
        coming.replace(target)
    finally:
        coming.unlink(missing_ok=True)


def _sqlite_file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _opened(path: Path) -> sqlite3.Connection:
    """An SQLite file for reading alone."""
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)


def _address() -> str:
    """Where the server is, without the password: other users of the machine see command lines."""
    settings = connection.settings_dict
    named = {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}
    given = {name: value for name, value in named.items() if value}
    return make_conninfo(dbname=str(settings["NAME"]), **given, **settings["OPTIONS"])


def _run(program: str, *arguments: str) -> None:
    """Run one of the server's programs.

    Raises:
        Refusal: if it is not there, or says no; with its own last words.
    """
    found = shutil.which(program)
    if found is None:
        raise Refusal(
            f"这台机器上没有 {program}。请安装 PostgreSQL 的客户端程序（版本不低于服务器，"
            "如 apt install postgresql-client）后重试。"
        )
    password = str(connection.settings_dict["PASSWORD"] or "")
    environment = {**os.environ, "PGPASSWORD": password} if password else None
    argv: Sequence[str] = (found, *arguments)
    done = subprocess.run(argv, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise Refusal(f"{program} 没有做成：{' '.join(said[-3:])}")
