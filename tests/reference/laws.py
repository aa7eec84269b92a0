"""Random terms: both seed schemes, the seeds with changes, and laws no county has passed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from reference.days import ONE_DAY, add_years
from reference.facts import LONG_AGO, Published, Schedule, Terms, Tier
from reference.seeds import SHANGCAI, YUBEI

T = TypeVar("T")

FIRST_DAY, LAST_DAY = date(2018, 1, 1), date(2027, 12, 31)
LAST_CONTRACT = date(2026, 8, 31)
"""Published rates are known up to here."""

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

RATES = (38_500, 1_000, 36_500, 43_500, 46_500, 47_500, 52_500, 240_000)
CAPS = st.one_of(st.sampled_from([5_000_000, 3_000_000, 8_000_000]), st.integers(10_000, 10_000_000))
MODES = st.sampled_from(["excess_uncovered", "loan_uncovered"])
LONGEST_TERMS = st.sampled_from([36, 12, 24, 60])
YEARS = st.sampled_from([3, 1, 2, 3, 4])
BOUNDS: tuple[tuple[tuple[int, ...], tuple[int | None, ...]], ...] = (
    ((0, 12), (12, 36)),
    ((0, 12), (12, 60)),
    ((0,), (36,)),
    ((0, 12), (12, None)),
    ((0, 6, 12), (6, 12, 36)),
)
"""Terms in months above which each rate tier begins, and up to which it reaches."""
SHARES = st.one_of(st.sampled_from([1_000_000, 700_000, 500_000, 333_333, 0]), st.integers(1, 999_999))
PPM_OF_YEAR = st.one_of(st.sampled_from(RATES), st.integers(1_000, 240_000))
"""Annual rates, not always whole hundredths of a percent."""


def days(first: date = FIRST_DAY, last: date = LAST_DAY) -> SearchStrategy[date]:
    """Days of the span, every other one an edge of some rule where the span holds any."""
    edges = [day for day in EDGES if first <= day <= last]
    anywhere = st.dates(first, last)
    return st.one_of(st.sampled_from(edges), anywhere) if edges else anywhere


CHANGES = st.lists(days(date(2018, 6, 1), LAST_CONTRACT), unique=True, max_size=2)
FEW_CHANGES = st.lists(days(date(2018, 2, 1), LAST_CONTRACT), unique=True, max_size=3)


@st.composite
def published(draw: DrawFn) -> Published:
    """A published rate that has been there long enough and changes up to twice."""
    return tuple((since, draw(PPM_OF_YEAR)) for since in [LONG_AGO, *sorted(draw(CHANGES))])


@st.composite
def ratio_schedules(draw: DrawFn) -> Published:
    """Subsidised shares by day of accrual; most changes fall inside a settlement period."""
    return tuple((since, draw(SHARES)) for since in [LONG_AGO, *sorted(draw(CHANGES))])


@st.composite
def schedules(draw: DrawFn, value: SearchStrategy[T], together: list[date]) -> Schedule[T]:
    """A number of law that changes with the others, on days of its own, or never.

    The first version now and then starts so late that contracts are older than it.
    """
    kind = draw(st.sampled_from(["never", "together", "together", "alone", "late"]))
    changes = {"never": [], "together": together}.get(kind)
    if changes is None:
        changes = sorted(draw(FEW_CHANGES))
    first = changes if kind == "late" and changes else [LONG_AGO, *changes]
    return tuple((since, draw(value)) for since in first)


@st.composite
def tiers(draw: DrawFn) -> tuple[Tier, ...]:
    """One to three tiers, the last with or without an end."""
    over, ends = draw(st.sampled_from(BOUNDS))
    return tuple(Tier(months, up_to, draw(published())) for months, up_to in zip(over, ends, strict=True))


@st.composite
def tier_schedules(draw: DrawFn, since: date, together: list[date]) -> Schedule[tuple[Tier, ...]]:
    """Rate tiers, which begin with the window at the latest: a scheme never lends without a rate rule."""
    changes = [day for day in draw(st.sampled_from([[], together])) if day > since]
    first = draw(st.sampled_from([LONG_AGO, since]))
    return tuple((day, draw(tiers())) for day in [first, *changes])


@st.composite
def random_terms(draw: DrawFn) -> Terms:
    """A law no county has passed, with every parameter free."""
    since = draw(days(FIRST_DAY, date(2022, 12, 31)))
    until = draw(st.one_of(st.none(), days(add_years(since, 1), LAST_DAY), days(since + ONE_DAY, LAST_DAY)))
    inside = st.lists(days(since, until or LAST_CONTRACT), unique=True, max_size=3)
    together = sorted(draw(st.one_of(inside, FEW_CHANGES)))
    return Terms(
        window_since=since,
        window_until=until,
        cap_fen=draw(schedules(CAPS, together)),
        over_cap=draw(schedules(MODES, together)),
        term_max_months=draw(schedules(LONGEST_TERMS, together)),
        max_years=draw(schedules(YEARS, together)),
        ratio=draw(ratio_schedules()),
        mode=draw(st.sampled_from(["reimburse_borrower", "pay_bank"])),
        basis=draw(st.sampled_from(["act/360", "act/365", "whole_months", "whole_months"])),
        frequency=draw(st.sampled_from(["monthly", "quarterly", "yearly"])),
        settlement_day=draw(st.one_of(st.just(20), st.integers(1, 28))),
        tiers=draw(tier_schedules(since, together)),
        interest_tolerance_fen=draw(st.sampled_from([1, 100, 1000])),
    )


@st.composite
def amended_seeds(draw: DrawFn) -> Terms:
    """A seed scheme with another basis or ratio, and numbers amended while it lends."""
    seed = draw(st.sampled_from([YUBEI, SHANGCAI]))
    assert seed.window_until is not None
    inside = days(seed.window_since, seed.window_until)
    together = sorted(draw(st.lists(inside, unique=True, min_size=1, max_size=2)))
    return replace(
        seed,
        basis=draw(st.sampled_from(["act/360", "act/365", "whole_months", "whole_months"])),
        ratio=draw(ratio_schedules()),
        cap_fen=draw(schedules(CAPS, together)),
        over_cap=draw(schedules(MODES, together)),
        max_years=draw(schedules(YEARS, together)),
    )


def terms() -> SearchStrategy[Terms]:
    """Both seeds as they are, the seeds amended, and random laws."""
    return st.one_of(st.sampled_from([YUBEI, SHANGCAI]), amended_seeds(), random_terms(), random_terms())


def change_days(law: Terms) -> list[date]:
    """The days on which something of the law changes for contracts, window edges included."""
    changing = (law.cap_fen, law.over_cap, law.term_max_months, law.max_years, law.tiers)
    since = {day for schedule in changing for day, _ in schedule}
    edges = {law.window_since, law.window_until or LAST_DAY}
    return sorted(day for day in since | edges if FIRST_DAY <= day <= LAST_CONTRACT)
