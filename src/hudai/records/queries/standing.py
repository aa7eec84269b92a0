"""How loans stand on a day, worked out from their facts (R8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import polars as pl
from django.db.models import Q, QuerySet

from hudai.core.chains import due_in_force, known_extensions
from hudai.core.dates import ONE_DAY
from hudai.core.policy import Policy
from hudai.core.standing import standing
from hudai.records.among import among
from hudai.records.models import Loan
from hudai.records.queries.bank_return import told_to
from hudai.records.queries.loan_facts import LoanFacts, reported_classes, terms_and_repayments

SCHEMA: Any = {
    "loan_key": pl.Int64,
    "balance_fen": pl.Int64,
    "due": pl.Date,
    "principal_days": pl.Int64,
    "interest_days": pl.Int64,
    "days_overdue": pl.Int64,
    "class_by_days": pl.String,
    "class": pl.String,
    "npl": pl.Int64,
}


def standings(
    loans: QuerySet[Loan], as_of: date, policy: Policy | None = None, facts: LoanFacts | None = None
) -> pl.DataFrame:
    """One row per loan paid out by the end of ``as_of``, in the columns of :data:`SCHEMA`.

    A loan that owes nothing any more has a balance of 0, no days and no class; an extension signed after
    ``as_of`` has moved no due day yet.  What fell due after its bank last told what was repaid is not called
    overdue.  ``facts`` are those of ``loans``, where the caller has them already.
    """
    terms, repayments = (facts.loans, facts.repayments) if facts else terms_and_repayments(loans)
    known = known_extensions(terms.filter(pl.col("disbursed_on") <= as_of), until=as_of + ONE_DAY)
    if known.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    classed = known.join(reported_classes(loans, as_of), on="loan_key", how="left", maintain_order="left")
    classed = classed.join(told_to(loans, as_of), on="loan_key", how="left", maintain_order="left")
    stands = standing(loans=classed, repayments=repayments, as_of=as_of, policy=policy)
    rows = known.select("loan_key", "contract", due=due_in_force()).join(
        stands, on="contract", how="left", maintain_order="left"
    )
    return rows.select(
        "loan_key",
        pl.col("balance_fen").fill_null(0),
        "due",
        pl.col("principal_days", "interest_days", "days_overdue").fill_null(0),
        pl.col("class_by_days", "class").fill_null(""),
        pl.col("npl").fill_null(0),
    ).cast(dict(SCHEMA))  # fmt: skip


def in_parts(keys: Sequence[int], size: int) -> Iterator[QuerySet[Loan]]:
    """Loans by key, so many at a time."""
    for first in range(0, len(keys), size):
        yield Loan.objects.filter(pk__in=keys[first : first + size])


def of_households(households: Sequence[int]) -> QuerySet[Loan]:
    """All loans of some households."""
    return Loan.objects.filter(among("household", households))


def not_worked_out_for(as_of: date) -> QuerySet[Loan]:
    """Loans paid out by ``as_of`` whose standing is of another day, or that have none."""
    paid_out = Loan.objects.filter(disbursed_on__lte=as_of, given_up_on=None)
    return paid_out.filter(Q(standing=None) | ~Q(standing__as_of=as_of))
