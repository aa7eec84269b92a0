"""Published rates by their day, and the rate a contract is measured against."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from hudai.core.errors import NotYetInForce
from hudai.core.policy import Policy
from hudai.core.rates import with_ceiling_rate
from policy_builder import BENCHMARK, LPR, NATIONAL, dated, shangcai, version, with_changes, yubei

ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("tenor", "day", "ppm"),
    [
        ("1y", date(2020, 4, 20), 38_500),
        ("1y", date(2022, 1, 19), 38_500),
        ("1y", date(2022, 1, 20), 37_000),
        ("5y", date(2022, 1, 20), 46_000),
        ("1y", date(2022, 8, 21), 37_000),
        ("1y", date(2022, 8, 22), 36_500),
        ("1y", date(2026, 9, 19), 36_500),
    ],
)
def test_the_newest_publication_on_or_before_the_day_holds(tenor: str, day: date, ppm: int):
    assert LPR.on(tenor, day) == ppm
    assert pl.select(LPR.column(tenor, pl.lit(day))).item() == ppm


@pytest.mark.parametrize("day", [date(2020, 4, 19), date(2026, 9, 20), date(2030, 1, 1)])
def test_before_the_first_publication_and_behind_what_is_known_nothing_is_guessed(day: date):
    with pytest.raises(NotYetInForce, match=day.isoformat()):
        LPR.on("1y", day)
    assert pl.select(LPR.column("1y", pl.lit(day))).item() is None


def test_a_series_that_ended_stays_as_it_is():
    assert BENCHMARK.on("up_to_1y", date(2099, 1, 1)) == 43_500
    assert pl.select(BENCHMARK.column("1y_to_5y", pl.lit(date(2099, 1, 1)))).item() == 47_500


def ceiling(policy: Policy, signed_on: date | None, months: int | None) -> int | None:
    frame = pl.DataFrame(
        {"signed_on": [signed_on], "term_months": [months]},
        schema={"signed_on": pl.Date, "term_months": pl.Int64},
    )
    found = with_ceiling_rate(frame, policy=policy, national=NATIONAL)["ceiling_ppm"].item()
    assert found is None or isinstance(found, int)
    return found


@pytest.mark.parametrize(
    ("months", "ppm"), [(1, 37_000), (12, 37_000), (13, 46_000), (36, 46_000), (60, 46_000)]
)
def test_the_tier_is_picked_by_the_term_and_a_longer_term_stays_in_the_last(months: int, ppm: int):
    assert ceiling(yubei(), date(2022, 3, 1), months) == ppm


@pytest.mark.parametrize(("months", "ppm"), [(12, 43_500), (13, 47_500), (61, 47_500)])
def test_the_benchmark_has_tiers_of_its_own(months: int, ppm: int):
    assert ceiling(shangcai(), date(2019, 3, 5), months) == ppm


def test_a_rate_is_that_of_the_contract_day_and_not_of_the_day_before():
    assert ceiling(yubei(), date(2022, 1, 20) - ONE_DAY, 12) == 38_500
    assert ceiling(yubei(), date(2022, 1, 20), 12) == 37_000


def test_where_a_fact_or_the_rule_is_missing_there_is_no_ceiling():
    assert ceiling(yubei(), None, 12) is None
    assert ceiling(yubei(), date(2022, 3, 1), None) is None
    assert ceiling(yubei(), date(2020, 12, 31), 12) is None
    assert ceiling(yubei(), date(2026, 1, 1), 12) is None


def test_a_rule_nobody_knows_gives_no_ceiling_and_its_neighbour_still_does():
    known = yubei().rate_tiers.versions[0].value
    tiers = dated(
        "利率档次",
        version(date(2021, 1, 1), date(2023, 1, 1), known),
        version(date(2023, 1, 1), None, None, unknown="未收到"),
    )
    policy = with_changes(yubei(), rate_tiers=tiers)

    assert ceiling(policy, date(2022, 12, 31), 12) == 36_500
    assert ceiling(policy, date(2023, 1, 1), 12) is None
