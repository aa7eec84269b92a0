"""An older loan extended inside the scheme's window (R4.4, decision 0006)."""

from __future__ import annotations

from datetime import date

import polars as pl

from hudai.core.settlement import settle
from hudai.documents import policy_files

NOTHING = {"contract": pl.String, "paid_on": pl.Date, "principal": pl.Int64, "interest": pl.Int64}


def settled(extended_on: date | None) -> tuple[int, list[str | None]]:
    loan = {
        "contract": "A",
        "original": None,
        "household": "H",
        "signed_on": date(2020, 12, 1),
        "disbursed_on": date(2020, 12, 1),
        "due_on": date(2021, 12, 1),
        "extended_due_on": date(2022, 6, 1),
        "extended_on": extended_on,
        "principal": 5_000_000,
        "rate": 38_500,
    }
    found = settle(
        loans=pl.DataFrame([loan], schema_overrides={"original": pl.String, "extended_on": pl.Date}),
        repayments=pl.DataFrame(schema=NOTHING),
        stops=pl.DataFrame(schema={"contract": pl.String, "kind": pl.String, "since": pl.Date}),
        granted=pl.DataFrame(schema={"contract": pl.String, "amount": pl.Int64}),
        policy=policy_files.load("yubei-2021"),
        national=policy_files.read_national(),
        through=date(2022, 9, 20),
    )
    return found.lines["entitled_fen"][0], found.worksheet()["reason"].to_list()


def test_an_extension_signed_inside_the_window_brings_in_the_days_behind_the_old_due_day():
    # 3.85 % is the LPR of 2021-11-20 too: 20 days 106.94, 90 days 481.25, 72 days 385.00.
    entitled, reasons = settled(date(2021, 11, 20))

    assert entitled == 10_694 + 48_125 + 38_500
    assert reasons == ["outside_window", None, None, None, "overdue"]


def test_an_extension_whose_signing_day_nobody_knows_brings_in_nothing():
    entitled, reasons = settled(None)

    assert entitled == 0
    assert set(reasons) == {"outside_window", "overdue"}
