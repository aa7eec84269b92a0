"""Random counties whose days like to fall on the boundaries of the rules.

A :class:`Case` is sound by construction: nothing is repaid before it was lent, never more than was
lent, every renewal names a contract of its own household, every published rate reaches back before
the first contract that needs it.  What is unlawful but well-formed (rates above the cap,
households above their ceiling, renewals of renewals, loans outside the window) is there on purpose.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, field, replace
from datetime import date, timedelta

import polars as pl
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from reference.arrears import interest_falls_due
from reference.county import County
from reference.days import ONE_DAY, add_months, add_years, period_end
from reference.facts import Granted, Loan, Published, Repayment, Stop, Terms, Tier
from reference.seeds import SHANGCAI, YUBEI

FIRST_DAY, LAST_DAY = date(2018, 1, 1), date(2027, 12, 31)
LAST_CONTRACT = date(2026, 8, 31)
"""Published rates are known up to here."""
LONG_AGO = date(2015, 1, 1)

STOP_KINDS = ("资金挪用", "恶意出列", "提前收回", "转为农户贷款", "重复贴息", "自愿放弃")

EDGES = (
    date(2018, 12, 31),
    date(2019, 1, 1),
    date(2020, 2, 28),
    date(2020, 2, 29),
    date(2020, 3, 1),
    date(2020, 12, 31),
    date(2021, 1, 1),
    date(2021, 1, 31),
    date(2021, 2, 28),
    date(2021, 3, 20),
    date(2021, 3, 21),
    date(2021, 12, 20),
    date(2021, 12, 21),
    date(2022, 8, 19),
    date(2022, 8, 22),
    date(2022, 8, 31),
    date(2023, 9, 20),
    date(2023, 12, 31),
    date(2024, 1, 1),
    date(2024, 2, 29),
    date(2025, 12, 31),
    date(2026, 1, 1),
)
"""Window edges, leap days, month ends, settlement days, publication days and days before."""

AMOUNTS = (10_000, 999_999, 1_000_000, 2_000_000, 4_999_999, 5_000_000, 5_000_001, 8_000_000, 20_000_000)
RATES = (1_000, 36_500, 38_500, 43_500, 46_500, 47_500, 52_500, 240_000)


KINDS_OF_REPAYMENT = st.sampled_from(["interest"] * 4 + ["part"] * 2 + ["rest"])
INTERESTS = st.sampled_from([0, 1, 99, 100, 48_125, 500_000]) | st.integers(0, 500_000)
PENALTIES = st.sampled_from([0, 0, 12_345])
OFF_BY_A_DAY = st.sampled_from([0, 0, 0, -1, 1])
"""Made once: hypothesis looks at every new strategy afresh, and these are drawn from often."""


@dataclass(frozen=True)
class Case:
    """Facts, law, and the days to ask about."""

    loans: list[Loan]
    repayments: list[Repayment]
    stops: list[Stop]
    granted: list[Granted]
    terms: Terms
    t: date
    """The end of a settlement period; facts from this day on do not count."""
    as_of: date
    """Any day, for the standing."""


@dataclass
class _Sheets:
    loans: list[Loan] = field(default_factory=list)
    repayments: list[Repayment] = field(default_factory=list)


def days(first: date = FIRST_DAY, last: date = LAST_DAY) -> SearchStrategy[date]:
    """Days of the span, every other one an edge of some rule where the span holds any."""
    edges = [day for day in EDGES if first <= day <= last]
    anywhere = st.dates(first, last)
    return st.one_of(st.sampled_from(edges), anywhere) if edges else anywhere


def amounts(terms: Terms) -> SearchStrategy[int]:
    """Principals in fen, from 100 to 200 000 yuan, the cap and its neighbours often."""
    cap = terms.cap_fen
    near = [max(10_000, fen) for fen in (cap - 1, cap, cap, cap + 1, cap // 2)]
    return st.one_of(st.sampled_from(near), st.sampled_from(AMOUNTS), st.integers(10_000, 20_000_000))


def rates() -> SearchStrategy[int]:
    """Contract rates in ppm, not always whole hundredths of a percent."""
    return st.one_of(st.sampled_from(RATES), st.integers(1_000, 240_000))


@st.composite
def published(draw: DrawFn) -> Published:
    """A published rate that has been there long enough and changes up to twice."""
    changes = draw(st.lists(days(date(2018, 6, 1), LAST_CONTRACT), unique=True, max_size=2))
    return tuple((since, draw(rates())) for since in [LONG_AGO, *sorted(changes)])


@st.composite
def ratio_schedules(draw: DrawFn) -> Published:
    """Subsidised shares by day of accrual; most changes fall inside a settlement period."""
    share = st.one_of(st.sampled_from([1_000_000, 700_000, 500_000, 333_333, 0]), st.integers(1, 999_999))
    changes = draw(st.lists(days(date(2019, 1, 1), LAST_DAY), unique=True, max_size=2))
    return tuple((since, draw(share)) for since in [LONG_AGO, *sorted(changes)])


@st.composite
def random_terms(draw: DrawFn) -> Terms:
    """A law no county has passed, with every parameter free."""
    since = draw(days(FIRST_DAY, date(2022, 12, 31)))
    until = draw(st.none() | days(since + ONE_DAY, LAST_DAY))
    return Terms(
        window_since=since,
        window_until=until,
        cap_fen=draw(st.one_of(st.just(5_000_000), st.integers(10_000, 10_000_000))),
        over_cap=draw(st.sampled_from(["excess_uncovered", "loan_uncovered"])),
        term_max_months=draw(st.sampled_from([12, 24, 36, 60])),
        max_years=draw(st.integers(1, 4)),
        ratio=draw(ratio_schedules()),
        mode=draw(st.sampled_from(["reimburse_borrower", "pay_bank"])),
        basis=draw(st.sampled_from(["act/360", "act/365", "whole_months", "whole_months"])),
        frequency=draw(st.sampled_from(["monthly", "quarterly", "yearly"])),
        settlement_day=draw(st.one_of(st.just(20), st.integers(1, 28))),
        tiers=(Tier(0, 12, draw(published())), Tier(12, draw(st.sampled_from([36, 60])), draw(published()))),
        interest_tolerance_fen=draw(st.sampled_from([1, 100, 1000])),
    )


@st.composite
def terms(draw: DrawFn) -> Terms:
    """Both seeds as they are, the seeds with another basis or ratio, and random ones."""
    seed = draw(st.sampled_from([YUBEI, SHANGCAI]))
    kind = draw(st.sampled_from(["seed", "seed with changes", "random", "random"]))
    if kind == "seed":
        return seed
    if kind == "random":
        return draw(random_terms())
    basis = draw(st.sampled_from(["act/365", "whole_months", "whole_months"]))
    return replace(seed, basis=basis, ratio=draw(ratio_schedules()))


@st.composite
def _due_days(draw: DrawFn, disbursed_on: date) -> date:
    """The due day: on a full month, the day before, the day after, or anywhere in a part month."""
    months = draw(st.sampled_from([1, 3, 6, 12, 12, 12, 13, 24, 36, 36, 36, 37, 48]))
    shift = draw(st.sampled_from([0, 0, -1, -1, 1, 7, -7]))
    return add_months(disbursed_on, months) + timedelta(days=shift)


@st.composite
def _extensions(draw: DrawFn, disbursed_on: date, due_on: date) -> date | None:
    """None mostly; else up to the original term again."""
    if draw(st.integers(0, 3)):
        return None
    term = (due_on - disbursed_on).days
    months = draw(st.sampled_from([1, 3, 6]))
    return min(add_months(due_on, months), due_on + timedelta(days=max(term, 1)))


@st.composite
def _days_of_a_life(draw: DrawFn, loan: Loan, terms: Terms, last: date) -> date:
    """A day on which something may be paid: settlement days, maturity and their neighbours often."""
    middle = draw(st.dates(loan.disbursed_on, max(last, loan.disbursed_on)))
    settled = period_end(middle, terms)
    third_year = add_years(loan.disbursed_on, terms.max_years)
    months = (middle.year - loan.disbursed_on.year) * 12 + middle.month - loan.disbursed_on.month
    full_month = add_months(loan.disbursed_on, months)
    near = [loan.disbursed_on, settled, settled - ONE_DAY, full_month, full_month]
    near += [loan.due_on, loan.due_in_force, third_year]
    day = draw(st.one_of(st.just(middle), st.sampled_from(near)))
    day += timedelta(days=draw(OFF_BY_A_DAY))
    return min(max(day, loan.disbursed_on), max(last, loan.disbursed_on))


@st.composite
def _interest_as_due(draw: DrawFn, loan: Loan, terms: Terms, last: date) -> list[Repayment]:
    """Interest of the first periods, to the fen or off by about the tolerance, on its day or late."""
    county = County([loan], [], [], terms, min(last, add_months(loan.disbursed_on, 18)))
    dues = interest_falls_due(county, loan)
    tolerance = terms.interest_tolerance_fen
    rows = []
    for fell_due_on, fen in dues[: draw(st.integers(0, 6))]:
        paid_on = fell_due_on + timedelta(days=draw(st.sampled_from([0, 0, -1, 1, 30])))
        off = draw(st.sampled_from([0, 0, 0, -tolerance, 1 - tolerance, -tolerance - 1, 1]))
        if loan.disbursed_on <= paid_on <= last and fen + off > 0:
            rows.append(Repayment(loan.contract, paid_on, 0, fen + off))
    return rows


@st.composite
def _repayments(draw: DrawFn, loan: Loan, terms: Terms, last: date) -> list[Repayment]:
    """Principal and interest in any order, several on one day at times, never more than was lent."""
    left = loan.principal_fen
    rows = draw(_interest_as_due(loan, terms, last)) if draw(st.booleans()) else []
    for _ in range(draw(st.integers(0, 6))):
        paid_on = draw(_days_of_a_life(loan, terms, last))
        what = draw(KINDS_OF_REPAYMENT)
        principal = left if what == "rest" else 0
        if what == "part" and left:
            principal = draw(st.integers(1, left))
        interest = draw(INTERESTS)
        penalty = draw(PENALTIES)
        rows.append(Repayment(loan.contract, paid_on, principal, interest, penalty))
        left -= principal
    return rows


@st.composite
def _first_days(draw: DrawFn, terms: Terms) -> date:
    """Mostly inside the window, sometimes within a year before it, at its edges, or anywhere."""
    since, last = max(FIRST_DAY, terms.window_since), date(2025, 12, 31)
    until = min(terms.window_until or last, last)
    where = draw(st.sampled_from(["inside"] * 4 + ["year before"] * 2 + ["edge", "anywhere"]))
    if where == "anywhere":
        return draw(days(FIRST_DAY, last))
    if where == "edge":
        return draw(st.sampled_from([since, since - ONE_DAY, until, until - ONE_DAY]))
    if where == "year before":
        return draw(days(since - timedelta(days=365), since))
    return draw(days(since, max(since, until - ONE_DAY)))


@st.composite
def _days_beside(draw: DrawFn, loans: list[Loan]) -> date:
    """A day on which one of the household's loans runs, so that both share the cap."""
    beside = draw(st.sampled_from(loans))
    last = min(beside.due_on, LAST_CONTRACT)
    return draw(st.one_of(st.just(beside.disbursed_on), st.dates(beside.disbursed_on, last)))


@st.composite
def _chain(draw: DrawFn, sheets: _Sheets, household: str, numbers: list[str], terms: Terms) -> None:
    """A first loan or top-up and its renewals, with and without repayment of the principal."""
    theirs = [loan for loan in sheets.loans if loan.household == household]
    beside = draw(st.integers(0, 3)) > 0
    disbursed_on = draw(_days_beside(theirs)) if theirs and beside else draw(_first_days(terms))
    principal, original = draw(amounts(terms)), None
    while True:
        loan = draw(_loans(household, numbers.pop(), original, disbursed_on, principal))
        sheets.loans.append(loan)
        renewed = bool(numbers) and draw(st.booleans())
        if not renewed:
            sheets.repayments += draw(_repayments(loan, terms, LAST_DAY))
            return
        disbursed_on, principal = draw(_renewed(sheets, loan, terms))
        original = loan.contract
        if disbursed_on > LAST_CONTRACT:
            return


@st.composite
def _loans(
    draw: DrawFn, household: str, contract: str, original: str | None, disbursed_on: date, principal: int
) -> Loan:
    """One contract, signed on the day of disbursement or up to six weeks before."""
    due_on = draw(_due_days(disbursed_on))
    signed_on = disbursed_on - timedelta(days=draw(st.sampled_from([0, 0, 0, 1, 2, 40])))
    extended_due_on = draw(_extensions(disbursed_on, due_on))
    return Loan(
        contract,
        original,
        household,
        signed_on,
        disbursed_on,
        due_on,
        extended_due_on,
        principal,
        draw(rates()),
    )


@st.composite
def _renewed(draw: DrawFn, sheets: _Sheets, loan: Loan, terms: Terms) -> tuple[date, int]:
    """Ends the loan; the disbursement day and principal (fen) of the contract that renews it."""
    around_maturity = [loan.due_on, loan.due_in_force, loan.due_in_force + timedelta(days=30)]
    ends_on = draw(st.one_of(st.sampled_from(around_maturity), _days_of_a_life(loan, terms, loan.due_on)))
    earlier = [row for row in draw(_repayments(loan, terms, ends_on)) if row.paid_on <= ends_on]
    left = loan.principal_fen - sum(row.principal_fen for row in earlier)
    sheets.repayments += earlier
    if left:
        sheets.repayments.append(Repayment(loan.contract, ends_on, left, draw(st.integers(0, 50_000))))
    if left and draw(st.booleans()):
        return ends_on, left
    return ends_on + timedelta(days=draw(st.sampled_from([0, 1, 10]))), draw(amounts(terms))


@st.composite
def counties(draw: DrawFn, law: SearchStrategy[Terms] | None = None) -> Case:
    """One to three households with one to four loans each, under ``law`` (default: any)."""
    their_terms = draw(terms() if law is None else law)
    sheets = _Sheets()
    numbers = draw(st.permutations([f"HT{number:03d}" for number in range(12)]))
    for household in range(draw(st.integers(1, 3))):
        own = [numbers.pop() for _ in range(draw(st.integers(1, 4)))]
        while own:
            draw(_chain(sheets, f"H{household}", own, their_terms))
    loans = draw(st.permutations(sheets.loans))
    repayments = draw(st.permutations(sheets.repayments))
    contracts = st.sampled_from([loan.contract for loan in loans])
    stops = draw(st.lists(_stops(loans), max_size=3))
    granted = draw(st.lists(st.builds(Granted, contracts, st.integers(0, 500_000)), max_size=4))
    t = period_end(draw(_days_after_the_first(loans)), their_terms)
    as_of = draw(st.one_of(_days_after_the_first(loans), st.sampled_from(_standing_days(loans, t))))
    return Case(list(loans), list(repayments), stops, granted, their_terms, t, as_of)


@st.composite
def _stops(draw: DrawFn, loans: list[Loan]) -> Stop:
    """A stop of any kind during the life of one of the loans, its ends included."""
    loan = draw(st.sampled_from(loans))
    ends = st.sampled_from([loan.disbursed_on, loan.due_on, loan.disbursed_on - ONE_DAY])
    since = draw(st.one_of(ends, st.dates(loan.disbursed_on, loan.due_in_force)))
    return Stop(loan.contract, draw(st.sampled_from(STOP_KINDS)), since)


def _days_after_the_first(loans: list[Loan]) -> SearchStrategy[date]:
    """Days from the first disbursement to half a year after the last due day, that one often."""
    first = min(loan.disbursed_on for loan in loans)
    last = max(add_months(loan.due_in_force, 6) for loan in loans)
    return st.one_of(st.just(last), days(first, last), days(first, add_months(first, 24)))


def _standing_days(loans: list[Loan], t: date) -> list[date]:
    """Days on which a class begins, the days before, and those around the settlement."""
    found = [t, t - ONE_DAY]
    for loan in loans:
        found += [
            loan.due_in_force + timedelta(days=late) for late in (-60, 0, 1, 90, 91, 270, 271, 360, 361)
        ]
    return found


LOANS = {
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
REPAYMENTS = {
    "contract": pl.String,
    "paid_on": pl.Date,
    "principal": pl.Int64,
    "interest": pl.Int64,
    "penalty": pl.Int64,
}
STOPS = {"contract": pl.String, "kind": pl.String, "since": pl.Date}
GRANTED = {"contract": pl.String, "amount": pl.Int64}
"""The core's columns, in the order of the reference's fields; money in fen, rates in ppm."""


def as_frames(case: Case) -> dict[str, pl.DataFrame]:
    """The facts as the frames the core reads: ``loans``, ``repayments``, ``stops``, ``granted``."""
    return {
        "loans": pl.DataFrame([astuple(row) for row in case.loans], LOANS, orient="row"),
        "repayments": pl.DataFrame([astuple(row) for row in case.repayments], REPAYMENTS, orient="row"),
        "stops": pl.DataFrame([astuple(row) for row in case.stops], STOPS, orient="row"),
        "granted": pl.DataFrame([astuple(row) for row in case.granted], GRANTED, orient="row"),
    }
