"""Files kept outside the database, sealed under the same keys as its columns.

A file appears under its name whole or not at all: written aside, forced to disk, then renamed.  It is
bound to the place it is kept for, so that one renamed into another's place does not open.  Files from
before sealing began are plain and are still read; changing the keys seals them.
"""

from __future__ import annotations

import os
import tempfile
import uuid
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from hudai.core.errors import Refusal
from hudai.records.fields import seal_bytes, sealed_under, unseal, unseal_bytes

COMING = ".coming-"
"""What the name of a file begins with while it is being written."""
_HEAD = 64
"""Bytes that hold the mark and the id of the key."""


@dataclass(frozen=True, slots=True)
class SealedFolder:
    """A folder of sheets handed in, each kept sealed until nobody needs it any more.

    Such a sheet holds the full ID numbers of a county; between upload and confirmation it lies outside
    the database, encrypted under the same keys as the columns.
    """

    name: str
    """Below the folder of all files."""
    place: str
    """What its files are sealed for."""

    def keep(self, content: bytes) -> str:
        """Seal a file and keep it; the name under which it is found again."""
        name = f"{self.name}/{uuid.uuid4().hex}.sealed"
        write(_path(name), content, self.place)
        return name

    def kept(self, name: str) -> bytes:
        """The content of a kept file.

        Raises:
            Refusal: if it is no longer there.
        """
        if not name or not _path(name).is_file():
            raise Refusal("留存的表格已经不在了，请重新上传。")
        content = _path(name).read_bytes()
        if sealed_under(content):
            return unseal_bytes(content, self.place)
        # The first ones were sealed as text, in the columns' own form.
        return b64decode(unseal(content.decode(), self.place))

    def forget(self, *names: str) -> None:
        """Remove kept files."""
        for name in names:
            if name:
                _path(name).unlink(missing_ok=True)

    @contextmanager
    def laid_out(self, name: str, file_name: str) -> Iterator[Path]:
        """A kept file as a file in a folder of its own, under the name it was handed in with."""
        with tempfile.TemporaryDirectory(prefix="hudai-") as folder:
            path = Path(folder) / (Path(file_name).name or "名单")
            path.write_bytes(self.kept(name))
            yield path

    def names(self) -> list[str]:
        """The names of all kept files, in a lasting order."""
        return sorted(f"{self.name}/{path.name}" for path in _path(self.name).glob("*.sealed"))

    def changed_at(self, name: str) -> float:
        """When a kept file was written, in seconds since the epoch."""
        return _path(name).stat().st_mtime

    def key_of(self, name: str) -> str:
        """The id of the key a kept file is sealed under; empty for one sealed as text."""
        return key_of(_path(name))

    def reseal(self, name: str) -> bool:
        """Seal a kept file under the active key; whether there was need."""
        if self.key_of(name) == settings.HUDAI_KEYS["active"]:
            return False
        write(_path(name), self.kept(name), self.place)
        return True


def write(path: Path, content: bytes, place: str) -> None:
    """Keep ``content`` at ``path``, sealed for ``place``."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(prefix=COMING, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(seal_bytes(content, place))
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise
    _force_folder(path.parent)


def read(path: Path, place: str) -> bytes:
    """The content kept at ``path`` for ``place``; a plain file's as it is.

    Raises:
        FileNotFoundError: if it is not there.
        ValueError: if it was sealed for another place, or changed since.
    """
    content = path.read_bytes()
    return unseal_bytes(content, place) if sealed_under(content) else content


def reseal(path: Path, place: str) -> bool:
    """Seal a plain file, or one under an older key, under the active key; whether there was need."""
    if key_of(path) == settings.HUDAI_KEYS["active"]:
        return False
    write(path, read(path, place), place)
    return True


def key_of(path: Path) -> str:
    """The id of the key a file is sealed under; empty for one not sealed as a file."""
    with path.open("rb") as file:
        return sealed_under(file.read(_HEAD))


def _path(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / name


def _force_folder(folder: Path) -> None:
    """Make the renaming itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
