"""Whom a scheme lends to on a day, as far as the name list can tell: category and age (应贷尽贷, R13).

The other conditions (credit record, willingness, project) are known only once somebody applies.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from hudai.core.dates import add_years
from hudai.core.errors import CannotTell, NotYetInForce
from hudai.core.policy import Dated, Policy

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Borrowers:
    """What a household must be on a day; what the law of the day does not say is None, and bars nobody."""

    day: date
    kinds: tuple[str, ...] | None
    """Categories as the name list writes them (人口类别)."""
    youngest: int | None
    """Full years; this age and ``oldest`` still pass."""
    oldest: int | None

    @property
    def born_by(self) -> date | None:
        """The last birth day of those old enough."""
        return None if self.youngest is None else add_years(self.day, -self.youngest)

    @property
    def born_after(self) -> date | None:
        """The last birth day of those too old.

        >>> Borrowers(date(2025, 9, 22), None, 18, 65).born_after
        datetime.date(1959, 9, 22)
        """
        return None if self.oldest is None else add_years(self.day, -self.oldest - 1)


def borrowers(policy: Policy, day: date) -> Borrowers:
    """Whom ``policy`` lends to on ``day``.

    Source: 渝北区实施方案 一（1）、一（10）；上蔡县意见 一、九.
    """
    return Borrowers(
        day,
        kinds=_known(policy.household_kinds, day),
        youngest=_known(policy.age_min, day),
        oldest=_known(policy.age_max, day),
    )


def _known(number: Dated[T], day: date) -> T | None:
    """The value in force on the day; None where none is, or nobody knows it."""
    try:
        return number.on(day)
    except (NotYetInForce, CannotTell):
        return None
