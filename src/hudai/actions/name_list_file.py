"""Sheets handed in for a name list, kept sealed until the import is over.

A name list holds the full ID numbers of a county; between upload and confirmation it lies outside
the database, encrypted under the same keys as the columns, and is removed when it is done with.
"""

from __future__ import annotations

import tempfile
import uuid
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from hudai.core.errors import Refusal
from hudai.records.fields import seal, unseal

_FOLDER = "name_lists"
_PLACE = "files.name_list"


def keep(content: bytes) -> str:
    """Seal a file and keep it; the name under which it is found again."""
    sealed = seal(b64encode(content).decode(), _PLACE).encode()
    return default_storage.save(f"{_FOLDER}/{uuid.uuid4().hex}.sealed", ContentFile(sealed))


def kept(name: str) -> bytes:
    """The content of a kept file.

    Raises:
        Refusal: if it is no longer there.
    """
    if not name or not default_storage.exists(name):
        raise Refusal("留存的表格已经不在了，请重新上传。")
    with default_storage.open(name) as file:
        return b64decode(unseal(file.read().decode(), _PLACE))


def forget(*names: str) -> None:
    """Remove kept files."""
    for name in names:
        if name:
            default_storage.delete(name)


@contextmanager
def laid_out(name: str, file_name: str) -> Iterator[Path]:
    """A kept file as a file in a folder of its own, under the name it was handed in with."""
    with tempfile.TemporaryDirectory(prefix="hudai-") as folder:
        path = Path(folder) / (Path(file_name).name or "名单")
        path.write_bytes(kept(name))
        yield path
