"""The terms each contract stands under, picked by its own day."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from hudai.core.contract_terms import with_terms
from hudai.core.errors import CannotTell
from hudai.core.money import LARGEST_FEN
from hudai.core.policy import Policy
from hudai.documents import policy_files

YUBEI = policy_files.load("yubei-2021")
SHANGCAI = policy_files.load("shangcai-2019")
NATIONAL = policy_files.read_national()
UNTIL = date(2025, 6, 21)
SCHEMA: dict[str, Any] = {
    "contract": pl.String,
    "original": pl.String,
    "household": pl.String,
    "signed_on": pl.Date,
    "disbursed_on": pl.Date,
    "due_on": pl.Date,
    "extended_due_on": pl.Date,
    "principal": pl.Int64,
    "rate": pl.Int64,
}


def loan(contract: str = "A", **changes: Any) -> dict[str, Any]:
    """50 000.00 at 3.80 % from 2022-01-10 for 12 months."""
    sound: dict[str, Any] = {
        "contract": contract,
        "original": None,
        "household": "户",
        "signed_on": date(2022, 1, 10),
        "disbursed_on": date(2022, 1, 10),
        "due_on": date(2023, 1, 10),
        "extended_due_on": None,
        "principal": 5_000_000,
        "rate": 38_000,
    }
    if "signed_on" in changes:
        sound["disbursed_on"] = changes["signed_on"]
    return sound | changes


def termed(
    *loans: dict[str, Any],
    stops: tuple[tuple[str, str, date], ...] = (),
    policy: Policy = YUBEI,
    until: date = UNTIL,
) -> list[dict[str, Any]]:
    schema = {"contract": pl.String, "kind": pl.String, "since": pl.Date}
    return with_terms(
        pl.DataFrame(loans, schema=SCHEMA),
        pl.DataFrame(stops, schema=schema, orient="row"),
        policy=policy,
        national=NATIONAL,
        until=until,
    ).to_dicts()


def one(policy: Policy = YUBEI, **changes: Any) -> dict[str, Any]:
    (row,) = termed(loan(**changes), policy=policy)
    return row


@pytest.mark.parametrize(("rate", "subsidised"), [(37_999, 37_999), (38_000, 38_000), (38_001, 38_000)])
def test_the_subsidised_rate_is_the_lower_of_contract_and_published_one(rate: int, subsidised: int):
    assert one(rate=rate)["rate_ppm"] == subsidised


@pytest.mark.parametrize(
    ("signed_on", "inside"),
    [
        (date(2020, 12, 31), False),
        (date(2021, 1, 1), True),
        (date(2025, 12, 31), True),
        (date(2026, 1, 1), False),
    ],
)
def test_a_loan_is_inside_the_scheme_by_its_signing_day(signed_on: date, inside: bool):
    row = one(signed_on=signed_on, due_on=date(signed_on.year + 1, 12, 1))

    assert row["scheme_from"] == (signed_on if inside else None)


def test_a_renewal_comes_in_by_its_chain_or_by_its_own_day():
    old = loan("A", signed_on=date(2020, 6, 1), due_on=date(2021, 6, 1))
    renewal = loan("B", original="A", signed_on=date(2021, 6, 1), due_on=date(2022, 6, 1))
    first, second = termed(old, renewal)

    assert (first["scheme_from"], second["scheme_from"]) == (None, date(2021, 6, 1))
    # The three years run from the chain's first disbursement, whichever scheme it began under.
    assert first["chain_until"] == second["chain_until"] == date(2023, 6, 1)


@pytest.mark.parametrize(
    ("lent", "until"),
    [
        (date(2021, 2, 28), date(2024, 2, 28)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2021, 12, 31), date(2024, 12, 31)),
    ],
)
def test_three_years_of_subsidy_end_on_the_same_day_or_on_28_february(lent: date, until: date):
    assert one(signed_on=lent, due_on=date(lent.year + 1, 1, 1))["chain_until"] == until


def test_an_extension_moves_the_due_day_and_not_the_tier():
    # 12 months, extended by six: still measured against the LPR of one year.
    row = one(extended_due_on=date(2023, 7, 10), rate=46_500)

    assert (row["due"], row["term_months"], row["rate_ppm"]) == (date(2023, 7, 10), 12, 38_000)


def test_the_cap_is_handed_out_by_the_chains_first_day_then_by_contract_number():
    loans = [
        loan("C", signed_on=date(2022, 3, 1)),
        loan("B", signed_on=date(2022, 2, 1)),
        loan("A", signed_on=date(2022, 2, 1)),
        loan("D", signed_on=date(2023, 1, 10), due_on=date(2024, 1, 10), original="E"),
        loan("E"),
    ]
    rows = termed(*loans)

    assert [row["contract"] for row in rows] == ["D", "E", "A", "B", "C"]
    assert [row["loan"] for row in rows] == [0, 1, 2, 3, 4]
    assert [row["given"] for row in rows] == [3, 4, 2, 1, 0]


def test_the_order_of_the_sheet_decides_nothing_but_the_place_given():
    loans = [loan("A"), loan("B", signed_on=date(2022, 1, 11)), loan("C", household="别家")]

    def without_place(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{name: value for name, value in row.items() if name != "given"} for row in rows]

    assert without_place(termed(*loans)) == without_place(termed(*loans[::-1]))


def test_households_are_numbered_in_step():
    rows = termed(loan("A", household="乙"), loan("B", household="甲"), loan("C", household="乙"))
    names = [row["household_name"] for row in rows]

    assert [row["household"] for row in rows] == ([1, 1, 2] if names[0] == names[1] else [1, 2, 2])


def test_the_earliest_stop_in_effect_holds_and_of_one_day_the_first_by_name():
    stops = (
        ("A", "waived", date(2022, 6, 1)),
        ("A", "recalled", date(2022, 5, 1)),
        ("A", "diversion", date(2022, 5, 1)),
    )
    (row,) = termed(loan(), stops=stops)

    assert (row["stopped_on"], row["stop_kind"]) == (date(2022, 5, 1), "diversion")
    (row,) = termed(loan(), stops=stops[::-1])
    assert row["stop_kind"] == "diversion"


def test_a_stop_of_the_first_day_not_counted_does_not_count():
    (row,) = termed(loan(), stops=(("A", "waived", UNTIL),))

    assert row["stopped_on"] is None


@pytest.mark.parametrize(
    ("principal", "due_on", "coverable"),
    [
        (5_000_000, date(2020, 3, 5), True),
        (5_000_001, date(2020, 3, 5), False),
        (5_000_000, date(2022, 3, 5), True),
        (5_000_000, date(2022, 3, 6), False),
    ],
    ids=["50 000.00", "50 000.01", "36 months", "36 months and a day"],
)
def test_shangcai_leaves_a_loan_too_large_or_too_long_out_altogether(
    principal: int, due_on: date, coverable: bool
):
    row = one(SHANGCAI, signed_on=date(2019, 3, 5), due_on=due_on, principal=principal)

    assert (row["coverable"], row["cap"]) == (coverable, 5_000_000)


def test_yubei_covers_the_part_below_the_cap_of_any_loan():
    assert one(principal=8_000_000, due_on=date(2026, 1, 10))["coverable"] is True


def test_a_loan_older_than_every_version_uses_up_cap_and_stays_outside():
    row = one(signed_on=date(2015, 6, 1), due_on=date(2016, 6, 1))

    assert (row["cap"], row["coverable"], row["scheme_from"]) == (5_000_000, True, None)


def test_a_day_without_a_published_rate_is_not_guessed_for_a_loan_of_the_scheme():
    old = loan("A", signed_on=date(2025, 6, 1), due_on=date(2030, 6, 1))
    renewal = loan("B", original="A", signed_on=date(2030, 6, 1), due_on=date(2031, 6, 1))

    with pytest.raises(CannotTell, match=r"1 笔贷款（合同号 B）的签订日（2030-06-01）"):
        termed(old, renewal, until=date(2031, 6, 21))
    # Before it is paid out nothing rests on it.
    assert len(termed(old, renewal, until=date(2030, 6, 1))) == 2


def test_a_principal_beyond_every_loan_is_a_defect_of_whoever_let_it_in():
    assert one(principal=LARGEST_FEN)["cap"] == 5_000_000
    with pytest.raises(AssertionError, match="beyond every loan"):
        one(principal=LARGEST_FEN + 1)
