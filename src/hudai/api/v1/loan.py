"""Loans of the bank: listed, looked at, paid out."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query
from pydantic import Field

from hudai.actions import loan as actions
from hudai.actions.actor import NotYours
from hudai.actions.packs import laws
from hudai.api.acting import actor
from hudai.api.fields import NAMED, Contract, IdempotencyKey
from hudai.api.once import once
from hudai.api.v1.answers import reading, writing
from hudai.api.v1.shapes import Disbursement, LoanPage, LoanShape, Repayments, loan_shape, repayment_shape
from hudai.records.models import Loan, Posting
from hudai.records.queries import loan as queries
from hudai.records.queries.visibility import loans_seen_by

MOST_PAGES = 100_000
MOST_ON_A_PAGE = 500
UNSEEN = 0
"""No loan's key: an action refuses a row about it like any that is not the bank's."""

router = Router(tags=["贷款"])


@router.get("/loans", response=reading(LoanPage), summary="本行的贷款")
def loans(
    request: HttpRequest,
    page: Annotated[int, Field(ge=1, le=MOST_PAGES)] = Query(1),
    page_size: Annotated[int, Field(ge=1, le=MOST_ON_A_PAGE)] = Query(100),
) -> LoanPage:
    """Some of the loans the token's desk sees, those entered first first."""
    seen = loans_seen_by(actor(request).posting)
    start = (page - 1) * page_size
    rows = queries.with_row(seen).order_by("pk")[start : start + page_size]
    return LoanPage(
        page=page, page_size=page_size, total=seen.count(), items=[loan_shape(loan) for loan in rows]
    )


# Before the address of the loan itself: a contract number may hold a slash.
@router.get("/loans/{path:contract}/repayments", response=reading(Repayments), summary="一笔贷款的还款")
def repayments(request: HttpRequest, contract: Contract) -> Repayments:
    """All that was booked, corrected rows too, by the day paid."""
    found = seen_loan(actor(request).posting, contract)
    rows = found.repayments.select_related("loan").order_by("paid_on", "pk")
    standing = set(found.repayments.standing().values_list("pk", flat=True))
    return Repayments(items=[repayment_shape(row, stands=row.pk in standing) for row in rows])


@router.get("/loans/{path:contract}", response=reading(LoanShape), summary="一笔贷款")
def loan(request: HttpRequest, contract: Contract) -> LoanShape:
    """Terms, balance, days overdue and class; the ID number masked."""
    return loan_shape(seen_loan(actor(request).posting, contract))


@router.post("/disbursements", response=writing(LoanShape), summary="登记放款")
def disburse(
    request: HttpRequest,
    sent: Disbursement,
    idempotency_key: IdempotencyKey = NAMED,
) -> HttpResponse:
    """Register that a contract signed here was paid out."""
    who = actor(request)

    def do() -> LoanShape:
        found = seen_loan(who.posting, sent.contract)
        actions.disburse(actor=who, laws=laws(), loan_id=found.pk, disbursed_on=sent.disbursed_on)
        return loan_shape(seen_loan(who.posting, sent.contract))

    return once(request, idempotency_key, sent, 201, do)


def seen_loan(posting: Posting, contract: str) -> Loan:
    """The loan of a contract.

    Raises:
        NotYours: if the desk sees none of that number; the same words whether there is one or not.
    """
    found = queries.with_row(loans_seen_by(posting)).filter(contract=contract).first()
    if found is None:
        raise NotYours("没有找到这个合同号的贷款，或它不归本行办理。")
    return found


def keys_of(posting: Posting, contracts: set[str]) -> dict[str, int]:
    """The key of each loan the desk sees, by its contract."""
    found = loans_seen_by(posting).filter(contract__in=contracts).order_by()
    return dict(found.values_list("contract", "pk"))
