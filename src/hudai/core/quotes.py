"""Numbers as Chinese documents write them: figure, unit, and which side of it is meant.

A policy pack quotes the words a number comes from.  Reading the number out of those words a
second time, by machine, catches the slip of the pen that a person overlooks: 5万元（含）以下 coded
as 50 000 fen, or 超过 coded as 不低于.

In the language of statutes 以上、以下、以内 include the number, 超过、不满、以外 exclude it; （含）
and （不含） beside a number overrule that.

>>> [(str(f.number), f.unit, f.bound) for f in figures("原则上5万元（含）以下")]
[('50000', <Unit.YUAN: 'yuan'>, <Bound.AT_MOST: 'at_most'>)]
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from hudai.core.numerals import CHINESE_DIGITS, numeral
from hudai.core.policy import Bound


class Unit(StrEnum):
    """What a number in a quote counts."""

    YUAN = "yuan"
    PERCENT = "percent"
    """Also percentage points."""
    MONTHS = "months"
    AGE = "age"
    DAYS = "days"
    DAY_OF_MONTH = "day_of_month"
    TIMES = "times"
    MULTIPLE = "multiple"
    SQUARE_METRES = "square_metres"
    COUNT = "count"
    EVERY_MONTHS = "every_months"
    EVERY_DAYS = "every_days"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number in a quote."""

    number: Fraction
    """In the unit: yuan, percent, months …; zero for a date."""
    unit: Unit
    bound: Bound | None
    """None where the words only come near the number (左右)."""
    text: str
    """The words of number and unit."""
    start: int
    """Where they begin in the quote."""
    day: date | None = None
    """For a date."""


_ONE_OF_UNIT = {
    "万元": (Unit.YUAN, 10_000),
    "亿元": (Unit.YUAN, 10**8),
    "元": (Unit.YUAN, 1),
    "个百分点": (Unit.PERCENT, 1),
    "％": (Unit.PERCENT, 1),
    "%": (Unit.PERCENT, 1),
    "成": (Unit.PERCENT, 10),
    "周岁": (Unit.AGE, 1),
    "岁": (Unit.AGE, 1),
    "年期": (Unit.MONTHS, 12),
    "年": (Unit.MONTHS, 12),
    "个月": (Unit.MONTHS, 1),
    "个工作日": (Unit.DAYS, 1),
    "天": (Unit.DAYS, 1),
    "日": (Unit.DAYS, 1),
    "次": (Unit.TIMES, 1),
    "倍": (Unit.MULTIPLE, 1),
    "平方米": (Unit.SQUARE_METRES, 1),
    "家": (Unit.COUNT, 1),
}
_FIXED_WORDS = {
    "全额": (100, Unit.PERCENT),
    "每季度": (3, Unit.EVERY_MONTHS),
    "每年": (12, Unit.EVERY_MONTHS),
    "每周": (7, Unit.EVERY_DAYS),
}
_BEFORE = {
    Bound.AT_MOST: "不得超过|不超过|不得高于|不高于|不得多于|不多于|至多|最多|最高|最长",
    Bound.AT_LEAST: "不得低于|不低于|不得少于|不少于|不小于|至少|最低",
    Bound.ABOVE: "超过|高于|大于|多于",
    Bound.BELOW: "低于|不满|未满|不足|少于|小于",
}
_AFTER = {Bound.AT_MOST: "以下|以内|之内|内", Bound.AT_LEAST: "以上", Bound.ABOVE: "以外"}
_STRICT = {Bound.AT_MOST: Bound.BELOW, Bound.AT_LEAST: Bound.ABOVE}
_INCLUSIVE = {Bound.BELOW: Bound.AT_MOST, Bound.ABOVE: Bound.AT_LEAST}
_COMPLEMENT = {
    Bound.ABOVE: Bound.AT_MOST,
    Bound.AT_LEAST: Bound.BELOW,
    Bound.BELOW: Bound.AT_LEAST,
    Bound.AT_MOST: Bound.ABOVE,
}

_UNITS = "|".join(sorted(_ONE_OF_UNIT, key=len, reverse=True))
_MARK = r"(?:[（(](?P<mark>含|不含)[）)])?"
_DATE = re.compile(r"(?P<until>至|截至|截止)?(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
_DAY_OF_MONTH = re.compile(rf"每月(?P<number>\d+|[{CHINESE_DIGITS}]+)日(?P<before>前)?")
_PERCENT_OF = re.compile(rf"百分之(?P<number>[{CHINESE_DIGITS}]+)")
_PLAIN = re.compile(rf"(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?|[{CHINESE_DIGITS}]+)(?P<unit>{_UNITS}){_MARK}")
_NUMBER = rf"(?:\d+(?:\.\d+)?|[{CHINESE_DIGITS}]+)"
_TO = "(?:—+|－|-|~|～|至|到)"
_LOW_END = re.compile(rf"(?P<number>{_NUMBER})(?={_TO}{_NUMBER}(?P<unit>{_UNITS}))")
_FIXED = re.compile("|".join(_FIXED_WORDS))
_RANGE = re.compile(f"^{_TO}$")


def figures(quote: str) -> tuple[Figure, ...]:
    """Every number in ``quote``, in order, with unit and bound.

    >>> [(str(f.number), f.bound.value) for f in figures("18周岁（含）—65周岁（含）之间")]
    [('18', 'at_least'), ('65', 'at_most')]
    """
    found: list[Figure] = []
    taken: list[range] = []
    for figure in _candidates(quote):
        span = range(figure.start, figure.start + len(figure.text))
        if not any(span.start < other.stop and other.start < span.stop for other in taken):
            found.append(figure)
            taken.append(span)
    return _with_ranges(quote, tuple(sorted(found, key=lambda figure: figure.start)))


def complement(bound: Bound | None) -> Bound | None:
    """The lawful side, where the quote names the side that is not: 超过5%的 → at most 5 %."""
    return None if bound is None else _COMPLEMENT.get(bound, bound)


def _candidates(quote: str) -> Iterator[Figure]:
    """Readings of pieces of the quote, the most telling first."""
    for match in _DATE.finditer(quote):
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
        bound = Bound.AT_MOST if match["until"] else Bound.EXACTLY
        yield Figure(Fraction(0), Unit.DATE, bound, match[0], match.start(), day)
    for match in _DAY_OF_MONTH.finditer(quote):
        # A report wanted "before the 2nd" (2日前) may still come on the 2nd: office usage.
        bound = Bound.AT_MOST if match["before"] else Bound.EXACTLY
        yield Figure(numeral(match["number"]), Unit.DAY_OF_MONTH, bound, match[0], match.start())
    for match in _PERCENT_OF.finditer(quote):
        side = _bound(quote, match.start(), match.end(), None)
        yield Figure(numeral(match["number"]), Unit.PERCENT, side, match[0], match.start())
    for match in _PLAIN.finditer(quote):
        unit, size = _ONE_OF_UNIT[match["unit"]]
        side = _bound(quote, match.start(), match.end(), match["mark"])
        yield Figure(numeral(match["number"]) * size, unit, side, match[0], match.start())
    for match in _LOW_END.finditer(quote):
        # In 3至5万元 the first number borrows the second one's unit.
        unit, size = _ONE_OF_UNIT[match["unit"]]
        yield Figure(numeral(match["number"]) * size, unit, Bound.AT_LEAST, match[0], match.start())
    for match in _FIXED.finditer(quote):
        number, unit = _FIXED_WORDS[match[0]]
        yield Figure(Fraction(number), unit, Bound.EXACTLY, match[0], match.start())


def _bound(quote: str, start: int, end: int, mark: str | None) -> Bound | None:
    """The bound the words around ``quote[start:end]`` give."""
    before, after = quote[:start], quote[end:]
    if after.startswith("左右"):
        return None
    if after.startswith("以上部分"):
        return Bound.ABOVE
    for bound, words in _BEFORE.items():
        if re.search(f"(?:{words})$", before):
            return _INCLUSIVE.get(bound, bound) if mark == "含" else bound
    for bound, words in _AFTER.items():
        if re.match(words, after):
            return _STRICT.get(bound, bound) if mark == "不含" else bound
    may_be_done = re.search(r"可[^，。；]*$", before) and quote[start:end].endswith("次")
    return Bound.AT_MOST if may_be_done else Bound.EXACTLY


def _with_ranges(quote: str, found: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Give the ends of each range (A—B之间) their bounds.

    Where only one end is marked （含） the other is left out, as in 1年期至3年期（含）.
    """
    settled = list(found)
    for index, (low, high) in enumerate(itertools.pairwise(found)):
        between = quote[low.start + len(low.text) : high.start]
        if low.unit is not high.unit or low.unit is Unit.DATE or not _RANGE.match(between):
            continue
        marked = [end.text.endswith(("含）", "含)")) and "不含" not in end.text for end in (low, high)]
        settled[index] = replace(low, bound=Bound.AT_LEAST if marked[0] or not marked[1] else Bound.ABOVE)
        settled[index + 1] = replace(high, bound=Bound.AT_MOST if marked[1] or not marked[0] else Bound.BELOW)
    return tuple(settled)
