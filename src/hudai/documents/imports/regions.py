"""区划: towns and villages of the county, one row each; the 12-digit code may be missing."""

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
        Column("code", ("区划代码", "行政区划代码", "代码"), Kind.TEXT),
    ),
)


def read_regions(path: Path) -> Reading:
    """Towns and villages of a sheet; a row without a village is the town itself."""
    return read(path, LAYOUT)
