"""Five-class grades as a bank reports them by program, contract by contract (五级分类)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from hudai.actions.actor import Actor
from hudai.actions.api_call import each
from hudai.actions.journal import note
from hudai.actions.laws import Laws
from hudai.actions.loan import in_hand
from hudai.actions.standing import hold_facts, refresh
from hudai.core.errors import ReasonWanted, Refusal
from hudai.core.standing import CLASSES
from hudai.records.models import Loan, ReportedClass, Station

REPORTS = (Station.BRANCH, Station.BANK)
"""Desks that grade loans."""


@dataclass(frozen=True, slots=True)
class Graded:
    """The grade of a loan on a day."""

    loan_id: int
    as_of: date
    loan_class: str
    reason: str = ""
    """Why another grade reported for that day was wrong."""


@transaction.atomic
def report(*, actor: Actor, laws: Laws, rows: Sequence[Graded]) -> list[ReportedClass | None]:
    """Take the grades of some loans, all or none; None where a grade says nothing new.

    Nothing new is what was reported for that very day, or stands since an earlier one.

    Raises:
        NotYours: if the desk grades none.
        RowsRefused: if one is not the desk's, not paid out, graded in the future or before the payout,
            or differs from what was reported for that day without a reason.
    """
    actor.require(*REPORTS)
    hold_facts()
    households: set[int] = set()

    def one(row: Graded) -> ReportedClass | None:
        loan = in_hand(actor, row.loan_id)
        _require_possible(actor, loan, row)
        households.add(loan.household_id)
        return _taken(actor, loan, row)

    made = each(rows, one)
    refresh(households, as_of=actor.today, policies=laws.policies)
    return made


def _require_possible(actor: Actor, loan: Loan, row: Graded) -> None:
    if row.loan_class not in CLASSES:
        raise Refusal(f"五级分类要写{'、'.join(CLASSES)}中的一种。")
    if loan.disbursed_on is None:
        raise Refusal(f"合同 {loan.contract} 还没有放款，不能分类。")
    if not loan.disbursed_on <= row.as_of <= actor.today:
        raise Refusal(f"截至日期要在放款日期 {loan.disbursed_on} 当天或以后，不能晚于今天。")


def _taken(actor: Actor, loan: Loan, row: Graded) -> ReportedClass | None:
    standing = ReportedClass.objects.standing().filter(loan=loan, as_of__lte=row.as_of)
    last = standing.order_by("as_of", "pk").last()
    if last is not None and last.loan_class == row.loan_class:
        return None
    corrected = last if last is not None and last.as_of == row.as_of else None
    reason = row.reason.strip()
    if corrected is not None and not reason:
        raise ReasonWanted(f"{row.as_of} 已报为“{corrected.loan_class}”，更正请写明原因。")
    made = ReportedClass.objects.create(
        loan=loan,
        as_of=row.as_of,
        loan_class=row.loan_class,
        replaces=corrected,
        reason=reason if corrected is not None else "",
        recorded_by=actor.posting,
        recorded_at=actor.at,
    )
    note(actor, "报送五级分类", loan, as_of=row.as_of.isoformat(), loan_class=row.loan_class)
    return made
