"""Reading a bank's sheet for its preview: what it would change, what is wrong, what must be decided."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from hudai.actions.bank_return_households import (
    branches_by_name,
    named_branches,
    unknown_places,
    with_indexes,
)
from hudai.actions.bank_return_kind import KINDS
from hudai.actions.bank_return_repayments import AMOUNTS, left_out
from hudai.actions.bank_return_sheet import (
    DIFFERENCES,
    FILES,
    ROWS,
    Checked,
    Sheet,
    keep_frame,
    kept_files,
    read_return,
    unmatched_heads,
)
from hudai.actions.job import Clock, Piece, handles
from hudai.actions.journal import note
from hudai.actions.name_list_writing import actor_of
from hudai.actions.refused import SHEET
from hudai.core.bank_return import CHANGED, NEW, UNCHANGED
from hudai.core.errors import Problem
from hudai.core.words import yuan
from hudai.documents.imports.cross_checks import Placed
from hudai.documents.markup import mark_up
from hudai.documents.sheets import Reading
from hudai.records.models import BankReturn, Job

READ = "bank_return_read"
MOST_SAMPLES = 100
"""Problems, doubts and differences shown on the page; the sheets to take out have all of them."""
_DIFFERENCE = {
    "tab": pl.String, "row": pl.Int64, "contract": pl.String, "head": pl.String, "known": pl.String,
    "listed": pl.String,
}  # fmt: skip

_State = BankReturn.State


@handles(READ)
def read(job: Job, now: Clock) -> Iterator[Piece]:
    """Read the sheet, hold it against the tables, and put the figures up for confirmation."""
    found = BankReturn.objects.select_related("bank").get(pk=job.payload["return"])
    with FILES.laid_out(found.stored, found.file_name) as path:
        reading = read_return(found, path)
        if found.kind == BankReturn.Kind.LOANS:
            # Worked out once: what is written later are these same rows.
            reading = replace(reading, frame=with_indexes(reading.frame))
        yield Piece(lambda: None, total=max(reading.rows, 1))
        checked, problems, doubts = check_all(Sheet(found, reading, actor_of(job, now())))
        found.marked = _marked(path, reading, problems + doubts)
    _preview(found, checked, problems, doubts)
    yield Piece(lambda: _put_up(found, job, now()), size=max(reading.rows, 1))


def check_all(sheet: Sheet) -> tuple[Checked, list[Problem], list[Problem]]:
    """The whole sheet against the tables; all its problems, and all its doubts."""
    kind = KINDS[sheet.found.kind]
    wrong, odd = kind.alone(sheet.reading)
    rows = right_rows(sheet.reading.frame, wrong)
    checked = kind.check(sheet, rows) if rows.height else Checked(sheet, rows.with_columns(change=pl.lit("")))
    refused = {place for place, _ in checked.wrong} | {place for place, _ in wrong}
    checked.doubtful = [each for each in (*odd, *checked.doubtful) if each[0] not in refused]
    if sheet.found.choices.get("whole"):
        parts = [part for _, part in left_out(sheet.found, sheet.branch, checked.rows)]
        checked.gone = pl.concat(parts) if parts else None
        _tell_gone(checked)
    problems = [*sheet.reading.problems, *_told([*wrong, *checked.wrong])]
    return checked, problems, _told(checked.doubtful)


def _tell_gone(checked: Checked) -> None:
    """What a complete sheet leaves out stands among the differences, a row each."""
    if checked.gone is None:
        return
    columns = ("contract", "paid_on", *AMOUNTS)
    checked.differences += [
        (
            "",
            0,
            contract,
            "整行",
            f"{day} 本金 {yuan(back)} 利息 {yuan(interest)} 罚息 {yuan(penalty)}",
            "表中没有",
        )
        for contract, day, back, interest, penalty in checked.gone.select(columns).iter_rows()
    ]


def right_rows(frame: pl.DataFrame, wrong: list[Placed]) -> pl.DataFrame:
    """The rows without those that were told of."""
    places = pl.DataFrame(
        [place for place, _ in wrong], schema={"tab": pl.String, "row": pl.Int64}, orient="row"
    )
    return frame.join(places, on=["tab", "row"], how="anti", maintain_order="left")


def _told(placed: list[Placed]) -> list[Problem]:
    return [problem for _, problem in sorted(placed, key=lambda each: each[0])]


def _marked(path: Path, reading: Reading, problems: list[Problem]) -> str:
    """The marked-up sheet, kept sealed; empty when there is nothing to mark."""
    if not problems:
        return ""
    with tempfile.TemporaryDirectory(prefix="hudai-") as folder:
        target = Path(folder) / "标注.xlsx"
        mark_up(path, reading, problems, target)
        return FILES.keep(target.read_bytes())


def _preview(found: BankReturn, checked: Checked, problems: list[Problem], doubts: list[Problem]) -> None:
    """Fill in everything the confirmation page shows."""
    reading, rows = checked.sheet.reading, checked.rows
    doubtful = {place for place, _ in checked.doubtful}
    gone = checked.gone.height if checked.gone is not None else 0
    changes = dict(rows.group_by("change").len().iter_rows())
    found.counts = {
        "rows": reading.rows,
        "wrong": reading.rows - rows.height,
        "doubtful": len(doubtful),
        "new": changes.get(NEW, 0),
        "changed": changes.get(CHANGED, 0),
        "unchanged": changes.get(UNCHANGED, 0),
        "gone": gone,
        "gone_sums": _sums(checked.gone, AMOUNTS, reading) if checked.gone is not None else [],
        "skipped": reading.skipped.blank + reading.skipped.totals + reading.skipped.notes,
        "sums": _sums(rows.filter(pl.col("change") == NEW), _SUMMED.get(found.kind, ()), reading),
        "columns": _columns(reading),
        "extra": unmatched_heads(found, reading),
        "problems": len(problems),
        "samples": [[each.sheet, each.cell, each.remedy] for each in problems[:MOST_SAMPLES]],
        "doubts": len(doubts),
        "doubt_samples": [[each.cell, each.remedy] for each in doubts[:MOST_SAMPLES]],
        "differences": len(checked.differences),
        "difference_samples": [list(each[1:]) for each in checked.differences[:MOST_SAMPLES]],
        DIFFERENCES: keep_frame(pl.DataFrame(checked.differences, schema=_DIFFERENCE, orient="row")),
        ROWS: keep_frame(reading.frame),
        "same_file": _handed_in_before(found),
    }
    found.choices = {**found.choices, **_to_choose(found, checked)}
    found.state = _state(found)


_SUMMED: dict[str, tuple[str, ...]] = {
    BankReturn.Kind.LOANS: ("principal",),
    BankReturn.Kind.REPAYMENTS: AMOUNTS,
    BankReturn.Kind.GRANTED: ("amount",),
}


def _sums(rows: pl.DataFrame, names: tuple[str, ...], reading: Reading) -> list[list[Any]]:
    """Heading and fen of each column of money."""
    heads = {column.name: column.head.replace("（元）", "") for column in reading.layout.columns}
    return [[heads[name], int(rows[name].sum())] for name in names]


def _state(found: BankReturn) -> _State:
    """Ready when there is something to write; done when the sheet says what is known already."""
    counts = found.counts
    if counts["new"] or counts["changed"] or counts["gone"]:
        return _State.READY
    return _State.REFUSED if counts["problems"] else _State.DONE


def _columns(reading: Reading) -> list[list[str]]:
    """Heads of the layout, each with the column of the sheet it was found in."""
    letters = next(iter(reading.letters.values()), {})
    return [
        [column.name, column.head, letters.get(column.name, "")]
        for column in reading.layout.columns
        if letters.get(column.name) or column.required
    ]


def _to_choose(found: BankReturn, checked: Checked) -> dict[str, Any]:
    """Villages of new households and branches nobody can place yet."""
    if found.kind != BankReturn.Kind.LOANS or checked.rows.is_empty():
        return {"places": [], "branches": []}
    rows = checked.rows.filter(pl.col("change") == NEW)
    known = branches_by_name(found)
    branches = [
        {"name": name, "rows": number}
        for name, number in named_branches(rows).items()
        if name not in known and (name or checked.sheet.branch is None)
    ]
    return {
        "places": unknown_places(found, rows.filter(pl.col("home_id").is_null())),
        "branches": branches,
    }


def _handed_in_before(found: BankReturn) -> str:
    """The day the very same file was carried out; empty if it never was."""
    done = BankReturn.objects.filter(
        bank=found.bank_id, kind=found.kind, digest=found.digest, state=_State.DONE
    ).exclude(pk=found.pk)
    before = done.order_by("-pk").first()
    return f"{timezone.localdate(before.asked_at)}" if before else ""


def _put_up(found: BankReturn, job: Job, at: datetime) -> None:
    """Write the preview, unless somebody dropped the return meanwhile."""
    kept = kept_files(found)
    if not BankReturn.objects.filter(pk=found.pk, state=_State.READING).exists():
        FILES.forget(*kept)
        return
    if found.state == _State.DONE:
        found.ended_at, found.stored, found.marked = at, "", ""
        transaction.on_commit(lambda: FILES.forget(*kept))
        note(actor_of(job, at), "银行报表与系统一致", found, rows=found.counts["rows"])
    found.save()
    if found.state == _State.REFUSED:
        note(actor_of(job, at), SHEET, found, problems=found.counts["problems"])
