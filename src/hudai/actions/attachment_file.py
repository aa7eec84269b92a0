"""The files of attachments: sealed outside the database, under the SHA-256 of their plain content.

The same content is kept once.  Nothing is ever removed here; a withdrawn paper stays evidence.  A file
is plain on the disk only while it is looked at (type, viruses) on its way in, and never under its name.
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

from hudai.actions import sealed_file
from hudai.core.errors import Refusal
from hudai.documents import scans
from hudai.documents.media_types import PDF

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
        if media_type != PDF:
            small = thumbnail_of(digest)
            sealed_file.write(small, scans.thumbnail(path), place_of(small))
        if not place.exists():
            sealed_file.write(place, path.read_bytes(), place_of(place))
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


def content(digest: str) -> bytes:
    """What was handed in, byte for byte.

    Raises:
        Refusal: if the file is not there, or is not what it was.
    """
    found = _read(where(digest))
    if found is None:
        raise Refusal("这份材料的文件不在存放的位置，请告知系统管理员从备份中恢复。")
    if hashlib.sha256(found).hexdigest() != digest:
        raise Refusal("这份材料的文件已损坏或被改动，请告知系统管理员从备份中恢复。")
    return found


def thumbnail(digest: str) -> bytes | None:
    """The small picture of a file; None where there is none."""
    return _read(thumbnail_of(digest))


def place_of(path: Path) -> str:
    """What a kept file is sealed for: its own name."""
    return f"files.attachment.{path.name}"


def kept_files() -> list[Path]:
    """Every file kept here, in a lasting order."""
    folder = Path(settings.MEDIA_ROOT) / "attachments"
    found = (path for path in folder.glob("??/*") if path.is_file())
    return sorted(path for path in found if not path.name.startswith(sealed_file.COMING))


def _read(path: Path) -> bytes | None:
    try:
        return sealed_file.read(path, place_of(path))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError):
        raise Refusal("这份材料的文件已损坏或被改动，请告知系统管理员从备份中恢复。") from None


@contextmanager
def _aside(chunks: Iterable[bytes]) -> Iterator[tuple[Path, str, int]]:
    """The file written next to where it will be kept, its digest and size; gone afterwards."""
    folder = Path(settings.MEDIA_ROOT) / "attachments"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    most = most_bytes()
    handle, name = tempfile.mkstemp(prefix=sealed_file.COMING, dir=folder)
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
