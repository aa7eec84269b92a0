"""Renewals inherit the days of the first loan of their chain."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from hudai.core.chains import due_in_force, with_chain


def chained(*loans: tuple[str, str | None, int]) -> dict[str, tuple[str, date, date]]:
    """Loans as (contract, original, year): signed in January, paid out in February of that year."""
    frame = pl.DataFrame(
        {
            "contract": [contract for contract, _, _ in loans],
            "original": [original for _, original, _ in loans],
            "signed_on": [date(year, 1, 5) for _, _, year in loans],
            "disbursed_on": [date(year, 2, 5) for _, _, year in loans],
        },
        schema_overrides={"original": pl.String},
    )
    found = with_chain(frame).select("contract", "chain", "chain_signed_on", "chain_disbursed_on")
    return {contract: (chain, signed, paid) for contract, chain, signed, paid in found.rows()}


def test_a_first_loan_is_its_own_chain():
    assert chained(("A", None, 2021)) == {"A": ("A", date(2021, 1, 5), date(2021, 2, 5))}


def test_a_renewal_of_a_renewal_reaches_back_to_the_first_wherever_it_stands_in_the_sheet():
    first = ("A", date(2019, 1, 5), date(2019, 2, 5))

    assert chained(("C", "B", 2023), ("A", None, 2019), ("B", "A", 2021)) == {
        "C": first,
        "A": first,
        "B": first,
    }


def test_two_renewals_of_one_loan_share_its_chain_and_others_do_not():
    chains = chained(("A", None, 2019), ("B", "A", 2020), ("C", "A", 2021), ("D", None, 2022))

    assert [chain for chain, _, _ in chains.values()] == ["A", "A", "A", "D"]


def test_a_chain_of_a_hundred_is_followed_to_its_end():
    loans = [("0", None, 2000), *((str(number), str(number - 1), 2001) for number in range(1, 100))]

    assert {chain for chain, _, _ in chained(*loans).values()} == {"0"}


def test_a_chain_that_bites_its_tail_or_hangs_in_the_air_is_a_defect():
    with pytest.raises(AssertionError, match="tail"):
        chained(("A", "B", 2020), ("B", "C", 2020), ("C", "A", 2020))
    with pytest.raises(AssertionError, match="missing"):
        chained(("A", "B", 2020))


def test_an_extension_moves_the_due_day():
    frame = pl.DataFrame({"due_on": [date(2022, 1, 10)] * 2, "extended_due_on": [None, date(2022, 7, 10)]})

    assert frame.select(due_in_force()).to_series().to_list() == [date(2022, 1, 10), date(2022, 7, 10)]
