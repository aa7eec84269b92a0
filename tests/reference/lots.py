"""Choices read off a tape of bytes: one draw of hypothesis makes a whole household.

A byte of zero picks the first of what there is to choose from, and a tape that has run out reads
zeros for ever.  So the plainest thing stands first wherever a choice is made, and hypothesis finds
a plain example by writing zeros.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

T = TypeVar("T")


class Lots:
    """One tape, read from the front."""

    def __init__(self, tape: bytes) -> None:
        self._tape = iter(tape)

    def whole(self, first: int, last: int) -> int:
        """A whole number from first to last, both possible."""
        width, number = last - first + 1, 0
        for _ in range(((width - 1).bit_length() + 7) // 8):
            number = number * 256 + next(self._tape, 0)
        return first + number % width

    def one_of(self, things: Sequence[T]) -> T:
        """One of the things; what stands there twice comes twice as often."""
        return things[self.whole(0, len(things) - 1)]

    def one_in(self, times: int) -> bool:
        """True once in so many times."""
        return self.whole(1, times) == times

    def day(self, first: date, last: date) -> date:
        """A day from first to last, both possible; first where last lies before it."""
        return first + timedelta(days=self.whole(0, max(0, (last - first).days)))

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """The things in another order."""
        left = list(things)
        return [left.pop(self.whole(0, len(left) - 1)) for _ in things]
