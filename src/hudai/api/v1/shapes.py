"""What this version of the interface takes and gives."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, cast

from ninja import Schema
from pydantic import Field

from hudai.api.fields import MOST_ROWS, Asked, Contract, Day, Fen, Reason
from hudai.core.identity import mask
from hudai.records.models import Loan, Repayment
from hudai.records.queries.loan import state_of

State = Literal["waiting", "open", "overdue", "paid_off", "given_up"]
"""As the list of loans tells them apart (records/queries/loan.py)."""


class LoanShape(Schema):
    """A loan: its terms as known today, and how it stood when that was last worked out."""

    contract: str
    household: str
    borrower: str
    id_number: str
    """Masked."""
    branch: str
    policy: str
    kind: str
    principal: int
    rate_ppm: int
    """Annual rate, millionths: 35000 is 3.5 %."""
    signed_on: date
    disbursed_on: date | None
    due_on: date
    """With extensions."""
    state: State
    as_of: date | None
    """The day the rest was worked out for; None before the payout, and so is the rest."""
    balance: int | None
    days_overdue: int | None
    loan_class: str | None


class LoanPage(Schema):
    """Some loans of many, by the order they were entered."""

    page: int
    page_size: int
    total: int
    items: list[LoanShape]


class RepaymentShape(Schema):
    """A repayment as booked; one that was corrected stays beside the one in its place."""

    id: int
    contract: str
    paid_on: date
    principal: int
    interest: int
    penalty: int
    replaces: int | None
    """The repayment it corrects."""
    void: bool
    """Whether it says that the one it replaces never was."""
    stands: bool


class Repayments(Schema):
    """Repayments, in the order they were sent or paid."""

    items: list[RepaymentShape]


class RepaymentRow(Asked):
    """What a household paid on one day."""

    contract: Contract
    paid_on: Day
    principal: Fen = 0
    interest: Fen = 0
    penalty: Fen = 0
    reason: Reason = ""
    """Why figures that look wrong are right."""


class RepaymentRows(Asked):
    """Repayments to book, all or none."""

    rows: Annotated[list[RepaymentRow], Field(min_length=1, max_length=MOST_ROWS)]


class Correction(Asked):
    """What is right in place of a repayment, or that it never was (``void``)."""

    void: Annotated[bool, Field(strict=True)] = False
    paid_on: Day | None = None
    """None keeps the day."""
    principal: Fen = 0
    interest: Fen = 0
    penalty: Fen = 0
    reason: Reason
    checked: Reason = ""
    """Why new figures that look wrong are right; empty where they do not."""


class ClassRow(Asked):
    """The grade of a loan on a day."""

    contract: Contract
    as_of: Day
    loan_class: Literal["正常", "关注", "次级", "可疑", "损失"]
    reason: Reason = ""
    """Why another grade reported for that day was wrong."""


class ClassRows(Asked):
    """Grades to take, all or none."""

    rows: Annotated[list[ClassRow], Field(min_length=1, max_length=MOST_ROWS)]


class ClassesTaken(Schema):
    """How many said something new, and how many nothing."""

    taken: int
    unchanged: int


class Disbursement(Asked):
    """The payout of a contract signed here."""

    contract: Contract
    disbursed_on: Day


def loan_shape(loan: Loan) -> LoanShape:
    """A loan as programs get it; with :func:`~hudai.records.queries.loan.with_row`."""
    standing = getattr(loan, "standing", None)
    return LoanShape(
        contract=loan.contract,
        household=loan.household.number,
        borrower=loan.borrower.name,
        id_number=mask(loan.borrower.id_number),
        branch=loan.branch.name,
        policy=loan.policy,
        kind=loan.kind,
        principal=loan.principal,
        rate_ppm=loan.rate,
        signed_on=loan.signed_on,
        disbursed_on=loan.disbursed_on,
        due_on=standing.due_on if standing else loan.due_on,
        state=cast(State, state_of(loan)),
        as_of=standing.as_of if standing else None,
        balance=standing.balance if standing else None,
        days_overdue=standing.days_overdue if standing else None,
        loan_class=standing.loan_class if standing else None,
    )


def repayment_shape(row: Repayment, *, stands: bool) -> RepaymentShape:
    """A repayment as programs get it."""
    return RepaymentShape(
        id=row.pk,
        contract=row.loan.contract,
        paid_on=row.paid_on,
        principal=row.principal,
        interest=row.interest,
        penalty=row.penalty,
        replaces=row.replaces_id,
        void=row.void,
        stands=stands,
    )
