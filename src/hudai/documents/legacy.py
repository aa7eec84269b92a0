"""What the library that reads old workbooks (.xls) does not tell: a password, cells without a value.

It takes a file with a password for a damaged one, and shows cells with an error or with a formula
never calculated as empty, which for an optional column would pass in silence.  So the records of
the file are walked for these alone.  An .xls is a small file
system (sectors, chained) with one stream of records: [MS-CFB] 2.2-2.6, [MS-XLS] 2.4.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from hudai.documents.tabs import UNCALCULATED

Marks = dict[tuple[int, int], str]
"""Row and column, from 0 → what to show in the cell."""

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}

_HEADER = 512
_ENTRY = 128
_LAST_REAL_SECTOR = 0xFFFFFFF9
_SMALL_STREAM = 4096
_SMALL_SECTOR = 64

_FORMULA, _BOUNDSHEET, _RECALC_ID, _BOOLERR, _END = 0x0006, 0x0085, 0x01C1, 0x0205, 0x000A
_FILE_PASS = 0x002F
_UNREADABLE = (struct.error, IndexError, StopIteration)
"""What walking a file built in a way not known here ends with."""


def locked(data: bytes) -> bool:
    """Whether an .xls file has a password: the record that says so is never encrypted ([MS-XLS] 2.4.117)."""
    try:
        return any(kind == _FILE_PASS for kind, _ in _records(_workbook_stream(data), 0))
    except _UNREADABLE:
        return False


def marks(data: bytes) -> list[Marks]:
    """For each tab of an .xls file, in its order, the cells without a usable value.

    Empty where the file is built in a way not known here; whether it can be read at all is for
    the library to say.
    """
    try:
        stream = _workbook_stream(data)
        book = list(_records(stream, 0))
        # Without this record a spreadsheet calculates everything anew when it opens the file.
        calculated = any(kind == _RECALC_ID for kind, _ in book)
        starts = [struct.unpack_from("<I", body)[0] for kind, body in book if kind == _BOUNDSHEET]
        return [dict(_tab_marks(stream, start, calculated=calculated)) for start in starts]
    except _UNREADABLE:
        return []


def _workbook_stream(data: bytes) -> bytes:
    """The stream named Workbook (or Book, in files of the nineties)."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    directory_start, small_start = (
        struct.unpack_from("<I", data, 48)[0],
        struct.unpack_from("<I", data, 60)[0],
    )
    table = _allocation_table(data, size)
    entries = _chained(data, directory_start, table, size)
    named: dict[str, tuple[int, int]] = {}
    for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        length = struct.unpack_from("<H", entries, at + 64)[0]
        name = entries[at : at + max(length - 2, 0)].decode("utf-16-le", errors="replace")
        named.setdefault(name, struct.unpack_from("<II", entries, at + 116))
    start, length = next(named[name] for name in ("Workbook", "Book") if name in named)
    if length >= _SMALL_STREAM:
        return _chained(data, start, table, size)[:length]
    small_table = _integers(_chained(data, small_start, table, size))
    small_data = _chained(data, named["Root Entry"][0], table, size)
    return _chained(small_data, start, small_table, _SMALL_SECTOR, header=0)[:length]


def _allocation_table(data: bytes, size: int) -> list[int]:
    """Which sector follows which."""
    parts = list(struct.unpack_from("<109I", data, 76))
    more = struct.unpack_from("<I", data, 68)[0]
    while more <= _LAST_REAL_SECTOR and len(parts) * size <= len(data):
        sector = _integers(data[_HEADER + more * size : _HEADER + (more + 1) * size])
        parts += sector[:-1]
        more = sector[-1]
    wanted = [part for part in parts if part <= _LAST_REAL_SECTOR]
    return _integers(b"".join(data[_HEADER + part * size : _HEADER + (part + 1) * size] for part in wanted))


def _integers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


def _chained(data: bytes, start: int, table: list[int], size: int, *, header: int = _HEADER) -> bytes:
    """The sectors of one chain, one behind the other; a chain that runs in a circle ends."""
    sectors: list[bytes] = []
    sector = start
    while sector <= _LAST_REAL_SECTOR and len(sectors) <= len(table):
        sectors.append(data[header + sector * size : header + (sector + 1) * size])
        sector = table[sector]
    return b"".join(sectors)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Kind and body of each record from ``at`` to the end of the part."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _END:
            return
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _tab_marks(stream: bytes, start: int, *, calculated: bool) -> Iterator[tuple[tuple[int, int], str]]:
    for kind, body in _records(stream, start):
        if kind == _BOOLERR and body[7]:
            yield _place(body), ERRORS.get(body[6], "#N/A")
        elif kind == _FORMULA and (shown := _formula_mark(body, calculated=calculated)):
            yield _place(body), shown


def _place(body: bytes) -> tuple[int, int]:
    row, column = struct.unpack_from("<HH", body)
    return row, column


def _formula_mark(body: bytes, *, calculated: bool) -> str:
    """What to show for a formula's result; empty when it has one."""
    result, options = body[6:14], struct.unpack_from("<H", body, 14)[0]
    special = result[6:8] == b"\xff\xff"
    if special and result[0] == 2:
        return ERRORS.get(result[2], "#N/A")
    empty = special and result[0] == 3
    due = bool(options & 0b11)
    return UNCALCULATED if (empty and (due or not calculated)) or (result == bytes(8) and due) else ""
