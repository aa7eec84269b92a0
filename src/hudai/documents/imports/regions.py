"""区划: towns, villages and groups of the county, one row each; codes and days may be missing."""

from __future__ import annotations

from pathlib import Path

from hudai.documents.sheets import Column, Kind, Layout, Reading, read

LAYOUT = Layout(
    "区划",
    (
        Column(
            "town", ("镇", "乡镇", "镇街", "乡镇（街道）", "所在乡镇"), Kind.TEXT, required=True, filled=True
        ),
        Column("village", ("村", "行政村", "村（社区）", "村居"), Kind.TEXT, required=True),
        Column("group", ("组", "社", "村民小组", "自然村（组）", "组（社）"), Kind.TEXT),
        Column("code", ("区划代码", "行政区划代码", "统计用区划代码", "代码"), Kind.TEXT),
        Column("since", ("启用日期", "设立日期", "启用时间", "设立时间"), Kind.DATE),
        Column("until", ("撤销日期", "停用日期", "撤销时间", "停用时间"), Kind.DATE),
    ),
)


def read_regions(path: Path) -> Reading:
    """The regions of a sheet; a row without a group is the village itself, one without a village the town."""
    return read(path, LAYOUT)
