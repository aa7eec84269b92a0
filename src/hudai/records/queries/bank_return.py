"""Banks' returns as lists show them: a bank its own, the county office and the auditor every bank's."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.db.models import Max, QuerySet

from hudai.records.columns import frame
from hudai.records.models import ApiToken, BankReturn, Loan, Posting, Station

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
    """Banks that have not told yet what was repaid up to ``as_of``: the last day they told of, by bank.

    A bank tells by its sheets, each up to a day, or by its own system, on each day it calls.  One that never
    did either records what is repaid as it comes, and is not among them.
    """
    sheets = BankReturn.objects.filter(kind=BankReturn.Kind.REPAYMENTS, state=BankReturn.State.DONE)
    told = [
        *sheets.order_by().values_list("bank").annotate(day=Max("as_of")),
        *ApiToken.objects.exclude(last_used_on=None)
        .order_by()
        .values_list("posting__branch__bank")
        .annotate(day=Max("last_used_on")),
    ]
    latest: dict[int, date] = {}
    for bank, day in told:
        latest[bank] = max(day, latest.get(bank, day))
    return {bank: day for bank, day in latest.items() if day < as_of}


def told_to(loans: QuerySet[Loan], as_of: date) -> pl.DataFrame:
    """Loans of banks that have not told up to ``as_of`` yet — loan_key, told_to (Date)."""
    days = told_days(as_of)
    told = pl.DataFrame(
        {"bank": [*days], "told_to": [*days.values()]}, {"bank": pl.Int64, "told_to": pl.Date}
    )
    late = loans.filter(branch__bank__in=days).order_by().values_list("pk", "branch__bank")
    banks = frame(late, {"loan_key": pl.Int64, "bank": pl.Int64})
    return banks.join(told, on="bank", how="left", maintain_order="left").drop("bank")
