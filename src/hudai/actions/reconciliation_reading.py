"""Holding a bank's register against the county's: what differs is opened, what no longer does is closed."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from hudai.actions.actor import Actor
from hudai.actions.bank_return_facts import once_a_contract
from hudai.actions.bank_return_sheet import further_heads
from hudai.actions.job import Clock, Piece, handles
from hudai.actions.journal import note
from hudai.actions.name_list_writing import actor_of
from hudai.actions.refused import SHEET
from hudai.actions.sealed_file import SealedFolder
from hudai.core.errors import Problem
from hudai.core.reconciliation import ONLY_BANK, ONLY_REGISTER, TERMS, differences
from hudai.documents.imports.reconciliation import LAYOUT, read_register
from hudai.documents.markup import mark_up
from hudai.documents.sheets import Reading
from hudai.records import bulk
from hudai.records.models import BankReturn, Difference, Job, Reconciliation
from hudai.records.queries.reconciliation import of_branch, register_of

READ = "reconciliation_read"
FILES = SealedFolder("reconciliations", "files.reconciliation")
AGREES = "再次对账时已经一致"
MOST_SAMPLES = 100

_Key = tuple[str, str]
"""Contract and what differs."""


@handles(READ)
def read(job: Job, now: Clock) -> Iterator[Piece]:
    """Read the register and settle what differs, in one piece."""
    found = Reconciliation.objects.select_related("bank", "asked_by__branch").get(pk=job.payload["run"])
    # The same bank heads the same columns alike in its loan sheets.
    heads = further_heads(found.bank_id, BankReturn.Kind.LOANS)
    with FILES.laid_out(found.stored, found.file_name) as path:
        reading = read_register(path, LAYOUT.with_heads(heads))
        problems = [*reading.problems, *(problem for _, problem in once_a_contract(reading))]
        found.marked = _marked(path, reading, problems)
    yield Piece(lambda: None, total=max(reading.rows, 1))

    def write() -> None:
        if problems:
            _refuse(found, reading, problems, job, now())
        else:
            settle(found, reading.frame, actor_of(job, now()))

    yield Piece(write, size=max(reading.rows, 1))
    FILES.forget(found.stored)


def _marked(path: Path, reading: Reading, problems: list[Problem]) -> str:
    if not problems:
        return ""
    with tempfile.TemporaryDirectory(prefix="hudai-") as folder:
        target = Path(folder) / "标注.xlsx"
        mark_up(path, reading, problems, target)
        return FILES.keep(target.read_bytes())


def _refuse(found: Reconciliation, reading: Reading, problems: list[Problem], job: Job, at: datetime) -> None:
    """A register with wrong rows is not compared: what is missing in it could be in one of them."""
    found.state, found.ended_at, found.stored = Reconciliation.State.REFUSED, at, ""
    found.counts = {
        "rows": reading.rows,
        "problems": len(problems),
        "samples": [[each.cell, each.remedy] for each in problems[:MOST_SAMPLES]],
    }
    found.save()
    note(actor_of(job, at), SHEET, found, problems=len(problems))


def settle(found: Reconciliation, theirs: pl.DataFrame, actor: Actor) -> None:
    """Open what is new, carry on what is open, close what agrees, and count; within a transaction.

    ``theirs``: the bank's register as :mod:`hudai.core.reconciliation` takes it.
    """
    ours = register_of(found.bank, found.as_of, found.branch)
    rows = differences(ours, theirs)
    keys = dict(ours.select("contract", "loan_key").iter_rows())
    listed = {(contract, field): (mine, theirs) for contract, field, mine, theirs in rows.iter_rows()}
    standing, explained = _open(found), _explained(found)
    fresh = {
        key: values for key, values in listed.items() if key not in standing and explained.get(key) != values
    }
    _add(found, fresh, keys)
    _carry_on(found, {standing[key]: values for key, values in listed.items() if key in standing})
    mine, unsaid = _in_scope(found), _left_empty(theirs)
    agreed = [pk for key, pk in standing.items() if key not in listed and key not in unsaid and pk in mine]
    bulk.update(Difference, ["closed_at", "closed_for"], dict.fromkeys(agreed, (actor.at, AGREES)))
    found.state, found.ended_at, found.stored = Reconciliation.State.DONE, actor.at, ""
    found.counts = _counts(ours, theirs, listed, len(fresh), len(agreed), explained)
    found.save()
    told = {name: found.counts[name] for name in ("differences", "opened", "agreed", "open")}
    note(actor, "对账", found, bank=found.bank.name, as_of=f"{found.as_of}", **told)


def _open(found: Reconciliation) -> dict[_Key, int]:
    standing = Difference.objects.filter(bank=found.bank, closed_at=None).order_by()
    return {
        (contract, field): key for key, contract, field in standing.values_list("pk", "contract", "field")
    }


def _in_scope(found: Reconciliation) -> set[int]:
    """The open differences this register can close: a branch's says nothing of other branches' loans."""
    standing = Difference.objects.filter(bank=found.bank, closed_at=None)
    if found.branch is not None:
        standing = standing.filter(of_branch(found.branch.pk))
    return set(standing.order_by().values_list("pk", flat=True))


def _left_empty(theirs: pl.DataFrame) -> set[_Key]:
    """Terms the bank says nothing of this time: they were not compared, and what differed still does."""
    return {
        (contract, name)
        for name in TERMS
        for contract in theirs.filter(pl.col(name).is_null())["contract"].to_list()
    }


def _explained(found: Reconciliation) -> dict[_Key, tuple[int | None, int | None]]:
    """Figures that somebody has explained, the last time for each."""
    closed = Difference.objects.filter(bank=found.bank, closed_by__isnull=False).order_by("pk")
    names = ("contract", "field", "ours", "theirs")
    return {(contract, field): (ours, theirs) for contract, field, ours, theirs in closed.values_list(*names)}


def _add(found: Reconciliation, fresh: dict[_Key, Any], keys: dict[str, int]) -> None:
    names = ["bank_id", "loan_id", "contract", "field", "ours", "theirs", "looks"]
    rows = [
        (found.bank_id, keys.get(contract), contract, field, ours, theirs, _looks(field))
        for (contract, field), (ours, theirs) in fresh.items()
    ]
    both = (found.pk, found.pk)
    bulk.insert(Difference, [*names, "first_found_id", "last_found_id"], [(*row, *both) for row in rows])


def _looks(field: str) -> str:
    """Who must look first: the bank where money or a contract is missing, the office where terms differ."""
    at_bank = field in (ONLY_BANK, ONLY_REGISTER, "balance")
    return (Difference.Looks.BANK if at_bank else Difference.Looks.OFFICE).value


def _carry_on(found: Reconciliation, rows: dict[int, tuple[int | None, int | None]]) -> None:
    values = {key: (*both, found.pk) for key, both in rows.items()}
    bulk.update(Difference, ["ours", "theirs", "last_found_id"], values)


def _counts(
    ours: pl.DataFrame,
    theirs: pl.DataFrame,
    listed: dict[_Key, tuple[int | None, int | None]],
    opened: int,
    agreed: int,
    explained: dict[_Key, tuple[int | None, int | None]],
) -> dict[str, Any]:
    """What the run came to; ``open`` leaves out what somebody has explained."""
    known = sum(explained.get(key) == values for key, values in listed.items())
    return {
        "rows": theirs.height,
        "contracts": ours.height,
        "problems": 0,
        "differences": len(listed),
        "fields": dict(Counter(field for _, field in listed)),
        "opened": opened,
        "agreed": agreed,
        "explained": known,
        "open": len(listed) - known,
        "balances": [int(ours["balance"].sum()), int(theirs["balance"].sum())],
    }
