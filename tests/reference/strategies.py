"""Random counties: a law, a few or many households under it, and the days to ask about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from reference.days import ONE_DAY, add_months, period_end
from reference.facts import Granted, Loan, Repayment, Stop, Terms
from reference.households import Household
from reference.laws import change_days, days, terms
from reference.lots import Lots

LOTS = 280
"""Bytes of a tape, enough for most households."""

MANY = 24
"""Households of a large county."""


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

    @property
    def households(self) -> list[str]:
        """Their names, each once."""
        return sorted({loan.household for loan in self.loans})

    def of_household(self, name: str) -> Case:
        """The same case with one household alone in the county."""
        loans = [loan for loan in self.loans if loan.household == name]
        theirs = {loan.contract for loan in loans}
        return replace(
            self,
            loans=loans,
            repayments=[row for row in self.repayments if row.contract in theirs],
            stops=[row for row in self.stops if row.contract in theirs],
            granted=[row for row in self.granted if row.contract in theirs],
        )


class LargeCounty:
    """A case too large to be printed whole when something is wrong with it."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def __repr__(self) -> str:
        return f"<{len(self.case.households)} households, {len(self.case.loans)} loans>"


@st.composite
def counties(draw: DrawFn, households: int = 3) -> Case:
    """Up to so many households with one to four loans each, under one law; rows in any order."""
    law = draw(terms())
    tapes = [draw(st.binary(min_size=LOTS, max_size=LOTS)) for _ in range(households)]
    return draw(_cases(law, tapes, Random(draw(st.integers(0, 2**32 - 1)))))


@st.composite
def large_counties(draw: DrawFn) -> LargeCounty:
    """Such a county with :data:`MANY` households, all from one number.

    Hypothesis likes to copy parts of an example over others: of two dozen tapes drawn one by one,
    many would be the same household again.  The price is that such a county does not shrink.
    """
    law = draw(terms())
    chance = Random(f"{draw(st.integers(0, 2**64 - 1))} under {law}")
    return LargeCounty(draw(_cases(law, [chance.randbytes(LOTS) for _ in range(MANY)], chance)))


@st.composite
def _cases(draw: DrawFn, law: Terms, tapes: list[bytes], chance: Random) -> Case:
    changes = change_days(law)
    theirs = [Household(f"{n:02d}", Lots(tape), law, changes) for n, tape in enumerate(tapes)]
    loans = [loan for household in theirs for loan in household.loans]
    assume(loans)
    t = period_end(draw(_days_after_the_first(loans)), law)
    as_of = draw(st.one_of(_days_after_the_first(loans), st.sampled_from(_standing_days(loans, t))))
    case = Case(
        loans=loans,
        repayments=[row for household in theirs for row in household.repayments],
        stops=[row for household in theirs for row in household.stops],
        granted=[row for household in theirs for row in household.granted],
        terms=law,
        t=t,
        as_of=as_of,
    )
    return shuffled(case, chance)


def shuffled(case: Case, chance: Random) -> Case:
    """The same facts with their rows in another order."""
    rows = {name: list(getattr(case, name)) for name in ("loans", "repayments", "stops", "granted")}
    for sheet in rows.values():
        chance.shuffle(sheet)
    return replace(case, **rows)  # type: ignore[arg-type]


def _days_after_the_first(loans: list[Loan]) -> SearchStrategy[date]:
    """Days from the first disbursement to half a year after the last due day, late ones often."""
    first = min(loan.disbursed_on for loan in loans)
    last = max(add_months(loan.due_in_force, 6) for loan in loans)
    middle = first + (last - first) / 2
    return st.one_of(st.just(last), days(middle, last), days(first, last))


def _standing_days(loans: list[Loan], t: date) -> list[date]:
    """Days on which a class begins, the days before, and those around the settlement."""
    found = [t, t - ONE_DAY]
    for loan in loans:
        found += [
            loan.due_in_force + timedelta(days=late) for late in (-60, 0, 1, 90, 91, 270, 271, 360, 361)
        ]
    return found
