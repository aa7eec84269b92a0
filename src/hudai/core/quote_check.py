"""Whether a coded number is the number its quoted words say.

Used when a pack is loaded: the value, its unit and its bound are held against what
:mod:`hudai.core.quotes` reads out of the words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from hudai.core.policy import Bound, Frequency, RateTier
from hudai.core.policy_fields import QUOTED, Measure
from hudai.core.quotes import Figure, Unit, complement, figures

_PER_UNIT = {Measure.MONEY: Fraction(1, 100), Measure.RATIO: Fraction(1, 10_000), Measure.YEARS: Fraction(12)}
_RATE_NAME = re.compile("(?:以上)?(?:LPR|贷款市场报价利率|贷款基准利率|基准利率)")
_EVERY = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.YEARLY: 12}


@dataclass(frozen=True, slots=True)
class Quoted:
    """The words a value is said to come from."""

    words: str
    part: str
    """The piece of ``words`` that holds the number, where they hold several; else empty."""
    excludes: bool
    """The words name the side that is not lawful: 超过5%的……暂停."""


def disagreement(
    value: object, *, measure: Measure, bound: Bound | None, quoted: Quoted, must_hold_number: bool
) -> str:
    """What is wrong between a value and its quote; empty when they agree.

    ``must_hold_number``: the words alone fix the value, so a number must stand in them; where an
    interpretation chose it, the words are compared only as far as they hold one.
    """
    if quoted.part and quoted.part not in quoted.words:
        return f"part“{quoted.part}”不在引文中"
    if isinstance(value, Frequency):
        return _compare_frequency(value, quoted, must_hold_number)
    if measure is Measure.TIERS and isinstance(value, tuple):
        return _compare_limits(value, quoted) if must_hold_number else ""
    if measure not in QUOTED:
        return ""
    found = _named(quoted, measure)
    if not found:
        return f"引文“{quoted.words}”中没有{_wanted(measure)}" if must_hold_number else ""
    if len(found) > 1:
        return f"引文“{quoted.words}”中有 {len(found)} 个数，请用 part 指明是哪一个"
    return _compare(value, bound, found[0], measure, quoted)


def _named(quoted: Quoted, measure: Measure) -> list[Figure]:
    """The figures of the right unit, inside the part where one is named."""
    units = {QUOTED[measure]} | ({Unit.EVERY_DAYS} if measure is Measure.DAYS else set())
    found = [figure for figure in figures(quoted.words) if figure.unit in units]
    if not quoted.part:
        return found
    begin = quoted.words.index(quoted.part)
    return [
        figure
        for figure in found
        if begin <= figure.start and figure.start + len(figure.text) <= begin + len(quoted.part)
    ]


def _compare(value: object, bound: Bound | None, figure: Figure, measure: Measure, quoted: Quoted) -> str:
    read = complement(figure.bound) if quoted.excludes else figure.bound
    if isinstance(value, date):
        if value != figure.day:
            return f"引文写的是“{figure.text}”，填的是 {value.isoformat()}"
    elif isinstance(value, int):
        in_words = value * _PER_UNIT.get(measure, Fraction(1))
        if in_words != figure.number:
            return f"引文“{figure.text}”读作 {figure.number}（{figure.unit}），填的是 {in_words}"
    if read is not bound:
        return f"引文“{figure.text}”读作 {read or '大约'}，bound 填的是 {bound or '空'}"
    return ""


def _compare_frequency(value: Frequency, quoted: Quoted, must_hold_number: bool) -> str:
    every = [figure for figure in figures(quoted.words) if figure.unit is Unit.EVERY_MONTHS]
    if not every:
        return f"引文“{quoted.words}”中没有结息周期" if must_hold_number else ""
    wrong = every[0].number != _EVERY[value]
    return f"引文“{every[0].text}”与“{value}”不一致" if wrong else ""


def _compare_limits(tiers: tuple[RateTier, ...], quoted: Quoted) -> str:
    """The limits of the tiers and the terms in the words must be the same ones."""
    terms = {figure.number for figure in figures(quoted.words) if _is_term(figure, quoted.words)}
    limits = {Fraction(limit) for tier in tiers for limit in (tier.over_months, tier.up_to_months) if limit}
    strange, missing = (
        "、".join(str(months) for months in sorted(some)) for some in (limits - terms, terms - limits)
    )
    told = [f"引文中没有 {strange} 个月这一档"] if strange else []
    told += [f"引文中的 {missing} 个月不是任何一档的界限"] if missing else []
    return "，".join(told)


def _is_term(figure: Figure, words: str) -> bool:
    """A term of loans, not the tenor in the name of a published rate (5年期以上LPR)."""
    return figure.unit is Unit.MONTHS and not _RATE_NAME.match(words, figure.start + len(figure.text))


def _wanted(measure: Measure) -> str:
    return {Measure.MONEY: "金额", Measure.RATIO: "百分数", Measure.DATE: "日期"}.get(measure, "这样的数")
