"""The key file: what signs sessions, seals personal data and indexes it blindly.

It is made on first use, readable by its owner alone, and never again changed by the program.
Whoever loses it loses every sealed value, so it is kept apart from the database's backups; whoever
runs several machines on one database gives all of them the same file.

A new sealing key is added beside the old ones and made active; values sealed before still open
under the id they carry.  A program that runs meanwhile sees the change: it looks at the file's time
before it seals, and reads the file again when a value names a key it does not know.
"""

from __future__ import annotations

import json
import os
import secrets
import stat
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32


class KeyFile(Mapping[str, Any]):
    """The sealing keys, read when first asked for, so that looking at settings touches no disk.

    ``active`` is the id of the key that seals, ``keys`` maps ids to keys of 32 bytes, ``index`` is
    the key of the blind indexes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read_at = 0
        self._content: dict[str, Any] = {}
        self._sealing: dict[str, Any] = {}

    def _fresh(self) -> dict[str, Any]:
        """What the file says now."""
        changed = self.path.stat().st_mtime_ns if self._content and self.path.exists() else 0
        if not self._content or changed != self._read_at:
            self._content = read(self.path)
            self._read_at = self.path.stat().st_mtime_ns
            self._sealing = _sealing(self._content)
        return self._content

    def add(self) -> str:
        """Add a new sealing key and make it the active one; its id.  Older ones stay.

        Raises:
            ImproperlyConfigured: if the file cannot be read.
        """
        content = read(self.path)
        key_id = next(f"k{n}" for n in count(1) if f"k{n}" not in content["keys"])
        keys = {**content["keys"], key_id: _key()}
        draft = _draft(self.path, {**content, "active": key_id, "keys": keys})
        draft.replace(self.path)
        return key_id

    @property
    def secret(self) -> str:
        """What signs sessions and tokens."""
        return str(self._fresh()["secret"])

    def __getitem__(self, name: str) -> Any:
        self._fresh()
        return self._sealing[name]

    def __iter__(self) -> Iterator[str]:
        self._fresh()
        return iter(self._sealing)

    def __len__(self) -> int:
        self._fresh()
        return len(self._sealing)


def _sealing(content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "active": content["active"],
        "keys": {name: b64decode(key) for name, key in content["keys"].items()},
        "index": b64decode(content["index"]),
    }


def read(path: Path) -> dict[str, Any]:
    """The content of the key file, which is made if there is none.

    Raises:
        ImproperlyConfigured: if others may read it, or it is damaged.
    """
    if not path.exists():
        _make(path)
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ImproperlyConfigured(f"密钥文件 {path} 别人也能读，请执行：chmod 600 {path}")
    try:
        content = json.loads(path.read_text("utf-8"))
        keys = [b64decode(key) for key in (*content["keys"].values(), content["index"])]
        whole = content["active"] in content["keys"] and len(content["secret"]) >= 50
    except (ValueError, LookupError, TypeError, AttributeError):
        keys, whole = [], False
    if not whole or any(len(key) != KEY_BYTES for key in keys):
        raise ImproperlyConfigured(f"密钥文件 {path} 已损坏。请用备份恢复；没有它，加密的资料打不开。")
    return dict(content)


def _make(path: Path) -> None:
    """Write new keys; when two processes start at once, the first one's stay."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = {
        "active": "k1",
        "keys": {"k1": _key()},
        "index": _key(),
        "secret": secrets.token_urlsafe(64),
    }
    draft = _draft(path, content)
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def _draft(path: Path, content: Mapping[str, Any]) -> Path:
    """The content written beside the key file, for its owner's eyes alone, and forced to disk."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(content, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _key() -> str:
    return b64encode(secrets.token_bytes(KEY_BYTES)).decode()
