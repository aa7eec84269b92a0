"""Columns that keep what they hold from whoever reads the disk, and columns of money.

A sealed value is encrypted with AES-256-GCM under a key with an id, and bound to its own table
and column, so that a value copied into another column does not open.  Nothing can be searched
in it; equality is searched through a blind index, the HMAC-SM3 of the value under its own key.
"""

from __future__ import annotations

import hmac
import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

_NONCE_BYTES = 12
_MARK = b"hudai sealed 1\n"
"""What a sealed file begins with; no scan, photo or spreadsheet does."""


class MoneyField(models.BigIntegerField):  # type: ignore[type-arg]  # Django's own fields take no parameters at run time
    """An amount in whole fen."""


class PpmField(models.IntegerField):  # type: ignore[type-arg]
    """A rate or ratio in parts per million."""


class SealedField(models.TextField):  # type: ignore[type-arg]
    """Text encrypted at rest; empty text stays empty."""

    def get_prep_value(self, value: str | None) -> str | None:
        """What goes to the disk."""
        return seal(value, self._place()) if value else value

    def from_db_value(
        self, value: str | None, expression: object, connection: BaseDatabaseWrapper
    ) -> str | None:
        """What was sealed."""
        return unseal(value, self._place()) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        """Only whether there is a value; anything else would compare ciphertexts."""
        assert lookup_name == "isnull", f"{self.name} is sealed: search its blind index"
        return super().get_lookup(lookup_name)

    def sealed(self, values: Sequence[str | None]) -> list[str | None]:
        """What goes to the disk for many rows at once."""
        found = iter(seal_all((value for value in values if value), self._place()))
        return [next(found) if value else value for value in values]

    def opened(self, values: Iterable[str | None]) -> list[str | None]:
        """What was sealed, of many rows at once, from how it lies on the disk."""
        place = self._place()
        return [unseal(value, place) if value else value for value in values]

    def _place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"


class BlindIndexField(models.CharField):  # type: ignore[type-arg]
    """The blind index of another column of the row, kept in step by every save."""

    def __init__(self, of: str = "", **options: Any) -> None:
        self.of = of
        options.setdefault("max_length", 64)
        options.setdefault("editable", False)
        super().__init__(**options)

    def deconstruct(self) -> Any:
        """For migrations."""
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Work it out from the column it indexes."""
        value = blind_index(getattr(model_instance, self.of) or "")
        setattr(model_instance, self.attname, value)
        return value


def seal(text: str, place: str) -> str:
    """``text`` encrypted for ``place`` (table.column): key id, nonce and ciphertext, as text."""
    return seal_all([text], place)[0]


def seal_all(texts: Iterable[str], place: str) -> list[str]:
    """As :func:`seal`, many texts for one place; the key is asked for once."""
    key_id = settings.HUDAI_KEYS["active"]
    encrypt, bound = _cipher(key_id).encrypt, place.encode()
    nonces = ((text, os.urandom(_NONCE_BYTES)) for text in texts)
    return [
        f"{key_id}:{b64encode(nonce + encrypt(nonce, text.encode(), bound)).decode()}"
        for text, nonce in nonces
    ]


def unseal(sealed: str, place: str) -> str:
    """The text sealed for ``place``.

    Raises:
        ValueError: if it was sealed for another place, or changed since.
    """
    key_id, _, body = sealed.partition(":")
    raw = b64decode(body)
    try:
        return _cipher(key_id).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode()).decode()
    except InvalidTag:
        raise ValueError(f"{place} holds a value that was not sealed for it") from None


def seal_bytes(content: bytes, place: str) -> bytes:
    """A file's content encrypted for ``place``: a mark, the key's id, nonce and ciphertext."""
    key_id = settings.HUDAI_KEYS["active"]
    nonce = os.urandom(_NONCE_BYTES)
    sealed = _cipher(key_id).encrypt(nonce, content, place.encode())
    return b"".join((_MARK, key_id.encode(), b"\n", nonce, sealed))


def unseal_bytes(sealed: bytes, place: str) -> bytes:
    """The content sealed for ``place``.

    Raises:
        ValueError: if it was sealed for another place, or changed since.
    """
    key_id, nonce, body = _opened(sealed)
    try:
        return _cipher(key_id).decrypt(nonce, body, place.encode())
    except InvalidTag:
        raise ValueError(f"{place} holds a file that was not sealed for it") from None


def sealed_under(content: bytes) -> str:
    """The id of the key a file is sealed under, from its first bytes; empty for a plain one."""
    return _opened(content)[0] if content.startswith(_MARK) else ""


def _opened(sealed: bytes) -> tuple[str, bytes, bytes]:
    """Key id, nonce and ciphertext."""
    key_id, _, rest = sealed[len(_MARK) :].partition(b"\n")
    return key_id.decode(), rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]


def blind_index(text: str) -> str:
    """The same for the same text and nothing else; empty for empty text."""
    if not text:
        return ""
    code = _index_key().copy()
    code.update(text.encode())
    return code.hexdigest()


@cache
def _index_key() -> hmac.HMAC:
    """The keyed hash before any text: keying it costs more than hashing an ID number."""
    return hmac.new(settings.HUDAI_KEYS["index"], digestmod="sm3")


@cache
def _cipher(key_id: str) -> AESGCM:
    return AESGCM(settings.HUDAI_KEYS["keys"][key_id])
