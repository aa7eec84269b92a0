"""An overdue loan of 柳溪村, and an entry of its borrower at any place of its road."""

from __future__ import annotations

from datetime import date, timedelta

import made_loans as loans
from hudai.actions import dishonest_debtor as actions
from hudai.actions import loan_attachment as adding
from hudai.actions.standing import refresh_all
from hudai.records.models import DishonestDebtor, Loan, Station
from hudai.records.queries.attachment import DISHONEST
from made_photos import photo

PROPOSED_ON = date(2026, 1, 20)
"""A month after the first interest, due on 2025-12-20, was not paid."""
NOTIFIED_ON = PROPOSED_ON + timedelta(days=3)
LISTED_ON = PROPOSED_ON + timedelta(days=10)
LEFT_ON = PROPOSED_ON + timedelta(days=60)
GROUNDS = "三次上门催收，有钱不还，已转移家中车辆。"


def overdue_loan(*, papers: bool = True) -> Loan:
    """A loan on which nothing was ever paid; a paper of collection in its file."""
    loan = loans.one_year()
    refresh_all(as_of=PROPOSED_ON, policies=loans.LAWS.policies)
    if papers:
        adding.add(
            actor=loans.on(PROPOSED_ON), loan_id=loan.pk, paper=DISHONEST, name="回执.jpg", chunks=[photo()]
        )
    return loan


def proposed(day: date = PROPOSED_ON) -> DishonestDebtor:
    """The bank has proposed the borrower."""
    return actions.propose(actor=loans.on(day), laws=loans.LAWS, loan_id=overdue_loan().pk, grounds=GROUNDS)


def notified() -> DishonestDebtor:
    """The household was told."""
    return actions.notify(
        actor=loans.on(NOTIFIED_ON, Station.TOWN), entry_id=proposed().pk, on=NOTIFIED_ON, words="当面送达"
    )


def listed() -> DishonestDebtor:
    """The county has listed the borrower."""
    return actions.decide(
        actor=loans.on(LISTED_ON, Station.OFFICE),
        laws=loans.LAWS,
        entry_id=notified().pk,
        lists=True,
        on=LISTED_ON,
        words="证据充分，同意列入",
    )
