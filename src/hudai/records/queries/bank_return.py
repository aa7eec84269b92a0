"""Banks' returns as lists show them: a bank its own, the county office and the auditor every bank's."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.db.models import Max, QuerySet

from hudai.records.columns import frame
from hudai.records.models import ApiToken, BankReturn, Branch, Loan, Posting, Station

SEES_ALL = (Station.OFFICE, Station.AUDITOR)
"""Stations that see every bank's returns."""


def returns_seen_by(posting: Posting) -> QuerySet[BankReturn]:
    """Returns a desk may look at; a branch sees those it handed in itself."""
    found = BankReturn.objects.select_related("bank", "asked_by__officer", "job")
    if posting.station in SEES_ALL:
        return found
    if posting.branch is None:
        return found.none()
    if posting.station == Station.BANK:
        return found.filter(bank=posting.branch.bank_id)
    return found.filter(asked_by__branch=posting.branch_id)


def told_days(as_of: date) -> dict[int, date]:
    """Branches of which is not known yet what was repaid up to ``as_of``: the last day told of, by branch.

    Banks tell by their sheets, each up to a day, or by their own systems, on each day these call.  A branch's
    desk speaks for its own loans, every other for those of all branches.  A branch of which nobody told
    either way records what is repaid as it comes, and is not among them.
    """
    sheets = BankReturn.objects.filter(kind=BankReturn.Kind.REPAYMENTS, state=BankReturn.State.DONE)
    calls = ApiToken.objects.exclude(last_used_on=None).order_by()
    told = [
        *sheets.order_by()
        .values_list("bank", "asked_by__branch", "asked_by__station")
        .annotate(day=Max("as_of")),
        *calls.values_list("posting__branch__bank", "posting__branch", "posting__station").annotate(
            day=Max("last_used_on")
        ),
    ]
    own = [(branch, day) for _, branch, station, day in told if station == Station.BRANCH]
    whole = [(bank, day) for bank, _, station, day in told if station != Station.BRANCH]
    of_bank: dict[int, list[int]] = {}
    for branch, bank in Branch.objects.filter(bank__in={bank for bank, _ in whole}).values_list("pk", "bank"):
        of_bank.setdefault(bank, []).append(branch)
    latest: dict[int, date] = {}
    for branch, day in (*own, *((branch, day) for bank, day in whole for branch in of_bank.get(bank, ()))):
        latest[branch] = max(day, latest.get(branch, day))
    return {branch: day for branch, day in latest.items() if day < as_of}


def told_to(loans: QuerySet[Loan], as_of: date) -> pl.DataFrame:
    """Loans of branches that have not told up to ``as_of`` yet — loan_key, told_to (Date)."""
    days = told_days(as_of)
    if not days:
        return pl.DataFrame(schema={"loan_key": pl.Int64, "told_to": pl.Date})
    told = pl.DataFrame(
        {"branch": [*days], "told_to": [*days.values()]}, {"branch": pl.Int64, "told_to": pl.Date}
    )
    late = loans.filter(branch__in=days).order_by().values_list("pk", "branch")
    branches = frame(late, {"loan_key": pl.Int64, "branch": pl.Int64})
    return branches.join(told, on="branch", how="left", maintain_order="left").drop("branch")
