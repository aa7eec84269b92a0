"""Products added up exactly, and the two ways of rounding to a whole number that lenders use."""

from __future__ import annotations

from fractions import Fraction
from math import floor


def sum_of_parts(products: dict[int, int], scale: int) -> Fraction:
    """Σ product ÷ (parts · scale) of products grouped by how many parts a year has on their days."""
    return sum((Fraction(product, parts * scale) for parts, product in products.items()), Fraction(0))


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
