"""The compensation fund against the loans it stands behind: the multiple, and where it should lie (R10).

Source: 上蔡县意见 十：按贷款余额与补偿金的比例约定放大倍数，根据贷款投放调整存放.
"""

from __future__ import annotations

from collections.abc import Sequence

from hudai.core.money import half_up


def over_multiple(loans: int, held: int, multiple: int) -> bool:
    """Whether loans (fen) stand above ``multiple`` times the deposit (fen): R10's warning.

    Without a deposit any loan does.
    """
    return loans > held * multiple


def multiple_hundredths(loans: int, held: int) -> int | None:
    """How many times the deposit the loans are, in hundredths, half up; None without a deposit.

    >>> multiple_hundredths(46_00, 8_65)
    532
    """
    return half_up(100 * loans, held) if held > 0 else None


def apportioned(whole: int, loans: Sequence[int]) -> list[int]:
    """A sum (fen) shared out as the banks lend, to the fen; all of it stays where nobody lends.

    What rounding down leaves goes fen by fen to the largest remainders, the first of equals first.

    >>> apportioned(100, [1, 1, 1]), apportioned(100, [0, 0])
    ([34, 33, 33], [0, 0])
    """
    total = sum(loans)
    if total == 0:
        return [0] * len(loans)
    shares = [divmod(whole * each, total) for each in loans]
    left = whole - sum(share for share, _ in shares)
    first = sorted(range(len(loans)), key=lambda place: -shares[place][1])[:left]
    return [share + (place in first) for place, (share, _) in enumerate(shares)]
