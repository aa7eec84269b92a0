"""The last quarters of the made-up county left to whoever practises (练习): nothing of them is entered.

The contracts are signed, and the banks' own sheets lie in a folder.  Handing them in, drawing up, checking,
reviewing, publishing, approving, paying and closing is for those who practise, quarter after quarter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hudai.demo.bank_sheets import Sheet
from hudai.demo.settling import QUARTERS


@dataclass(frozen=True, slots=True)
class Practice:
    """How many quarters are left, and where the banks' sheets of them go."""

    quarters: int
    folder: Path

    def leaves(self, until: date) -> bool:
        """Whether what the banks tell on that day is left to be handed in."""
        return until >= QUARTERS[-self.quarters]

    def lay(self, sheet: Sheet) -> None:
        """Write a sheet where it can be taken from, beside the others of its day; none without a row."""
        if sheet.rows:
            folder = self.folder / f"截至 {sheet.as_of}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / sheet.file_name).write_bytes(sheet.content())
