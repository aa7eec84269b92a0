"""A worksheet's segments added up by period: rounded once, idle days left out, as pencil and paper say."""

from __future__ import annotations

from datetime import date

import polars as pl

from hudai.core.worksheet import by_period

DAYS = [date(2021, 12, 21), date(2022, 3, 21), date(2022, 6, 21)]
SCHEMA = {
    "contract": pl.String, "from": pl.Date, "to": pl.Date, "days": pl.Int64, "balance_fen": pl.Int64,
    "covered_fen": pl.Int64, "rate_ppm": pl.Int64, "ratio_ppm": pl.Int64, "basis": pl.String,
    "reason": pl.String,
}  # fmt: skip


def segment(since: date, to: date, fen: int, reason: str | None = None, basis: str = "act/360"):
    ratio = None if reason else 1_000_000
    return ("HT-001", since, to, (to - since).days, fen, fen, 38_000, ratio, basis, reason)


def sheet(*segments) -> pl.DataFrame:
    return pl.DataFrame(segments, schema=SCHEMA, orient="row")


def test_two_segments_of_a_period_are_added_before_they_are_rounded():
    # 5 000 000 × 10 × 38 000 / 360 000 000 = 5 277.77…, 3 000 000 × 60 × 38 000 / 360 000 000 = 19 000;
    # together 24 277.77…
    found = by_period(
        sheet(
            segment(date(2022, 1, 10), date(2022, 1, 20), 5_000_000),
            segment(date(2022, 1, 20), date(2022, 3, 21), 3_000_000),
            segment(date(2022, 3, 21), date(2022, 6, 21), 3_000_000),
        ),
        DAYS,
    )

    # 3 000 000 × 92 × 38 000 / 360 000 000 = 29 133.33…
    assert found.rows() == [
        ("HT-001", date(2022, 3, 21), 70, 230_000_000, 2_427_778, 24_278),
        ("HT-001", date(2022, 6, 21), 92, 276_000_000, 2_913_333, 29_133),
    ]


def test_days_that_do_not_count_add_nothing():
    found = by_period(sheet(segment(date(2022, 1, 10), date(2022, 3, 21), 5_000_000, "overdue")), DAYS)

    assert found.is_empty()


def test_a_balance_beyond_64_bits_is_still_exact():
    # 10^15 × 90 × 38 000 × 10^6 is far beyond 2^63; 10^15 × 90 × 38 000 / 360 000 000 = 9.5 × 10^12.
    found = by_period(sheet(segment(date(2021, 12, 21), date(2022, 3, 21), 10**15)), DAYS)

    assert found["entitled_fen"].to_list() == [9_500_000_000_000]


def test_whole_months_are_not_told_from_segments():
    months = sheet(segment(date(2022, 1, 10), date(2022, 3, 21), 5_000_000, basis="whole_months"))

    assert by_period(months, DAYS).is_empty()
    assert by_period(months.clear(), DAYS).is_empty()
