"""还款明细: what borrowers paid and when; a renewal without repayment shows as a row on the old contract."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from hudai.core.errors import Problem
from hudai.documents.imports.loans import LAYOUT as LOANS
from hudai.documents.sheets import Column, Kind, Layout, Reading, read

LAYOUT = Layout(
    "还款明细",
    (
        Column("contract", LOANS.key.heads, Kind.TEXT, required=True, filled=True),
        Column(
            "paid_on",
            ("还款日期", "还款日", "还款时间", "归还日期", "交易日期", "入账日期"),
            Kind.DATE,
            required=True,
            filled=True,
        ),
        Column(
            "principal",
            ("归还本金（元）", "还本金额（元）", "本金（元）", "偿还本金（元）", "还本（元）"),
            Kind.MONEY,
            required=True,
        ),
        Column(
            "interest",
            (
                "归还利息（元）",
                "支付利息金额（元）",
                "利息（元）",
                "偿还利息（元）",
                "付息（元）",
                "还息（元）",
            ),
            Kind.MONEY,
            required=True,
        ),
        Column("penalty", ("罚息（元）", "归还罚息（元）", "罚息复利（元）"), Kind.MONEY),
    ),
    may_be_empty=True,
)

_AMOUNTS = ("principal", "interest", "penalty")


def read_repayments(path: Path, layout: Layout = LAYOUT) -> Reading:
    """The repayments of a sheet, in fen; an empty amount beside a filled one is nothing paid.

    A row with no amount at all is a problem: something was forgotten.
    """
    # Offices head both the day money is due and the day it came 还款时间.
    reading = read(path, layout, beside=[LOANS])
    amounts = pl.col(_AMOUNTS)
    empty = reading.frame.filter(pl.all_horizontal(amounts.is_null()))
    problems = reading.problems + tuple(_no_amount(reading, empty))
    frame = reading.frame.filter(~pl.all_horizontal(amounts.is_null())) if empty.height else reading.frame
    return replace(reading, frame=frame.with_columns(amounts.fill_null(0)), problems=problems)


def _no_amount(reading: Reading, empty: pl.DataFrame) -> list[Problem]:
    return [
        reading.problem("principal", row, tab, "", "本金、利息、罚息都空着，请填写归还的金额，没有的填 0。")
        for row, tab in empty.select("row", "tab").iter_rows()
    ]
