"""Sheets as people fill them in, read into columns of values, or all their problems at once.

``read(path, layout)`` takes .xlsx, .xlsm, .xls, .ods, .csv and .txt.  It finds the head, passes over
and counts what is no data, reads every cell by the kind of its column and keeps only the rows
without a fault: a bad row is never half taken.  What is wrong comes back as problems, each with
its cell and with what to write instead; reading a sheet never raises.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from hudai.core.errors import Problem, SheetRefused
from hudai.documents import delimited, header, remedies, spreadsheets
from hudai.documents.bystanders import Skipped
from hudai.documents.layout import Column, Kind, Layout
from hudai.documents.tab_reading import read_tab
from hudai.documents.tabs import EMPTY, Tab, letter, refused

__all__ = ["Column", "Kind", "Layout", "Reading", "Skipped", "read"]

MOST_TEXT = 2 << 30
"""Bytes of a text file above which it must be split."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one sheet held."""

    name: str
    """The file's name, or what :func:`told_apart` made of it."""
    layout: Layout
    frame: pl.DataFrame
    """Rows without a fault: ``row`` (as the sheet counts, from 1), ``tab``, the layout's columns."""
    problems: tuple[Problem, ...] = ()
    skipped: Skipped = field(default_factory=Skipped)
    digest: str = ""
    """SHA-256 of the file, hexadecimal; empty when it could not be opened."""
    rows: int = 0
    """Rows of data, good and bad."""
    extra: tuple[str, ...] = ()
    """Heads the layout does not know; their columns were not read."""
    ignored: tuple[str, ...] = ()
    """Tabs without a head of this layout."""
    letters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Tab → column's name → its letter in the sheet."""
    above: tuple[str, ...] = ()
    """What stands above the heads: titles, numbers, units."""

    def problem(self, column: str, row: int, tab: str, found: str, remedy: str) -> Problem:
        """A problem of this sheet found later, at the cell of ``column`` in ``row``."""
        described = next(each for each in self.layout.columns if each.name == column)
        place = self.letters.get(tab, {}).get(column, "")
        return Problem(
            sheet_name(self.name, tab, several=len(self.letters) > 1),
            f"{place}{row}" if place else "",
            remedies.shown(found, described),
            remedy,
        )


def sheet_name(name: str, tab: str, *, several: bool) -> str:
    """A file as problems name it: with its tab where several were read."""
    return f"{name}「{tab}」" if several and tab else name


def told_apart(readings: Mapping[str, Reading], paths: Mapping[str, Path]) -> dict[str, Reading]:
    """The readings under names no two of which are alike, their problems too.

    Files of one name are called by as many of their folders as tell them apart (贷款/明细.csv); one
    file handed in as several sheets by what each time was read (全部.xlsx（还款明细）).
    """
    places = {which: path.resolve() for which, path in paths.items()}
    return {
        which: _called(reading, _name_apart(which, reading, places)) for which, reading in readings.items()
    }


def _name_apart(which: str, reading: Reading, places: Mapping[str, Path]) -> str:
    place = places[which]
    others = {other for other in places.values() if other.name == place.name} - {place}
    depth = 1
    while any(other.parts[-depth:] == place.parts[-depth:] for other in others):
        depth += 1
    name = "/".join(place.parts[-depth:]) if others else reading.name
    return f"{name}（{reading.layout.title}）" if list(places.values()).count(place) > 1 else name


def _called(reading: Reading, name: str) -> Reading:
    problems = (
        replace(problem, sheet=name + problem.sheet.removeprefix(reading.name))
        for problem in reading.problems
    )
    return replace(reading, name=name, problems=tuple(problems))


def read(path: Path, layout: Layout, beside: Sequence[Layout] = ()) -> Reading:
    """Everything a sheet holds, and everything that is wrong with it.

    A tab that lacks a column is passed over where it is a whole sheet of a layout in ``beside``:
    the other sheets that may stand in the same workbook.
    """
    reading = Reading(path.name, layout, layout.empty())
    try:
        data = contents(path)
        reading = replace(reading, digest=hashlib.sha256(data).hexdigest())
        return _read_tabs(reading, tabs(data), beside)
    except SheetRefused as refusal:
        problems = tuple(replace(problem, sheet=path.name) for problem in refusal.problems)
        return replace(reading, problems=problems)


def contents(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        SheetRefused: if there is no such file, or nothing in it.
    """
    try:
        if path.stat().st_size > MOST_TEXT:
            raise refused("文件超过 2 GB，请分成几个文件再交。")
        data = path.read_bytes()
    except FileNotFoundError:
        raise refused("没有这个文件，请核对文件名和所在的文件夹。") from None
    except IsADirectoryError:
        raise refused("这是文件夹，不是文件，请写出里面的表格文件名。") from None
    except OSError:
        raise refused("文件打不开，请关闭正在使用它的软件，并确认您有读取的权限。") from None
    if not data.strip():
        raise refused(EMPTY)
    return data


def tabs(data: bytes) -> tuple[Tab, ...]:
    """The tabs of a file, whatever its kind.

    Raises:
        SheetRefused: if it cannot be opened.
    """
    if spreadsheets.is_workbook(data):
        return spreadsheets.tabs(data)
    if data.startswith(b"%PDF"):
        raise refused("这是 PDF，不是表格。请交 .xlsx、.xls、.ods 或 .csv 文件。")
    return (delimited.tab(data),)


def _read_tabs(reading: Reading, found: tuple[Tab, ...], beside: Sequence[Layout]) -> Reading:
    """All tabs with a head of the layout, one under the other."""
    layout = reading.layout
    heads = [(tab, header.find(tab, layout)) for tab in found]
    ours = [
        (tab, head)
        for tab, head in heads
        if head is not None
        and layout.key.name in head.places
        and (not header.missing(head, layout) or not any(_whole(tab, other) for other in beside))
    ]
    if not ours:
        # A tab that names some columns but not the key tells best what is missing.
        ours = [(tab, head) for tab, head in heads if head is not None][:1]
    if not ours:
        return replace(reading, problems=(_no_head(reading, found),))
    taken = {tab.name for tab, _ in ours}
    reading = replace(
        reading,
        ignored=tuple(tab.name for tab in found if tab.name not in taken),
        letters={
            tab.name: {name: letter(place) for name, place in head.places.items()} for tab, head in ours
        },
        extra=tuple(dict.fromkeys(text for _, head in ours for text in head.unknown)),
        above=tuple(
            cell
            for tab, head in ours
            for row in tab.cells.head(head.first).iter_rows()
            for cell in row
            if cell
        ),
    )
    parts = [
        read_tab(tab, head, layout, sheet_name(reading.name, tab.name, several=len(ours) > 1))
        for tab, head in ours
    ]
    problems = tuple(problem for part in parts for problem in part.problems)
    rows = sum(part.rows for part in parts)
    if not rows and not problems and not layout.may_be_empty:
        problems = (Problem(reading.name, "", "", "表头下面没有数据，请核对是否选错了文件。"),)
    return replace(
        reading,
        frame=pl.concat([part.frame for part in parts]),
        problems=problems,
        skipped=sum((part.skipped for part in parts), Skipped()),
        rows=rows,
    )


def _whole(tab: Tab, layout: Layout) -> bool:
    """Whether a tab has every column a sheet of the layout must have."""
    head = header.find(tab, layout)
    return head is not None and not header.missing(head, layout)


def _no_head(reading: Reading, found: tuple[Tab, ...]) -> Problem:
    """Says which heads were looked for and what the first rows hold instead."""
    wanted = "、".join(column.head for column in reading.layout.columns if column.required)
    first = [
        cell
        for tab in found
        for row in tab.cells.head(header.ROWS_SEARCHED).iter_rows()
        for cell in row
        if cell
    ]
    if not first:
        return Problem(reading.name, "", "", "表是空的，请核对是否选错了文件。")
    shown = remedies.shown("、".join(first))
    return Problem(
        reading.name,
        "",
        shown,
        f"前十行里没有找到{reading.layout.title}的表头。表头要有：{wanted}。"
        "如果表里的字看起来是乱码，请另存为 .xlsx 后再交。",
    )
