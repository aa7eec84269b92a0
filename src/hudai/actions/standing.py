"""Keeping in step what lists show of a loan: its balance, its days overdue, its class.

Every action that writes a fact of a loan calls :func:`hold_facts` before and :func:`refresh` after,
in its own transaction.  Standings are a projection: :func:`refresh_all` makes them anew for a day,
and nothing is lost when they are thrown away.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import polars as pl
from django.db import transaction
from django.db.models import F

from hudai.core.dates import ONE_DAY
from hudai.core.policy import Policy
from hudai.core.standing import StandingTerms, terms_of
from hudai.records import bulk
from hudai.records.models import Bank, Counter, Loan, LoanStanding
from hudai.records.queries.standing import not_worked_out_for, of_households, standings

AT_ONCE = 20_000
"""Loans worked out in one transaction when all are."""

_FACTS = "FACTS"
_COLUMNS = (
    "balance", "due_on", "principal_days", "interest_days", "days_overdue", "class_by_days",
    "loan_class", "npl",
)  # fmt: skip


def hold_facts() -> None:
    """Let nobody else write facts of loans, or draw up a batch from them, until this transaction ends.

    A batch keeps how far the tables were known as the highest key of each; that is only true when
    no row with a lower key can still appear.
    """
    counter, _ = Counter.objects.get_or_create(prefix=_FACTS)
    # Changing the row holds it on both kinds of database.
    Counter.objects.filter(pk=counter.pk).update(last=F("last") + 1)


def refresh(households: Collection[int], *, as_of: date, policies: Mapping[str, Policy]) -> None:
    """Work the standings of some households' loans out anew, by the policy of each loan.

    Loans of policies that agree on what standing rests on are worked out together.
    """
    loans = of_households(list(households))
    alike: dict[StandingTerms, list[str]] = {}
    for name in sorted(set(loans.order_by().values_list("policy", flat=True))):
        alike.setdefault(terms_of(policies.get(name), as_of), []).append(name)
    for names in alike.values():
        _write(standings(loans.filter(policy__in=names), as_of, policies.get(names[0])), as_of)


def refresh_all(*, as_of: date, policies: Mapping[str, Policy]) -> int:
    """Work out every standing that is not of ``as_of``, some thousand at a time; how many loans that were."""
    done = 0
    stale = not_worked_out_for(as_of).order_by("pk")
    for name in sorted(set(stale.order_by().values_list("policy", flat=True))):
        last = 0
        while True:
            keys = list(stale.filter(policy=name, pk__gt=last).values_list("pk", flat=True)[:AT_ONCE])
            if not keys:
                break
            with transaction.atomic():
                hold_facts()
                loans = Loan.objects.filter(pk__gt=last, pk__lte=keys[-1], policy=name)
                _write(standings(loans, as_of, policies.get(name)), as_of)
            last, done = keys[-1], done + len(keys)
    return done


def look_again(bank: Bank, told_to: date) -> None:
    """Have the worker work out anew how a bank's loans stand: it has told up to another day than before."""
    stale = LoanStanding.objects.filter(loan__branch__bank=bank, balance__gt=0)
    stale.update(as_of=told_to - ONE_DAY)


def _write(rows: pl.DataFrame, as_of: date) -> None:
    """Put the rows in place of what stood there."""
    bulk.remove(LoanStanding, rows["loan_key"].to_list())
    bulk.insert(
        LoanStanding,
        ("loan_id", "as_of", *_COLUMNS),
        [(key, as_of, *values, bool(npl)) for key, *values, npl in rows.iter_rows()],
    )
