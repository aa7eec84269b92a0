"""Pictures of the first page: title, labels, and series of whole numbers or exact decimals as text.

They are drawn in the browser from the figures that come with the page; without JavaScript the same
figures stand in tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hudai.core import words
from hudai.core.dates import add_months

MONTHS = 12
Chart = dict[str, Any]


def chart(
    title: str,
    unit: str,
    labels: Sequence[str],
    *series: Mapping[str, Any],
    kind: str = "bar",
    note: str = "",
) -> Chart:
    """One picture, with its figures as the rows of a table as well.

    ``series``: name and values, and kind where one is drawn as a line among bars.
    """
    columns = [each["values"] for each in series]
    return {
        "title": title,
        "unit": unit,
        "note": note,
        "series": series,
        "rows": list(zip(labels, zip(*columns, strict=True), strict=True)),
        "drawn": {"kind": kind, "unit": unit, "labels": list(labels), "series": list(series)},
    }


def months_until(today: date) -> list[date]:
    """First days of the last twelve months, this one counted in."""
    return [add_months(today.replace(day=1), place + 1 - MONTHS) for place in range(MONTHS)]


def by_month(title: str, name: str, today: date, fen: Mapping[date, int]) -> Chart:
    """Amounts of the last twelve months, those without any too; nothing where there never was any."""
    months = months_until(today) if fen else []
    values = [decimal(words.wan(fen.get(month, 0))) for month in months]
    return chart(title, "万元", [f"{month:%Y-%m}" for month in months], {"name": name, "values": values})


def decimal(said: str) -> str:
    """An amount or a percentage as the browser reads it: 1,234.50 → 1234.50, 3.80% → 3.80."""
    return said.replace(",", "").removesuffix("%")
