"""Whether anything was recorded about some loans since: every table the facts are read from is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

import made_batches as loans
import made_cases as cases
from hudai.records.models import (
    Demand,
    EarlierGrant,
    Extension,
    Loan,
    LoanCorrection,
    Station,
    Stop,
    SubsidyLine,
)
from hudai.records.queries.loan_facts import TABLES, known_now, recorded_since

pytestmark = pytest.mark.django_db


def _told() -> dict[str, object]:
    return {"recorded_by": cases._desk(Station.OFFICE), "recorded_at": cases.START}


def _corrected(of: Loan) -> None:
    LoanCorrection.objects.create(
        loan=of, field="rate", before=38_000, after=37_000, reason="合同录错。", **_told()
    )


def _extended(of: Loan) -> None:
    Extension.objects.create(loan=of, signed_on=date(2022, 12, 1), due_on=date(2023, 7, 1), **_told())


def _repaid(of: Loan) -> None:
    loans.repaid(of, loans.THROUGH, 1)


def _stopped(of: Loan) -> None:
    Stop.objects.create(
        loan=of, kind=Stop.Kind.DIVERSION, since=date(2022, 2, 9), evidence="核查记录", **_told()
    )


def _granted_before(of: Loan) -> None:
    EarlierGrant.objects.create(loan=of, amount=1, **_told())


def _demanded(of: Loan) -> None:
    desk = cases._desk(Station.FINANCE)
    line = SubsidyLine.objects.get(loan=of)
    Demand.objects.create(
        line=line, amount=1, reason="贷款已结清。", demanded_by=desk, demanded_at=cases.START
    )


RECORDED: dict[str, Callable[[Loan], None]] = {
    "correction": _corrected,
    "extension": _extended,
    "repayment": _repaid,
    "stop": _stopped,
    "earlier_grant": _granted_before,
}
"""Table → how something new about a loan gets into it, where it takes no batch."""
OF_A_BATCH = ("step", "demand")


def test_every_table_of_facts_has_its_case():
    # A loan that is new, or a line nobody approved, changes nothing about the loans there are.
    assert TABLES.keys() - RECORDED.keys() - {*OF_A_BATCH} == {"loan", "line"}


@pytest.mark.parametrize("kind", RECORDED)
def test_what_was_recorded_is_seen_for_its_own_loan_alone(kind: str):
    mine, other = loans.paying_loan(1), loans.paying_loan(2)
    known = known_now()

    RECORDED[kind](mine)

    assert recorded_since(Loan.objects.filter(pk=mine.pk), known)
    assert not recorded_since(Loan.objects.filter(pk=other.pk), known)
    assert not recorded_since(Loan.objects.filter(pk=mine.pk), known_now())


@pytest.mark.parametrize("kind", OF_A_BATCH)
def test_what_a_batch_grants_or_asks_back_is_seen(kind: str):
    mine = loans.paying_loan(1)
    batch = loans.drawn_up()
    other = loans.paying_loan(2)
    known = known_now()

    loans.approved(batch) if kind == "step" else _demanded(mine)

    assert recorded_since(Loan.objects.filter(pk=mine.pk), known)
    assert not recorded_since(Loan.objects.filter(pk=other.pk), known)
    assert not recorded_since(Loan.objects.filter(pk=mine.pk), known_now())


def test_a_batch_drawn_up_and_not_approved_grants_nothing_and_is_nothing_new():
    mine = loans.paying_loan()
    known = known_now()

    loans.published()

    assert not recorded_since(Loan.objects.filter(pk=mine.pk), known)


def test_what_happens_to_the_contract_a_loan_renews_is_seen():
    first = loans.paying_loan()
    renewal = loans.loan(
        first.household, "HT-009", kind=Loan.Kind.RENEWAL, original=first, account=first.account
    )
    known = known_now()

    loans.repaid(first, loans.THROUGH, 0, principal=5_000_000)

    assert recorded_since(Loan.objects.filter(pk=renewal.pk), known)
