"""How much and for how long: a worksheet of what a household can repay out of its cycles (贷款评估).

The documents ask the bank to go by industry, production cycle and ability to repay and name no formula.
The one used here is plain and the product's own suggestion: whole cycles that fit into the term, what is left
of a year's income over that time less what else falls due, and of that and every limit the smallest.  It is
advice.  Interest is left out, for the scheme pays it back.

>>> asked = Asked(LoanKind.FIRST, 5_000_000, 36)
>>> found = Assessed(15, project_income=3_000_000, other_income=0, living_costs=1_000_000, debts_due=0)
>>> told = suggest(asked, found, Bounds(ceiling=5_000_000, credit_line=4_000_000))
>>> told.term_months, told.amount
(30, 4000000)

Source: 渝北区实施方案 二（1）.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from hudai.core.application_facts import LoanKind
from hudai.core.errors import CannotTell, NotYetInForce
from hudai.core.policy import Dated, NotRegulated, Policy
from hudai.core.words import yuan

T = TypeVar("T")

HUNDRED_YUAN = 10_000
"""Fen: what a suggestion is rounded down to where the law of the day names no unit."""
LONGEST_CYCLE = 120
"""Months; a longer cycle is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the application asks for."""

    kind: LoanKind
    amount: int
    """Fen; of an extension what is to be paid later."""
    term_months: int


@dataclass(frozen=True, slots=True)
class Assessed:
    """What the bank found; amounts in fen, none below zero."""

    cycle_months: int
    project_income: int
    """A year, after the project's own costs."""
    other_income: int
    """A year: wages and whatever else the household earns."""
    living_costs: int
    """A year."""
    debts_due: int
    """Everything else that falls due within the term asked for."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What limits a loan by law and rating; None where it is not known or does not apply."""

    ceiling: int | None = None
    room: int | None = None
    """What the household's total still leaves."""
    credit_line: int | None = None
    longest_months: int | None = None
    unit: int = HUNDRED_YUAN


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the worksheet, in words."""

    label: str
    working: str
    result: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What follows."""

    amount: int
    """Fen; zero where nothing can be repaid."""
    term_months: int
    cycles: int
    """Whole cycles within the term; zero where not even one fits."""
    steps: tuple[Step, ...]


def bounds(policy: Policy, kind: LoanKind, *, on: date, owed: int | None, credit_line: int | None) -> Bounds:
    """The limits of a kind of loan applied for on a day.

    Args:
        owed: what the household owes of these loans, fen; None where it is not known.
        credit_line: what the rating grants, fen.

    An extension is limited by rules of its own and asks for no money.

    Source: 渝北区实施方案 一（2）、一（3）、二（4）.
    """
    if kind is LoanKind.EXTENSION:
        return Bounds(unit=1)
    ceiling, tops_up = _known(policy.ceiling, on), kind is LoanKind.TOP_UP
    if isinstance(policy.household_total, NotRegulated):
        # Where top-ups have no rule of their own they count towards the ceiling.
        total = ceiling if tops_up else None
    else:
        total = _known(policy.household_total, on)
    # A renewal takes the place of what is owed.
    standing = 0 if kind is LoanKind.RENEWAL else owed
    return Bounds(
        ceiling=None if tops_up else ceiling,
        room=None if total is None or standing is None else max(0, total - standing),
        credit_line=credit_line,
        longest_months=_known(policy.term_max_months, on),
        unit=_known(policy.amount_step, on) or HUNDRED_YUAN,
    )


def suggest(asked: Asked, found: Assessed, limits: Bounds) -> Suggestion:
    """Amount and term that the household can repay, with every step told.

    The amount is never above what was asked for or any limit known, and never falls when income rises.
    """
    term, cycles, term_steps = _term(asked, found, limits)
    left = found.project_income + found.other_income - found.living_costs
    affordable = max(0, left * term // 12 - found.debts_due)
    caps = _caps(asked, limits)
    least = min(affordable, *(fen for _, fen in caps))
    amount = least // limits.unit * limits.unit
    return Suggestion(
        amount,
        term,
        cycles,
        (
            *term_steps,
            Step(
                "每年可用于还款",
                f"项目净收入 {yuan(found.project_income)} ＋ 其他收入 {yuan(found.other_income)}"
                f" － 生活开支 {yuan(found.living_costs)}",
                f"{yuan(left)} 元",
            ),
            Step(
                "期限内还得起",
                f"{yuan(left)} × {term} ÷ 12 － 到期的其他债务 {yuan(found.debts_due)}",
                f"{yuan(affordable)} 元" if affordable else "没有余力",
            ),
            *(Step(label, "不能超过", f"{yuan(fen)} 元") for label, fen in caps),
            *_unknown(asked, limits),
            Step("建议金额", _rounded(limits.unit), f"{yuan(amount)} 元"),
        ),
    )


def beyond(amount: int, term_months: int, *, suggested: int, suggested_months: int) -> str:
    """In what terms granted go beyond a suggestion, in words; empty where they do not.

    >>> beyond(5_000_000, 36, suggested=4_000_000, suggested_months=36)
    '金额 50,000.00 元超过建议的 40,000.00 元'
    """
    parts = []
    if amount > suggested:
        parts.append(f"金额 {yuan(amount)} 元超过建议的 {yuan(suggested)} 元")
    if term_months > suggested_months:
        parts.append(f"期限 {term_months} 个月超过建议的 {suggested_months} 个月")
    return "，".join(parts)


def _term(asked: Asked, found: Assessed, limits: Bounds) -> tuple[int, int, tuple[Step, ...]]:
    """Months, whole cycles, and how they came about; a cycle longer than the term leaves it as it is."""
    longest = asked.term_months if limits.longest_months is None else limits.longest_months
    most = min(asked.term_months, longest)
    cycles = most // found.cycle_months
    law = "" if limits.longest_months is None else f"，政策最长 {longest} 个月，取短的"
    first = Step("期限上限", f"申请 {asked.term_months} 个月{law}", f"{most} 个月")
    if not cycles:
        working = f"一个周期 {found.cycle_months} 个月，比期限长，到期前项目没有收成，还款要靠其他收入"
        return most, 0, (first, Step("生产周期", working, f"{most} 个月"))
    term = cycles * found.cycle_months
    working = f"{most} 个月里有 {cycles} 个整周期，每个 {found.cycle_months} 个月"
    return term, cycles, (first, Step("建议期限", working, f"{term} 个月"))


def _caps(asked: Asked, limits: Bounds) -> list[tuple[str, int]]:
    """Every limit that is known, the amount asked for first."""
    found = [
        ("申贷金额", asked.amount),
        ("授信额度", limits.credit_line),
        ("政策上限", limits.ceiling),
        ("单户总额还剩", limits.room),
    ]
    return [(label, fen) for label, fen in found if fen is not None]


def _rounded(unit: int) -> str:
    return "以上取最小的" if unit == 1 else f"以上取最小的，不足 {yuan(unit)} 元的零头舍去"


def _unknown(asked: Asked, limits: Bounds) -> tuple[Step, ...]:
    if asked.kind is LoanKind.EXTENSION or limits.credit_line is not None:
        return ()
    return (Step("授信额度", "还没有评级授信，没有比较", "不知道"),)


def _known(number: Dated[T], day: date) -> T | None:
    """The value in force on the day; None where none is, or nobody knows it."""
    try:
        return number.on(day)
    except (NotYetInForce, CannotTell):
        return None
