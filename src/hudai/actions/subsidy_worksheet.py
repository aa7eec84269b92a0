"""The worksheet of a loan in words: every stretch of days, and why days that earn nothing do not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hudai.core.clauses import Clause
from hudai.core.interest import UNITS_OF_YEAR
from hudai.core.money import PPM
from hudai.core.policy import Policy, TimeBasis
from hudai.records.models import Stop

Cited = Callable[[str], Clause | None]
"""A clause by its id; None where it is not registered."""

_BASES = {
    TimeBasis.ACT_360: "实际天数/360",
    TimeBasis.ACT_365: "实际天数/365",
    TimeBasis.WHOLE_MONTHS: "整月按 1/12 年，零头天数/360",
}

_REASONS = {
    "outside_window": "合同不在本政策的实施期内",
    "uncovered": "全户余额超过贴息本金上限，这一部分不贴",
    "after_max_years": "贴息已满规定年限",
    "overdue": "已过到期日，逾期不贴",
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """One row of a worksheet as a person reads it."""

    since: date
    last: date
    """The last day counted."""
    days: int
    balance: int
    covered: int
    rate: int
    """Subsidised, ppm."""
    ratio: int | None
    basis: str
    exact: str
    """What the stretch comes to before rounding, in fen with two places; empty where nothing is earned."""
    reason: str
    """Why the days do not count; empty where they do."""
    place: str
    """Where the clause stands."""
    words: str
    """The clause's own words."""


def in_words(
    rows: Iterable[Mapping[str, Any]], policy: Policy, signed_on: date, cited: Cited
) -> list[Stretch]:
    """The rows of a worksheet (see :meth:`hudai.core.settlement.Settlement.worksheet`) of one loan."""
    return list(_worded(rows, policy, signed_on, cited))


def _worded(
    rows: Iterable[Mapping[str, Any]], policy: Policy, signed_on: date, cited: Cited
) -> Iterator[Stretch]:
    for row in rows:
        reason = row["reason"] or ""
        rests_on = _clause(reason, policy, signed_on)
        clause = cited(rests_on)
        yield Stretch(
            since=row["from"],
            last=row["to"] - timedelta(days=1),
            days=row["days"],
            balance=row["balance_fen"],
            covered=row["covered_fen"],
            rate=row["rate_ppm"],
            ratio=row["ratio_ppm"],
            basis=_BASES[TimeBasis(row["basis"])],
            exact="" if reason else _exact(row),
            reason=_reason(reason),
            place=clause.place if clause else rests_on,
            words=clause.text.strip() if clause else "",
        )


def _exact(row: Mapping[str, Any]) -> str:
    """Covered balance × days × rate × ratio, in fen to two places; the rounding comes once a period."""
    basis = TimeBasis(row["basis"])
    if basis is TimeBasis.WHOLE_MONTHS:
        return ""
    whole = UNITS_OF_YEAR[basis] * PPM * PPM
    hundredths = row["covered_fen"] * row["days"] * row["rate_ppm"] * row["ratio_ppm"] * 100
    rounded = (2 * hundredths + whole) // (2 * whole)
    return f"{rounded // 100}.{rounded % 100:02d}"


def _reason(reason: str) -> str:
    kind, _, stop = reason.partition(":")
    if kind == "stopped":
        return f"已停止贴息：{Stop.Kind(stop).label}"
    return _REASONS.get(reason, reason)


def _clause(reason: str, policy: Policy, signed_on: date) -> str:
    """The clause a stretch rests on: that of the full subsidy where it earns."""
    if reason == "outside_window":
        return policy.window_clause
    field = {
        "uncovered": policy.subsidised_principal,
        "after_max_years": policy.subsidy_max_years,
    }.get(reason, policy.subsidy_ratio)
    day = max(signed_on, field.versions[0].since)
    return field.version(day).clause
