"""Values of a pack, from the units people write to the units the core keeps.

Yuan and 万元 become fen, percent becomes ppm, both by exact decimal arithmetic; anything that
would have to be rounded is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from hudai.core.policy import RateTier, Share
from hudai.core.policy_fields import CHOICES, Measure

_FEN = {"yuan": 100, "wan_yuan": 1_000_000}
_PPM_OF_PERCENT = 10_000
_DECIMAL = re.compile(r"-?\d+(\.\d+)?")
_WHOLE = frozenset(
    {
        Measure.MONTHS,
        Measure.YEARS,
        Measure.AGE,
        Measure.DAYS,
        Measure.TIMES,
        Measure.MULTIPLE,
        Measure.SQUARE_METRES,
        Measure.COUNT,
    }
)


def kept(raw: Any, *, field: str, measure: Measure, unit: str) -> object:
    """The value as the core keeps it.

    Raises:
        ValueError: with a Chinese sentence, when it is not a value of that measure.
    """
    if measure is Measure.MONEY:
        return scaled(raw, _FEN[unit])
    if measure is Measure.RATIO:
        return scaled(raw, _PPM_OF_PERCENT)
    if measure is Measure.CHOICE:
        return _choice(raw, field)
    if measure is Measure.DAY_OF_MONTH:
        return _day_of_month(raw)
    if measure in _WHOLE:
        return _whole(raw)
    if field == "class_days":
        return _class_days(raw)
    return _READERS[measure](raw)


def scaled(raw: Any, factor: int) -> int:
    """A decimal written as text (``"3.85"``) or a whole number, times ``factor``, exactly."""
    text = str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw
    if not isinstance(text, str) or not _DECIMAL.fullmatch(text):
        raise ValueError(f'“{raw}”不是数，请写成带引号的小数，如 "3.85"')
    exact = Fraction(text) * factor
    if exact.denominator != 1:
        raise ValueError(f"“{raw}”位数太多，金额到分、比率到百分数后四位")
    return int(exact)


def _whole(raw: Any) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0:
        return raw
    raise ValueError(f"“{raw}”应为不小于零的整数（不加引号）")


def _choice(raw: Any, field: str) -> object:
    words = CHOICES[field]
    if raw not in [word.value for word in words]:
        raise ValueError(f"“{raw}”不在可选项中，请用：{'、'.join(words)}")
    return words(raw)


def _switch(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    raise ValueError(f"“{raw}”应为 true 或 false")


def _day(raw: Any) -> date:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    raise ValueError(f"“{raw}”应为日期，如 2020-12-31（不加引号）")


def _words(raw: Any) -> tuple[str, ...]:
    if isinstance(raw, list) and raw and all(isinstance(each, str) and each.strip() for each in raw):
        return tuple(raw)
    raise ValueError('应为不空的文字列表，如 ["脱贫户"]')


def _day_list(raw: Any) -> tuple[int, ...]:
    if isinstance(raw, list) and raw:
        return tuple(_whole(each) for each in raw)
    raise ValueError("应为整数的列表，如 [1, 91, 271, 361]")


def _class_days(raw: Any) -> tuple[int, ...]:
    """First days overdue of the four classes behind 正常."""
    days = _day_list(raw)
    if len(days) != 4 or sorted(set(days)) != list(days):
        raise ValueError("应为四个递增的天数：关注、次级、可疑、损失各自的第一天")
    return days


def _day_of_month(raw: Any) -> int:
    day = _whole(raw)
    if 1 <= day <= 31:
        return day
    raise ValueError(f"“{raw}”不是每月的某一日，应在 1 到 31 之间")


def _tiers(raw: Any) -> tuple[RateTier, ...]:
    """Tiers that join: each begins where the one before ends, the first at zero."""
    tiers = tuple(_tier(each) for each in _entries(raw))
    expected: int | None = 0
    for tier in tiers:
        if tier.over_months != expected:
            raise ValueError(f"利率档次在 {expected} 个月处不衔接，请核对 over_months 与 up_to_months")
        expected = tier.up_to_months
    return tiers


def _tier(each: Mapping[str, Any]) -> RateTier:
    if set(each) - {"up_to_months"} != {"over_months", "series", "tenor"}:
        raise ValueError("每档利率应有 over_months、up_to_months（末档可省）、series、tenor 四项")
    up_to = _whole(each["up_to_months"]) if "up_to_months" in each else None
    return RateTier(_whole(each["over_months"]), up_to, str(each["series"]), str(each["tenor"]))


def _shares(raw: Any) -> tuple[Share, ...]:
    """Shares of a loss, which must come to the whole."""
    shares = []
    for each in _entries(raw):
        if set(each) != {"party", "percent"}:
            raise ValueError("每一方应有 party、percent 两项")
        shares.append(Share(str(each["party"]), scaled(each["percent"], _PPM_OF_PERCENT)))
    if sum(share.share_ppm for share in shares) != 1_000_000:
        raise ValueError("各方分担比例之和应为 100%")
    return tuple(shares)


def _entries(raw: Any) -> list[Mapping[str, Any]]:
    if isinstance(raw, list) and raw and all(isinstance(each, dict) for each in raw):
        return raw
    raise ValueError("应为表的列表")


_READERS: Mapping[Measure, Callable[[Any], object]] = {
    Measure.SWITCH: _switch,
    Measure.DATE: _day,
    Measure.WORDS: _words,
    Measure.DAY_LIST: _day_list,
    Measure.TIERS: _tiers,
    Measure.SHARES: _shares,
}
