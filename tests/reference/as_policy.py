"""The reference's terms said again in the product's own words, so that the core can be asked.

Every field of the law that the terms do not fix is left unknown: a figure that rested on one of
them would refuse to be computed.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from hudai.core.policy import (
    Anchor,
    Dated,
    Frequency,
    OverCap,
    Policy,
    RateTier,
    SettlementMode,
    TimeBasis,
    Version,
)
from hudai.core.rates import RateSeries
from reference.facts import LONG_AGO, Published, Schedule, Terms, Tier, always


def _dated(schedule: Schedule[Any]) -> Dated[object]:
    """A number of law from a schedule of (first day, value); None stands for unknown."""
    ends = [since for since, _ in schedule[1:]] + [None]
    versions = tuple(
        Version(
            since=since,
            until=until,
            value=value,
            unknown="" if value is not None else "不影响这里的计算",
            clause="reference#1",
            quote="",
            bound=None,
            level=None,
            checked_on=LONG_AGO,
            review_by=LONG_AGO,
        )
        for (since, value), until in zip(schedule, ends, strict=True)
    )
    return Dated("参照", Anchor.CONTRACT, versions)


UNKNOWN = _dated(always(None))
"""What the terms do not fix."""


def _fixed(terms: Terms) -> dict[str, Dated[object]]:
    """The numbers the terms fix, by the policy's field names."""
    single = {
        "settlement_mode": SettlementMode(terms.mode),
        "settlement_frequency": Frequency(terms.frequency),
        "settlement_day": terms.settlement_day,
        "time_basis": TimeBasis(terms.basis),
        "interest_tolerance": terms.interest_tolerance_fen,
        "class_days": terms.class_days,
        "breaker_on": True,
        "breaker_town": terms.town_npl_ppm,
        "breaker_village": terms.village_npl_ppm,
    }
    return {name: _dated(always(value)) for name, value in single.items()} | {
        "subsidised_principal": _dated(terms.cap_fen),
        "over_cap": _dated(tuple((since, OverCap(mode)) for since, mode in terms.over_cap)),
        "term_max_months": _dated(terms.term_max_months),
        "subsidy_max_years": _dated(terms.max_years),
        "subsidy_ratio": _dated(terms.ratio),
        "rate_tiers": _dated(tuple((since, _tiers(since, tiers)) for since, tiers in terms.tiers)),
    }


def _tiers(since: date, tiers: tuple[Tier, ...]) -> tuple[RateTier, ...]:
    return tuple(
        RateTier(tier.over_months, tier.up_to_months, "published", _tenor(since, tier)) for tier in tiers
    )


def _tenor(since: date, tier: Tier) -> str:
    """A name of its own for each tier of each version."""
    return f"{since.isoformat()}, over {tier.over_months}"


def as_policy(terms: Terms) -> Policy:
    """The policy that says what the terms say."""
    fixed = _fixed(terms)
    law: dict[str, object] = {
        "interpretations": (),
        "route": (),
        "purposes": (),
        "facts": (),
        "window_since": terms.window_since,
        "window_until": terms.window_until,
    }
    for each in fields(Policy):
        if each.name in law:
            continue
        if "Dated" in str(each.type):
            law[each.name] = fixed.get(each.name, UNKNOWN)
        else:
            law[each.name] = each.name
    return Policy(**law)  # type: ignore[arg-type]


def as_national(terms: Terms) -> dict[str, RateSeries]:
    """The published rates of all tiers of all versions as the tenors of one national series."""
    tenors: dict[str, Published] = {
        _tenor(since, tier): tier.published for since, tiers in terms.tiers for tier in tiers
    }
    return {"published": RateSeries("published", "参照利率", tenors, None)}
