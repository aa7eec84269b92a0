"""What this version of the interface takes and gives."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, cast

from ninja import Schema
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from hudai.api.fields import MOST_ROWS, Asked, Contract, Day, Fen, Reason, described
from hudai.core.identity import mask
from hudai.records.models import Loan, Repayment, ReportedClass
from hudai.records.queries.loan import state_of

State = Literal["waiting", "open", "overdue", "paid_off", "given_up"]
"""As the list of loans tells them apart (records/queries/loan.py)."""
LoanClass = Literal["正常", "关注", "次级", "可疑", "损失"]


class LoanShape(Schema):
    """A loan: its terms as known today, and how it stood when that was last worked out."""

    model_config = described("一笔贷款：合同内容，以及余额、逾期和分类")

    contract: Annotated[str, Field(description="合同号")]
    household: Annotated[str, Field(description="户编号")]
    borrower: Annotated[str, Field(description="借款人姓名")]
    id_number: Annotated[str, Field(description="身份证号码，遮住中间")]
    branch: Annotated[str, Field(description="贷款银行（网点）")]
    policy: Annotated[str, Field(description="所属政策的代号，按合同日期确定，合同期内不变")]
    kind: Annotated[Literal["first", "top_up", "renewal"], Field(description="类型：首贷、追加、续贷")]
    original: Annotated[str | None, Field(description="续贷的原合同号；不是续贷的为空")]
    principal: Annotated[int, Field(description="借款金额，单位：分")]
    rate_ppm: Annotated[int, Field(description="年利率，百万分之：35000 是 3.5%")]
    signed_on: Annotated[date, Field(description="合同日期")]
    disbursed_on: Annotated[date | None, Field(description="放款日期；还没有放款的为空")]
    due_on: Annotated[date, Field(description="到期日期，展期的是展期以后的")]
    state: Annotated[
        State,
        Field(
            description="waiting 待放款，open 在贷，overdue 逾期，paid_off 已结清，given_up 已作废",
        ),
    ]
    as_of: Annotated[date | None, Field(description="以下各项算到哪一天；还没有放款的为空，以下各项也为空")]
    balance: Annotated[int | None, Field(description="贷款余额，单位：分")]
    days_overdue: Annotated[int | None, Field(description="逾期天数，本金和利息取较长的")]
    loan_class: Annotated[str | None, Field(description="五级分类；已结清的为空文字")]


class LoanPage(Schema):
    """Some loans of many, by the order they were entered."""

    model_config = described("一页贷款，按录入先后")

    page: Annotated[int, Field(description="第几页，从 1 数起")]
    page_size: Annotated[int, Field(description="一页多少笔")]
    total: Annotated[int, Field(description="一共多少笔")]
    items: Annotated[list[LoanShape], Field(description="这一页的贷款；翻过最后一页的为空")]


class RepaymentShape(Schema):
    """A repayment as booked; one that was corrected stays beside the one in its place."""

    model_config = described("一笔还款；更正过的留着，更正后的是另一笔")

    id: Annotated[int, Field(description="还款的序号，更正时用")]
    contract: Annotated[str, Field(description="合同号")]
    paid_on: Annotated[date, Field(description="还款日期")]
    principal: Annotated[int, Field(description="归还本金，单位：分")]
    interest: Annotated[int, Field(description="归还利息（正常利息），单位：分")]
    penalty: Annotated[int, Field(description="罚息、复利，单位：分")]
    replaces: Annotated[int | None, Field(description="它更正或作废的那一笔的序号；不是更正的为空")]
    void: Annotated[bool, Field(description="是不是作废：它所指的那一笔从来没有过")]
    stands: Annotated[bool, Field(description="现在是否有效；更正过、作废的为 false")]


class Repayments(Schema):
    """Repayments, in the order they were sent or paid."""

    model_config = described("一些还款")

    items: Annotated[list[RepaymentShape], Field(description="登记的按发送的次序，查询的按还款日期")]


class RepaymentRow(Asked):
    """What a household paid on one day."""

    model_config = described("一户一天还的款；没有写的金额是 0")

    contract: Contract
    paid_on: Day
    principal: Annotated[Fen, Field(description="归还本金，整数，单位：分")] = 0
    interest: Annotated[Fen, Field(description="归还利息（正常利息），整数，单位：分")] = 0
    penalty: Annotated[Fen, Field(description="罚息、复利，整数，单位：分")] = 0
    reason: Annotated[Reason, Field(description="金额看起来不对而核对无误时，写明情况；平时不写")] = ""


class RepaymentRows(Asked):
    """Repayments to book, all or none."""

    model_config = described("要登记的还款，全部登记或全部不登记")

    rows: Annotated[list[RepaymentRow], Field(min_length=1, max_length=MOST_ROWS, description="一行一笔还款")]


class Correction(Asked):
    """What is right in place of a repayment, or that it never was (``void``)."""

    model_config = described("更正后的完整内容，没有写的金额是 0；或者作废")

    void: Annotated[
        bool, Field(strict=True, description="作废：这笔还款从来没有过；这时只写 reason，其他都不写")
    ] = False
    paid_on: Annotated[Day | None, Field(description="更正后的还款日期；不写则日期不变")] = None
    principal: Annotated[Fen, Field(description="更正后的归还本金，整数，单位：分")] = 0
    interest: Annotated[Fen, Field(description="更正后的归还利息，整数，单位：分")] = 0
    penalty: Annotated[Fen, Field(description="更正后的罚息、复利，整数，单位：分")] = 0
    reason: Annotated[Reason, Field(description="更正或作废的原因，必须写")]
    checked: Annotated[Reason, Field(description="更正后的金额看起来不对而核对无误时，写明情况")] = ""

    @model_validator(mode="after")
    def _void_alone(self) -> Correction:
        """Nothing is said of what never was: it would be ignored."""
        said = (self.paid_on, self.principal, self.interest, self.penalty, self.checked)
        if self.void and any(said):
            raise PydanticCustomError("void_alone", "")
        return self


class ClassRow(Asked):
    """The grade of a loan on a day."""

    model_config = described("一笔贷款在某一天的五级分类")

    contract: Contract
    as_of: Annotated[Day, Field(description="截至日期，如 2026-01-31")]
    loan_class: Annotated[LoanClass, Field(description="五级分类")]
    reason: Annotated[Reason, Field(description="这一天已报过别的分类的，写明更正的原因；平时不写")] = ""


class ClassRows(Asked):
    """Grades to take, all or none."""

    model_config = described("要报送的五级分类，全部收下或全部不收")

    rows: Annotated[list[ClassRow], Field(min_length=1, max_length=MOST_ROWS, description="一行一笔贷款")]


class ClassesTaken(Schema):
    """How many said something new, and how many nothing."""

    model_config = described("收下的五级分类")

    taken: Annotated[int, Field(description="记下的行数")]
    unchanged: Annotated[int, Field(description="和已知的相同、不再记一次的行数")]


class ClassShape(Schema):
    """A grade as reported; one that was corrected stays beside the one in its place."""

    model_config = described("报送过的一次分类；更正过的留着，更正后的是另一次")

    id: Annotated[int, Field(description="序号")]
    as_of: Annotated[date, Field(description="截至日期，从这一天起有效")]
    loan_class: Annotated[str, Field(description="五级分类")]
    replaces: Annotated[int | None, Field(description="它更正的那一次的序号；不是更正的为空")]
    reason: Annotated[str, Field(description="更正的原因")]
    stands: Annotated[bool, Field(description="现在是否有效；更正过、作废的为 false")]


class Classes(Schema):
    """All grades reported of a loan, by day."""

    model_config = described("一笔贷款报送过的全部分类，按截至日期")

    items: Annotated[list[ClassShape], Field(description="没有报过的为空")]


class Disbursement(Asked):
    """The payout of a contract signed here."""

    model_config = described("一份已签订合同的放款")

    contract: Contract
    disbursed_on: Annotated[Day, Field(description="放款日期，如 2026-01-31")]


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
        kind=cast(Any, loan.kind),
        original=loan.original.contract if loan.original else None,
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


def class_shape(row: ReportedClass, *, stands: bool) -> ClassShape:
    """A grade as programs get it."""
    return ClassShape(
        id=row.pk,
        as_of=row.as_of,
        loan_class=row.loan_class,
        replaces=row.replaces_id,
        reason=row.reason,
        stands=stands,
    )
