"""Reading a name list for its preview: the figures, what to look at, what nobody can place."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from hudai.actions import name_list_file
from hudai.actions.job import Clock, Piece, handles
from hudai.actions.journal import note
from hudai.actions.name_list_comparison import Comparison, compare, places
from hudai.actions.name_list_differences import differences, keep_differences, kept_files
from hudai.actions.name_list_writing import actor_of
from hudai.actions.refused import SHEET
from hudai.core.name_list import counted, shared_phones, splits
from hudai.core.place_names import matched, nearest
from hudai.documents.imports.name_list import read_name_list
from hudai.documents.markup import mark_up
from hudai.documents.sheets import Reading
from hudai.records.models import Job
from hudai.records.models.name_list import NameListImport
from hudai.records.queries.name_list import latest_version, standing_groups, standing_villages

READ = "name_list_read"
MOST_FLAGS = 500
"""Households to look at that are kept with an import; they are counted in full."""
MOST_SAMPLES = 100
"""Problems shown on the page; the marked sheet has all of them."""


@handles(READ)
def read(job: Job, now: Clock) -> Iterator[Piece]:
    """Read the sheet, compare it with the list as it is, and put the figures up for confirmation."""
    found = NameListImport.objects.get(pk=job.payload["import"])
    with name_list_file.laid_out(found.stored, found.file_name) as path:
        reading = read_name_list(path, found.as_of)
        marked = _marked(path, reading)
    yield Piece(lambda: None, total=max(reading.rows, 1))
    _preview(found, reading)
    found.marked = marked
    yield Piece(lambda: _put_up(found, job, now()), size=max(reading.rows, 1))


def _put_up(found: NameListImport, job: Job, at: datetime) -> None:
    """Write the preview, unless somebody dropped the import meanwhile."""
    if not NameListImport.objects.filter(pk=found.pk, state=NameListImport.State.READING).exists():
        name_list_file.forget(found.marked, *kept_files(found))
        return
    found.save()
    if found.state == NameListImport.State.REFUSED:
        note(actor_of(job, at), SHEET, found, problems=found.counts["problems"])


def _marked(path: Path, reading: Reading) -> str:
    """The marked-up sheet, kept sealed; empty when nothing is wrong."""
    if not reading.problems:
        return ""
    with tempfile.TemporaryDirectory(prefix="hudai-") as folder:
        target = Path(folder) / "标注.xlsx"
        mark_up(path, reading, reading.problems, target)
        return name_list_file.keep(target.read_bytes())


def _preview(found: NameListImport, reading: Reading) -> None:
    """Fill in everything the confirmation page shows."""
    latest = latest_version()
    found.base = latest.number if latest else 0
    wrong = reading.rows - reading.frame.height
    found.counts = {
        "rows": reading.rows,
        "wrong": wrong,
        "problems": len(reading.problems),
        "skipped": reading.skipped.blank + reading.skipped.totals + reading.skipped.notes,
        "columns": _columns(reading),
        "extra": list(reading.extra),
        "samples": [[each.sheet, each.cell, each.remedy] for each in reading.problems[:MOST_SAMPLES]],
    }
    found.state = NameListImport.State.READY if reading.frame.height else NameListImport.State.REFUSED
    if reading.frame.is_empty():
        return
    villages = standing_villages()
    comparison = compare(reading.frame, villages, found.as_of, whole=found.whole)
    flags = _flags(comparison)
    found.flags = flags[:MOST_FLAGS]
    found.counts |= {
        "people": counted(comparison.people),
        "households": counted(comparison.households),
        "flags": len(flags),
        "groups": _new_groups(comparison),
        **keep_differences(differences(comparison, found.exit_reason)),
    }
    found.places = _unknown_places(reading.frame, villages)


def _columns(reading: Reading) -> list[list[str]]:
    """Heads of the layout, each with the column of the sheet it was found in."""
    letters = next(iter(reading.letters.values()), {})
    return [
        [column.head, letters.get(column.name, "")]
        for column in reading.layout.columns
        if letters.get(column.name) or column.required
    ]


def _flags(comparison: Comparison) -> list[dict[str, Any]]:
    """Households a person should look at: by number, without anything personal."""
    split = splits(comparison.people, comparison.households)
    phones = shared_phones(comparison.people, comparison.households)
    return [
        {"kind": "split", "household": new, "other": old, "people": people}
        for old, new, people in split.iter_rows()
    ] + [{"kind": "phone", "household": new, "other": other} for new, other in phones.iter_rows()]


def _new_groups(comparison: Comparison) -> list[list[Any]]:
    """Groups that will be entered — town, village, their names; a row a village, in the list's order.

    In villages that somebody has to choose or enter first nobody can tell yet which are new.
    """
    homes, known = comparison.households, standing_groups()
    named = homes.filter(~pl.col("is_out"), pl.col("group").is_not_null(), pl.col("village").is_not_null())
    new: dict[int, list[Any]] = {}
    for key, town, village, group in (
        named.select("village", "town", "village_name", "group").unique(maintain_order=True).iter_rows()
    ):
        # Two spellings of a village are one village.
        if (key, group) not in known:
            known.add((key, group))
            new.setdefault(key, [town, village, []])[2].append(group)
    return list(new.values())


def _unknown_places(frame: pl.DataFrame, villages: dict[tuple[str, str], int]) -> list[dict[str, Any]]:
    """Villages named by the list that the county has not, each with the one most like it."""
    named = places(frame)
    keys = matched(list(named), villages)
    return [
        {"town": town, "village": village, "rows": rows, "nearest": [*nearest((town, village), villages)]}
        for (town, village), rows in named.items()
        if keys[town, village] is None
    ]
