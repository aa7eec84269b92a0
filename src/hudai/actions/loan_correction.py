"""Correcting one term of a loan: the column is changed, and what stood there is kept beside it.

Figures follow at once; a batch drawn up earlier keeps what it was worked out from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from hudai.actions.actor import Actor
from hudai.actions.journal import note
from hudai.actions.laws import Laws
from hudai.actions.loan import in_hand, save_contract
from hudai.actions.standing import hold_facts, refresh
from hudai.core import words
from hudai.core.contract_number import contract_number
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import Extension, Loan, LoanCorrection, Repayment, Station
from hudai.records.queries.loan_chain import owed

CORRECTS = (Station.BRANCH, Station.BANK, Station.OFFICE)
"""Desks that put a term right: the bank whose contract it is, and the county that keeps the books."""

FIELDS: Mapping[str, str] = {
    "contract": "合同号",
    "signed_on": "合同日期",
    "disbursed_on": "放款日期",
    "due_on": "到期日期",
    "principal": "借款金额",
    "rate": "年利率",
    "purpose": "借款用途",
    "payee_bank": "贴息开户行",
    "account": "贴息帐号",
}
"""Terms that can be corrected, and what the page calls them."""

SEALED = "account"
HIGHEST_RATE = 240_000
"""Ppm; beyond it no household loan bears interest."""
_ACCOUNT = re.compile(r"\d{8,32}", re.ASCII)


@transaction.atomic
def correct(
    *,
    actor: Actor,
    laws: Laws,
    loan_id: int,
    field: str,
    value: Any,
    reason: str,
    seen: int | None = None,
) -> LoanCorrection:
    """Put one term right.

    Args:
        field: one of :data:`FIELDS`.
        value: a day, fen, ppm or a text, as the term is kept.
        seen: how many corrections the page showed; None where nobody looked at one.

    Raises:
        NotYours: if the desk corrects none, or does not see the loan.
        NotNow: if somebody corrected the loan since.
        Refusal: without a reason or a change, or if the loan would make no sense.
    """
    actor.require(*CORRECTS)
    if field not in FIELDS:
        raise Refusal("请选择要更正的栏目。")
    hold_facts()
    loan = in_hand(actor, loan_id)
    newest = loan.corrections.order_by("-pk").first()
    if seen is not None and newest is not None and loan.corrections.count() != seen:
        if _said_again(actor, newest, loan, field, value):
            return newest
        raise NotNow("这笔贷款刚才已被别人更正，请刷新后再看。")
    if not reason.strip():
        raise Refusal("请写明更正的原因。")
    if field == "contract":
        value = contract_number(value)
    before = getattr(loan, field)
    if before == value:
        raise Refusal(f"{FIELDS[field]}更正前后一样，没有需要更正的。")
    if field == "disbursed_on" and before is None:
        raise NotNow("这笔贷款还没有放款，请登记放款。")
    setattr(loan, field, value)
    _require_sense(actor, loan, field)
    save_contract(loan)
    made = LoanCorrection.objects.create(
        loan=loan,
        field=field,
        before=None if field == SEALED else _kept(before),
        after=None if field == SEALED else _kept(value),
        reason=reason.strip(),
        recorded_by=actor.posting,
        recorded_at=actor.at,
    )
    refresh({loan.household_id}, as_of=actor.today, policies=laws.policies)
    note(actor, "更正贷款", loan, field=field, reason=reason.strip())
    return made


def _said_again(actor: Actor, newest: LoanCorrection, loan: Loan, field: str, value: Any) -> bool:
    """Whether this very officer just made this very correction."""
    return (newest.field, newest.recorded_by_id, getattr(loan, field)) == (field, actor.posting.pk, value)


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _require_sense(actor: Actor, loan: Loan, field: str) -> None:
    """What a loan cannot be, whatever the reason; it holds the new value already."""
    if loan.disbursed_on is None:
        return _require_days(actor, loan)
    _require_days(actor, loan)
    left = owed(loan)
    if left < 0:
        raise Refusal(f"已归还的本金比更正后的借款金额多 {words.yuan(-left)} 元，请先核对还款。")
    first = Repayment.objects.filter(loan=loan).standing().order_by("paid_on").first()
    if first is not None and first.paid_on < loan.disbursed_on:
        raise Refusal(f"{first.paid_on} 已有还款，放款日期不能比它晚。")
    return None


def _require_days(actor: Actor, loan: Loan) -> None:
    """Days in their order, amounts and texts within bounds."""
    if not isinstance(loan.principal, int) or loan.principal <= 0:
        raise Refusal("借款金额要大于 0。")
    if not 0 < loan.rate < HIGHEST_RATE:
        raise Refusal(f"年利率要大于 0、小于 {words.percent(HIGHEST_RATE)}。")
    if not loan.contract.strip():
        raise Refusal("请填写合同号。")
    if loan.account and not _ACCOUNT.fullmatch(loan.account):
        raise Refusal("帐号只能是 8 到 32 位数字，请核对后重填。")
    if loan.signed_on > actor.today or (loan.disbursed_on and loan.disbursed_on > actor.today):
        raise Refusal("合同日期和放款日期不能晚于今天。")
    if loan.disbursed_on and loan.disbursed_on < loan.signed_on:
        raise Refusal("放款日期不能早于合同日期。")
    if loan.due_on <= (loan.disbursed_on or loan.signed_on):
        raise Refusal("到期日期要晚于合同日期和放款日期。")
    extended = Extension.objects.filter(loan=loan).standing().order_by("-pk").first()
    if extended is not None and loan.due_on >= extended.due_on:
        raise Refusal(f"已展期到 {extended.due_on}，原到期日期要早于这一天。")
