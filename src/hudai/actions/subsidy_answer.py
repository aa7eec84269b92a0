"""A paying bank's answer to a payment file: read from its sheet, or said in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from hudai.actions.subsidy_payment import Result
from hudai.core.errors import SheetRefused
from hudai.documents.forms.subsidy_payment_list import read_answer
from hudai.records.models import PaymentFile


def from_sheet(path: Path) -> list[Result]:
    """The answers a sheet holds.

    Raises:
        SheetRefused: with every problem of the sheet.
    """
    reading = read_answer(path)
    if reading.problems:
        raise SheetRefused("回盘表有问题，没有登记，请更正后重新上传。", reading.problems)
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


def all_but(file: PaymentFile, on: date, returned: Mapping[int, str]) -> list[Result]:
    """One answer a row: all arrived but those named with their cause.

    Rows named that are not in the file are passed on, to be refused by name.
    """
    waiting = set(file.payouts.filter(result=None).values_list("line__number", flat=True))
    arrived = [Result(line, paid=True, cause="", on=on) for line in sorted(waiting - returned.keys())]
    return arrived + [Result(line, paid=False, cause=cause, on=on) for line, cause in returned.items()]
