"""The worksheet of a loan in words: every stretch of days, and why days that earn nothing do not."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from hudai.core.clauses import Clause
from hudai.core.dates import ONE_DAY, settlement_days
from hudai.core.interest import UNITS_OF_YEAR
from hudai.core.money import PPM
from hudai.core.policy import Policy, TimeBasis
from hudai.core.worksheet import by_period
from hudai.records.models import Stop

Cited = Callable[[str], Clause | None]
"""A clause by its id; None where it is not registered."""

_BASES = {
    TimeBasis.ACT_360: "实际天数/360",
    TimeBasis.ACT_365: "实际天数/365",
    TimeBasis.WHOLE_MONTHS: "整月按 1/12 年，零头天数/360",
}

_FIELDS = {
    "uncovered": "subsidised_principal",
    "after_max_years": "subsidy_max_years",
    "overdue": "penalty_markup",
}
"""The number of law whose clause decides that days earn nothing."""
SILENT = "停止贴息登记"
BY_EVENT = "文件没有写明这一事由，按登记的停止贴息事由和生效日期计算。"

_REASONS = {
    "outside_window": "合同不在本政策的实施期内",
    "uncovered": "全户余额超过贴息本金上限，这一部分不贴",
    "after_max_years": "贴息已满规定年限",
    "overdue": "已过到期日，逾期不贴",
}


@dataclass(frozen=True, slots=True)
class PeriodSum:
    """The stretches of one settlement period that earn, added up and rounded once."""

    last: date
    """The last day of the period."""
    days: int
    product: int
    """Covered balance × days, fen·days (积数)."""
    exact: str
    """Before rounding, in fen with two places."""
    fen: int
    """What the period is entitled to."""


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
    """The clause's own words, and how the pack reads them where they leave it open."""
    period: PeriodSum | None = None
    """What the settlement period comes to, on its last stretch that earns."""


def in_words(
    rows: Iterable[Mapping[str, Any]],
    policy: Policy,
    signed_on: date,
    cited: Cited,
    stops: Mapping[str, str],
) -> list[Stretch]:
    """The rows of a worksheet (see :meth:`hudai.core.settlement.Settlement.worksheet`) of one loan.

    Args:
        stops: id of the clause each kind of stop rests on (:meth:`hudai.core.clauses.Document.stops`).
    """
    return list(_worded(list(rows), policy, signed_on, cited, stops))


def _worded(
    rows: Sequence[Mapping[str, Any]],
    policy: Policy,
    signed_on: date,
    cited: Cited,
    stops: Mapping[str, str],
) -> Iterator[Stretch]:
    sums = _period_sums(rows, policy)
    for at, row in enumerate(rows):
        reason = row["reason"] or ""
        rests_on, reading = _rests_on(reason, policy, signed_on, stops)
        clause = cited(rests_on)
        yield Stretch(
            since=row["from"],
            last=row["to"] - ONE_DAY,
            days=row["days"],
            balance=row["balance_fen"],
            covered=row["covered_fen"],
            rate=row["rate_ppm"],
            ratio=row["ratio_ppm"],
            basis=_BASES[TimeBasis(row["basis"])],
            exact="" if reason else _exact(row),
            reason=_reason(reason),
            place=clause.place if clause else rests_on or SILENT,
            words=" ".join(part for part in (clause.text.strip() if clause else "", reading) if part),
            period=sums.get(at),
        )


def _period_sums(rows: Sequence[Mapping[str, Any]], policy: Policy) -> dict[int, PeriodSum]:
    """What each settlement period comes to, by the place of its last row that earns."""
    if not rows:
        return {}
    through = rows[-1]["to"] - ONE_DAY
    days = settlement_days(
        rows[0]["from"],
        rows[-1]["to"],
        policy.settlement_frequency.on(through),
        policy.settlement_day.on(through),
    )
    periods = by_period(pl.DataFrame(rows, infer_schema_length=None), days)
    last = {days[bisect_left(days, row["to"])]: at for at, row in enumerate(rows) if not row["reason"]}
    return {
        last[each["settles_on"]]: PeriodSum(
            each["settles_on"] - ONE_DAY,
            each["days"],
            each["product_fen"],
            _two_places(each["exact"]),
            each["entitled_fen"],
        )
        for each in periods.iter_rows(named=True)
    }


def _exact(row: Mapping[str, Any]) -> str:
    """Covered balance × days × rate × ratio, in fen to two places; the rounding comes once a period."""
    basis = TimeBasis(row["basis"])
    if basis is TimeBasis.WHOLE_MONTHS:
        return ""
    whole = UNITS_OF_YEAR[basis] * PPM * PPM
    hundredths = row["covered_fen"] * row["days"] * row["rate_ppm"] * row["ratio_ppm"] * 100
    return _two_places((2 * hundredths + whole) // (2 * whole))


def _two_places(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _reason(reason: str) -> str:
    kind, _, stop = reason.partition(":")
    if kind == "stopped":
        return f"已停止贴息：{Stop.Kind(stop).label}"
    return _REASONS.get(reason, reason)


def _rests_on(reason: str, policy: Policy, signed_on: date, stops: Mapping[str, str]) -> tuple[str, str]:
    """The clause of the rule that decides a stretch, and how the pack reads it where it is open.

    A stretch that earns rests on the clause of the full subsidy.  One past its due day bears penalty
    interest, of which the pack says that it is never subsidised (R2).
    """
    if reason == "outside_window":
        return policy.window_clause, ""
    kind, _, stop = reason.partition(":")
    if kind == "stopped":
        return (stops[stop], "") if stop in stops else ("", BY_EVENT)
    field = _FIELDS.get(reason, "subsidy_ratio")
    dated = getattr(policy, field)
    version = dated.version(max(signed_on, dated.versions[0].since))
    open_ones = (each for each in policy.interpretations if each.id == version.interpretation)
    readings = [f"{each.question}{each.choice}。{each.reason}" for each in open_ones if reason]
    return version.clause, "".join(readings)
