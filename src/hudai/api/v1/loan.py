"""Loans of the bank: listed, looked at, paid out."""

from __future__ import annotations

from typing import Annotated, Any

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
from hudai.api.v1.shapes import (
    Classes,
    Disbursement,
    LoanPage,
    LoanShape,
    Repayments,
    State,
    class_shape,
    loan_shape,
    repayment_shape,
)
from hudai.core.contract_number import contract_number
from hudai.records.models import Loan, Posting
from hudai.records.queries import loan as queries
from hudai.records.queries.visibility import loans_seen_by

MOST_PAGES = 100_000
MOST_ON_A_PAGE = 500
UNSEEN = 0
"""No loan's key: an action refuses a row about it like any that is not the bank's."""

STATED: Any = Query(None, description="只要这一种状态的；不写是全部")

router = Router(tags=["贷款"])


@router.get(
    "/loans",
    response=reading(LoanPage),
    summary="本行的贷款",
    description="令牌所在岗位能办理的贷款，按录入先后；翻页期间新录入的排在最后，翻过的不会变。",
)
def loans(
    request: HttpRequest,
    page: Annotated[int, Field(ge=1, le=MOST_PAGES)] = Query(1, description="第几页，从 1 数起"),
    page_size: Annotated[int, Field(ge=1, le=MOST_ON_A_PAGE)] = Query(100, description="一页多少笔"),
    state: State | None = STATED,
) -> LoanPage:
    """Some of the loans the token's desk sees, those entered first first."""
    seen = queries.loans(actor(request).posting, queries.Filters(state=state or ""))
    if state == queries.OPEN:
        # A list on a page has those overdue among those that owe; here each loan is in one state.
        seen = seen.filter(standing__days_overdue=0)
    start = (page - 1) * page_size
    rows = seen.select_related("original").order_by("pk")[start : start + page_size]
    return LoanPage(
        page=page, page_size=page_size, total=seen.count(), items=[loan_shape(loan) for loan in rows]
    )


# Before the address of the loan itself: a contract number may hold a slash.
@router.get(
    "/loans/{path:contract}/repayments",
    response=reading(Repayments),
    summary="一笔贷款的还款",
    description="登记过的全部还款，更正过、作废的也在（stands 为 false），按还款日期。",
)
def repayments(request: HttpRequest, contract: Contract) -> Repayments:
    """All that was booked, corrected rows too, by the day paid."""
    found = seen_loan(actor(request).posting, contract)
    rows = found.repayments.select_related("loan").order_by("paid_on", "pk")
    standing = set(found.repayments.standing().values_list("pk", flat=True))
    return Repayments(items=[repayment_shape(row, stands=row.pk in standing) for row in rows])


@router.get(
    "/loans/{path:contract}/classes",
    response=reading(Classes),
    summary="一笔贷款的五级分类",
    description="报送过的全部分类，更正过的也在（stands 为 false），按截至日期。",
)
def classes(request: HttpRequest, contract: Contract) -> Classes:
    """All that was reported, corrected grades too, by day."""
    found = seen_loan(actor(request).posting, contract)
    rows = found.classes.order_by("as_of", "pk")
    standing = set(found.classes.standing().values_list("pk", flat=True))
    return Classes(items=[class_shape(row, stands=row.pk in standing) for row in rows])


@router.get(
    "/loans/{path:contract}",
    response=reading(LoanShape),
    summary="一笔贷款",
    description="合同内容、余额、逾期天数和五级分类；身份证号码遮住中间。",
)
def loan(request: HttpRequest, contract: Contract) -> LoanShape:
    """Terms, balance, days overdue and class; the ID number masked."""
    return loan_shape(seen_loan(actor(request).posting, contract))


@router.post(
    "/disbursements",
    response=writing(LoanShape),
    summary="登记放款",
    description="登记在本系统签订的合同已经放款。政策实施期以外、镇村暂停放款、超过单户总额的不能登记，附条款。",
)
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
    ours = queries.with_row(loans_seen_by(posting)).select_related("original")
    # Kept as it was typed where that was before numbers were kept alike.
    found = ours.filter(contract=contract).first() or ours.filter(contract=contract_number(contract)).first()
    if found is None:
        raise NotYours("没有找到这个合同号的贷款，或它不归本行办理。")
    return found


def keys_of(posting: Posting, contracts: set[str]) -> dict[str, int]:
    """The key of each loan the desk sees, by its contract as the program writes it."""
    kept = {contract: contract_number(contract) for contract in contracts}
    found = loans_seen_by(posting).filter(contract__in={*kept, *kept.values()}).order_by()
    keys = dict(found.values_list("contract", "pk"))
    known = ((said, keys.get(said, keys.get(number))) for said, number in kept.items())
    return {said: key for said, key in known if key is not None}
