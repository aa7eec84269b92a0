"""The county's register of one bank as of a day, the runs of reconciliation, and what is still open."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.db.models import Q, QuerySet, Sum

from hudai.records.columns import day, frame
from hudai.records.models import (
    Bank,
    Branch,
    Difference,
    Extension,
    Loan,
    Posting,
    Reconciliation,
    Repayment,
    Station,
)
from hudai.records.queries.bank_return import SEES_ALL

_LOAN = {
    "loan_key": pl.Int64,
    "contract": pl.String,
    "principal": pl.Int64,
    "rate": pl.Int64,
    "disbursed_on": pl.Date,
    "due_on": pl.Date,
}


def register_of(bank: Bank, as_of: date, branch: Branch | None = None) -> pl.DataFrame:
    """Every contract of a bank, or of one branch, paid out by the end of ``as_of``, as
    :mod:`hudai.core.reconciliation` takes them: loan_key, contract, principal, rate, disbursed_on,
    due_on, extended_due_on, balance."""
    lent_by = {"branch": branch} if branch else {"branch__bank": bank}
    ours = Loan.objects.filter(**lent_by, disbursed_on__lte=as_of, given_up_on=None).order_by()
    names = ("pk", "contract", "principal", "rate", day("disbursed_on"), day("due_on"))
    loans = frame(ours.values_list(*names), _LOAN)
    of_bank = Q(**{f"loan__{name}": value for name, value in lent_by.items()})
    repaid = Repayment.objects.standing().filter(of_bank, paid_on__lte=as_of).order_by()
    back = frame(
        repaid.values_list("loan").annotate(sum=Sum("principal")), {"loan_key": pl.Int64, "repaid": pl.Int64}
    )
    extended = Extension.objects.standing().filter(of_bank).order_by("pk")
    later = frame(
        extended.values_list("loan", day("due_on")), {"loan_key": pl.Int64, "extended_due_on": pl.Date}
    ).unique("loan_key", keep="last", maintain_order=True)
    return (
        loans.join(back, on="loan_key", how="left")
        .join(later, on="loan_key", how="left")
        .with_columns(balance=pl.col("principal") - pl.col("repaid").fill_null(0))
        .drop("repaid")
    )


def runs_seen_by(posting: Posting) -> QuerySet[Reconciliation]:
    """Runs a desk may look at: a branch its own, a bank all of its own, the county office and the
    auditor all."""
    found = Reconciliation.objects.select_related("bank", "asked_by__officer", "asked_by__branch", "job")
    if posting.station in SEES_ALL:
        return found
    if posting.branch is None:
        return found.none()
    if posting.station == Station.BRANCH:
        return found.filter(asked_by__station=Station.BRANCH, asked_by__branch=posting.branch_id)
    return found.filter(bank=posting.branch.bank_id)


def of_branch(branch: int | None) -> Q:
    """Differences of a branch: of its own loans, and of contracts it alone has and handed in."""
    handed_in = Q(
        loan=None, last_found__asked_by__station=Station.BRANCH, last_found__asked_by__branch=branch
    )
    return Q(loan__branch=branch) | handed_in


def differences_seen_by(posting: Posting) -> QuerySet[Difference]:
    """Differences a desk may look at; a branch its own (:func:`of_branch`)."""
    found = Difference.objects.select_related(
        "bank", "loan__branch", "first_found", "last_found", "closed_by__officer"
    )
    if posting.station in SEES_ALL:
        return found
    if posting.branch is None:
        return found.none()
    if posting.station == Station.BRANCH:
        return found.filter(of_branch(posting.branch_id))
    return found.filter(bank=posting.branch.bank_id)
