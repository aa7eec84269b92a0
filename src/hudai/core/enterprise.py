"""What a unified social credit code says of itself: whether it can be right (统一社会信用代码, GB 32100).

A code has 18 characters without I, O, S, V and Z; the last is a check character.  The check makes the sum of
each character's value times a power of three leave nothing when divided by 31.

>>> check_character("91350100M000100Y4")
'3'
>>> fault("91350100M000100Y43")
''
"""

from __future__ import annotations

_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_MODULUS = 31
_LENGTH = 18


def check_character(first17: str) -> str:
    """The 18th character that belongs to 17.

    Source: GB 32100-2015 附录.
    """
    total = sum(_CHARACTERS.index(sign) * pow(3, place, _MODULUS) for place, sign in enumerate(first17))
    return _CHARACTERS[-total % _MODULUS]


def fault(code: str) -> str:
    """What is wrong with a code and what to do, in Chinese; empty when it can be right."""
    if len(code) != _LENGTH:
        return f"统一社会信用代码应为 18 位，这里是 {len(code)} 位，请照营业执照填写；没有的可以留空。"
    strange = sorted(set(code) - set(_CHARACTERS))
    if strange:
        return f"统一社会信用代码里不会有“{'、'.join(strange)}”，只有数字和大写字母（不用 I、O、S、V、Z）。"
    if code[-1] != check_character(code[:-1]):
        return "校验码（最后一位）对不上，统一社会信用代码中至少有一位写错，请照营业执照逐位核对。"
    return ""
