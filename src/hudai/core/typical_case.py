"""A typical case (典型案例) tells a household's story to everybody: what of it may stand there.

A number that is a person's never does.  A name stands there only where its bearer agreed.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_TELEPHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_ACCOUNT = re.compile(r"(?<!\d)\d{16,19}(?!\d)")


def personal_numbers(text: str) -> list[str]:
    """What kinds of personal numbers stand in a text; blanks and strokes within them do not hide them.

    >>> personal_numbers("电话 138 0000 1234，贷款 50000 元，2025-09-25 放款")
    ['手机号码']
    >>> personal_numbers("养了12头猪，收入36000元")
    []
    """
    written = re.sub(r"(?<=\d)[ \-　](?=\d{3,})", "", text)
    kinds = []
    if _ID_NUMBER.search(written):
        kinds.append("身份证号码")
    elif _ACCOUNT.search(written):
        kinds.append("银行帐号")
    if _TELEPHONE.search(written):
        kinds.append("手机号码")
    return kinds


def names_in(text: str, names: Collection[str]) -> list[str]:
    """Which of a household's names stand in a text, blanks or not.

    >>> names_in("张 大山家养了12头猪", ["张大山", "李小花"])
    ['张大山']
    """
    written = re.sub(r"\s+", "", text)
    return [name for name in names if name and name in written]
