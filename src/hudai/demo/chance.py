"""Draws for the made-up county, one at a time and the same everywhere.

A draw depends on the seed and on what is drawn for whom, and on nothing else: neither on the order
of the draws nor on any library's random generator, so the same seed makes the same county.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Chance:
    """Draws of one seed; ``what`` names the draw, such as ``"age", 17``.

    >>> chance = Chance(7)
    >>> chance.below(6, "die") == chance.below(6, "die")
    True
    """

    seed: int

    def below(self, sides: int, *what: object) -> int:
        """0 … ``sides`` - 1."""
        said = "/".join(map(str, (self.seed, *what)))
        return int.from_bytes(blake2b(said.encode(), digest_size=8).digest(), "big") % sides

    def between(self, least: int, most: int, *what: object) -> int:
        """``least`` … ``most``, both counted in."""
        return least + self.below(most - least + 1, *what)

    def happens(self, per_hundred: int, *what: object) -> bool:
        """True so many times in a hundred."""
        return self.below(100, *what) < per_hundred

    def one_of(self, choices: Sequence[T], *what: object) -> T:
        """One of them, each as often as another."""
        return choices[self.below(len(choices), *what)]

    def weighted(self, choices: Mapping[T, int], *what: object) -> T:
        """One of them, each as often as its weight says."""
        drawn = self.below(sum(choices.values()), *what)
        for choice, weight in choices.items():
            if drawn < weight:
                return choice
            drawn -= weight
        raise AssertionError("a draw lies below the sum of the weights")

    def shuffled(self, things: Sequence[T], *what: object) -> list[T]:
        """All of them in another order."""
        order = sorted(range(len(things)), key=lambda place: self.below(1 << 62, *what, place))
        return [things[place] for place in order]
