"""What the books say of a household's loans, as the facts a screening asks for.

Once a household has a loan here, no claim on a form can take the place of these.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl

from hudai.core.dates import term_months
from hudai.core.policy import Policy
from hudai.records.models import Household, Loan
from hudai.records.queries.loan_chain import carried_on, chain_of, due_in_force, owed_of
from hudai.records.queries.standing import standings

FROM_BOOKS = (
    "outstanding",
    "in_good_standing",
    "renewals_before",
    "original_signed_on",
    "original_due_on",
    "original_term_months",
)
"""The facts the books answer."""


def loans_here(household: Household | int) -> list[Loan]:
    """The household's loans that are or may still be paid out, the oldest first."""
    return list(Loan.objects.filter(household=household, given_up_on=None).order_by("signed_on", "pk"))


def facts_of_books(
    household: Household | int,
    *,
    on: date,
    policy: Policy | None = None,
    loan: Loan | None = None,
    without: Loan | None = None,
) -> dict[str, Any]:
    """The facts of :data:`FROM_BOOKS`; none at all for a household without a loan here.

    Args:
        on: the day the standing is asked for.
        policy: says when interest is overdue.
        loan: the contract that is to be renewed or extended.
        without: a contract that does not count, because it is the one asked about.

    Of an outstanding amount a contract signed and not paid out yet is a part; one that renews only by
    what it lends above the old.
    """
    loans = [each for each in loans_here(household) if without is None or each.pk != without.pk]
    if not loans:
        return {}
    owed = owed_of(loans)
    outstanding = sum(fen for fen in owed.values() if fen > 0) + _promised(loans, owed)
    facts: dict[str, Any] = dict.fromkeys(FROM_BOOKS)
    facts["outstanding"] = outstanding
    if any(fen > 0 for fen in owed.values()):
        facts["in_good_standing"] = _in_good_standing(loans, on, policy)
    if loan is not None and loan.disbursed_on is not None:
        facts["renewals_before"] = carried_on(loan) - _counted(loan, without)
        facts["original_signed_on"] = chain_of(loan)[0].signed_on
        facts["original_due_on"] = due_in_force(loan)
        facts["original_term_months"] = months_between(loan.disbursed_on, loan.due_on)
    return facts


def _promised(loans: list[Loan], owed: dict[int, int]) -> int:
    """What contracts signed and not paid out would add, fen."""
    waiting = [loan for loan in loans if loan.disbursed_on is None]
    return sum(max(0, loan.principal - owed.get(loan.original_id or 0, 0)) for loan in waiting)


def _in_good_standing(loans: list[Loan], on: date, policy: Policy | None) -> bool:
    """Whether none of them is overdue in principal or interest at the end of ``on``."""
    stands = standings(Loan.objects.filter(pk__in=[loan.pk for loan in loans]), on, policy)
    return bool((stands["days_overdue"] == 0).all())


def _counted(loan: Loan, without: Loan | None) -> int:
    """1 where the contract that does not count renews this very chain."""
    return int(without is not None and without.original_id == loan.pk)


@lru_cache(maxsize=4096)
def months_between(start: date, end: date) -> int:
    """Months of a term, a part month counting as one (R5)."""
    return int(pl.select(term_months(pl.lit(start), pl.lit(end))).item())
