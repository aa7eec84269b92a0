"""Rows under the head that are no data: blank ones, totals, notes, heads printed again on each page.

A row is only ever passed over when its key column is empty or holds the very word that gives the
row away, so a borrower named 总… or 合… stays a borrower.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from hudai.documents.header import Head, normalised
from hudai.documents.layout import Kind, Layout

TOTAL = r"^.{0,12}?(?:合计|小计|总计|共计|累计)(?:[:：（(\d].*)?$"
NOTE = (
    r"^[（(*※]?(?:"
    r"(?:备注|附注|注|说明|填[表写报]说明)\d{0,2}(?:[:：、.．]|$)"
    r"|(?:填表|填报|制表|制单|审核|复核|经办|负责|单位负责|部门负责|主管|分管|会计|出纳|联系|打印|盖章|签字|签章|报送)"
    r"[人员者日期时间单位部门电话领导]*(?:[（(][^）)]*[）)])?(?:[:：]|$)"
    r"|第?\d+页"
    r")"
)
_SPACES = r"[\s\x{200B}\x{FEFF}]"
CONTINUED = r"^[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[）)、.．]|[，。；：]"


@dataclass(frozen=True, slots=True)
class Skipped:
    """How many rows were passed over."""

    blank: int = 0
    totals: int = 0
    notes: int = 0
    heads: int = 0
    """Heads and title lines repeated further down."""

    def __add__(self, other: Skipped) -> Skipped:
        return Skipped(
            self.blank + other.blank,
            self.totals + other.totals,
            self.notes + other.notes,
            self.heads + other.heads,
        )


def sort_out(under: pl.DataFrame, tops: pl.DataFrame, head: Head, layout: Layout) -> pl.DataFrame:
    """The rows that are no data: columns ``row`` and ``what`` (blank, total, note, head, odd_head).

    ``under``: the rows under the head, ``row`` and the tab's columns; ``tops``: the rows above it
    and its own.
    """
    key = f"c{head.places[layout.key.name]}"
    above = [_bare_cells(row) for row in tops.drop("row").iter_rows()]
    known = {normalised(text) for text in layout.key.heads} | {cell for row in above for cell in row}
    keys = pl.DataFrame({key: under[key].unique()}).filter(_suspicious(pl.col(key), known))
    bare = _without_spaces(under.join(keys, on=key, how="semi", nulls_equal=True, maintain_order="left"))
    what = _what(key, {"|".join(row) for row in above}, head, layout, bare.columns[1:])
    told = bare.select("row", what=what).filter(pl.col("what").is_not_null())
    return pl.concat([told, _continued_notes(under, told)])


def _bare_cells(row: tuple[str | None, ...]) -> list[str]:
    return ["".join(cell.split()) for cell in row if cell and cell.strip()]


def _suspicious(key: pl.Expr, known: set[str]) -> pl.Expr:
    """Whether a key cell may belong to a row that is no data."""
    bare = key.str.replace_all(_SPACES, "")
    return key.is_null() | (bare == "") | bare.str.contains(f"{TOTAL}|{NOTE}") | bare.is_in(sorted(known))


def _without_spaces(rows: pl.DataFrame) -> pl.DataFrame:
    """Cells without any spaces, null where nothing is left; ``row`` comes first."""
    places = [name for name in rows.columns if name != "row"]
    bare = rows.select("row", pl.col(places).str.replace_all(_SPACES, ""))
    return bare.with_columns(pl.when(pl.col(places) != "").then(pl.col(places)).name.keep())


def _what(key: str, above: set[str], head: Head, layout: Layout, places: list[str]) -> pl.Expr:
    """What a row is when it is no data; null for data.  Cells come without spaces."""
    facts = [
        pl.col(f"c{head.places[column.name]}").is_null()
        for column in layout.columns
        if column.kind in (Kind.ID_NUMBER, Kind.DATE) and column.name in head.places
    ]
    no_facts = pl.all_horizontal(facts) if facts else pl.lit(True)
    label = pl.coalesce(places)
    total = pl.any_horizontal([pl.col(place).str.contains(TOTAL) for place in places])
    note = label.str.contains(NOTE) & (label.str.contains("[:：]") | no_facts)
    keyless = pl.col(key).is_null()
    return (
        pl.when(label.is_null())
        .then(pl.lit("blank"))
        .when(pl.concat_str(places, separator="|", ignore_nulls=True).is_in(sorted(above)))
        .then(pl.lit("head"))
        .when((keyless | pl.col(key).str.contains(TOTAL)) & total & no_facts)
        .then(pl.lit("total"))
        .when((keyless | (pl.col(key) == label)) & note)
        .then(pl.lit("note"))
        .when(pl.col(key).is_in([normalised(text) for text in layout.key.heads]))
        .then(pl.lit("odd_head"))
    )


def _continued_notes(under: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Further lines of a note: one sentence alone in its row, below the first note."""
    notes = told.filter(pl.col("what") == "note")
    if notes.is_empty():
        return told.clear()
    below = _without_spaces(under.filter(pl.col("row") > notes["row"].min()))
    places = below.columns[1:]
    alone = pl.sum_horizontal([pl.col(place).is_not_null() for place in places]) == 1
    sentence = below.filter(alone & pl.coalesce(places).str.contains(CONTINUED))
    return sentence.join(told, on="row", how="anti").select("row", what=pl.lit("note"))


def count(told: pl.DataFrame) -> Skipped:
    """How many rows of each kind."""
    numbers = dict(told["what"].value_counts().iter_rows())
    return Skipped(
        numbers.get("blank", 0), numbers.get("total", 0), numbers.get("note", 0), numbers.get("head", 0)
    )
