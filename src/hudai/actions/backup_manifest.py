"""What a backup says of itself: from which edition, which files with which digests, which keys open it.

``backup.json`` is written last, so a folder without it is no backup.  Of a key it holds the id and a
fingerprint, by which the right key file is told from another; nobody gets from it to the key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from hudai.core.errors import Refusal

FORMAT = 1
NAME = "backup.json"
DIGEST = "backup.json.sha256"
KEYS = "keys.json"
FILES = "files"
"""The folder of kept files, within the backup."""
CHUNK = 1 << 20
INDEX = "index"
"""How the key of the blind indexes is named among the fingerprints."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a backup."""

    path: str
    """Within the folder, with slashes."""
    size: int
    digest: str
    """SHA-256, hexadecimal."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``backup.json`` holds."""

    made_at: str
    edition: str
    """Of the product."""
    database: str
    """sqlite or postgresql."""
    steps: list[str]
    """Steps of upgrading the database had taken."""
    keys: dict[str, str]
    """Fingerprint of every key that may be needed, by its id."""
    entries: list[Entry]

    @property
    def has_keys(self) -> bool:
        """Whether the key file itself is in it."""
        return any(entry.path == KEYS for entry in self.entries)


def fingerprints(keys: Mapping[str, Any]) -> dict[str, str]:
    """A fingerprint of every key, by its id."""
    named = {**keys["keys"], INDEX: keys["index"]}
    return {name: hashlib.sha256(b"hudai key\n" + key).hexdigest()[:16] for name, key in named.items()}


def entry_of(folder: Path, path: str) -> Entry:
    """A file of a backup, read through."""
    digest, size = hashlib.sha256(), 0
    with (folder / path).open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return Entry(path, size, digest.hexdigest())


def write(folder: Path, manifest: Manifest) -> str:
    """Write it down, its own digest beside it; the digest."""
    text = json.dumps({"format": FORMAT, **asdict(manifest)}, ensure_ascii=False, indent=1).encode()
    digest = hashlib.sha256(text).hexdigest()
    (folder / DIGEST).write_text(f"{digest}  {NAME}\n", encoding="utf-8")
    (folder / NAME).write_bytes(text)
    for name in (DIGEST, NAME):
        (folder / name).chmod(0o600)
    return digest


def read(folder: Path) -> Manifest:
    """What a folder says of itself.

    Raises:
        Refusal: if it is no finished backup, was changed, or comes from an edition not known here.
    """
    try:
        text, digest = (folder / NAME).read_bytes(), (folder / DIGEST).read_text("utf-8").split()[0]
    except (OSError, IndexError, UnicodeDecodeError):
        raise Refusal(f"“{folder}”里没有完整的备份（缺 {NAME} 或 {DIGEST}）；可能备份中途停了。") from None
    if hashlib.sha256(text).hexdigest() != digest:
        raise Refusal(f"{NAME} 已损坏或被改动，不能用来恢复。")
    found = json.loads(text)
    if found.pop("format", None) != FORMAT:
        raise Refusal("不认识这份备份的格式，它可能来自更新的版本。请先升级程序再恢复。")
    entries = [Entry(**entry) for entry in found.pop("entries")]
    if any(_leads_out(entry.path) for entry in entries):
        raise Refusal(f"{NAME} 里有指向备份以外的路径，不能用来恢复。")
    return Manifest(**found, entries=entries)


def damaged(folder: Path, manifest: Manifest) -> Iterator[str]:
    """One sentence for every file that is missing or not what was written."""
    for entry in manifest.entries:
        if not (folder / entry.path).is_file():
            yield f"缺少 {entry.path}"
        elif entry_of(folder, entry.path) != entry:
            yield f"{entry.path} 已损坏或被改动"


def _leads_out(path: str) -> bool:
    parts = PurePosixPath(path)
    return parts.is_absolute() or ".." in parts.parts or "\\" in path or ":" in path
