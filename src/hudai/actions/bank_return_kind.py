"""What is done with each kind of a bank's sheet: how its rows are checked, cut into pieces, and written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from hudai.actions import bank_return_facts as facts
from hudai.actions.bank_return_facts import Written
from hudai.actions.bank_return_loan_writing import write_loans
from hudai.actions.bank_return_loans import check_loans
from hudai.actions.bank_return_repayments import check_repayments, write_repayments
from hudai.actions.bank_return_sheet import Checked, Sheet
from hudai.core.bank_return import UNCHANGED, depths
from hudai.documents.imports import cross_checks
from hudai.documents.imports.cross_checks import Placed
from hudai.documents.sheets import Reading
from hudai.records.models import BankReturn

LOANS_IN_A_PIECE = 8_000
ROWS_IN_A_PIECE = 20_000


@dataclass(frozen=True, slots=True)
class KindOfReturn:
    """How one kind of sheet is dealt with."""

    check: Callable[[Sheet, pl.DataFrame], Checked]
    write: Callable[[Sheet, pl.DataFrame, Written], list[int]]
    """Writes what is new and changed; keys of the households touched."""
    alone: Callable[[Reading], tuple[list[Placed], list[Placed]]]
    """What is wrong and what is doubtful in the sheet by itself."""
    cut: Callable[[pl.DataFrame], list[pl.DataFrame]]
    """Pieces, by the sheet alone: what belongs together is never cut."""


def _by_contract(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """All rows of a contract in one piece."""
    sizes = rows.group_by("contract", maintain_order=True).agg(size=pl.len().cast(pl.Int64))
    before = pl.col("size").cum_sum() - pl.col("size")
    numbered = sizes.select("contract", piece=before // ROWS_IN_A_PIECE)
    placed = rows.join(numbered, on="contract", how="left", maintain_order="left")
    return placed.partition_by("piece", maintain_order=True, include_key=False) if rows.height else []


def _originals_first(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """What a renewal carries on is in an earlier piece."""
    placed = rows.with_columns(depths(rows.select("contract", "original")).get_column("depth"))
    placed = placed.sort("depth", maintain_order=True).with_columns(
        piece=pl.int_range(pl.len()).over("depth") // LOANS_IN_A_PIECE
    )
    parts = placed.partition_by("depth", "piece", maintain_order=True, include_key=False)
    return parts if rows.height else []


def _loans_alone(reading: Reading) -> tuple[list[Placed], list[Placed]]:
    return cross_checks.faulty_loans(reading, complete=False), cross_checks.odd_loans(reading)


def _nothing_alone(_: Reading) -> tuple[list[Placed], list[Placed]]:
    return [], []


def _once(reading: Reading) -> tuple[list[Placed], list[Placed]]:
    return facts.once_a_contract(reading), []


def _written(
    write: Callable[[pl.DataFrame, Written], None],
) -> Callable[[Sheet, pl.DataFrame, Written], list[int]]:
    """Facts of loans that are there: the households are those of the loans."""

    def carry_out(_: Sheet, rows: pl.DataFrame, by: Written) -> list[int]:
        write(rows, by)
        return rows.filter(pl.col("change") != UNCHANGED)["household_id"].unique().to_list()

    return carry_out


_Kind = BankReturn.Kind
KINDS: dict[str, KindOfReturn] = {
    _Kind.LOANS: KindOfReturn(check_loans, write_loans, _loans_alone, _originals_first),
    _Kind.REPAYMENTS: KindOfReturn(
        check_repayments, _written(write_repayments), _nothing_alone, _by_contract
    ),
    _Kind.CLASSES: KindOfReturn(
        facts.check_classes, _written(facts.write_classes), _nothing_alone, _by_contract
    ),
    _Kind.STOPS: KindOfReturn(facts.check_stops, _written(facts.write_stops), _nothing_alone, _by_contract),
    _Kind.GRANTED: KindOfReturn(facts.check_granted, _written(facts.write_granted), _once, _by_contract),
}
"""By kind of sheet."""
