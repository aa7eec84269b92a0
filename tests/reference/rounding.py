"""The two ways of rounding a fraction to a whole number that lenders use."""

from __future__ import annotations

from fractions import Fraction
from math import floor


def half_up(value: Fraction) -> int:
    """The nearest whole number; the half goes up (四舍五入)."""
    return floor(value + Fraction(1, 2))


def half_even(value: Fraction) -> int:
    """The nearest whole number; the half goes to the even one (银行家舍入)."""
    below = floor(value)
    rest = value - below
    if rest == Fraction(1, 2):
        return below + below % 2
    return below + (rest > Fraction(1, 2))
