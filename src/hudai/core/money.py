"""Money: whole fen, and one way to round.

An amount is an integer number of fen (分) wherever it is kept, added or compared.  Only a
product of balance, days and rate is ever a fraction, and it is rounded once, half up
(四舍五入), by :func:`half_up` or its column form :func:`half_up_columns`.

>>> half_up(5_000_000 * 38_500 * 70, 360 * 1_000_000)
37431
"""

from __future__ import annotations

import polars as pl

PPM = 1_000_000
"""One, in parts per million."""

LARGEST_FEN = 10**10
"""A hundred million yuan: no single loan is larger.

A balance times the units of a year (at most 4.1e7, see :mod:`hudai.core.interest`) then stays
below 4.1e17 and the sum over a settlement period too, well inside the 63 bits of Int64; only the
product with rate and ratio needs 128.
"""


def half_up(numerator: int, denominator: int) -> int:
    """``numerator / denominator`` to the nearest integer, halves upward.

    >>> half_up(-1, 2)
    0
    """
    return (2 * numerator + denominator) // (2 * denominator)


def share_ppm(part: int, whole: int) -> int | None:
    """How much of the whole that is, ppm to the nearest 0.01 % for showing; None of nothing.

    >>> share_ppm(2, 6), share_ppm(0, 0)
    (333300, None)
    """
    return half_up(part * 10_000, whole) * 100 if whole else None


def half_even(numerator: int, denominator: int) -> int:
    """``numerator / denominator`` to the nearest integer, halves to the even one.

    No rule of these programmes rounds so; other systems do, and are compared with here.
    """
    floor, rest = divmod(numerator, denominator)
    return floor + (2 * rest > denominator or (2 * rest == denominator and floor % 2 == 1))


def half_up_columns(numerator: pl.Expr, denominator: int) -> pl.Expr:
    """``numerator / denominator`` to the nearest fen, halves upward; Int128 in, Int64 out.

    The sum of balance times days times rate times ratio of a large loan over a year leaves the
    64 bits, so the numerator is Int128; a result that would not fit Int64 raises.
    """
    return ((numerator * 2 + denominator) // (2 * denominator)).cast(pl.Int64, strict=True)
