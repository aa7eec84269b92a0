"""拨付明细: the list handed to the paying bank, and its answer read back.

The bank fills in 结果, 原因 and 日期 and sends the same sheet back; the columns it was given are read
again, so that a row paid to another account shows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from hudai.documents.columns import Column, Kind, totals
from hudai.documents.sheets import Column as SheetColumn
from hudai.documents.sheets import Kind as SheetKind
from hudai.documents.sheets import Layout, Reading, read
from hudai.documents.workbooks import FormBook, workbook

COLUMNS = (
    Column("line", "行号", 6, Kind.COUNT),
    Column("payee", "收款人", 16, Kind.NAME),
    Column("payee_bank", "开户行", 26, Kind.NAME),
    Column("account", "帐号", 24, Kind.CODE),
    Column("amount", "金额（元）", 14, Kind.YUAN, summed=True),
    Column("outcome", "结果", 8, Kind.NAME),
    Column("cause", "原因", 20, Kind.TEXT),
    Column("on", "日期", 12, Kind.NAME),
)
NAMED = "拨付文件"
"""What the list's number stands behind, on its first line."""
FILL_IN = "备注：经办银行填写结果（成功或失败）、原因、日期后发回。"
"""Begins as notes do, so that it is passed over when the sheet comes back."""

OUTCOMES = {
    "成功": "paid",
    "已到账": "paid",
    "到账": "paid",
    "失败": "returned",
    "退回": "returned",
    "退票": "returned",
}

ANSWER = Layout(
    "拨付结果",
    (
        SheetColumn(
            "line", ("行号", "序号"), SheetKind.INTEGER, required=True, filled=True, maximum=1_000_000
        ),
        SheetColumn("account", ("帐号", "账号", "收款帐号", "收款账号"), SheetKind.TEXT),
        SheetColumn("amount", ("金额（元）", "金额", "发放金额（元）"), SheetKind.MONEY),
        SheetColumn(
            "outcome",
            ("结果", "处理结果", "状态"),
            SheetKind.CHOICE,
            required=True,
            filled=True,
            choices=OUTCOMES,
        ),
        SheetColumn("cause", ("原因", "失败原因", "退回原因"), SheetKind.TEXT),
        SheetColumn("on", ("日期", "入账日期", "处理日期"), SheetKind.DATE, required=True, filled=True),
    ),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One payout."""

    line: int
    payee: str
    payee_bank: str
    account: str
    amount: int
    """Fen."""


@dataclass(frozen=True, slots=True)
class PaymentHead:
    """What stands above the list."""

    number: str
    town: str
    office: str
    made_on: date
    digest: str
    """Of the rows, so that both sides can say which list they mean."""


def write_xlsx(path: Path, rows: Sequence[Row], *, head: PaymentHead) -> None:
    """Write the list as a workbook.

    Raises:
        Refusal: if the file cannot be written.
    """
    frame = pl.DataFrame(
        [(row.line, row.payee, row.payee_bank, row.account, row.amount, "", "", "") for row in rows],
        schema={
            "line": pl.Int64, "payee": pl.String, "payee_bank": pl.String, "account": pl.String,
            "amount": pl.Int64, "outcome": pl.String, "cause": pl.String, "on": pl.String,
        },
        orient="row",
    )  # fmt: skip
    with workbook(path, head.made_on) as book:
        forms = FormBook(book)
        sheet = forms.tab("拨付明细", f"{NAMED} {head.number}", f"{head.town}贴息资金拨付明细", COLUMNS)
        forms.spread(sheet, 2, COLUMNS, (head.office, "", f"校验码 {head.digest[:12]}"))
        first = forms.heads(sheet, COLUMNS)
        after = sheet.write_frame(first, frame, COLUMNS, forms.bodies)
        after = forms.total(sheet, after, COLUMNS, totals(frame, COLUMNS), first)
        sheet.write_string(after, 0, FILL_IN, forms.left)


def read_answer(path: Path) -> Reading:
    """The bank's answer: line, account, amount (fen), outcome (paid or returned), cause, on."""
    return read(path, ANSWER)


def answered(reading: Reading) -> list[str]:
    """The numbers of the lists an answer was filled in on; none where the bank wrote a sheet of its own."""
    return re.findall(rf"{NAMED}\s*([A-Z]+\d+-\d+)", " ".join(reading.above))
