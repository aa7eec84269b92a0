"""Loans to one account, put side by side with a calendar in hand, pair by pair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

Paid = tuple[int, int, str, date]
"""Key, household, account, day of the payout."""


def shared_payees_by_hand(loans: Iterable[Paid], *, households: int, days: int) -> dict[str, list[int]]:
    """Account → keys of the loans that lie, on some stretch of days, with enough households' loans."""
    by_account: dict[str, list[Paid]] = defaultdict(list)
    for loan in loans:
        if loan[2]:
            by_account[loan[2]].append(loan)
    found = {}
    for account, mine in by_account.items():
        keys: set[int] = set()
        for *_, first in mine:
            last = first + timedelta(days=days)
            together = [loan for loan in mine if first <= loan[3] <= last]
            if len({household for _, household, _, _ in together}) >= households:
                keys |= {key for key, *_ in together}
        if keys:
            found[account] = sorted(keys)
    return found
