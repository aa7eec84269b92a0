"""The made-up banks' own sheets: what they paid out and what was repaid, handed in by their clerks.

Each bank has its own headings, way of writing a day, and kind of file.  A sheet goes the way every bank's
sheet goes: handed in, read, looked at, confirmed, written.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from xlsxwriter import Workbook

from hudai.actions import bank_return as returns
from hudai.actions.actor import Actor
from hudai.core.words import yuan
from hudai.demo.jobs_done import work
from hudai.demo.offices import BANKS
from hudai.records.models import BankReturn

INVENTED = "备注：本表的人、银行和金额都是虚构的，只供试用。"
Kind = BankReturn.Kind
Row = tuple[str | int | date, ...]
"""Cells of a row: texts, sums in fen, days."""


@dataclass(frozen=True, slots=True)
class Hand:
    """How a bank writes its sheets."""

    heads: Mapping[Kind, tuple[str, ...]]
    days: str
    """As ``date.strftime`` takes it."""
    suffix: str = "xlsx"

    def written(self, cell: str | int | date) -> str:
        """A cell as this bank writes it; everything is text, as bank systems write it."""
        if isinstance(cell, date):
            return cell.strftime(self.days)
        return yuan(cell) if isinstance(cell, int) else cell


HANDS = dict(
    zip(
        BANKS,
        (
            Hand(
                {
                    Kind.LOANS: (
                        "合同号", "户编号", "借款人姓名", "身份证号码", "贷款银行", "借款金额（元）",
                        "年利率（%）", "合同日期", "放款日期", "到期日期", "借款用途", "帐号",
                    ),
                    Kind.REPAYMENTS: ("合同号", "还款日期", "归还本金（元）", "归还利息（元）", "罚息（元）"),
                    Kind.CLASSES: ("合同号", "五级分类", "截至日期"),
                },
                "%Y-%m-%d",
            ),
            Hand(
                {
                    Kind.LOANS: (
                        "贷款合同号", "农户编号", "客户姓名", "证件号码", "经办银行", "贷款金额（元）",
                        "执行年利率", "签约日期", "贷款发放日期", "贷款到期日", "贷款用途", "银行账号",
                    ),
                    Kind.REPAYMENTS: ("贷款合同号", "入账日期", "还本金额（元）", "付息（元）", "罚息（元）"),
                    Kind.CLASSES: ("贷款合同号", "风险分类", "数据日期"),
                },
                "%Y年%-m月%-d日",
            ),
            Hand(
                {
                    Kind.LOANS: (
                        "借款合同编号", "户编码", "借款人", "公民身份号码", "承贷银行", "放款金额（元）",
                        "合同利率", "签订日期", "放款日", "到期日", "资金用途", "银行卡号",
                    ),
                    Kind.REPAYMENTS: (
                        "借款合同编号", "交易日期", "偿还本金（元）", "偿还利息（元）", "罚息复利（元）",
                    ),
                    Kind.CLASSES: ("借款合同编号", "贷款五级分类", "认定日期"),
                },
                "%Y.%-m.%-d",
                "csv",
            ),
        ),
        strict=True,
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a bank tells of a quarter in one file."""

    bank: str
    kind: Kind
    as_of: date
    rows: Sequence[Row]

    @property
    def title(self) -> str:
        """What stands above the table."""
        return f"{self.bank} {self.kind.label}"

    @property
    def file_name(self) -> str:
        """The bank's name, the kind, the day, the file's kind."""
        return f"{self.title} {self.as_of}.{HANDS[self.bank].suffix}"

    def content(self) -> bytes:
        """The file: a line of title, the head, the rows, a note below."""
        hand = HANDS[self.bank]
        lines = [
            (f"{self.title}　截至 {self.as_of}",),
            hand.heads[self.kind],
            *(tuple(map(hand.written, row)) for row in self.rows),
            (INVENTED,),
        ]
        return _text(lines) if hand.suffix == "csv" else _workbook(lines, self.as_of)


def hand_in(clerk: Actor, sheet: Sheet, *, policy: str) -> None:
    """A bank's sheet, from the hand-in until it is written.

    A sheet without a row is not sent; one that says nothing new is done once it is read.
    """
    if not sheet.rows:
        return
    assert clerk.posting.branch is not None, "a bank's desk has its institution"
    found = returns.hand_in(
        actor=clerk,
        kind=sheet.kind,
        bank=clerk.posting.branch.bank,
        policy=policy,
        as_of=sheet.as_of,
        file_name=sheet.file_name,
        content=sheet.content(),
    )
    _work(found, clerk.at, BankReturn.State.READY, BankReturn.State.DONE)
    if found.state == BankReturn.State.READY:
        returns.confirm(actor=clerk, return_id=found.pk, answers=returns.Answers())
        _work(found, clerk.at, BankReturn.State.DONE)


def _work(found: BankReturn, at: datetime, *expected: BankReturn.State) -> None:
    work(at)
    found.refresh_from_db()
    assert found.state in expected, f"{found} is {found.state}: {found.counts.get('samples')}"
    wrong = found.counts["wrong"] + found.counts["doubtful"]
    assert not wrong, f"{found}: {found.counts['samples']}{found.counts['doubt_samples']}"


def _text(lines: Sequence[tuple[str, ...]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue().encode("gb18030")


def _workbook(lines: Sequence[tuple[str, ...]], as_of: date) -> bytes:
    out = io.BytesIO()
    with Workbook(out, {"strings_to_numbers": False, "in_memory": True}) as book:
        book.set_properties({"created": datetime(as_of.year, as_of.month, as_of.day)})
        sheet = book.add_worksheet("明细")
        for row, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                if cell:
                    sheet.write_string(row, column, cell)
    return out.getvalue()
