"""已批贴息: what earlier settlements granted on each loan, in all (R6, G)."""

from __future__ import annotations

from pathlib import Path

from hudai.documents.imports.loans import LAYOUT as LOANS
from hudai.documents.sheets import Column, Kind, Layout, Reading, read

LAYOUT = Layout(
    "已批贴息",
    (
        Column("contract", LOANS.key.heads, Kind.TEXT, required=True, filled=True),
        Column(
            "amount",
            (
                "贴息金额（元）",
                "已批贴息（元）",
                "已批贴息金额（元）",
                "已贴息金额（元）",
                "累计贴息金额（元）",
            ),
            Kind.MONEY,
            required=True,
            filled=True,
        ),
    ),
    may_be_empty=True,
)


def read_granted(path: Path, layout: Layout = LAYOUT) -> Reading:
    """The granted sums of a sheet, in fen."""
    return read(path, layout)
