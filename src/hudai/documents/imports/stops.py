"""停止贴息: from which day a loan earns no subsidy any more, and why (R4.5)."""

from __future__ import annotations

from pathlib import Path

from hudai.documents.imports.loans import LAYOUT as LOANS
from hudai.documents.sheets import Column, Kind, Layout, Reading, read

KINDS = {
    "资金挪用": "diversion",
    "挪用": "diversion",
    "挪用资金": "diversion",
    "恶意出列": "bad_faith_removal",
    "提前收回": "recalled",
    "转为农户贷款": "converted",
    "重复贴息": "other_subsidy",
    "自愿放弃": "waived",
}
"""事由 → kind of stop; the first word of each kind is the one messages offer."""

LAYOUT = Layout(
    "停止贴息",
    (
        Column("contract", LOANS.key.heads, Kind.TEXT, required=True, filled=True),
        Column(
            "kind",
            ("事由", "停止事由", "停止原因", "停贴事由", "停止贴息事由", "停止贴息原因", "原因"),
            Kind.CHOICE,
            required=True,
            filled=True,
            choices=KINDS,
        ),
        Column(
            "since",
            ("生效日期", "停止日期", "停贴日期", "停止贴息日期", "生效日"),
            Kind.DATE,
            required=True,
            filled=True,
        ),
    ),
    may_be_empty=True,
)


def read_stops(path: Path, layout: Layout = LAYOUT) -> Reading:
    """The stops of a sheet; ``since`` is the first day without subsidy."""
    return read(path, layout)
