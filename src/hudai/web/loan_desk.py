"""A bank's work with loans on its first page: contracts to sign, money to pay out, loans falling due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from hudai.actions.loan import LENDS, approved_on
from hudai.records.models import Application, Loan, Posting
from hudai.records.queries import loan as queries
from hudai.web import law as laws
from hudai.web.loan_figures import last_day_to_pay_out
from hudai.web.loan_page import days_to_pay_out

SHOWN = 8
"""Rows of each list; the rest are behind a link."""
NEAR = 30
"""Days within which a loan is said to fall due."""

BUTTONS = {Application.Kind.EXTENSION: "登记展期", Application.Kind.RENEWAL: "办理续贷"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do, and how long it may take."""

    application: Application | None
    loan: Loan | None
    approved_on: date | None
    told: str
    late: bool
    url: str = ""
    button: str = ""


def desk(posting: Posting, today: date) -> dict[str, Any] | None:
    """What waits at a bank's desk; None at every other."""
    if posting.station not in LENDS:
        return None
    signing, paying = queries.to_sign(posting), queries.to_pay_out(posting)
    due = queries.falling_due(posting, today, NEAR)
    return {
        "to_sign": [_to_sign(application, today) for application in signing[:SHOWN]],
        "to_sign_count": signing.count(),
        "to_pay_out": [_to_pay_out(loan, today) for loan in paying[:SHOWN]],
        "to_pay_out_count": paying.count(),
        "due": list(due[:SHOWN]),
        "due_count": due.count(),
        "days": NEAR,
        "today": today,
    }


def _to_sign(application: Application, today: date) -> Waiting:
    extends = application.kind == Application.Kind.EXTENSION
    page = "loan_extend" if extends else "loan_sign"
    # An extension pays nothing out, so the days for paying out do not count.
    told, late = (_waited(application, today), False) if extends else _clock(application, today)
    return Waiting(
        application,
        None,
        approved_on(application),
        told,
        late,
        reverse(page, args=[application.number]),
        BUTTONS.get(Application.Kind(application.kind), "签合同"),
    )


def _to_pay_out(loan: Loan, today: date) -> Waiting:
    if loan.application is None:
        return Waiting(None, loan, None, f"已签 {(today - loan.signed_on).days} 天", late=False)
    told, late = _clock(loan.application, today)
    return Waiting(loan.application, loan, approved_on(loan.application), told, late)


def _clock(application: Application, today: date) -> tuple[str, bool]:
    """How long ago it was approved, against the days the pack gives for paying out."""
    policy = laws.law(application.policy).policy
    last = last_day_to_pay_out(approved_on(application), days_to_pay_out(policy, today))
    waited = _waited(application, today)
    if last is None:
        return waited, False
    return f"{waited}，应在 {last} 前放款", today > last


def _waited(application: Application, today: date) -> str:
    days = (today - approved_on(application)).days
    return f"批准 {days} 天" if days else "今天批准"
