"""The terms of both seed schemes, from the published rates and R4 to R6."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

from reference.facts import LONG_AGO, Published, Terms, Tier, always

DATA = Path(__file__).parent.parent / "data"


def _published(file: str, day: str, percent: str) -> Published:
    """One column of a table of rates as (first day, ppm)."""
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return tuple((date.fromisoformat(row[day]), int(Decimal(row[percent]) * 10_000)) for row in rows)


LPR_1Y = _published("lpr.csv", "date", "lpr_1y")
LPR_5Y = _published("lpr.csv", "date", "lpr_5y")
BENCHMARK_1Y = _published("pboc_benchmark_loan_rates.csv", "effective_from", "le_1y")
BENCHMARK_5Y = _published("pboc_benchmark_loan_rates.csv", "effective_from", "gt1_le5y")

FULL = ((LONG_AGO, 1_000_000),)

YUBEI = Terms(
    window_since=date(2021, 1, 1),
    window_until=date(2026, 1, 1),
    cap_fen=always(5_000_000),
    over_cap=always("excess_uncovered"),
    term_max_months=always(36),
    max_years=always(3),
    ratio=FULL,
    mode="reimburse_borrower",
    basis="act/360",
    frequency="quarterly",
    settlement_day=20,
    tiers=always((Tier(0, 12, LPR_1Y), Tier(12, 36, LPR_5Y))),
)

SHANGCAI = Terms(
    window_since=date(2019, 1, 1),
    window_until=date(2021, 1, 1),
    cap_fen=always(5_000_000),
    over_cap=always("loan_uncovered"),
    term_max_months=always(36),
    max_years=always(3),
    ratio=FULL,
    mode="pay_bank",
    basis="act/360",
    frequency="quarterly",
    settlement_day=20,
    tiers=always((Tier(0, 12, BENCHMARK_1Y), Tier(12, 60, BENCHMARK_5Y))),
)
