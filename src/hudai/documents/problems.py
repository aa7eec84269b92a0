"""The problem report: one line for each bad cell, as a sheet a clerk can work through."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from hudai.core.errors import Problem

HEADS = ("表", "单元格", "原内容", "问题与改法")


def write_problems(problems: Sequence[Problem], target: Path) -> None:
    """Write all problems as csv (UTF-8 with its mark, so that spreadsheets open it right)."""
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADS)
        writer.writerows((each.sheet, each.cell, harmless(each.found), each.remedy) for each in problems)


def harmless(text: str) -> str:
    """A text a spreadsheet will show and not calculate.

    >>> harmless("=1+1"), harmless("-5")
    ("'=1+1", '-5')
    """
    formula = text.startswith(("=", "+", "@", "\t")) or (text.startswith("-") and not _is_number(text))
    return f"'{text}" if formula else text


def _is_number(text: str) -> bool:
    return text[1:].replace(",", "").replace(".", "", 1).isdecimal()
