"""Laws the core's figures obey whatever the facts: cuts, order, stops, grants and unused versions.

Each is a law of its own, said without the reference's help; the reference proves the figures
themselves in ``test_core_against_reference.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate, islice, pairwise
from random import Random
from unittest.mock import patch

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from hudai.core import settlement
from hudai.core.interest import UNITS_OF_YEAR, units
from hudai.core.policy import TimeBasis
from hudai.core.settlement import settle
from reference.as_policy import as_national, as_policy
from reference.core_answers import lines_of, settlement_of, stretches_of
from reference.days import ONE_DAY, whole_month_shares
from reference.facts import Stop
from reference.frames import as_frames
from reference.households import STOP_KINDS
from reference.laws import days
from reference.strategies import Case, counties, shuffled

fewer = settings(max_examples=max(10, settings().max_examples // 5))
"""For what the comparison with the reference proves already, said once more as a law of its own."""

LENGTHS = st.lists(st.integers(1, 400), min_size=1, max_size=8)
CUTS = st.lists(days(date(2018, 1, 2), date(2027, 12, 31)), unique=True, min_size=1, max_size=8)


def cut_up(schedule: tuple[tuple[date, object], ...], cuts: list[date]) -> tuple[tuple[date, object], ...]:
    """The schedule with further versions on the days of ``cuts`` that repeat what held before."""
    cut = dict(schedule)
    for day in cuts:
        held = [value for since, value in schedule if since <= day]
        if held:
            cut[day] = held[-1]
    return tuple(sorted(cut.items(), key=lambda version: version[0]))


@dataclass(frozen=True)
class Life:
    """A loan's normal life, and days on which a stretch of it is cut, first and last included."""

    disbursed_on: date
    end: date
    cuts: list[date]


@st.composite
def lives(draw: DrawFn) -> Life:
    """The stretch may reach behind the life's end or lie there altogether."""
    disbursed_on, lengths = draw(days()), draw(LENGTHS)
    since = disbursed_on + timedelta(days=draw(st.integers(0, 1200)))
    cuts = [since, *(since + timedelta(days=length) for length in accumulate(lengths))]
    return Life(disbursed_on, disbursed_on + timedelta(days=draw(st.integers(0, 1600))), cuts)


LIVES = st.lists(lives(), min_size=1, max_size=10)


def units_of(basis: TimeBasis, stretches: list[tuple[Life, date, date]]) -> list[int]:
    names = ("disbursed_on", "life_until", "since", "until")
    rows = [(life.disbursed_on, life.end, since, until) for life, since, until in stretches]
    frame = pl.DataFrame(rows, dict.fromkeys(names, pl.Date), orient="row")
    return frame.select(units(basis)).to_series().to_list()


@fewer
@given(st.sampled_from(TimeBasis), LIVES)
def test_cutting_a_stretch_never_changes_its_part_of_a_year(basis: TimeBasis, loans: list[Life]) -> None:
    whole = units_of(basis, [(life, life.cuts[0], life.cuts[-1]) for life in loans])
    parts = iter(units_of(basis, [(life, *pair) for life in loans for pair in pairwise(life.cuts)]))
    assert [sum(islice(parts, len(life.cuts) - 1)) for life in loans] == whole


@fewer
@given(st.sampled_from(TimeBasis), LIVES)
def test_a_stretch_is_the_part_of_a_year_its_days_are_one_by_one(basis: TimeBasis, loans: list[Life]) -> None:
    found = units_of(basis, [(life, life.cuts[0], life.cuts[1]) for life in loans])
    year = 365 if basis is TimeBasis.ACT_365 else 360
    for life, number in zip(loans, found, strict=True):
        months = basis is TimeBasis.WHOLE_MONTHS
        shares = whole_month_shares(life.disbursed_on, life.end) if months else {}
        length = (life.cuts[1] - life.cuts[0]).days
        by_day = (shares.get(life.cuts[0] + n * ONE_DAY, Fraction(1, year)) for n in range(length))
        assert Fraction(number, UNITS_OF_YEAR[basis]) == sum(by_day)


@fewer
@given(counties(6), CUTS)
def test_cutting_a_period_where_the_ratio_stays_the_same_changes_nothing(
    case: Case, cuts: list[date]
) -> None:
    cut = replace(case.terms, ratio=cut_up(case.terms.ratio, cuts))
    this, other = settlement_of(case), settlement_of(replace(case, terms=cut))
    assert lines_of(other) == lines_of(this)
    assert stretches_of(other) == stretches_of(this)


@fewer
@given(counties(6), CUTS)
def test_a_new_version_that_says_what_the_old_one_said_changes_nothing(case: Case, cuts: list[date]) -> None:
    names = ("cap_fen", "over_cap", "term_max_months", "max_years", "tiers")
    cut = replace(case.terms, **{name: cut_up(getattr(case.terms, name), cuts) for name in names})
    this, other = settlement_of(case), settlement_of(replace(case, terms=cut))
    assert lines_of(other) == lines_of(this)
    assert stretches_of(other) == stretches_of(this)


@fewer
@given(counties(6), st.integers(0, 2**32 - 1))
def test_the_order_of_rows_never_changes_a_figure(case: Case, order: int) -> None:
    this, other = settlement_of(case), settlement_of(shuffled(case, Random(order)))
    assert sorted(map(repr, lines_of(other))) == sorted(map(repr, lines_of(this)))
    assert sorted(map(repr, stretches_of(other))) == sorted(map(repr, stretches_of(this)))


@fewer
@given(counties(6), st.data())
def test_another_stop_never_raises_an_entitlement(case: Case, data: st.DataObject) -> None:
    loan = data.draw(st.sampled_from(case.loans))
    since = data.draw(st.dates(loan.disbursed_on, loan.due_in_force + ONE_DAY))
    stop = Stop(loan.contract, data.draw(st.sampled_from(STOP_KINDS)), since)
    stopped = replace(case, stops=[*case.stops, stop])
    before, after = lines_of(settlement_of(case)), lines_of(settlement_of(stopped))
    assert all(later.entitled <= row.entitled for row, later in zip(before, after, strict=True))


@fewer
@given(counties(6))
def test_granted_and_due_together_are_what_is_entitled_and_paid(case: Case) -> None:
    for row in lines_of(settlement_of(case)):
        reimbursed = case.terms.mode == "reimburse_borrower"
        assert row.granted + row.due == (min(row.entitled, row.paid) if reimbursed else row.entitled)


@fewer
@given(counties(6))
def test_a_sheet_without_signing_days_of_extensions_is_one_where_nobody_knows_any(case: Case) -> None:
    unknown = replace(case, loans=[replace(loan, extended_on=None) for loan in case.loans])
    frames = as_frames(unknown)
    without = settle(
        **frames | {"loans": frames["loans"].drop("extended_on")},
        policy=as_policy(case.terms),
        national=as_national(case.terms),
        through=case.t - ONE_DAY,
    )
    with_column = settlement_of(unknown)
    assert lines_of(without) == lines_of(with_column)
    assert stretches_of(without) == stretches_of(with_column)


@fewer
@given(counties(3), st.integers(1, 5), st.integers(1, 5))
def test_how_much_is_worked_on_at_a_time_never_changes_a_figure(
    case: Case, loans: int, repayments: int
) -> None:
    whole = settlement_of(case)
    lines, stretches = lines_of(whole), stretches_of(whole)

    with (
        patch.object(settlement, "BATCH_LOANS", loans),
        patch.object(settlement, "BATCH_REPAYMENTS", repayments),
    ):
        in_pieces = settlement_of(case)
        assert (lines_of(in_pieces), stretches_of(in_pieces)) == (lines, stretches)
