"""帮扶责任人: one row a household; the day may be missing."""

from __future__ import annotations

from pathlib import Path

from hudai.documents.sheets import Column, Kind, Layout, Reading, read

LAYOUT = Layout(
    "帮扶责任人",
    (
        Column(
            "household", ("户编号", "农户编号", "户编码", "脱贫户编号"), Kind.TEXT, required=True, filled=True
        ),
        Column("name", ("帮扶责任人", "帮扶责任人姓名", "帮扶人"), Kind.TEXT, required=True, filled=True),
        Column("employer", ("工作单位", "帮扶单位", "单位"), Kind.TEXT, required=True, filled=True),
        Column("phone", ("联系电话", "电话", "手机号码", "手机号"), Kind.TEXT),
        Column("since", ("帮扶起始日期", "起始日期", "开始时间", "帮扶开始时间"), Kind.DATE),
    ),
)


def read_helpers(path: Path) -> Reading:
    """The helpers of a sheet: the layout's columns."""
    return read(path, LAYOUT)
