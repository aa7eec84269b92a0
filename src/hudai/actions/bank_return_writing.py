"""Carrying out a confirmed bank's sheet, piece by piece.

Pieces are cut by the sheet alone; what is in one is held against the tables within the transaction
that writes it, while nobody else writes facts.  A worker that takes over finds what is left to do and
doubles nothing, and what somebody entered since the preview is neither overwritten nor doubled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

import polars as pl
from django.db import transaction

from hudai.actions.bank_return_facts import Written
from hudai.actions.bank_return_kind import KINDS
from hudai.actions.bank_return_reading import right_rows
from hudai.actions.bank_return_repayments import left_out, void_repayments
from hudai.actions.bank_return_sheet import FILES, Checked, Sheet, kept_files, kept_rows
from hudai.actions.job import Clock, Piece, handles
from hudai.actions.journal import note
from hudai.actions.name_list_writing import actor_of
from hudai.actions.packs import laws
from hudai.actions.standing import hold_facts, look_again, refresh
from hudai.core.bank_return import CHANGED, NEW, UNCHANGED
from hudai.records.models import BankReturn, Job

WRITE = "bank_return_write"

_HOUSEHOLDS_AT_ONCE = 5_000


@handles(WRITE)
def write(job: Job, now: Clock) -> Iterator[Piece]:
    """Carry the sheet out from the checkpoint on."""
    found = BankReturn.objects.select_related("bank").get(pk=job.payload["return"])
    if found.state != BankReturn.State.WRITING:
        return  # A worker died between the last piece and the end of its job.
    sheet = Sheet(found, kept_rows(found), actor_of(job, now()))
    rows = _confirmed_rows(sheet)
    pieces = KINDS[found.kind].cut(rows)
    tally = dict(job.checkpoint) or {"pieces": 0, "loan": 0}
    total = rows.height
    for number in range(tally["pieces"], len(pieces)):
        piece = pieces[number]
        yield Piece(partial(_write_piece, sheet, piece, tally), piece.height, total, tally)
    if found.choices.get("whole"):
        yield from _void(sheet, rows, tally, total)
    yield Piece(lambda: _finish(found, job, tally, now()), total=total, outcome=tally)
    FILES.forget(*kept_files(found))


def _confirmed_rows(sheet: Sheet) -> pl.DataFrame:
    """The rows that are right by themselves, without the doubtful ones nobody has answered for."""
    wrong, odd = KINDS[sheet.found.kind].alone(sheet.reading)
    rows = right_rows(sheet.reading.frame, wrong)
    return rows if _answered_for(sheet.found) else right_rows(rows, odd)


def _answered_for(found: BankReturn) -> bool:
    return bool(found.choices.get("accept_doubts"))


def _by(sheet: Sheet) -> Written:
    found = sheet.found
    return Written(sheet.actor.posting.pk, sheet.actor.at, found.pk, found.choices["reason"])


def _write_piece(sheet: Sheet, piece: pl.DataFrame, tally: dict[str, Any]) -> None:
    """Check a piece against the tables as they are, write it, and set the standings right."""
    hold_facts()
    kind = KINDS[sheet.found.kind]
    checked = kind.check(sheet, piece)
    if not _answered_for(sheet.found):
        checked.without({place for place, _ in checked.doubtful})
    _leave_unplaced(checked)
    touched = kind.write(sheet, checked.rows, _by(sheet))
    refresh_households(touched, sheet.today)
    counted = Counter(checked.rows["change"].to_list())
    tally["pieces"] += 1
    for change in (NEW, CHANGED, UNCHANGED):
        tally[change] = tally.get(change, 0) + counted[change]
    tally["left"] = tally.get("left", 0) + piece.height - checked.rows.height
    _note_payouts(checked, tally)


def _leave_unplaced(checked: Checked) -> None:
    """Without a branch or a village nothing can be entered: somebody closed it since the confirmation."""
    if "branch" in checked.rows.columns:
        nowhere = pl.col("home_id").is_null() & pl.col("village_id").is_null()
        new = pl.col("change") == NEW
        checked.rows = checked.rows.filter(~(new & (nowhere | pl.col("branch").is_null())))


def _note_payouts(checked: Checked, tally: dict[str, Any]) -> None:
    if "pays_out" in checked.rows.columns:
        paid = checked.rows.filter("pays_out")["loan_key"].to_list()
        tally["paid_out"] = tally.get("paid_out", 0) + len(paid)


def refresh_households(households: Collection[int], today: date) -> None:
    """Work the standings of the households' loans out anew."""
    keys = sorted(households)
    for first in range(0, len(keys), _HOUSEHOLDS_AT_ONCE):
        part = keys[first : first + _HOUSEHOLDS_AT_ONCE]
        refresh(part, as_of=today, policies=laws().policies)


def _void(sheet: Sheet, rows: pl.DataFrame, tally: dict[str, Any], total: int) -> Iterator[Piece]:
    """Declare void what a complete sheet leaves out, some thousand loans at a time."""
    while True:
        with transaction.atomic():
            part = next(left_out(sheet.found, sheet.branch, rows, after=tally["loan"]), None)
        if part is None:
            return
        yield Piece(partial(_void_part, sheet, rows, tally), total=total, checkpoint=tally)


def _void_part(sheet: Sheet, rows: pl.DataFrame, tally: dict[str, Any]) -> None:
    hold_facts()
    last, missing = next(left_out(sheet.found, sheet.branch, rows, after=tally["loan"]))
    void_repayments(missing, _by(sheet))
    refresh_households(missing["household_id"].unique().to_list(), sheet.today)
    tally["loan"], tally["gone"] = last, tally.get("gone", 0) + missing.height


def _finish(found: BankReturn, job: Job, tally: dict[str, Any], at: datetime) -> None:
    """Note that it is done, with what it came to."""
    done = {name: tally.get(name, 0) for name in (NEW, CHANGED, UNCHANGED, "left", "gone", "paid_out")}
    BankReturn.objects.filter(pk=found.pk).update(
        state=BankReturn.State.DONE,
        ended_at=at,
        stored="",
        marked="",
        counts={**found.counts, "written": done},
    )
    if found.kind == BankReturn.Kind.REPAYMENTS:
        look_again(found.bank, found.as_of)
    note(
        actor_of(job, at), "导入银行报表", found, kind=found.get_kind_display(), bank=found.bank.name, **done
    )
