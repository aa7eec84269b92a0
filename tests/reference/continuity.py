"""Continuity of a register on paper: one contract after the other, one place after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """A line of a register handed in."""

    bank: str
    town: str
    balance: int


@dataclass(frozen=True)
class Line:
    """What came of one contract in one place."""

    opening: int = 0
    lent: int = 0
    repaid: int = 0
    balance: int = 0

    @property
    def gap(self) -> int:
        return self.balance - (self.opening + self.lent - self.repaid)


Key = tuple[str, str, str]
"""Bank, town, contract."""


def lines(
    before: Mapping[str, Entry], moved: Mapping[str, tuple[int, int]], now: Mapping[str, Entry]
) -> dict[Key, Line]:
    """Every contract wherever it stands or stood; ``moved``: contract → (lent, repaid)."""
    found: dict[Key, Line] = {}
    for contract, entry in now.items():
        old = before.get(contract)
        stayed = old is not None and (old.bank, old.town) == (entry.bank, entry.town)
        lent, repaid = moved.get(contract, (0, 0))
        opening = old.balance if old and stayed else 0
        found[entry.bank, entry.town, contract] = Line(opening, lent, repaid, entry.balance)
    for contract, old in before.items():
        found.setdefault((old.bank, old.town, contract), Line(opening=old.balance))
    return found


def places(found: Mapping[Key, Line]) -> dict[tuple[str, str], tuple[int, int, int, int, int, int]]:
    """For each bank and town: opening, lent, repaid, balance, gap, contracts that differ."""
    sums: dict[tuple[str, str], tuple[int, int, int, int, int, int]] = {}
    for (bank, town, _), line in found.items():
        figures = (line.opening, line.lent, line.repaid, line.balance, line.gap, int(line.gap != 0))
        held = sums.get((bank, town), (0,) * 6)
        sums[bank, town] = tuple(map(sum, zip(held, figures, strict=True)))
    return sums
