"""What an approved application leads to: a contract to sign, an extension, or the loan there is."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from hudai.actions.actor import Actor
from hudai.actions.loan import LENDS
from hudai.core.workflow import State
from hudai.records.models import Application, Household, Loan
from hudai.records.queries import loan as queries
from hudai.records.queries.loan_chain import due_in_force, owed_of
from hudai.records.queries.visibility import loans_seen_by
from hudai.web.loan_page import STATE_TONES

Kind = Application.Kind
SIGNS = {Kind.EXTENSION: ("loan_extend", "登记展期"), Kind.RENEWAL: ("loan_sign", "办理续贷")}


@dataclass(frozen=True, slots=True)
class Step:
    """The way on from an application."""

    url: str
    label: str
    is_loan: bool
    """Whether it leads to a loan that is there already."""


def step_of(acting: Actor, application: Application) -> Step | None:
    """The way on for this desk; None where there is none yet."""
    if application.state != State.APPROVED:
        return None
    loan = _loan_of(application)
    if loan is not None:
        seen = loans_seen_by(acting.posting).filter(pk=loan.pk).exists()
        return Step(reverse("loan", args=[loan.pk]), f"贷款 {loan.contract}", is_loan=True) if seen else None
    if acting.station not in LENDS:
        return None
    page, label = SIGNS.get(Kind(application.kind), ("loan_sign", "签合同"))
    return Step(reverse(page, args=[application.number]), label, is_loan=False)


def _loan_of(application: Application) -> Loan | None:
    """The contract signed on it, or the one it extended."""
    if hasattr(application, "extension"):
        return application.loan
    return getattr(application, "contract", None)


@dataclass(frozen=True, slots=True)
class OfHousehold:
    """A loan as the page of its household shows it."""

    loan: Loan
    balance: int | None
    due_on: object
    state: str
    tone: str
    visible: bool


def loans_of(acting: Actor, household: Household) -> list[OfHousehold]:
    """A household's loans, the newest first; a desk sees the pages of its own only."""
    loans = list(queries.with_row(Loan.objects.filter(household=household)).order_by("-signed_on", "-pk"))
    seen = set(loans_seen_by(acting.posting).filter(household=household).values_list("pk", flat=True))
    owed = owed_of(loans)
    return [
        OfHousehold(
            loan,
            owed[loan.pk] if loan.disbursed_on else None,
            due_in_force(loan),
            queries.STATES[queries.state_of(loan)],
            STATE_TONES[queries.state_of(loan)],
            loan.pk in seen,
        )
        for loan in loans
    ]
