"""The rows of one tab as columns of values, and the cells that have none though they should.

A text is read once, however many cells hold it: two and a half million repayments hold some
thousand dates and some ten thousand amounts.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from hudai.documents import cells
from hudai.documents.header import Head
from hudai.documents.layout import Column, Layout
from hudai.documents.tabs import Tab


@dataclass(frozen=True, slots=True)
class Bad:
    """The cells of one column that cannot be taken."""

    column: Column
    rows: pl.DataFrame
    """``row``, ``text`` (null where the cell is empty), ``number`` (typed as a number)."""


def typed(layout: Layout, tab: Tab, head: Head, data: pl.DataFrame) -> tuple[pl.DataFrame, list[Bad]]:
    """All rows with ``row``, ``tab`` and the layout's columns, and what is wrong in them.

    ``data``: ``row`` and the tab's columns.  A cell that cannot be taken is null in the frame.
    """
    values: list[pl.Series] = []
    bad = []
    for column in layout.columns:
        if column.name not in head.places:
            values.append(
                pl.repeat(None, data.height, dtype=column.kind.dtype, eager=True).alias(column.name)
            )
            continue
        read = _column(column, tab, head, data)
        values.append(read["value"].alias(column.name))
        if read["bad"].any():
            rows = read.select("text", "number", "bad").with_columns(data["row"])
            bad.append(Bad(column, rows.filter("bad")))
    frame = pl.DataFrame([data["row"], *values]).with_columns(tab=pl.lit(tab.name))
    return frame.select("row", "tab", *(column.name for column in layout.columns)), bad


def _column(column: Column, tab: Tab, head: Head, data: pl.DataFrame) -> pl.DataFrame:
    """Each cell's ``text``, ``number``, ``value`` and whether it is ``bad``."""
    place = f"c{head.places[column.name]}"
    held = pl.DataFrame({"held": data[place]})
    on = ["held"]
    if place in tab.numbers:
        held = held.with_columns(number=tab.numbers[place].gather(data["row"] - 1))
        on.append("number")
    distinct = held.unique()
    if "number" not in on:
        distinct = distinct.with_columns(number=pl.lit(False))
    text, number = pl.col("text"), pl.col("number")
    value = cells.value(column, text, number, head.units.get(column.name, ""), serial_dates=not tab.old_epoch)
    read = (
        distinct.lazy()
        .with_columns(text=cells.tidy(distinct["held"], column))
        .with_columns(value=value)
        .collect()
    )
    read = read.with_columns(bad=_bad(column, read))
    return held.join(read, on=on, how="left", nulls_equal=True, maintain_order="left")


def _bad(column: Column, read: pl.DataFrame) -> pl.Expr:
    """Which of the distinct cells cannot be taken."""
    filled = pl.col("text").is_not_null()
    highest = read["value"].max() if column.usual is not None else None
    if isinstance(highest, int) and column.usual is not None and highest < column.usual:
        return filled
    unread = filled & pl.col("value").is_null()
    return unread | ~filled if column.filled else unread
