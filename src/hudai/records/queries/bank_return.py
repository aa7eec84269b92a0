"""Banks' returns as lists show them: a bank its own, the county office and the auditor every bank's."""

from __future__ import annotations

from django.db.models import QuerySet

from hudai.records.models import BankReturn, Posting, Station

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
