"""Frames as people would have typed them: the heads of a layout, yuan, per cent, 是 and 否.

The way back from :mod:`hudai.documents.sheets`; what is written here is read there without a
problem and gives the same frame.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from hudai.documents.layout import Column, Kind, Layout


def typed(layout: Layout, frame: pl.DataFrame) -> pl.DataFrame:
    """The columns of ``layout`` that ``frame`` has, as text under the layout's own heads."""
    return frame.select(
        _TYPED[column.kind](column).alias(column.head)
        for column in layout.columns
        if column.name in frame.columns
    )


def write_csv(path: Path, layout: Layout, frame: pl.DataFrame) -> None:
    """A sheet as text, UTF-8 with a byte order mark."""
    typed(layout, frame).write_csv(path, include_bom=True)


def application_sheet(applications: pl.DataFrame) -> pl.DataFrame:
    """Applications with the columns annex 1 and the applications' layout have for the same facts."""
    words = {True: "yes", False: "no"}

    def said(answer: pl.Expr) -> pl.Expr:
        return answer.replace_strict(words, default=None, return_dtype=pl.String)

    return applications.with_columns(
        number=pl.col("row").cast(pl.String),
        address=pl.concat_str("town", "village", "group"),
        kind=pl.col("kind").cast(pl.String),
        term=pl.format("{}个月", "term_months"),
        original_term=pl.format("{}个月", "original_term_months"),
        bad_credit=said(~pl.col("credit_clean")),
        labour=said(pl.col("labour")),
    )


def _plain(column: Column) -> pl.Expr:
    return pl.col(column.name).cast(pl.String)


def _day(column: Column) -> pl.Expr:
    return pl.col(column.name).dt.to_string("%Y-%m-%d")


def _money(column: Column) -> pl.Expr:
    """Fen as yuan with two decimals."""
    fen = pl.col(column.name)
    return pl.format("{}.{}", fen // 100, (fen % 100).cast(pl.String).str.zfill(2))


def _rate(column: Column) -> pl.Expr:
    """Ppm as per cent with up to four decimals, at least two."""
    ppm = pl.col(column.name)
    decimals = (ppm % 10_000).cast(pl.String).str.zfill(4).str.replace("0{1,2}$", "")
    return pl.format("{}.{}", ppm // 10_000, decimals)


def _yes_no(column: Column) -> pl.Expr:
    """A head that asks 有无 is answered 有 or 无."""
    yes, no = ("有", "无") if column.head.startswith("有无") else ("是", "否")
    answer = pl.col(column.name)
    return pl.when(answer).then(pl.lit(yes)).when(~answer).then(pl.lit(no))


def _choice(column: Column) -> pl.Expr:
    """The first word the layout knows for each value."""
    words: dict[str, str] = {}
    for word, value in column.choices.items():
        words.setdefault(value, word)
    return pl.col(column.name).cast(pl.String).replace_strict(words, default=None, return_dtype=pl.String)


_TYPED: dict[Kind, Callable[[Column], pl.Expr]] = {
    Kind.TEXT: _plain,
    Kind.ID_NUMBER: _plain,
    Kind.INTEGER: _plain,
    Kind.MONEY: _money,
    Kind.RATE: _rate,
    Kind.DATE: _day,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
}
