"""The files of attachments: kept outside the database, under the SHA-256 of their content.

A file appears under its name whole or not at all: written aside, forced to disk, then renamed.  The
same content is kept once.  Nothing is ever removed here; a withdrawn paper stays evidence.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from hudai.core.errors import Refusal
from hudai.documents import scans

SCAN_SECONDS = 120
_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is kept now."""

    digest: str
    """SHA-256, hexadecimal."""
    size: int
    media_type: str


def keep(chunks: Iterable[bytes]) -> Kept:
    """Take a file in: size, type and viruses looked at, then kept with its small picture.

    Raises:
        Refusal: if it is empty, too large, no scan or photo, or the scanner objects; then nothing stays.
    """
    with _aside(chunks) as (path, digest, size):
        media_type = scans.media_type(path)
        _scan(path)
        place = where(digest)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if media_type != scans.PDF:
            _put(scans.thumbnail(path), thumbnail_of(digest))
        if not place.exists():
            path.replace(place)
            _force_folder(place.parent)
    return Kept(digest, size, media_type)


def most_bytes() -> int:
    """The largest file taken."""
    return int(settings.HUDAI_ATTACHMENT_BYTES)


def where(digest: str) -> Path:
    """The file of that digest."""
    return Path(settings.MEDIA_ROOT) / "attachments" / digest[:2] / digest


def thumbnail_of(digest: str) -> Path:
    """The small picture of a file; a PDF has none."""
    return where(digest).with_suffix(".small.jpg")


@contextmanager
def _aside(chunks: Iterable[bytes]) -> Iterator[tuple[Path, str, int]]:
    """The file written next to where it will be kept, its digest and size; gone afterwards."""
    folder = Path(settings.MEDIA_ROOT) / "attachments"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    most = most_bytes()
    handle, name = tempfile.mkstemp(prefix=".coming-", dir=folder)
    path, digest, size = Path(name), hashlib.sha256(), 0
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > most:
                    raise Refusal(
                        f"文件太大，每个附件最多 {most // _MEGABYTE} MB。请压缩图片，或分页扫描后再传。"
                    )
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if not size:
            raise Refusal("这个文件是空的，请检查后重新选择。")
        yield path, digest.hexdigest(), size
    finally:
        path.unlink(missing_ok=True)


def _put(content: bytes, place: Path) -> None:
    """Write a small file whole or not at all."""
    handle, name = tempfile.mkstemp(prefix=".coming-", dir=place.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(place)


def _force_folder(folder: Path) -> None:
    """Make the renaming itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _scan(path: Path) -> None:
    """Ask the site's virus scanner, where the setting ``HUDAI_SCANNER`` names one.

    The command gets the file as its last argument and says 0 when it is clean; a scanner that cannot
    be asked is as good as one that objects.
    """
    command = shlex.split(settings.HUDAI_SCANNER)
    if not command:
        return
    try:
        done = subprocess.run(
            [*command, str(path)],
            capture_output=True,
            timeout=SCAN_SECONDS,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        raise Refusal("病毒检查没有完成，文件没有收下。请稍后再传；反复出现时请告知系统管理员。") from None
    if done.returncode != 0:
        raise Refusal("这个文件没有通过病毒检查，没有收下。请换一台电脑重新扫描或拍照后再传。")
