"""Who a row of a 申请明细 is about, where something else in the row cannot be read.

A row with a bad cell is not taken; what it says of the person can be held against the name list all the
same, so that whoever mends the sheet mends it once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from hudai.documents.imports.applications import LAYOUT
from hudai.documents.layout import Column, Kind, Layout
from hudai.documents.sheets import read

_KEYS = ("name", "id_number", "term", "purpose")


def read_keys(path: Path, taken: Collection[tuple[str, int]]) -> list[dict[str, Any]]:
    """``tab``, ``row``, ``name``, ``id_number``, ``term``, ``purpose`` of the rows that are not ``taken``.

    Rows in which even these cannot be read are left out: they are told of already.

    Args:
        taken: tab and row of those without a fault.
    """
    columns = tuple(_leniently(each) for each in LAYOUT.columns if each.name in _KEYS)
    rows = read(path, Layout(LAYOUT.title, columns)).frame.to_dicts()
    return [row for row in rows if (row["tab"], row["row"]) not in taken]


def _leniently(column: Column) -> Column:
    """As text, wherever it is no number of a person."""
    return column if column.kind is Kind.ID_NUMBER else replace(column, kind=Kind.TEXT)
