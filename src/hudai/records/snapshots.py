"""Frames frozen as they were: a csv, compressed, under the SHA-256 of its own bytes.

The bytes are what anybody can hold against the digest years later, so they are kept and handed out
as they were written and never written anew.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass

import polars as pl

from hudai.core.errors import Refusal
from hudai.records.columns import Schema


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A frozen frame."""

    content: str
    """The compressed csv as text, for a sealed column."""
    digest: str
    """SHA-256 of the csv, hexadecimal."""


def frozen(rows: pl.DataFrame) -> Snapshot:
    """Freeze a frame; the same rows give the same digest."""
    written = io.BytesIO()
    rows.write_csv(written, include_bom=True)
    plain = written.getvalue()
    packed = b64encode(zlib.compress(plain, level=6)).decode()
    return Snapshot(packed, hashlib.sha256(plain).hexdigest())


def plain_bytes(snapshot: Snapshot) -> bytes:
    """The csv as it was frozen.

    Raises:
        Refusal: if the bytes are no longer those of the digest.
    """
    plain = zlib.decompress(b64decode(snapshot.content))
    if hashlib.sha256(plain).hexdigest() != snapshot.digest:
        raise Refusal("留存的台账与当时的摘要不符，请立即联系系统管理员核查，不要继续使用这份台账。")
    return plain


def thawed(snapshot: Snapshot, schema: Schema) -> pl.DataFrame:
    """The frame as it was, in the columns of ``schema``; an empty text is one, never null.

    Raises:
        Refusal: as :func:`plain_bytes`.
    """
    return pl.read_csv(plain_bytes(snapshot), schema=dict(schema), empty_string_is_null=False)
