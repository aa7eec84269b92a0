"""银行台账: a bank's own register as of the end of a month, to be held against the county's (对账)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hudai.core.money import LARGEST_FEN
from hudai.documents.imports.loans import LAYOUT as LOANS
from hudai.documents.sheets import Column, Kind, Layout, Reading, read

_TERMS = ("principal", "rate", "disbursed_on", "due_on")


def _optional(name: str) -> Column:
    """A column of the loan sheet that a register may leave out or empty: it is then not compared."""
    column = next(each for each in LOANS.columns if each.name == name)
    return replace(column, required=False, filled=False)


LAYOUT = Layout(
    "银行台账",
    (
        Column("contract", LOANS.key.heads, Kind.TEXT, required=True, filled=True),
        *map(_optional, _TERMS),
        Column(
            "balance",
            ("贷款余额（元）", "余额（元）", "期末余额（元）", "本金余额（元）", "未还本金（元）"),
            Kind.MONEY,
            required=True,
            filled=True,
            maximum=LARGEST_FEN,
        ),
    ),
)


def read_register(path: Path, layout: Layout = LAYOUT) -> Reading:
    """The contracts of a register with their terms and balances, in fen and ppm."""
    return read(path, layout)
