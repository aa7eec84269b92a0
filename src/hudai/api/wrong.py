"""What is wrong with a value, in words: where it stands in the request, and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TOLD = {
    "missing": "缺少这一项。",
    "extra_forbidden": "没有这一项，请删去。",
    "int_type": "要写整数，不带引号和小数。",
    "int_parsing": "要写整数。",
    "int_parsing_size": "数字太大。",
    "int_from_float": "要写整数，不带小数。",
    "greater_than_equal": "不能小于 {ge}。",
    "less_than_equal": "不能大于 {le}。",
    "string_type": "要写文字。",
    "string_unicode": "有不能识别的字符。",
    "string_too_short": "至少 {min_length} 个字符。",
    "string_too_long": "最多 {max_length} 个字符。",
    "string_pattern_mismatch": "有不允许的字符。",
    "too_short": "至少要有 {min_length} 行。",
    "too_long": "一次最多 {max_length} 行。",
    "list_type": "要写成列表。",
    "bool_type": "要写 true 或 false。",
    "literal_error": "只能写 {expected} 中的一种。",
    "value_error": "日期要写成 2026-01-31。",
    "date_from_datetime_parsing": "没有这一天，请核对。",
    "date_parsing": "没有这一天，请核对。",
    "model_attributes_type": "要写成 JSON 对象。",
    "model_type": "要写成 JSON 对象。",
    "dict_type": "要写成 JSON 对象。",
    "void_alone": "作废时不写日期、金额和情况说明，只写 reason。",
}
"""By the kind of error as pydantic names it."""
_AROUND = ("body", "query", "path", "header", "sent")
"""Parts of a place that say how it came and not what it is called."""


def in_words(error: Mapping[str, Any]) -> tuple[str, str]:
    """Where an error stands, empty for the whole, and what is the matter.

    >>> place = ("body", "sent", "rows", 3, "interest")
    >>> in_words({"type": "less_than_equal", "loc": place, "ctx": {"le": 9}})
    ('rows.3.interest', '不能大于 9。')
    """
    place = list(error["loc"])
    while place and place[0] in _AROUND:
        place.pop(0)
    told = _TOLD.get(error["type"], "填写得不对，请对照接口说明。")
    facts = {**error.get("ctx", {})}
    facts["expected"] = (
        str(facts.get("expected", "")).replace("'", "").replace(" or ", "、").replace(", ", "、")
    )
    return ".".join(str(part) for part in place), told.format(**facts)
