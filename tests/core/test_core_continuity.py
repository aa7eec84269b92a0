"""Last month's balance + lent − repaid = this month's balance: by pencil, and against the plain reference."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from hudai.core.continuity import by_place, called_alike, continued, differing, together
from reference.continuity import Entry, lines, places

REGISTER = {"contract": pl.String, "bank": pl.String, "town": pl.String, "balance": pl.Int64}
MOVED = {"contract": pl.String, "lent": pl.Int64, "repaid": pl.Int64}


def register(*rows: tuple[str, str, str, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=REGISTER, orient="row")


def moved(*rows: tuple[str, int, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=MOVED, orient="row")


def test_a_month_of_one_new_loan_and_one_repayment_continues():
    # 50 000 owed, 10 000 of it repaid, 30 000 newly lent: 50 000 + 30 000 - 10 000 = 70 000.
    before = register(("甲1", "农商行", "石门镇", 5_000_000))
    now = register(("甲1", "农商行", "石门镇", 4_000_000), ("甲2", "农商行", "石门镇", 3_000_000))

    found = continued(before, moved(("甲1", 0, 1_000_000), ("甲2", 3_000_000, 0)), now)

    assert differing(found).is_empty()
    assert by_place(found).rows() == [("农商行", "石门镇", 5_000_000, 3_000_000, 1_000_000, 7_000_000, 0, 0)]


def test_a_repayment_booked_back_into_the_month_before_opens_a_gap():
    # The last register said 50 000; since then 8 000 were booked back to before its day.
    before = register(("甲1", "农商行", "石门镇", 5_000_000))
    now = register(("甲1", "农商行", "石门镇", 4_200_000))

    assert differing(continued(before, moved(), now)).rows() == [
        ("甲1", "农商行", "石门镇", 5_000_000, 0, 0, 4_200_000, -800_000)
    ]


def test_a_loan_left_out_last_month_and_one_left_out_now_each_open_their_gap_and_do_not_cancel_out():
    before = register(("甲1", "农商行", "石门镇", 2_000_000))
    now = register(("甲2", "农商行", "石门镇", 2_000_000))

    found = continued(before, moved(), now)

    assert differing(found)["contract"].to_list() == ["甲1", "甲2"]
    assert differing(found)["gap"].to_list() == [-2_000_000, 2_000_000]
    assert by_place(found).row(0) == ("农商行", "石门镇", 2_000_000, 0, 0, 2_000_000, 0, 2)


def test_a_loan_that_moved_to_another_town_is_missed_in_one_and_too_much_in_the_other():
    before = register(("甲1", "农商行", "石门镇", 2_000_000))
    now = register(("甲1", "农商行", "云台镇", 1_500_000))

    found = by_place(continued(before, moved(("甲1", 0, 500_000)), now))

    assert found.select("town", "gap").rows() == [("云台镇", 2_000_000), ("石门镇", -2_000_000)]


def test_a_place_that_is_called_otherwise_since_is_the_same_and_one_nobody_knows_keeps_its_name():
    before = register(("甲1", "信用社", "石门镇", 2_000_000), ("甲2", "信用社", "云台镇", 1_000_000))
    then = {"bank": {"信用社": 3}, "town": {"石门镇": 5}}
    now = {"bank": {"农商行": 3}, "town": {"石门街道": 5}}

    assert called_alike(before, then, now).rows() == [
        ("甲1", "农商行", "石门街道", 2_000_000),
        ("甲2", "农商行", "云台镇", 1_000_000),
    ]
    assert called_alike(before, {}, now).equals(before)


def test_of_two_names_of_one_place_the_later_counts():
    both = together([{"town": {"石门镇": 5}}, {"town": {"石门街道": 5}}])

    assert both == {"bank": {}, "town": {"石门镇": 5, "石门街道": 5}}
    now = register(("甲1", "农商行", "石门镇", 1), ("甲2", "农商行", "石门街道", 1))
    assert called_alike(now, both, both)["town"].to_list() == ["石门街道"] * 2


def test_a_movement_of_a_contract_in_neither_register_is_not_looked_at():
    assert continued(register(), moved(("甲9", 1, 0)), register()).is_empty()


NAMES = st.sampled_from("一二三四五六")
ENTRIES = st.builds(
    Entry, st.sampled_from(["农商行", "邮储"]), st.sampled_from(["石门镇", ""]), st.integers(0, 9)
)
REGISTERS = st.dictionaries(NAMES, ENTRIES)


def frame(entries: dict[str, Entry]) -> pl.DataFrame:
    return register(*((name, each.bank, each.town, each.balance) for name, each in entries.items()))


@given(REGISTERS, st.dictionaries(NAMES, st.tuples(st.integers(0, 9), st.integers(0, 9))), REGISTERS)
def test_columns_say_what_the_plain_reference_says(before, movements, now):
    found = continued(frame(before), moved(*((n, *each) for n, each in movements.items())), frame(now))

    plain = lines(before, movements, now)
    got = {
        (row["bank"], row["town"], row["contract"]): (
            row["opening"],
            row["lent"],
            row["repaid"],
            row["balance"],
            row["gap"],
        )
        for row in found.iter_rows(named=True)
    }
    assert got == {key: (x.opening, x.lent, x.repaid, x.balance, x.gap) for key, x in plain.items()}
    assert {row[:2]: row[2:] for row in by_place(found).rows()} == places(plain)


@given(
    st.dictionaries(NAMES, st.tuples(st.integers(0, 9), st.integers(0, 5), st.integers(0, 5))),
)
def test_registers_of_the_same_facts_always_continue(facts):
    # Opening, lent and repaid of each contract; the later balance follows from them.
    before = {name: Entry("农商行", "石门镇", opening) for name, (opening, _, _) in facts.items()}
    now = {name: Entry("农商行", "石门镇", o + lent - repaid) for name, (o, lent, repaid) in facts.items()}
    movements = moved(*((name, lent, repaid) for name, (_, lent, repaid) in facts.items()))

    assert differing(continued(frame(before), movements, frame(now))).is_empty()
