"""What a policy pack may say of each field: in which unit, and how it is kept.

:class:`hudai.core.policy.Policy` names the fields; this table says what each of them counts, so
that a ceiling in percent or a ratio in yuan is refused rather than believed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum

from hudai.core.policy import (
    Frequency,
    OverCap,
    Policy,
    RateRule,
    RouteStation,
    SettlementMode,
    TimeBasis,
)
from hudai.core.quotes import Unit


class Measure(StrEnum):
    """How a pack writes a value, and with it what the value counts."""

    MONEY = "money"
    """``yuan`` or ``wan_yuan``; kept in fen."""
    RATIO = "ratio"
    """``percent``; kept in ppm."""
    MONTHS = "months"
    YEARS = "years"
    AGE = "age"
    DAYS = "days"
    DAY_LIST = "day_list"
    """Several numbers of days."""
    DAY_OF_MONTH = "day_of_month"
    TIMES = "times"
    MULTIPLE = "multiple"
    SQUARE_METRES = "square_metres"
    COUNT = "count"
    DATE = "date"
    SWITCH = "switch"
    CHOICE = "choice"
    WORDS = "words"
    TIERS = "tiers"
    SHARES = "shares"


UNITS: Mapping[str, Measure] = {
    "yuan": Measure.MONEY,
    "wan_yuan": Measure.MONEY,
    "percent": Measure.RATIO,
} | {measure.value: measure for measure in Measure if measure not in (Measure.MONEY, Measure.RATIO)}
"""The unit words of packs."""

MEASURES: Mapping[str, Measure] = {
    "household_kinds": Measure.WORDS,
    "age_min": Measure.AGE,
    "age_max": Measure.AGE,
    "ceiling": Measure.MONEY,
    "household_total": Measure.MONEY,
    "amount_step": Measure.MONEY,
    "term_max_months": Measure.MONTHS,
    "campaign_end": Measure.DATE,
    "renewals_per_chain": Measure.TIMES,
    "renewal_without_repayment": Measure.SWITCH,
    "extension_short_months": Measure.MONTHS,
    "extension_share_short": Measure.RATIO,
    "extension_share_long": Measure.RATIO,
    "rate_rule": Measure.CHOICE,
    "rate_tiers": Measure.TIERS,
    "penalty_markup": Measure.RATIO,
    "misuse_markup": Measure.RATIO,
    "compound_interest": Measure.SWITCH,
    "unsecured": Measure.SWITCH,
    "fee_free": Measure.SWITCH,
    "rating_required": Measure.SWITCH,
    "enterprise_loans": Measure.SWITCH,
    "enterprise_needs_no_labour": Measure.SWITCH,
    "subsidised_principal": Measure.MONEY,
    "over_cap": Measure.CHOICE,
    "subsidy_max_years": Measure.YEARS,
    "subsidy_ratio": Measure.RATIO,
    "settlement_mode": Measure.CHOICE,
    "settlement_frequency": Measure.CHOICE,
    "settlement_day": Measure.DAY_OF_MONTH,
    "time_basis": Measure.CHOICE,
    "subsidy_late_days": Measure.DAYS,
    "notice_days": Measure.DAYS,
    "interest_tolerance": Measure.MONEY,
    "class_days": Measure.DAY_LIST,
    "breaker_on": Measure.SWITCH,
    "breaker_town": Measure.RATIO,
    "breaker_village": Measure.RATIO,
    "breaker_lets_renewals": Measure.SWITCH,
    "npl_tolerance": Measure.RATIO,
    "fund_opening": Measure.MONEY,
    "compensation_shares": Measure.SHARES,
    "compensation_trigger_days": Measure.DAYS,
    "compensation_covers_interest": Measure.SWITCH,
    "fund_multiple": Measure.MULTIPLE,
    "disburse_within_days": Measure.DAYS,
    "branch_report_day": Measure.DAY_OF_MONTH,
    "bank_report_day": Measure.DAY_OF_MONTH,
    "bulletin_every_days": Measure.DAYS,
    "maturity_notice_days": Measure.DAY_LIST,
    "visit_first_days": Measure.DAYS,
    "visit_every_days": Measure.DAYS,
    "service_point_area": Measure.SQUARE_METRES,
    "lead_bank_per_town": Measure.COUNT,
    "payee_households": Measure.COUNT,
    "payee_days": Measure.DAYS,
    "payer_households": Measure.COUNT,
    "phone_applications": Measure.TIMES,
    "needs_household_survey": Measure.CHOICE,
    "needs_project_survey": Measure.CHOICE,
    "needs_commitment": Measure.CHOICE,
    "rating_spares_survey": Measure.SWITCH,
    "step_days": Measure.DAYS,
}
"""What each dated field of :class:`Policy` counts."""

CHOICES: Mapping[str, type[StrEnum]] = {
    "rate_rule": RateRule,
    "over_cap": OverCap,
    "settlement_mode": SettlementMode,
    "settlement_frequency": Frequency,
    "time_basis": TimeBasis,
    "needs_household_survey": RouteStation,
    "needs_project_survey": RouteStation,
    "needs_commitment": RouteStation,
}
"""The words a choice is made among."""

QUOTED: Mapping[Measure, Unit] = {
    Measure.MONEY: Unit.YUAN,
    Measure.RATIO: Unit.PERCENT,
    Measure.MONTHS: Unit.MONTHS,
    Measure.YEARS: Unit.MONTHS,
    Measure.AGE: Unit.AGE,
    Measure.DAYS: Unit.DAYS,
    Measure.DAY_OF_MONTH: Unit.DAY_OF_MONTH,
    Measure.TIMES: Unit.TIMES,
    Measure.MULTIPLE: Unit.MULTIPLE,
    Measure.SQUARE_METRES: Unit.SQUARE_METRES,
    Measure.COUNT: Unit.COUNT,
    Measure.DATE: Unit.DATE,
}
"""What a number reads as where it stands in a quote."""


def may_be_unregulated(field: str) -> bool:
    """Whether a county's documents may pass over ``field`` in silence."""
    annotation = next(str(each.type) for each in fields(Policy) if each.name == field)
    return "NotRegulated" in annotation
