"""Changing the sealing key: a new one is added, and all that is sealed is sealed again under it.

The work is a job in pieces, so a worker that is killed leaves values under the old key and values
under the new one, all of which open, and the next worker goes on.  The old key stays in the key file:
backups, and rows the database allows nobody to change, are still sealed under it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction

from hudai.actions import attachment_file, sealed_file
from hudai.actions.bank_return_sheet import FILES as BANK_RETURNS
from hudai.actions.job import Clock, Piece, handles, start
from hudai.actions.name_list_file import FILES as NAME_LISTS
from hudai.actions.reconciliation_reading import FILES as RECONCILIATIONS
from hudai.actions.table_export import FILES as EXPORTS
from hudai.core.errors import Refusal
from hudai.records import resealing
from hudai.records.models import Job, JournalLine

KIND = "reseal"
PIECE = 500
"""Rows of one piece."""
FILES_AT_ONCE = 10
_FOLDERS = (NAME_LISTS, BANK_RETURNS, RECONCILIATIONS, EXPORTS)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is not sealed under the active key."""

    active: str
    values: dict[str, int]
    """By table, those that have any."""
    files: int
    job: Job | None
    """The change under way, or the last one."""


def standing() -> Standing:
    """How far the last change of keys is."""
    counted = {table.name: resealing.older(table) for table in resealing.sealed_tables()}
    return Standing(
        active=settings.HUDAI_KEYS["active"],
        values={name: count for name, count in counted.items() if count},
        files=sum(file.key() != settings.HUDAI_KEYS["active"] for file in _files()),
        job=Job.objects.filter(kind=KIND).order_by("-pk").first(),
    )


def rotate(*, at: datetime, new_key: Callable[[], str] | None) -> Job:
    """Add a key with ``new_key`` (None keeps the active one) and have everything sealed under it.

    Raises:
        Refusal: while an earlier change is under way.
    """
    with transaction.atomic():
        if Job.objects.filter(kind=KIND, state__in=Job.NOT_OVER).exists():
            raise Refusal("上一次更换密钥还没有完成，请等它做完再换。")
        active = new_key() if new_key else settings.HUDAI_KEYS["active"]
        job = start(KIND, {"key": active}, None, at)
        JournalLine.objects.create(
            at=at, action="更换密钥", noun="job", key=str(job.pk), facts={"key": active, "new": bool(new_key)}
        )
        return job


@handles(KIND)
def reseal(job: Job, now: Clock) -> Iterator[Piece]:
    """Tables first, then files; the checkpoint says which table, and after which row.

    Files need no checkpoint: one that is under the active key already is passed over.
    """
    tables = resealing.sealed_tables()
    files = list(_files())
    place, after = job.checkpoint.get("table", 0), job.checkpoint.get("after", 0)
    counted = {"values": 0, "kept": 0, "files": 0, **job.outcome}
    done = job.done
    total = max(done, sum(resealing.rows(table) for table in tables) + len(files))
    while place < len(tables):
        keys = resealing.next_keys(tables[place], after, PIECE)
        if not keys:
            place, after = place + 1, 0
            continue
        after, done = keys[-1], done + len(keys)
        yield Piece(
            _writing(tables[place], keys[0], after, counted),
            size=len(keys),
            total=max(total, done),
            checkpoint={"table": place, "after": after},
            outcome=counted,
        )
    for part in _parts(files):
        done += len(part)
        yield Piece(
            _writing_files(part, counted),
            size=len(part),
            total=max(total, done),
            checkpoint={"table": place, "after": 0},
            outcome=counted,
        )


def _writing(
    table: resealing.SealedTable, first: int, last: int, counted: dict[str, int]
) -> Callable[[], None]:
    def write() -> None:
        values, kept = resealing.reseal(table, first, last)
        counted["values"] += values
        counted["kept"] += kept

    return write


def _writing_files(part: list[_File], counted: dict[str, int]) -> Callable[[], None]:
    def write() -> None:
        counted["files"] += sum(file.reseal() for file in part)

    return write


@dataclass(frozen=True, slots=True)
class _File:
    """A kept file, wherever it is kept."""

    key: Callable[[], str]
    """The id of the key it is sealed under; empty for a plain one."""
    reseal: Callable[[], bool]


def _files() -> Iterator[_File]:
    """Every kept file there is."""
    for path in attachment_file.kept_files():
        place = attachment_file.place_of(path)
        yield _File(partial(sealed_file.key_of, path), partial(_if_there, sealed_file.reseal, path, place))
    for folder in _FOLDERS:
        for name in folder.names():
            yield _File(partial(folder.key_of, name), partial(_if_there, folder.reseal, name))


def _if_there(reseal_one: Callable[..., bool], *what: Any) -> bool:
    """A sheet may be done with, and gone, by the time its turn comes."""
    try:
        return reseal_one(*what)
    except FileNotFoundError:
        return False


def _parts(files: list[_File]) -> Iterator[list[_File]]:
    for first in range(0, len(files), FILES_AT_ONCE):
        yield files[first : first + FILES_AT_ONCE]
