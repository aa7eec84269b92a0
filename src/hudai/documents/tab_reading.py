"""One tab with a known head: its rows without a fault, and the problems of all the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from hudai.core.errors import Problem
from hudai.documents import bystanders, header, remedies
from hudai.documents.bystanders import Skipped
from hudai.documents.header import Head
from hudai.documents.layout import Layout
from hudai.documents.tabs import Tab, letter
from hudai.documents.typed import Bad, typed


@dataclass(frozen=True, slots=True)
class Part:
    """What one tab held."""

    frame: pl.DataFrame
    problems: tuple[Problem, ...]
    """In the order of the cells."""
    skipped: Skipped = field(default_factory=Skipped)
    rows: int = 0
    """Rows of data, good and bad."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A problem before it has its address: the column is counted from 0, the row from 1."""

    row: int
    column: int
    found: str
    remedy: str


def read_tab(tab: Tab, head: Head, layout: Layout, sheet: str) -> Part:
    """Read one tab; ``sheet`` is its name in problems."""
    faults = tuple(_head_problems(tab, head, layout, sheet))
    if faults:
        return Part(layout.empty(), faults)
    numbered = tab.cells.with_row_index("row", offset=1).with_columns(pl.col("row").cast(pl.Int64))
    under = numbered.slice(head.last + 1)
    told = bystanders.sort_out(under, numbered.head(head.last + 1), head, layout)
    data = under.join(told, on="row", how="anti", maintain_order="left") if told.height else under
    shifted = _shifted(tab, head, data)
    whole = data.join(shifted, on="row", how="anti", maintain_order="left") if shifted.height else data
    frame, bad = typed(layout, tab, head, whole)
    placed = [
        *_odd_heads(head, layout, told),
        *_shift_problems(tab, head, shifted),
        *(problem for found in bad for problem in _cell_problems(head, found)),
    ]
    placed.sort(key=lambda each: (each.row, each.column))
    problems = tuple(
        Problem(sheet, f"{letter(each.column)}{each.row}", each.found, each.remedy) for each in placed
    )
    if bad:
        rows = pl.concat([found.rows["row"] for found in bad]).unique()
        frame = frame.filter(~pl.col("row").is_in(rows.implode()))
    return Part(frame, problems, bystanders.count(told), data.height)


def _head_problems(tab: Tab, head: Head, layout: Layout, sheet: str) -> Iterator[Problem]:
    """Columns that are missing, heads that stand there twice."""
    for text, place in head.twice:
        told = "这一列的表头和前面的重复，请删去一列，或改成别的名称。"
        yield Problem(sheet, f"{letter(place)}{head.last + 1}", text, told)
    if absent := header.missing(head, layout):
        wanted = "、".join(column.head for column in absent)
        told = f"表头缺少：{wanted}。请补上这些列；如果是别的叫法，请改成这里的名称。"
        yield Problem(sheet, f"A{head.first + 1}", remedies.shown("、".join(head.seen)), told)


def _shifted(tab: Tab, head: Head, data: pl.DataFrame) -> pl.DataFrame:
    """Rows of a text file with more fields than its head, or cut off in the middle.

    Adds ``width`` (fields) and ``cut``.  Empty fields beyond the head are fine where most rows have
    them, as some programs end each row with a separator; in one row alone they show that the
    quotes around a comma were lost.
    """
    if tab.widths is None or data.is_empty():
        return data.clear()
    widths = tab.widths.gather(data["row"] - 1)
    allowed = _head_width(tab.widths, head)
    usual = widths.mode().min()
    assert isinstance(usual, int)
    beyond = [pl.col(f"c{place}").str.strip_chars() != "" for place in range(allowed, tab.cells.width)]
    spilled = pl.any_horizontal(beyond).fill_null(False) if beyond else pl.lit(False)
    wide = (pl.col("width") > allowed) & (spilled | (pl.col("width") > usual))
    cut = (pl.col("row") == tab.cells.height) if tab.cut_off else pl.lit(False)
    return data.with_columns(width=widths, cut=cut).filter(wide | pl.col("cut"))


def _head_width(widths: pl.Series, head: Head) -> int:
    """Fields of the head: of the longer of its rows."""
    width = widths.slice(head.first, head.last - head.first + 1).max()
    assert isinstance(width, int)
    return width


def _shift_problems(tab: Tab, head: Head, shifted: pl.DataFrame) -> Iterator[_Placed]:
    for row in shifted.iter_rows(named=True):
        assert tab.widths is not None
        allowed = _head_width(tab.widths, head)
        place = allowed
        told = (
            f"这一行比表头多 {row['width'] - allowed} 格，像是金额里的逗号把一格分成了两格。"
            "请去掉逗号，或给这一格加上双引号。"
        )
        if row["cut"]:
            place = row["width"] - 1
            told = "文件在这里断了，像是没有传完整，请重新导出。"
        yield _Placed(row["row"], place, remedies.shown(row[f"c{place}"] or ""), told)


def _odd_heads(head: Head, layout: Layout, told: pl.DataFrame) -> Iterator[_Placed]:
    """Heads further down that are not the head above."""
    key = layout.key.name
    remedy = f"这里又有一行表头，和第 {head.last + 1} 行的不一样。请把两张表分开，或改成同样的表头。"
    for row in told.filter(pl.col("what") == "odd_head")["row"]:
        yield _Placed(row, head.places[key], head.texts[key], remedy)


def _cell_problems(head: Head, bad: Bad) -> Iterator[_Placed]:
    column = bad.column
    place, unit = head.places[column.name], head.units.get(column.name, "")
    known: dict[tuple[str | None, bool], tuple[str, str]] = {}
    for row, text, number in bad.rows.select("row", "text", "number").iter_rows():
        if (text, number) not in known:
            known[text, number] = (
                ("", remedies.empty(column))
                if text is None
                else (remedies.shown(text, column), remedies.remedy(column, text, number=number, unit=unit))
            )
        yield _Placed(row, place, *known[text, number])
