"""What a bank's sheets say and what a scheme's law says, as plain values for the reference.

Money is in fen, rates and ratios in ppm, days are civil days, stretches of days are half-open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

T = TypeVar("T")

LONG_AGO = date(2015, 1, 1)
"""Before every contract the reference is asked about."""

Published = tuple[tuple[date, int], ...]
"""A published rate through time: (first day, ppm), earliest first."""

Schedule = tuple[tuple[date, T], ...]
"""A number of law by the contract's day: (first contract day, value), earliest first."""


def always(value: T) -> Schedule[T]:
    """A number of law that never changed."""
    return ((LONG_AGO, value),)


def by_contract(schedule: Schedule[T], contract_day: date) -> T:
    """The version a contract stands under; one older than the first version stands under the first."""
    value = schedule[0][1]
    for since, later in schedule[1:]:
        if since <= contract_day:
            value = later
    return value


@dataclass(frozen=True)
class Loan:
    contract: str
    original: str | None
    """The contract this one renews; None for a first loan or a top-up."""
    household: str
    signed_on: date
    disbursed_on: date
    due_on: date
    extended_due_on: date | None
    principal_fen: int
    rate_ppm: int
    extended_on: date | None = None
    """The day the extension was signed; None where nobody knows it or there is no extension."""

    @property
    def due_in_force(self) -> date:
        """The due day, moved by the extension where there is one."""
        return self.extended_due_on or self.due_on


@dataclass(frozen=True)
class Repayment:
    contract: str
    paid_on: date
    principal_fen: int
    interest_fen: int
    penalty_fen: int = 0


@dataclass(frozen=True)
class Stop:
    contract: str
    kind: str
    since: date


@dataclass(frozen=True)
class Granted:
    contract: str
    amount_fen: int


@dataclass(frozen=True)
class Tier:
    """Terms above ``over_months`` and up to ``up_to_months`` are measured against ``published``."""

    over_months: int
    up_to_months: int | None
    published: Published

    def __repr__(self) -> str:
        """Short enough to find the loan in a failing example."""
        shown = self.published if len(self.published) < 5 else f"<{len(self.published)} publications>"
        return f"Tier({self.over_months}, {self.up_to_months}, {shown})"


@dataclass(frozen=True)
class Terms:
    """Everything of a scheme that decides a figure of R2 to R9.

    A :data:`Schedule` is looked up by the day of each loan's own contract, so that loans of several
    versions stand side by side; the rest holds for the whole portfolio.
    """

    window_since: date
    window_until: date | None
    """First contract day after the scheme."""
    cap_fen: Schedule[int]
    over_cap: Schedule[str]
    """``excess_uncovered`` or ``loan_uncovered``."""
    term_max_months: Schedule[int]
    """Counts only where a whole loan can be uncovered."""
    max_years: Schedule[int]
    ratio: Published
    """Subsidised share by the day of accrual."""
    mode: str
    """``reimburse_borrower`` or ``pay_bank``."""
    basis: str
    """``act/360``, ``act/365`` or ``whole_months``."""
    frequency: str
    """``monthly``, ``quarterly`` or ``yearly``."""
    settlement_day: int
    tiers: Schedule[tuple[Tier, ...]]
    interest_tolerance_fen: int = 100
    class_days: tuple[int, int, int, int] = (1, 91, 271, 361)
    """First day overdue of 关注, 次级, 可疑, 损失."""
    town_npl_ppm: int = 50_000
    village_npl_ppm: int = 70_000
