"""What each loan's household has to pay of interest by the next settlement day, and what is behind.

What fell due since a loan's bank last told what was paid is neither: nobody knows whether it is paid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db.models import QuerySet

from hudai.core.dates import ONE_DAY
from hudai.core.errors import Refusal
from hudai.core.policy import Policy
from hudai.core.schedule import schedule
from hudai.records.models import Loan
from hudai.records.queries.bank_return import told_to
from hudai.records.queries.loan_facts import terms_and_repayments

MOST = 20_000
"""Loans worked out while somebody waits; more are to be narrowed to a village or a bank."""


@dataclass(frozen=True, slots=True)
class InterestDue:
    """One loan's; amounts in fen."""

    loan: Loan
    """With borrower, village, town and branch."""
    falls_due: date | None
    """The day the coming interest is to be paid; None where none comes any more."""
    behind_fen: int
    """Unpaid of what fell due up to today, as far as the bank has told what was paid."""
    untold_fen: int
    """What fell due up to today and the bank has not told of."""
    coming_fen: int
    """Unpaid of the period that falls due next, as if nothing were repaid of the principal before."""

    @property
    def together_fen(self) -> int:
        """What should be in the account on that day, if what the bank has not told of is paid."""
        return self.behind_fen + self.coming_fen


def interest_due(loans: QuerySet[Loan], policies: Mapping[str, Policy], today: date) -> list[InterestDue]:
    """Loans with a balance that have interest to pay, village by village; a fixed number of questions.

    Each goes by the settlement days of its own scheme (R2); a scheme whose numbers are not known here
    is left out.
    """
    owing = loans.filter(standing__balance__gt=0, policy__in=policies)
    found: dict[str, InterestFigures] = {}
    for name in owing.order_by().values_list("policy", flat=True).distinct():
        terms, repayments = terms_and_repayments(owing.filter(policy=name))
        try:
            periods = schedule(loans=terms, repayments=repayments, as_of=today, policy=policies[name])
        except Refusal:
            continue
        known = terms.join(told_to(owing.filter(policy=name), today), on="loan_key", how="left")
        told = periods.join(known.select("contract", "told_to"), on="contract", how="left")
        found |= _figures(told, today)
    shown = owing.select_related(
        "borrower", "household__village__parent", "household__group", "branch"
    ).order_by(
        "household__village__parent__name", "household__village__name", "household__number", "contract"
    )
    return [InterestDue(loan, *found[loan.contract]) for loan in shown if loan.contract in found]


InterestFigures = tuple[date | None, int, int, int]


def _figures(periods: pl.DataFrame, today: date) -> dict[str, InterestFigures]:
    """By contract: the next day, what is behind, what is not told of, what comes; none that is nothing."""
    unpaid = periods.with_columns(unpaid=pl.col("interest_fen") - pl.col("paid_fen"))
    to_come = pl.col("falls_due") > today
    told = pl.col("falls_due") < pl.coalesce("told_to", pl.lit(today + ONE_DAY))
    rows = (
        unpaid.group_by("contract", maintain_order=True)
        .agg(
            falls_due=pl.col("falls_due").filter(to_come).first(),
            behind=pl.col("unpaid").filter(~to_come & told).sum(),
            untold=pl.col("unpaid").filter(~to_come & ~told).sum(),
            coming=pl.col("unpaid").filter(to_come).first().fill_null(0),
        )
        .filter(pl.any_horizontal(pl.col("behind", "untold", "coming") > 0))
    )
    return {contract: (day, *figures) for contract, day, *figures in rows.iter_rows()}
