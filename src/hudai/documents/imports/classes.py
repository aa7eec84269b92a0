"""五级分类: the class a bank gives each loan, as of the end of a day (R8)."""

from __future__ import annotations

from pathlib import Path

from hudai.documents.imports.loans import CLASSES
from hudai.documents.imports.loans import LAYOUT as LOANS
from hudai.documents.sheets import Column, Kind, Layout, Reading, read

LAYOUT = Layout(
    "五级分类",
    (
        Column("contract", LOANS.key.heads, Kind.TEXT, required=True, filled=True),
        Column(
            "loan_class",
            ("五级分类", "贷款五级分类", "风险分类", "五级分类结果", "本期分类"),
            Kind.CHOICE,
            required=True,
            filled=True,
            choices=CLASSES,
        ),
        Column("as_of", ("截至日期", "分类日期", "认定日期", "数据日期", "截止日期"), Kind.DATE),
    ),
    may_be_empty=True,
)


def read_classes(path: Path, layout: Layout = LAYOUT) -> Reading:
    """The classes of a sheet; a row without a day of its own is as of the sheet's."""
    return read(path, layout)
