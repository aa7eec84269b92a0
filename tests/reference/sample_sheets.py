"""A tiny reader of the sample sheets, just good enough for them and shared with no other reader."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

from reference.facts import Granted, Loan, Repayment, Stop

FIRST_HEAD = "合同号"


def _rows(path: Path) -> list[dict[str, str]]:
    """The rows under the head whose contract number looks like one; titles, totals, notes skipped."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030")
    lines = [[cell.strip() for cell in line] for line in csv.reader(io.StringIO(text))]
    top = next(i for i, line in enumerate(lines) if line and line[0] == FIRST_HEAD)
    rows = [dict(zip(lines[top], line, strict=False)) for line in lines[top + 1 :] if line]
    return [row for row in rows if re.fullmatch(r"HT\d+", row[FIRST_HEAD])]


def read_day(text: str) -> date:
    """2022-03-05, 2022.3.5, 2022/3/5, 2022年3月5日 and 20220305 alike."""
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    year, month, day = map(int, re.findall(r"\d+", text))
    return date(year, month, day)


def read_fen(text: str) -> int:
    """Yuan with or without thousands separators as fen; an empty cell is nothing."""
    fen = Decimal(text.replace(",", "") or "0") * 100
    assert fen == int(fen), f"{text} yuan is no whole number of fen"
    return int(fen)


def loans(path: Path) -> list[Loan]:
    """The loans sheet; the signing day is the disbursement day, as the sheets give no other."""
    found = []
    for row in _rows(path):
        extended = row.get("展期到期日期", "")
        found.append(
            Loan(
                contract=row[FIRST_HEAD],
                original=row["原合同号"] or None,
                household=row["户编号"],
                signed_on=read_day(row.get("合同日期") or row["放款日期"]),
                disbursed_on=read_day(row["放款日期"]),
                due_on=read_day(row["到期日期"]),
                extended_due_on=read_day(extended) if extended else None,
                principal_fen=read_fen(row["借款金额（元）"]),
                rate_ppm=int(Decimal(row["年利率（%）"]) * 10_000),
            )
        )
    return found


def repayments(path: Path) -> list[Repayment]:
    """The repayments sheet."""
    return [
        Repayment(
            row[FIRST_HEAD],
            read_day(row["还款日期"]),
            read_fen(row["归还本金（元）"]),
            read_fen(row["归还利息（元）"]),
            read_fen(row["罚息（元）"]),
        )
        for row in _rows(path)
    ]


def stops(path: Path) -> list[Stop]:
    """The stops sheet."""
    return [Stop(row[FIRST_HEAD], row["事由"], read_day(row["生效日期"])) for row in _rows(path)]


def granted(path: Path) -> list[Granted]:
    """The sheet of subsidies granted before."""
    return [Granted(row[FIRST_HEAD], read_fen(row["贴息金额（元）"])) for row in _rows(path)]
