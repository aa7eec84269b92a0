"""Credit villages and towns on paper: household by household, loan by loan, criterion by criterion."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Rated:
    """One rating that holds."""

    village: int
    household: int
    day: int
    order: int
    grade: str


@dataclass(frozen=True)
class Owed:
    """One loan with a balance."""

    village: int
    balance: int
    late: bool
    bad: bool


@dataclass(frozen=True)
class Place:
    """A village, or all villages of a town."""

    villages: tuple[int, ...]
    listed: int
    rated: int
    good: int
    balance: int
    overdue: int
    npl: int
    stopped: int
    awarded: int


def place(
    villages: Sequence[int],
    listed: dict[int, int],
    ratings: Sequence[Rated],
    loans: Sequence[Owed],
    stopped: dict[int, int],
    awarded: Collection[int],
    good: Collection[str],
) -> Place:
    """The sums of some villages."""
    newest: dict[int, Rated] = {}
    for rating in ratings:
        held = newest.get(rating.household)
        if held is None or (rating.day, rating.order) > (held.day, held.order):
            newest[rating.household] = rating
    mine = [rating for rating in newest.values() if rating.village in villages]
    owed = [loan for loan in loans if loan.village in villages]
    return Place(
        tuple(villages),
        listed=sum(listed.get(village, 0) for village in villages),
        rated=len(mine),
        good=sum(rating.grade in good for rating in mine),
        balance=sum(loan.balance for loan in owed),
        overdue=sum(loan.balance for loan in owed if loan.late),
        npl=sum(loan.balance for loan in owed if loan.bad),
        stopped=sum(stopped.get(village, 0) for village in villages),
        awarded=sum(village in awarded for village in villages),
    )


def met(part: int, whole: int, percent: int, *, at_least: bool) -> bool | None:
    """Whether a ratio keeps to so many per cent; None of nothing."""
    if not whole:
        return None
    ratio, wanted = Fraction(part, whole), Fraction(percent, 100)
    return ratio >= wanted if at_least else ratio <= wanted


def together(answers: Sequence[bool | None]) -> str:
    """All of them: one no is a no, else one open question leaves it open."""
    if False in answers:
        return "fail"
    return "unknown" if None in answers else "pass"
