"""Numbers that look drawn by lot and are the same everywhere, a column at a time.

Each draw depends on the seed, on what is drawn and on a row's own number, and on nothing else: a
made-up household is the same person in a county of a hundred and in one of ten million.  The
mixing is SplitMix64's, in whole numbers that wrap, so no library's random generator is in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import polars as pl

_STEP = 0x9E3779B97F4A7C15
_FIRST_MIX = 0xBF58476D1CE4E5B9
_SECOND_MIX = 0x94D049BB133111EB


@dataclass(frozen=True, slots=True)
class Lots:
    """Draws of one seed."""

    seed: int

    def below(self, number: pl.Expr, what: str, sides: int) -> pl.Expr:
        """0 … ``sides`` - 1 (Int64) for each row's ``number``; ``what`` names the draw."""
        return (_mixed(number, self._salt(what)) % _u64(sides)).cast(pl.Int64)

    def happens(self, number: pl.Expr, what: str, per_thousand: int) -> pl.Expr:
        """True (Boolean) for so many rows in a thousand."""
        return self.below(number, what, 1000) < per_thousand

    def one_of(self, number: pl.Expr, what: str, choices: Sequence[tuple[Any, int]]) -> pl.Expr:
        """One of the values, each as often as its weight says."""
        bag = pl.Series([value for value, weight in choices for _ in range(weight)])
        return pl.lit(bag).gather(self.below(number, what, len(bag)))

    def _salt(self, what: str) -> int:
        return int.from_bytes(blake2b(f"{self.seed}:{what}".encode(), digest_size=8).digest(), "big")


def spread(number: pl.Expr, step: int, places: int) -> pl.Expr:
    """A place of its own (Int64, below ``places``) for each number below ``places``.

    ``step`` and ``places`` must have no common factor, or two numbers would share a place.
    """
    return (number.cast(pl.Int64) * step) % places


def _u64(value: int) -> pl.Expr:
    return pl.lit(value, dtype=pl.UInt64)


def _mixed(number: pl.Expr, salt: int) -> pl.Expr:
    """SplitMix64 of the number; shifts to the right are written as divisions."""
    start = number.cast(pl.UInt64) * _u64(_STEP) + _u64(salt)
    once = (start ^ (start // _u64(1 << 30))) * _u64(_FIRST_MIX)
    twice = (once ^ (once // _u64(1 << 27))) * _u64(_SECOND_MIX)
    return twice ^ (twice // _u64(1 << 31))
