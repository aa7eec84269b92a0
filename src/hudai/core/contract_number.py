"""A contract number as the county keeps it, however it was typed (合同号).

Sheets are read with letters and figures of the narrow width and without invisible signs; a number typed
on a page or sent by a program is kept alike, or the bank's next sheet would not find its contract.
"""

from __future__ import annotations

import re

_INVISIBLE = re.compile("[\u00a0\u00ad\u200b-\u200f\u2060\u3000\ufeff\n\r\t]")
_WIDE = (("\uff10", "\uff19"), ("\uff21", "\uff3a"), ("\uff41", "\uff5a"))
"""Figures and letters as wide as a character, first and last."""
_NARROW = {wide: wide - 0xFEE0 for first, last in _WIDE for wide in range(ord(first), ord(last) + 1)}


def contract_number(typed: str) -> str:
    r"""The number as it is kept: what a sheet's cell of the same text is read as.

    >>> contract_number(" \uff28\uff34\uff12\uff10\u200b25 ")
    'HT2025'
    """
    return _INVISIBLE.sub("", typed.strip()).translate(_NARROW).strip()
