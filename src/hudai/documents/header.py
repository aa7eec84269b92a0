"""Which row of a tab is its head, and which column of the layout stands where.

Offices write the same head in many ways: spaces to spread the characters, line breaks, brackets of
both widths, asterisks for "must be filled", a unit in brackets, two rows with 家庭住址 over 镇, 村, 组.
A head is compared by what is left when all that is taken away.  The unit of money is taken from
the head, else from a line above it (金额单位：万元), else it is yuan.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from hudai.documents.layout import Column, Kind, Layout
from hudai.documents.tabs import Tab

ROWS_SEARCHED = 10
YUAN, WAN = "元", "万元"

_FOR_SHOW = re.compile(r"[\s*:：_、,，。.\"'“”#【】\[\]]+")
_BRACKET = re.compile(r"\(([^()]*)\)")
_UNIT_AT_END = re.compile(r"(?<=.)(万元|元)$")
# "填报单位：元阳县农商行" names an office and no unit.
_UNIT_LINE = re.compile(
    r"(?<!填报)(?<!填表)(?<!报送)(?<!编制)单\s*位\s*[:：]?\s*[（(]?\s*(?:人民币)?\s*(万\s*元|元(?![\u4e00-\u9fff]))"
)


@dataclass(frozen=True, slots=True)
class Head:
    """A head found in a tab."""

    first: int
    last: int
    """Rows it takes, counted from 0; both belong to it."""
    places: dict[str, int]
    """Column of the layout → column of the tab, counted from 0."""
    units: dict[str, str]
    """For columns of money: 元 or 万元."""
    texts: dict[str, str]
    """Column of the layout → the head as it stands there, without spaces."""
    seen: tuple[str, ...]
    """All heads of the row, for messages."""
    unknown: tuple[str, ...]
    """Heads no column of the layout answers to."""
    twice: tuple[tuple[str, int], ...]
    """Heads that name a column already found, with their column of the tab."""


@dataclass(frozen=True, slots=True)
class _Word:
    """One head taken apart."""

    base: str
    unit: str


def normalised(text: str) -> str:
    """A text without what is only for show, in half width.

    >>> normalised("* 借款人姓  名：")
    '借款人姓名'
    """
    return _FOR_SHOW.sub("", unicodedata.normalize("NFKC", text))


def _word(text: str) -> _Word:
    """A head without its brackets, and the unit they or its end named."""
    plain = normalised(text)
    notes = "".join(_BRACKET.findall(plain))
    base = _BRACKET.sub("", plain)
    unit = next((unit for unit in (WAN, YUAN, "‰", "%") if unit in notes), "")
    if not unit and (found := _UNIT_AT_END.search(base)):
        unit = found[1]
        base = base[: found.start()]
    if "大写" in notes:
        base += "大写"
    return _Word(base.rstrip("%‰"), unit)


def find(tab: Tab, layout: Layout) -> Head | None:
    """The head of a tab: among its first ten rows the one that names most columns; None if none does."""
    rows = [[cell or "" for cell in row] for row in tab.cells.head(ROWS_SEARCHED + 1).iter_rows()]
    words = {_word(head).base: column for column in layout.columns for head in column.heads}
    best: Head | None = None
    for row in range(min(ROWS_SEARCHED, len(rows))):
        unit = _unit_line(rows[:row])
        for last in (row, row + 1):
            if last < len(rows):
                found = _head(rows, row, last, words, unit)
                if best is None or _worth(found) > _worth(best):
                    best = found
    least = min(2, len(layout.columns))
    return best if best is not None and len(best.places) >= least else None


def _worth(head: Head) -> tuple[int, bool]:
    """How much speaks for a head: the columns it names, then that it needs one row only."""
    return len(head.places), head.first == head.last


def _unit_line(rows: Sequence[Sequence[str]]) -> str:
    """The unit of money a line above the head names."""
    for row in rows:
        for cell in row:
            if found := _UNIT_LINE.search(cell):
                return WAN if "万" in found[1] else YUAN
    return ""


def _head(
    rows: Sequence[Sequence[str]], first: int, last: int, words: dict[str, Column], unit_line: str
) -> Head:
    """The head made of one row, or of two read together."""
    places: dict[str, int] = {}
    units: dict[str, str] = {}
    texts: dict[str, str] = {}
    unknown, twice, seen = [], [], []
    for place, readings in enumerate(_readings(rows, first, last)):
        shown = next((reading for reading in readings if reading.strip()), "")
        if not shown:
            continue
        seen.append(re.sub(r"\s", "", shown))
        text = next((reading for reading in readings if _word(reading).base in words), "")
        word = _word(text)
        column = words.get(word.base) if text else None
        if column is None or (column.kind is Kind.RATE and word.unit == "‰"):
            unknown.append(seen[-1])
        elif column.name in places:
            twice.append((seen[-1], place))
        else:
            places[column.name] = place
            texts[column.name] = re.sub(r"\s", "", text)
            if column.kind is Kind.MONEY:
                units[column.name] = word.unit or unit_line or YUAN
    return Head(first, last, places, units, texts, tuple(seen), tuple(unknown), tuple(twice))


def _readings(rows: Sequence[Sequence[str]], first: int, last: int) -> list[tuple[str, ...]]:
    """For each column the texts its head may be, the likeliest first."""
    if first == last:
        return [(cell,) for cell in rows[first]]
    return [(upper + lower, lower, upper) for upper, lower in zip(rows[first], rows[last], strict=True)]


def missing(head: Head, layout: Layout) -> list[Column]:
    """Columns the sheet must have and does not."""
    return [column for column in layout.columns if column.required and column.name not in head.places]
