"""Chains as the tables hold them: a loan, what it renews, what renews it, and extensions between."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Sum

from hudai.records.models import Application, Extension, Loan, Repayment

_LONGEST = 64
"""Renewals of renewals beyond this are no chain but a mistake."""


def chain_of(loan: Loan) -> list[Loan]:
    """The loan's whole chain, the first contract first; contracts given up are left out."""
    first = loan
    for _ in range(_LONGEST):
        if first.original is None:
            break
        first = first.original
    chain, newest = [first], [first.pk]
    for _ in range(_LONGEST):
        following = list(
            Loan.objects.filter(original__in=newest, given_up_on=None).order_by("signed_on", "pk")
        )
        if not following:
            break
        chain += following
        newest = [each.pk for each in following]
    return chain


def begun_on(application: Application) -> date | None:
    """The day the first contract was signed of the chain a renewal or an extension carries on.

    None where it asks for a loan of its own, or its contract is in some older book.
    """
    carries_on = application.kind in (Application.Kind.RENEWAL, Application.Kind.EXTENSION)
    return chain_of(application.loan)[0].signed_on if carries_on and application.loan else None


def carried_on(loan: Loan) -> int:
    """How often the loan's chain was renewed or extended so far (R12)."""
    chain = chain_of(loan)
    extensions = Extension.objects.filter(loan__in=[each.pk for each in chain]).standing()
    return len(chain) - 1 + extensions.count()


def due_in_force(loan: Loan) -> date:
    """The day the loan falls due, as an extension moved it."""
    extended = Extension.objects.filter(loan=loan).standing().order_by("-pk").first()
    return extended.due_on if extended else loan.due_on


def owed(loan: Loan) -> int:
    """What is owed of the principal by everything known, fen; 0 while nothing is paid out."""
    return owed_of([loan])[loan.pk]


def owed_of(loans: Iterable[Loan]) -> dict[int, int]:
    """What is owed of each loan's principal, by key."""
    lent = {loan.pk: loan.principal if loan.disbursed_on else 0 for loan in loans}
    repaid = Repayment.objects.filter(loan__in=list(lent)).standing().order_by().values_list("loan")
    back = dict(repaid.annotate(sum=Sum("principal")))
    return {key: fen - back.get(key, 0) for key, fen in lent.items()}
