"""A bank's sheet against what is known: pencil cases, and a plain pairing of every row by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from hudai.core.bank_return import depths, facts_compared, terms_compared

KEY, VALUES = ("contract", "paid_on"), ("principal", "interest")
Row = tuple[str, int, int, int]


def listed(rows: list[Row]) -> pl.DataFrame:
    schema = {"contract": pl.String, "paid_on": pl.Int64, "principal": pl.Int64, "interest": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def known(rows: list[Row]) -> pl.DataFrame:
    return listed(rows).with_row_index("fact", offset=1).with_columns(pl.col("fact").cast(pl.Int64))


def test_the_same_rows_again_are_unchanged_whatever_their_order():
    rows = [("A", 1, 0, 500), ("A", 1, 0, 500), ("A", 2, 100, 0), ("B", 1, 0, 7)]

    found = facts_compared(listed(rows[::-1]), known(rows), key=KEY, values=VALUES)

    assert found.rows["change"].to_list() == ["unchanged"] * 4
    assert sorted(found.rows["fact"]) == [1, 2, 3, 4]
    assert found.missing.is_empty()


def test_another_amount_on_the_same_day_corrects_the_row_that_no_other_equals():
    before = [("A", 1, 0, 500), ("A", 1, 0, 300)]

    found = facts_compared(
        listed([("A", 1, 0, 305), ("A", 1, 0, 500)]), known(before), key=KEY, values=VALUES
    )

    assert found.rows.select("interest", "change", "fact", "interest_before").rows() == [
        (305, "changed", 2, 300),
        (500, "unchanged", 1, None),
    ]


def test_a_second_row_of_a_day_is_new_and_one_left_out_is_missing():
    before = [("A", 1, 0, 500), ("B", 1, 0, 9)]

    found = facts_compared(
        listed([("A", 1, 0, 500), ("A", 1, 0, 500)]), known(before), key=KEY, values=VALUES
    )

    assert found.rows["change"].to_list() == ["unchanged", "new"]
    assert found.missing["fact"].to_list() == [2]


ROWS = st.lists(
    st.tuples(st.sampled_from("AB"), st.integers(1, 2), st.integers(0, 1), st.integers(0, 2)), max_size=8
)


@given(sheet=ROWS, before=ROWS)
def test_pairing_in_columns_is_pairing_one_by_one(sheet: list[Row], before: list[Row]):
    found = facts_compared(listed(sheet), known(before), key=KEY, values=VALUES)

    ours, theirs = Counter(before), Counter(sheet)
    equal = ours & theirs
    days = {row[:2] for row in [*sheet, *before]}
    left_here = {day: sum((theirs - equal)[row] for row in theirs if row[:2] == day) for day in days}
    left_there = {day: sum((ours - equal)[row] for row in ours if row[:2] == day) for day in days}
    counted = Counter(found.rows["change"])
    assert counted["unchanged"] == equal.total()
    assert counted["changed"] == sum(min(left_here[day], left_there[day]) for day in days)
    assert counted["new"] == sum(max(left_here[day] - left_there[day], 0) for day in days)
    assert found.missing.height == sum(max(left_there[day] - left_here[day], 0) for day in days)
    assert found.rows.select("contract", "paid_on", "principal", "interest").rows() == sheet
    paired = found.rows["fact"].drop_nulls().to_list()
    assert len(paired) == len(set(paired)), "no fact is paired twice"
    assert not set(paired) & set(found.missing["fact"])


def test_a_term_the_sheet_leaves_empty_is_not_changed_and_one_it_fills_is():
    terms = ("rate", "purpose")
    sheet = pl.DataFrame(
        {"contract": ["A", "B", "C"], "rate": [36_500, 38_500, 1], "purpose": [None, "养羊", None]}
    )
    before = pl.DataFrame(
        {"contract": ["A", "B"], "rate": [38_500, 38_500], "purpose": ["养猪", None], "loan_key": [1, 2]},
        schema_overrides={"purpose": pl.String},
    )

    found = terms_compared(sheet, before, terms)

    assert found.select("rate_changed", "purpose_changed", "is_known").rows() == [
        (True, False, True),
        (False, True, True),
        (False, False, False),
    ]
    assert found["rate_before"].to_list() == [38_500, 38_500, None]


def test_originals_come_before_what_renews_them():
    links = pl.DataFrame(
        {"contract": ["C", "B", "A", "X"], "original": ["B", "A", None, "elsewhere"]},
    )

    assert depths(links).rows() == [("C", 2), ("B", 1), ("A", 0), ("X", 0)]


def test_days_compare_as_days():
    frame = pl.DataFrame({"contract": ["A"], "paid_on": [date(2024, 1, 1)], "interest": [1]})

    found = facts_compared(frame, frame.with_columns(fact=pl.lit(5, pl.Int64)), key=KEY, values=["interest"])

    assert found.rows["fact"].to_list() == [5]
