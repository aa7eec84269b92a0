"""The books balance by construction: whatever is entered, in whatever order, and however it is split."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudai.core.ledger import (
    CHART,
    DEPOSIT,
    EXPENSE,
    FUND,
    PAYABLE,
    RECEIVABLE,
    SOURCES,
    Kind,
    Move,
    Sums,
    add_up,
    balances,
    deposit,
    frozen,
    head,
    money_from,
    month_digest,
    next_month,
    received,
    running,
    shown,
    trial_balance,
    turned_round,
)

CODES = sorted({*CHART, deposit(3), deposit(40)} - {DEPOSIT})
PAIRS = st.lists(st.sampled_from(CODES), min_size=2, max_size=2, unique=True)
MOVES = st.lists(
    st.builds(
        lambda pair, fen: Move(pair[0], pair[1], fen), PAIRS, st.integers(min_value=1, max_value=10**12)
    ),
    max_size=30,
)


def by_pencil(moves: list[Move]) -> dict[str, int]:
    """Each account's balance, one entry after the other on one sheet."""
    sheet: dict[str, int] = {}
    for move in moves:
        sheet[move.debit] = sheet.get(move.debit, 0) + move.amount
        sheet[move.credit] = sheet.get(move.credit, 0) - move.amount
    return {code: fen for code, fen in sheet.items() if fen}


def balances_of(moves: list[Move]) -> dict[str, int]:
    return {code: sums.balance for code, sums in add_up(moves).items() if sums.balance}


@given(moves=MOVES)
def test_every_balance_is_what_pencil_and_paper_say(moves: list[Move]):
    assert balances_of(moves) == by_pencil(moves)


@given(moves=MOVES)
def test_the_debits_of_all_accounts_are_the_credits_of_all_accounts(moves: list[Move]):
    sums = add_up(moves).values()

    assert sum(each.debits for each in sums) == sum(each.credits for each in sums) == sum(m[2] for m in moves)


@given(moves=MOVES)
def test_a_reversal_brings_every_account_back_to_where_it_was(moves: list[Move]):
    assert balances_of([*moves, *turned_round(moves)]) == {}


@given(moves=MOVES, data=st.data())
def test_the_order_of_the_entries_changes_no_balance(moves: list[Move], data: st.DataObject):
    shuffled = data.draw(st.permutations(moves))

    assert balances_of(shuffled) == balances_of(moves)


@given(moves=MOVES, data=st.data())
def test_splitting_an_entry_in_two_changes_no_balance(moves: list[Move], data: st.DataObject):
    split = []
    for move in moves:
        first = data.draw(st.integers(0, move.amount))
        split += [move._replace(amount=fen) for fen in (first, move.amount - first) if fen]

    assert balances_of(split) == balances_of(moves)


@given(before=MOVES, during=MOVES)
def test_a_trial_balance_balances_and_its_months_end_is_the_sum_of_all_entries(
    before: list[Move], during: list[Move]
):
    rows = trial_balance(add_up(before), add_up(during))

    assert balances(rows)
    assert {row.code: row.closing for row in rows if row.closing} == by_pencil(before + during)


def test_a_trial_balance_by_hand():
    county = money_from("county")
    before = [Move(county, received("county"), 1000)]
    during = [Move(EXPENSE, PAYABLE, 300), Move(PAYABLE, county, 200)]

    assert frozen(trial_balance(add_up(before), add_up(during))) == {
        "1014": [1000, 0, 200, 800],
        "2001": [0, 200, 300, -100],
        "4014": [-1000, 0, 0, -1000],
        "5001": [0, 300, 0, 300],
    }


def test_a_running_balance_starts_from_what_was_there():
    assert list(running(100, [Sums(50, 0), Sums(0, 120), Sums(5, 5)])) == [150, 30, 30]


def test_the_chart_names_every_account_in_the_countys_words():
    assert [(code, each.name, each.kind) for code, each in CHART.items()] == [
        ("1011", "贴息资金—中央", Kind.ASSET),
        ("1012", "贴息资金—省（市）级", Kind.ASSET),
        ("1013", "贴息资金—市级", Kind.ASSET),
        ("1014", "贴息资金—区县级", Kind.ASSET),
        ("1021", "风险补偿金存款", Kind.ASSET),
        ("1201", "应收多贴退款", Kind.ASSET),
        ("2001", "应付贴息", Kind.LIABILITY),
        ("3001", "风险补偿金", Kind.FUND),
        ("4011", "财政拨入—中央", Kind.INCOME),
        ("4012", "财政拨入—省（市）级", Kind.INCOME),
        ("4013", "财政拨入—市级", Kind.INCOME),
        ("4014", "财政拨入—区县级", Kind.INCOME),
        ("4101", "追偿收入", Kind.INCOME),
        ("4102", "补偿金存款利息", Kind.INCOME),
        ("5001", "贴息支出", Kind.EXPENSE),
        ("5101", "补偿支出", Kind.EXPENSE),
    ]
    assert [CHART[money_from(source)].source for source in SOURCES] == list(SOURCES)


def test_a_deposit_has_an_account_a_bank_and_none_of_its_own():
    found = head(deposit(12))

    assert found is not None
    assert (found.name, found.kind, found.bank) == ("风险补偿金存款", Kind.ASSET, 12)
    assert [head(code) for code in (DEPOSIT, "1021-", "1021-x", "1011-3", "9999", "")] == [None] * 6


@pytest.mark.parametrize(
    ("code", "side"),
    [(money_from("city"), 1), (EXPENSE, 1), (PAYABLE, -1), (FUND, -1), (received("city"), -1)],
)
def test_an_account_is_shown_positive_on_the_side_where_it_grows(code: str, side: int):
    assert shown(CHART[code].kind, side * 7) == 7


def test_money_and_debts_may_not_fall_below_zero_and_nothing_else_is_kept_from_it():
    guarded = {code for code, each in CHART.items() if each.kind.guarded}

    assert guarded == {*map(money_from, SOURCES), DEPOSIT, RECEIVABLE, PAYABLE}


def test_a_closed_month_changes_its_digest_and_every_later_one():
    march = {"1014": [0, 5, 0, 5], "4014": [0, 0, 5, -5]}
    first = month_digest(date(2026, 3, 1), march, "")
    second = month_digest(date(2026, 4, 1), march, first)
    changed = month_digest(date(2026, 3, 1), {**march, "1014": [0, 6, 0, 6]}, "")

    assert changed != first
    assert month_digest(date(2026, 4, 1), march, changed) != second
    assert month_digest(date(2026, 3, 1), dict(reversed(march.items())), "") == first


def test_the_month_after_december_is_january():
    assert next_month(date(2026, 12, 1)) == date(2027, 1, 1)
    assert next_month(date(2026, 1, 1)) == date(2026, 2, 1)
