"""A paying bank's answer to a payment file: read from its sheet, or said in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from hudai.actions.subsidy_result import Result, ResultsRefused
from hudai.core.errors import Problem, SheetRefused
from hudai.documents.forms.subsidy_payment_list import answered, read_answer
from hudai.documents.sheets import Reading
from hudai.records.models import PaymentFile

WRONG = "回盘表有问题，没有登记，请更正后重新上传。"


def from_sheet(path: Path, *, number: str, file_number: int) -> list[Result]:
    """The answers a sheet holds to one payment file of a batch.

    Raises:
        SheetRefused: with every problem of the sheet, or if it was filled in on the list of another file.
    """
    return from_reading(read_answer(path), number=number, file_number=file_number)


def from_reading(reading: Reading, *, number: str, file_number: int) -> list[Result]:
    """As :func:`from_sheet`, of a sheet read already."""
    if reading.problems:
        raise SheetRefused(WRONG, reading.problems)
    wanted = f"{number}-{file_number}"
    for named in answered(reading):
        if named != wanted:
            told = f"这张表是拨付文件 {named} 的回盘，现在登记的是 {wanted} 的结果，请核对批次和文件。"
            raise SheetRefused(WRONG, [Problem(reading.name, "", named, told)])
    return [
        Result(
            row["line"],
            paid=row["outcome"] == "paid",
            cause=row["cause"] or "",
            on=row["on"],
            amount=row["amount"],
            account=row["account"],
            row=row["row"],
        )
        for row in reading.frame.iter_rows(named=True)
    ]


def problems_of(reading: Reading, refused: SheetRefused | ResultsRefused) -> list[Problem]:
    """What is wrong with an answer, at the cells of its sheet."""
    if isinstance(refused, SheetRefused):
        return list(refused.problems)
    rows = reading.frame.to_dicts()
    return [
        reading.problem(fault.column, row["row"], row["tab"], "", fault.words)
        for fault in refused.faults
        for row in (rows[fault.at],)
    ]


def all_but(file: PaymentFile, on: date, returned: Mapping[int, str]) -> list[Result]:
    """One answer a row: all arrived but those named with their cause.

    Rows named that are not in the file are passed on, to be refused by name.
    """
    waiting = set(file.payouts.filter(result=None).values_list("line__number", flat=True))
    arrived = [Result(line, paid=True, cause="", on=on) for line in sorted(waiting - returned.keys())]
    return arrived + [Result(line, paid=False, cause=cause, on=on) for line, cause in returned.items()]
