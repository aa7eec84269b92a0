"""The reference's terms said again in the product's own words, so that the core can be asked.

Every field of the law that the terms do not fix is left unknown: a figure that rested on one of
them would refuse to be computed.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date

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
from reference.facts import Published, Terms

LONG_AGO = date(2010, 1, 1)
TENORS = ("1y", "5y")


def _dated(schedule: tuple[tuple[date, object], ...]) -> Dated[object]:
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


def _fixed(terms: Terms) -> dict[str, object]:
    """The numbers the terms fix, by the policy's field names."""
    tiers = tuple(
        RateTier(tier.over_months, tier.up_to_months, "published", tenor)
        for tier, tenor in zip(terms.tiers, TENORS, strict=True)
    )
    return {
        "subsidised_principal": terms.cap_fen,
        "over_cap": OverCap(terms.over_cap),
        "term_max_months": terms.term_max_months,
        "subsidy_max_years": terms.max_years,
        "settlement_mode": SettlementMode(terms.mode),
        "settlement_frequency": Frequency(terms.frequency),
        "settlement_day": terms.settlement_day,
        "time_basis": TimeBasis(terms.basis),
        "interest_tolerance": terms.interest_tolerance_fen,
        "class_days": terms.class_days,
        "breaker_on": True,
        "breaker_town": terms.town_npl_ppm,
        "breaker_village": terms.village_npl_ppm,
        "rate_tiers": tiers,
    }


def as_policy(terms: Terms) -> Policy:
    """The policy that says what the terms say."""
    values = _fixed(terms)
    law: dict[str, object] = {
        "interpretations": (),
        "route": (),
        "purposes": (),
        "facts": (),
        "window_since": terms.window_since,
        "window_until": terms.window_until,
        "subsidy_ratio": _dated(terms.ratio),
    }
    for each in fields(Policy):
        if each.name in law:
            continue
        if "Dated" in str(each.type):
            law[each.name] = _dated(((LONG_AGO, values.get(each.name)),))
        else:
            law[each.name] = each.name
    return Policy(**law)  # type: ignore[arg-type]


def as_national(terms: Terms) -> dict[str, RateSeries]:
    """The published rates of the terms' tiers as one national series."""
    tenors: dict[str, Published] = {
        tenor: tier.published for tenor, tier in zip(TENORS, terms.tiers, strict=True)
    }
    return {"published": RateSeries("published", "参照利率", tenors, None)}
