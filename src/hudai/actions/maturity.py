"""At maturity: a loan carried on by a new contract, or given a later due day (R12).

A chain may be carried on once, by the one or the other.  Both come from an approved application, and
so from a wish made before the due day, or after it by waiver.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from hudai.actions.actor import Actor
from hudai.actions.application import Law, Obstacles
from hudai.actions.application import in_hand as application_in_hand
from hudai.actions.journal import note
from hudai.actions.laws import Laws
from hudai.actions.loan import LENDS, approved_on, in_hand, pay_out, require_approved, sign
from hudai.actions.signing import LaterDueDay, answers_on_signing, require_lawful, waived_of
from hudai.actions.standing import hold_facts, refresh
from hudai.core import words
from hudai.core.dates import add_months
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import Application, Extension, Loan, Repayment
from hudai.records.queries.loan_chain import due_in_force, owed


@transaction.atomic
def renew(
    *,
    actor: Actor,
    laws: Laws,
    number: str,
    seen_version: int,
    contract: str,
    signed_on: date,
    due_on: date,
    principal: int,
    without_repayment: bool,
) -> Loan:
    """Carry a loan on by a new contract that starts the day it is signed.

    Without principal repayment (无还本续贷) the old loan ends that day: its whole balance is booked as
    repaid, and the new contract lends just as much.  With repayment the old one must be paid off.

    Raises:
        Obstacles: if the pack knows no renewal without repayment, or as :func:`hudai.actions.loan.sign`.
        Refusal: if the new contract lends another amount than is owed, or as there.
        NotYours, NotNow: as there.

    Source: 渝北区实施方案 二（3）；上蔡县意见 五.
    """
    actor.require(*LENDS)
    hold_facts()
    before = Loan.objects.filter(application__number=number).exists()
    loan = sign(
        actor=actor,
        laws=laws,
        number=number,
        seen_version=seen_version,
        contract=contract,
        signed_on=signed_on,
        due_on=due_on,
        principal=principal,
    )
    if before:
        if loan.disbursed_on == signed_on:
            return loan
        raise NotNow("这份续贷合同已经签订，请在贷款页面登记放款。")
    old = loan.original
    if old is None:
        raise Refusal("这份申请不是续贷，请用“签合同”办理。")
    if without_repayment:
        _end_old(actor, laws.of(loan.policy), in_hand(actor, old.pk), loan)
    pay_out(actor, laws, loan, signed_on, new_money=not without_repayment)
    refresh({loan.household_id}, as_of=actor.today, policies=laws.policies)
    note(actor, "办理续贷", loan, without_repayment=without_repayment, replaces=old.pk)
    return loan


def _end_old(actor: Actor, law: Law, old: Loan, new: Loan) -> None:
    """Book the old loan's balance as repaid on the new contract's day."""
    allowed = law.policy.renewal_without_repayment
    if not allowed.on(new.signed_on):
        told = "本政策没有无还本续贷，请先还清原贷款再续贷。"
        raise Obstacles("不能无还本续贷。", [told], [allowed.version(new.signed_on).clause])
    left = owed(old)
    if left <= 0:
        raise Refusal(f"原合同 {old.contract} 已经还清，不用无还本续贷；请选“已还本”。")
    if new.principal != left:
        raise Refusal(
            f"无还本续贷的金额要等于原合同 {old.contract} 的余额 {words.yuan(left)} 元；"
            "有一部分已还的，请先登记还款。"
        )
    later = old.repayments.standing().filter(principal__gt=0, paid_on__gt=new.signed_on)
    if later.exists():
        raise Refusal("原合同在续贷日期以后还有还本记录，请核对日期。")
    Repayment.objects.create(
        loan=old,
        paid_on=new.signed_on,
        principal=left,
        recorded_by=actor.posting,
        recorded_at=actor.at,
    )


@transaction.atomic
def extend(
    *,
    actor: Actor,
    laws: Laws,
    number: str,
    seen_version: int,
    signed_on: date,
    due_on: date,
    cause: str,
) -> Extension:
    """Move a loan's due day, from an approved application.

    The same extension sent twice is one.

    Raises:
        NotYours: if the desk is not the bank's, or does not see the case.
        NotNow: if another extension was signed on it, or the case changed.
        Obstacles: if the opinions are not complete, the chain was carried on before, or the extension is
            too long; with the clauses.
        Refusal: if it is dated wrongly, is longer than approved, or nothing is owed any more.

    Source: 渝北区实施方案 二（3）；上蔡县意见 五.
    """
    actor.require(*LENDS)
    hold_facts()
    application = application_in_hand(actor, number)
    there = Extension.objects.filter(application=application).first()
    if there is not None:
        if (there.signed_on, there.due_on) == (signed_on, due_on):
            return there
        raise NotNow(f"这份申请已登记展期到 {there.due_on}。")
    require_approved(application, laws, seen_version)
    loan = _loan_to_extend(actor, application)
    said = LaterDueDay(signed_on, due_in_force(loan), due_on, owed(loan), loan.rate)
    _require_dated(actor, application, said)
    answers = answers_on_signing(application, laws.of(application.policy), said, on=actor.today)
    require_lawful(answers, waived_of(application))
    made = Extension.objects.create(
        loan=loan,
        application=application,
        signed_on=signed_on,
        due_on=due_on,
        cause=(cause or application.reason).strip()[:200],
        recorded_by=actor.posting,
        recorded_at=actor.at,
    )
    refresh({loan.household_id}, as_of=actor.today, policies=laws.policies)
    note(actor, "登记展期", loan, number=application.number, until=due_on.isoformat())
    return made


def _loan_to_extend(actor: Actor, application: Application) -> Loan:
    if application.kind != Application.Kind.EXTENSION:
        raise Refusal("这份申请不是展期，请用“签合同”办理。")
    if application.loan is None:
        raise Refusal("系统里没有要展期的合同，请先导入原贷款，再重新申请展期。")
    loan = in_hand(actor, application.loan.pk)
    if owed(loan) <= 0:
        raise Refusal(f"合同 {loan.contract} 已经还清，不用展期。")
    return loan


def _require_dated(actor: Actor, application: Application, said: LaterDueDay) -> None:
    if not approved_on(application) <= said.signed_on <= actor.today:
        raise Refusal(f"展期签订日期要在批准日 {approved_on(application)} 当天或以后，不能晚于今天。")
    latest = add_months(said.due_before, application.approved_term_months or 0)
    if not said.due_before < said.due_on <= latest:
        raise Refusal(
            f"展期到期日期要晚于 {said.due_before}；审批展期 {application.approved_term_months} 个月，"
            f"最晚到 {latest}。"
        )
