"""Published rates and the highest rate a contract may carry.

A national series (LPR, the old benchmark) is a list of publications; the one in force on a day
is the newest published on or before it.  A county's rate rule says which series and tenor a term
is measured against (R5).  Behind ``known_until`` a series knows nothing: a later publication may
exist that nobody has entered yet, and a guess would be a wrong figure.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from hudai.core.errors import NotYetInForce
from hudai.core.policy import Dated, Policy, RateTier


@dataclass(frozen=True, slots=True)
class RateSeries:
    """One national series: for each tenor, its publications."""

    name: str
    label: str
    """What people call it: 贷款市场报价利率（LPR）."""
    tenors: Mapping[str, tuple[tuple[date, int], ...]]
    """(published on, annual rate in ppm), oldest first."""
    known_until: date | None
    """The first day nothing is known of; None for a series that ended and stays as it is."""

    def on(self, tenor: str, day: date) -> int:
        """The rate of ``tenor`` in force on ``day``, ppm.

        Raises:
            NotYetInForce: before the first publication, or on a day not known yet.
        """
        published = [rate for since, rate in self.tenors[tenor] if since <= day]
        if not published or (self.known_until and day >= self.known_until):
            raise NotYetInForce(f"{self.label}没有 {day.isoformat()} 的数据")
        return published[-1]

    def column(self, tenor: str, day: pl.Expr) -> pl.Expr:
        """The rate of ``tenor`` in force on each ``day`` (Date), ppm Int64, null where not known."""
        since, rates = zip(*self.tenors[tenor], strict=True)
        place = pl.lit(pl.Series(since, dtype=pl.Date)).search_sorted(day, side="right").cast(pl.Int64) - 1
        rate = pl.lit(pl.Series(rates, dtype=pl.Int64)).gather(pl.max_horizontal(place, 0))
        known = place >= 0
        if self.known_until:
            known &= day < self.known_until
        return pl.when(known).then(rate)


@dataclass(frozen=True, slots=True)
class Published:
    """A published rate, and where it was published."""

    series: str
    """``lpr``."""
    label: str
    """贷款市场报价利率（LPR）."""
    tenor: str
    published_on: date
    rate: int
    """Annual, ppm."""


def known_before(national: Mapping[str, RateSeries], until: date) -> date:
    """The last day, ``until`` or earlier, before which every series is known; contracts of later days
    cannot be settled yet."""
    return min([until, *(series.known_until for series in national.values() if series.known_until)])


def published_digest(national: Mapping[str, RateSeries], until: date) -> str:
    """SHA-256 of everything published before ``until``: the same until somebody puts one of it right."""
    told = [
        [name, tenor, since.isoformat(), rate]
        for name, series in sorted(national.items())
        for tenor, published in sorted(series.tenors.items())
        for since, rate in published
        if since < until
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def highest_rate(
    policy: Policy, national: Mapping[str, RateSeries], *, signed_on: date, months: int
) -> Published:
    """The published rate a contract of ``months`` is measured against, and its publication (R5).

    Raises:
        NotYetInForce: if no rate rule was in force, or the series says nothing of that day.
        CannotTell: if the rule is not known.

    Source: 渝北区实施方案 一（4）；上蔡县意见 三.
    """
    tier = tier_of(policy.rate_tiers.on(signed_on), months)
    series = national[tier.series]
    rate = series.on(tier.tenor, signed_on)
    published = max(since for since, _ in series.tenors[tier.tenor] if since <= signed_on)
    return Published(series.name, series.label, tier.tenor, published, rate)


def tier_of(tiers: Sequence[RateTier], months: int) -> RateTier:
    """The tier a term is measured against; the last one where it is longer than all (``tier-beyond``)."""
    return next((each for each in reversed(tiers) if months > each.over_months), tiers[0])


def with_ceiling_rate(
    loans: pl.DataFrame, *, policy: Policy, national: Mapping[str, RateSeries]
) -> pl.DataFrame:
    """Add ``ceiling_ppm``: the published rate each contract is measured against (R5).

    ``loans``: one row per loan — signed_on (Date), term_months (Int64).  ``ceiling_ppm`` is Int64,
    null where a fact is missing, where no rate rule was in force on the signing day, where the
    rule is not known, or where the series says nothing of that day.

    A term longer than the last tier is measured against that tier: the length is its own fault
    and has its own rule.

    Source: 渝北区实施方案 一（4）；上蔡县意见 三.
    """
    return loans.with_columns(ceiling_ppm=_ceiling(policy.rate_tiers, national))


def _ceiling(tiers: Dated[tuple[RateTier, ...]], national: Mapping[str, RateSeries]) -> pl.Expr:
    signed_on = pl.col("signed_on")
    found: pl.Expr = pl.lit(None, dtype=pl.Int64)
    for version in tiers.versions:
        if version.value is None:
            continue
        holds = signed_on >= version.since
        if version.until is not None:
            holds &= signed_on < version.until
        found = pl.when(holds).then(_tier_rate(version.value, national, signed_on)).otherwise(found)
    return found


def _tier_rate(
    tiers: tuple[RateTier, ...], national: Mapping[str, RateSeries], signed_on: pl.Expr
) -> pl.Expr:
    found: pl.Expr = pl.lit(None, dtype=pl.Int64)
    for tier in tiers:
        rate = national[tier.series].column(tier.tenor, signed_on)
        found = pl.when(pl.col("term_months") > tier.over_months).then(rate).otherwise(found)
    return found
