"""The made-up banks' own sheets: what they paid out and what was repaid, handed in by their clerks.

A sheet goes the way every bank's sheet goes: handed in, read, looked at, confirmed, written.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime

from xlsxwriter import Workbook

from hudai.actions import bank_return as returns
from hudai.actions.actor import Actor
from hudai.core.words import yuan
from hudai.demo.jobs_done import work
from hudai.records.models import BankReturn, Loan, Person

LOANS = (
    "合同号", "户编号", "借款人姓名", "身份证号码", "贷款银行", "借款金额（元）", "年利率（%）", "合同日期",
    "放款日期", "到期日期", "借款用途", "帐号",
)  # fmt: skip
REPAYMENTS = ("合同号", "还款日期", "归还本金（元）", "归还利息（元）", "罚息（元）")
INVENTED = "备注：本表的人、银行和金额都是虚构的，只供试用。"

Row = tuple[str, ...]


def paid_out(loan: Loan, borrower: Person, day: date) -> Row:
    """A contract as its bank lists it once the money is out."""
    rate = f"{loan.rate // 10_000}.{loan.rate % 10_000:04d}"
    return (
        loan.contract, loan.household.number, borrower.name, borrower.id_number, loan.branch.name,
        yuan(loan.principal), rate, f"{loan.signed_on}", f"{day}", f"{loan.due_on}",
        loan.purpose, loan.account,
    )  # fmt: skip


def repaid(contract: str, day: date, *, principal: int = 0, interest: int = 0) -> Row:
    """What came on a day, fen."""
    return contract, f"{day}", yuan(principal), yuan(interest), ""


def hand_in(clerk: Actor, kind: BankReturn.Kind, rows: Sequence[Row], *, policy: str, as_of: date) -> None:
    """A bank's sheet, from the hand-in until it is written; a sheet without a row is not sent."""
    if not rows:
        return
    assert clerk.posting.branch is not None, "a bank's desk has its institution"
    bank = clerk.posting.branch.bank
    heads = LOANS if kind is BankReturn.Kind.LOANS else REPAYMENTS
    title = f"{bank.name} {kind.label}"
    found = returns.hand_in(
        actor=clerk,
        kind=kind,
        bank=bank,
        policy=policy,
        as_of=as_of,
        file_name=f"{as_of} {title}.xlsx",
        content=_workbook(title, heads, rows, as_of),
    )
    _work(found, clerk.at, BankReturn.State.READY)
    returns.confirm(actor=clerk, return_id=found.pk, answers=returns.Answers())
    _work(found, clerk.at, BankReturn.State.DONE)


def _work(found: BankReturn, at: datetime, state: BankReturn.State) -> None:
    work(at)
    found.refresh_from_db()
    assert found.state == state, f"{found} is {found.state}: {found.counts.get('samples')}"
    wrong = found.counts["wrong"] + found.counts["doubtful"]
    assert not wrong, f"{found}: {found.counts['samples']}{found.counts['doubt_samples']}"


def _workbook(title: str, heads: Row, rows: Sequence[Row], as_of: date) -> bytes:
    """A line of title, the head, the rows, a note below; everything is text, as bank systems write it."""
    out = io.BytesIO()
    with Workbook(out, {"strings_to_numbers": False, "in_memory": True}) as book:
        book.set_properties({"created": datetime(as_of.year, as_of.month, as_of.day)})
        sheet = book.add_worksheet("明细")
        lines: list[Row] = [(f"{title}　截至 {as_of}",), heads, *rows, (INVENTED,)]
        for row, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                if cell:
                    sheet.write_string(row, column, cell)
    return out.getvalue()
