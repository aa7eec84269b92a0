"""Chinese numerals, as far as documents count with them.

>>> numeral("三"), numeral("两"), numeral("一百二十五"), numeral("3.85")
(Fraction(3, 1), Fraction(2, 1), Fraction(125, 1), Fraction(77, 20))
"""

from __future__ import annotations

from fractions import Fraction

_DIGITS = {word: value for value, word in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}

CHINESE_DIGITS = "".join([*_DIGITS, *_SMALL, *_LARGE])
"""Every character a numeral may hold."""


def numeral(words: str) -> Fraction:
    """The number written in digits (``50,000``, ``3.85``) or in Chinese (三十六)."""
    if words[0].isascii():
        return Fraction(words.replace(",", ""))
    total = section = digit = 0
    for word in words:
        if word in _DIGITS:
            digit = _DIGITS[word]
        elif word in _SMALL:
            # 十二 says one ten without saying "one".
            section += (digit or 1) * _SMALL[word]
            digit = 0
        else:
            total += (section + digit) * _LARGE[word]
            section = digit = 0
    return Fraction(total + section + digit)
