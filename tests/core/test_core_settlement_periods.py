"""The entitlement by settlement period: by pencil, and adding up to the line on random households."""

from __future__ import annotations

import polars as pl
from hypothesis import given

from reference.core_answers import settlement_of
from reference.strategies import Case, counties


@given(counties(3))
def test_the_periods_of_a_loan_add_up_to_its_line_and_each_ends_in_the_worksheet(case: Case):
    settlement = settlement_of(case)

    periods = settlement.periods()

    entitled = {row["contract"]: row["entitled_fen"] for row in settlement.lines.iter_rows(named=True)}
    summed = dict(periods.group_by("contract").agg(pl.col("entitled_fen").sum()).rows())
    assert summed == {contract: fen for contract, fen in entitled.items() if fen}
    sheet = settlement.worksheet().filter(pl.col("reason").is_null())
    for contract, settles_on in periods.select("contract", "settles_on").rows():
        inside = sheet.filter(pl.col("contract") == contract, pl.col("to") <= settles_on)
        assert inside.height
