"""Two registers held against each other: pencil cases, and a plain walk through both."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from hudai.core.reconciliation import differences

DAY = date(2022, 1, 10)
EPOCH = date(1970, 1, 1)
Row = tuple[str, int, int, int, date, date]
"""Contract, principal, balance, rate, disbursed, due."""
_SCHEMA = {
    "contract": pl.String,
    "principal": pl.Int64,
    "balance": pl.Int64,
    "rate": pl.Int64,
    "disbursed_on": pl.Date,
    "due_on": pl.Date,
}
_FIELDS = ("principal", "rate", "disbursed_on", "due_on", "balance")


def register(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def ours(rows: list[tuple[object, ...]], extended: date | None = None) -> pl.DataFrame:
    return register(rows).with_columns(extended_due_on=pl.lit(extended, pl.Date))


def row(contract: str = "A", **changes: object) -> tuple[object, ...]:
    usual = {"principal": 5_000_000, "balance": 4_000_000, "rate": 38_500, "disbursed_on": DAY}
    said = usual | {"due_on": date(2025, 1, 10)} | changes
    return (contract, *(said[name] for name in list(_SCHEMA)[1:]))


def test_equal_registers_have_no_difference():
    assert differences(ours([row(), row("B")]), register([row("B"), row()])).is_empty()


def test_each_term_that_differs_is_one_difference_with_both_values():
    theirs = row(principal=3_000_000, rate=36_500, due_on=date(2025, 1, 9), balance=1)

    found = differences(ours([row()]), register([theirs]))

    assert found.rows() == [
        ("A", "principal", 5_000_000, 3_000_000),
        ("A", "rate", 38_500, 36_500),
        ("A", "due_on", (date(2025, 1, 10) - EPOCH).days, (date(2025, 1, 9) - EPOCH).days),
        ("A", "balance", 4_000_000, 1),
    ]


def test_what_the_bank_leaves_empty_is_not_compared():
    assert differences(ours([row()]), register([row(rate=None, principal=None, due_on=None)])).is_empty()


def test_the_day_first_agreed_and_the_extended_one_are_both_right():
    extended = date(2025, 7, 10)

    for due in (date(2025, 1, 10), extended):
        assert differences(ours([row()], extended), register([row(due_on=due)])).is_empty()
    assert differences(ours([row()], extended), register([row(due_on=DAY)])).height == 1


def test_a_contract_on_one_side_counts_only_while_something_is_owed():
    found = differences(ours([row("A"), row("B", balance=0)]), register([row("C"), row("D", balance=0)]))

    assert found.rows() == [("A", "only_register", 4_000_000, None), ("C", "only_bank", None, 4_000_000)]


ROWS = st.dictionaries(
    st.sampled_from("ABC"),
    st.tuples(*[st.integers(0, 1)] * 3, *[st.integers(0, 1)] * 2),
    max_size=3,
)


@given(ROWS, ROWS)
def test_the_differences_are_those_of_a_walk_through_both(left: dict, right: dict):
    def full(drawn: dict) -> list[tuple[object, ...]]:
        return [
            (name, p, b, r, DAY + timedelta(d), DAY + timedelta(u)) for name, (p, b, r, d, u) in drawn.items()
        ]

    expected = []
    for name in sorted(left.keys() | right.keys()):
        if name not in left:
            expected += [(name, "only_bank")] if right[name][1] else []
        elif name not in right:
            expected += [(name, "only_register")] if left[name][1] else []
        else:
            terms = list(_SCHEMA)[1:]
            differing = {term for at, term in enumerate(terms) if left[name][at] != right[name][at]}
            expected += [(name, field) for field in _FIELDS if field in differing]

    found = differences(ours(full(left)), register(full(right)))

    assert found.select("contract", "field").rows() == expected
