"""A clerk's desk: a folder of sheets, and the command line to hand them in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hudai.cli.main import run
from made_sheets import LOAN_HEADS, Rows, loan, write_csv

SRC = Path(__file__).parents[1] / "src"
LOANS = (*LOAN_HEADS, "原合同号", "展期到期日期", "镇", "村", "贷款银行", "展期签订日期")
REPAYMENTS = ("合同号", "还款日期", "归还本金（元）", "归还利息（元）", "罚息（元）")
STOPS = ("合同号", "事由", "生效日期")
GRANTED = ("合同号", "贴息金额（元）")
HEADS = {"贷款": LOANS, "还款": REPAYMENTS, "停贴": STOPS, "已批": GRANTED}


@dataclass(frozen=True)
class Ran:
    """What came of one command line."""

    code: int
    out: str
    err: str
    folder: Path

    @property
    def files(self) -> list[str]:
        """The names in the folder of results; none where there is no folder."""
        return sorted(each.name for each in self.folder.iterdir()) if self.folder.exists() else []


class Desk:
    """A folder with sheets, and commands run on them."""

    def __init__(self, folder: Path, told: pytest.CaptureFixture[str]) -> None:
        self.folder, self._told = folder, told

    def sheet(self, name: str, rows: Rows | None = None) -> Path:
        """A csv of the rows under the head that belongs to its name."""
        return write_csv(self.folder / f"{name}.csv", [HEADS[name], *(rows or [])])

    def run(self, *arguments: object, out: str = "结果") -> Ran:
        """Run a command line within this process; a defect is raised."""
        self._told.readouterr()
        code = run([str(each) for each in arguments])
        told = self._told.readouterr()
        return Ran(code, told.out, told.err, self.folder / out)

    def arguments(
        self,
        *more: object,
        loans: Rows | Path | None = None,
        repayments: Rows | Path = (),
        stops: Rows | Path | None = None,
        granted: Rows | Path | None = None,
        policy: str = "yubei-2021",
        through: str = "2023-09-20",
        out: str = "结果",
    ) -> list[str]:
        """A ``settle`` command line; rows are written as csv, paths taken as they are."""
        given = {"loans": [loan()] if loans is None else loans, "repayments": repayments}
        given |= {"stops": stops, "granted": granted}
        names = dict(zip(("loans", "repayments", "stops", "granted"), HEADS, strict=True))
        line: list[object] = ["settle", "--policy", policy, "--through", through, "--out", self.folder / out]
        for option, sheet in given.items():
            if sheet is not None:
                path = sheet if isinstance(sheet, Path) else self.sheet(names[option], sheet)
                line += [f"--{option}", path]
        return [str(each) for each in (*line, *more)]

    def settle(self, *more: object, out: str = "结果", **given: Any) -> Ran:
        """Run ``settle`` within this process."""
        return self.run(*self.arguments(*more, out=out, **given), out=out)

    def register(
        self,
        *more: object,
        loans: Rows | Path | None = None,
        repayments: Rows | Path | None = None,
        as_of: str = "2023-09-20",
    ) -> Ran:
        """Run ``register`` within this process."""
        sheets: list[object] = [
            "--loans",
            loans if isinstance(loans, Path) else self.sheet("贷款", loans or [loan()]),
        ]
        if repayments is not None:
            path = repayments if isinstance(repayments, Path) else self.sheet("还款", repayments)
            sheets += ["--repayments", path]
        return self.run("register", "--as-of", as_of, "--out", self.folder / "结果", *sheets, *more)


def started(arguments: Sequence[object], **environment: str) -> subprocess.Popen[bytes]:
    """The command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", "from hudai.cli.main import main; main()", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(SRC), "PYTHONUTF8": "1"} | environment,
    )


def ended(process: subprocess.Popen[bytes], folder: Path) -> Ran:
    """What came of a process; it is given a minute."""
    out, err = process.communicate(timeout=60)
    return Ran(process.returncode, out.decode(errors="replace"), err.decode(errors="replace"), folder)
