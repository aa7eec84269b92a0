"""``policies/national``: the published rate series every county measures its contracts against."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from hudai.core.rates import RateSeries
from hudai.documents.policy_values import scaled
from hudai.documents.toml_tables import Table, open_table

_PPM_OF_PERCENT = 10_000


def read_series(path: Path, problems: list[str]) -> RateSeries:
    """One series; faults are added to ``problems``.

    Each row of ``publications`` is a day and one percentage per tenor, oldest first.
    """
    table = open_table(path, problems)
    tenors = table.texts("tenors")
    rows = [row for row in (table.raw("publications") or []) if _sound(row, tenors, table)]
    days = [row[0] for row in rows]
    if sorted(set(days)) != days:
        table.fault("publications", "公布日应从早到晚，且不重复")
    series = RateSeries(
        name=table.text("name"),
        label=table.text("label"),
        tenors={
            tenor: tuple((row[0], scaled(row[place], _PPM_OF_PERCENT)) for row in rows)
            for place, tenor in enumerate(tenors, start=1)
        },
        known_until=table.day_or_none("known_until"),
    )
    for key in ("source", "confidence", "known_until_reason"):
        table.text(key)
    if table.day("review_by") <= table.day("checked_on"):
        table.fault("review_by", "下次核对日应晚于本次核对日")
    if series.known_until and days and series.known_until <= days[-1]:
        table.fault("known_until", "应晚于最后一次公布日")
    table.close()
    return series


def _sound(row: Any, tenors: tuple[str, ...], table: Table) -> bool:
    """Whether the row is a day and one readable percentage per tenor; a fault is told."""
    try:
        sound = isinstance(row[0], date) and len(row) == 1 + len(tenors)
        for rate in row[1:]:
            if not isinstance(rate, str):
                raise ValueError("利率应写成带引号的百分数")
            scaled(rate, _PPM_OF_PERCENT)
    except (ValueError, TypeError, IndexError) as error:
        table.fault("publications", f"{row}：{error}")
        return False
    if not sound:
        table.fault("publications", f"{row}：每行应为一个日期和 {len(tenors)} 个利率")
    return sound
