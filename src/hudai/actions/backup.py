"""A backup of everything the county has: the database of one instant, the kept files, which keys open them.

The database comes first and the files after it.  A file is kept before the row that names it is written
and attachments are never removed, so every file the copied database names is in the backup.  What is in a
kept file stays sealed; the keys are left out unless they are asked for.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from hudai.actions import backup_manifest, sealed_file, table_export
from hudai.actions.backup_manifest import FILES, KEYS, Entry, Manifest
from hudai.core.errors import Refusal
from hudai.records import database_copy

_LEFT_OUT = table_export.FILES.name
"""Workbooks anybody can have made again, and which hold a whole county's people."""


def make(folder: Path, *, at: datetime, with_keys: bool) -> tuple[Manifest, str]:
    """Back everything up into a folder that is new or empty; what it holds, and the digest of that.

    Every file is read again after it was written.  If anything goes wrong nothing stays in the folder.

    Raises:
        Refusal: if something is in the folder, it cannot be written, or the copy is not sound.
    """
    was_there = _require_empty(folder)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        return _made(folder, at, with_keys)
    except BaseException as wrong:
        _clear(folder, was_there)
        if isinstance(wrong, OSError):
            raise Refusal(
                f"备份写不下去：{wrong}。请检查磁盘空间和文件夹的权限；没有留下不完整的备份。"
            ) from wrong
        raise


def _require_empty(folder: Path) -> bool:
    """Whether the folder is there already, empty."""
    if folder.exists() and not folder.is_dir():
        raise Refusal(f"“{folder}”是一个文件，不能当文件夹用，请换一个。")
    if folder.is_dir() and any(folder.iterdir()):
        raise Refusal(f"“{folder}”里已有别的内容，没有改动它。请给一个新的或空的文件夹。")
    return folder.is_dir()


def _made(folder: Path, at: datetime, with_keys: bool) -> tuple[Manifest, str]:
    copy = folder / database_copy.file_name()
    database_copy.write(copy)
    _close(copy)
    database_copy.check(copy)
    entries = [backup_manifest.entry_of(folder, copy.name), *_files(folder)]
    if with_keys:
        _copied(settings.HUDAI_KEYS.path, folder / KEYS)
        entries.append(backup_manifest.entry_of(folder, KEYS))
    manifest = Manifest(
        made_at=f"{at:%Y-%m-%d %H:%M:%S%z}",
        edition=version("hudai"),
        database=database_copy.kind(),
        steps=database_copy.steps_taken(),
        # Read last: a key added meanwhile may seal a file that was copied after it.
        keys=backup_manifest.fingerprints(settings.HUDAI_KEYS),
        entries=entries,
    )
    return manifest, backup_manifest.write(folder, manifest)


def _files(folder: Path) -> Iterator[Entry]:
    """Copy every kept file and read it again; one that went away meanwhile is nobody's any more."""
    root = Path(settings.MEDIA_ROOT)
    for source in sorted(path for path in root.rglob("*") if path.is_file()):
        within = source.relative_to(root)
        if within.parts[0] == _LEFT_OUT or source.name.startswith(sealed_file.COMING):
            continue
        path = f"{FILES}/{within.as_posix()}"
        try:
            _copied(source, folder / path)
        except FileNotFoundError:
            continue
        yield backup_manifest.entry_of(folder, path)


def _copied(source: Path, target: Path) -> None:
    """A copy that is the source byte for byte, for its owner's eyes alone."""
    content = source.read_bytes()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.write_bytes(content)
    _close(target)
    if target.read_bytes() != content:
        raise OSError(f"{target.name} 写下去的和原来的不一样")


def _close(path: Path) -> None:
    """For its owner's eyes alone, and on the disk."""
    path.chmod(0o600)
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _clear(folder: Path, was_there: bool) -> None:
    """Take away what was written; the folder too where it was not there before."""
    if not folder.is_dir():
        return
    if not was_there:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for path in folder.iterdir():
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
