"""Loans from the approval to the money: contracts signed, paid out, or given up (附件1, 二（1）).

Every action here holds the facts of all loans for its moment, so that of two people, or of two
clicks, one comes second and is told so.
"""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from hudai.actions.actor import Actor, NotYours
from hudai.actions.application import Law, Obstacles
from hudai.actions.application import in_hand as application_in_hand
from hudai.actions.breaker import (
    Then,
    lends_new_money,
    looked_back,
    require_not_suspended,
    require_was_not_suspended,
)
from hudai.actions.journal import note
from hudai.actions.laws import Laws
from hudai.actions.loan_choice import with_original
from hudai.actions.signing import (
    Contract,
    Question,
    answers_on_signing,
    answers_together,
    frozen,
    law_on_signing,
    require_lawful,
    waived_of,
)
from hudai.actions.standing import hold_facts, refresh
from hudai.core import words
from hudai.core.contract_number import contract_number
from hudai.core.dates import add_months
from hudai.core.errors import Refusal
from hudai.core.policy import Policy
from hudai.core.workflow import NotNow, State
from hudai.records.models import Application, Loan, LoanCorrection, Station
from hudai.records.queries.loan_chain import owed
from hudai.records.queries.visibility import loans_seen_by

LENDS = (Station.BRANCH, Station.BANK)
"""Desks that sign for the bank and pay out."""

PAID_OUT = "放款"
"""The reason under which a payout stands among what became known of a loan later."""


@transaction.atomic
def sign(
    *,
    actor: Actor,
    laws: Laws,
    number: str,
    seen_version: int,
    contract: str,
    signed_on: date,
    due_on: date,
    principal: int,
) -> Loan:
    """Sign the contract of an approved application; the rate is the one approved.

    The same contract sent twice is one contract.

    Args:
        principal: fen, at most what was approved.

    Raises:
        NotYours: if the desk is not the bank's, or does not see the case.
        NotNow: if another contract was signed on it, or the case changed.
        Obstacles: if the opinions are not complete, the day lies outside the scheme's window, the area
            is suspended, or the law of the day objects; with the clauses.
        Refusal: if the contract says more than was approved, or is dated wrongly.

    Source: 渝北区实施方案 一（2）–（4）、二（1）、二（4）；上蔡县意见 三、六.
    """
    actor.require(*LENDS)
    hold_facts()
    application = with_original(application_in_hand(actor, number))
    said = Contract(contract_number(contract), signed_on, due_on, principal, application.approved_rate or 0)
    there = Loan.objects.filter(application=application).first()
    if there is not None:
        return _signed_already(there, said)
    law = _require_signable(actor, laws, application, seen_version, said)
    answers = answers_on_signing(application, law, said, on=actor.today)
    require_lawful(answers, waived_of(application))
    require_not_suspended(
        application.household.village, law.policy, on=actor.today, new_money=lends_new_money(application)
    )
    loan = Loan(
        contract=said.number,
        household=application.household,
        borrower=application.applicant,
        branch=application.branch,
        policy=law.policy.name,
        kind=application.kind,
        original=application.loan if application.kind == Application.Kind.RENEWAL else None,
        application=application,
        principal=said.principal,
        rate=said.rate,
        signed_on=said.signed_on,
        due_on=said.due_on,
        purpose=application.purpose,
        payee_bank=application.branch.name,
        account=application.account,
        frozen=frozen(law, said, answers),
        entered_by=actor.posting,
        entered_at=actor.at,
    )
    save_contract(loan)
    note(actor, "签订合同", loan, number=application.number, amount=said.principal)
    return loan


@transaction.atomic
def disburse(*, actor: Actor, laws: Laws, loan_id: int, disbursed_on: date) -> Loan:
    """Register that the money was paid out to the household; once only.

    Raises:
        NotYours: if the desk is not the bank's, or does not see the loan.
        NotNow: if it was paid out on another day, or given up.
        Obstacles: if the area is suspended, the scheme is over, or the household's other loans leave no
            room any more.
        Refusal: if the day is not between signing and today, or an old loan it renews is still owed.
    """
    actor.require(*LENDS)
    hold_facts()
    loan = in_hand(actor, loan_id)
    if loan.disbursed_on == disbursed_on:
        return loan
    pay_out(actor, laws, loan, disbursed_on)
    refresh({loan.household_id}, as_of=actor.today, policies=laws.policies)
    note(actor, "登记放款", loan, amount=loan.principal)
    return loan


@transaction.atomic
def give_up(*, actor: Actor, loan_id: int, reason: str) -> Loan:
    """Give up a contract that was never paid out; its application is used up with it.

    Raises:
        NotYours: if the desk is not the bank's, or does not see the loan.
        NotNow: if it was paid out.
        Refusal: without a reason.
    """
    actor.require(*LENDS)
    hold_facts()
    loan = in_hand(actor, loan_id)
    if loan.given_up_on is not None:
        return loan
    if loan.disbursed_on is not None:
        raise NotNow("这份合同已经放款，不能作废；放款登记有误的，请更正。")
    if not reason.strip():
        raise Refusal("请写明合同作废的原因。")
    loan.given_up_on, loan.given_up_for = actor.today, reason.strip()
    loan.save(update_fields=["given_up_on", "given_up_for"])
    note(actor, "作废合同", loan, reason=reason.strip())
    return loan


def pay_out(actor: Actor, laws: Laws, loan: Loan, disbursed_on: date, *, new_money: bool = True) -> None:
    """Check and write a payout; within an action that holds the facts.

    ``new_money`` is false where as much was just booked as repaid on the loan it renews.
    """
    require_payable(actor, laws, loan, disbursed_on, new_money=new_money)
    question = question_of(loan, disbursed_on)
    if question is not None:
        answers = answers_together([question], laws.of(loan.policy))[0]
        require_lawful(answers, waived_of(question.application))
    loan.disbursed_on = disbursed_on
    loan.save(update_fields=["disbursed_on"])
    # So that what was worked out before today can be worked out again without this loan.
    LoanCorrection.objects.create(
        loan=loan,
        field="disbursed_on",
        before=None,
        after=disbursed_on.isoformat(),
        reason=PAID_OUT,
        recorded_by=actor.posting,
        recorded_at=actor.at,
    )


def require_payable(
    actor: Actor,
    laws: Laws,
    loan: Loan,
    disbursed_on: date,
    *,
    new_money: bool = True,
    then: Then | None = None,
) -> None:
    """Refuse a payout that cannot be, but for what the law says of it (:func:`question_of`).

    ``then`` is of :func:`hudai.actions.breaker.looked_back`, for who asks about many.

    Raises:
        NotNow: if it was paid out or given up.
        Obstacles: if the area was suspended on the day, or the scheme is over.
        Refusal: if the day is not between signing and today, the contract says more than was approved, or
            an old loan it renews is still owed.
    """
    if loan.given_up_on is not None:
        raise NotNow("这份合同已经作废，不能放款。")
    if loan.disbursed_on is not None:
        raise NotNow(f"这笔贷款已在 {loan.disbursed_on} 放款，不能再放一次；日期有误的，请更正。")
    if not loan.signed_on <= disbursed_on <= actor.today:
        raise Refusal(f"放款日期要在合同日期 {loan.signed_on} 当天或以后，不能晚于今天。")
    if disbursed_on >= loan.due_on:
        raise Refusal(f"放款日期要早于到期日期 {loan.due_on}。")
    if loan.application is not None:
        # A term may have been corrected since the contract was signed.
        said = Contract(loan.contract, loan.signed_on, loan.due_on, loan.principal, loan.rate)
        _require_within(loan.application, said)
    law = laws.of(loan.policy)
    _require_in_window(loan, law.policy, disbursed_on)
    require_was_not_suspended(
        loan.household.village,
        law.policy,
        then or looked_back(laws.policies),
        on=disbursed_on,
        today=actor.today,
        new_money=new_money,
    )
    if loan.original is not None and (left := owed(loan.original)) > 0:
        raise Refusal(
            f"原合同 {loan.original.contract} 还有 {words.yuan(left)} 元没有还清。"
            "请先登记还款；无还本续贷请用“续贷”办理。"
        )


def _require_in_window(loan: Loan, policy: Policy, day: date) -> None:
    """New money goes out while its scheme runs; what carries a loan on may begin later (R4.4).

    Source: 渝北区实施方案 一（11）.
    """
    until = policy.window_until
    if until is None or day < until or loan.kind == Loan.Kind.RENEWAL:
        return
    told = (
        f"放款日期 {day} 不在政策实施期内：{policy.scheme}自 {policy.window_since} 起实施，"
        f"{until} 起不再放款。请作废这份合同，由农户按现行政策重新申请。"
    )
    raise Obstacles("这一天不能放款。", [told], [policy.window_clause])


def question_of(loan: Loan, disbursed_on: date) -> Question | None:
    """What the law of the signing day is asked once more, beside what the household owes by now.

    None for a loan from before this system: nobody applied for it here.
    """
    if loan.application is None:
        return None
    said = Contract(loan.contract, loan.signed_on, loan.due_on, loan.principal, loan.rate)
    return Question(loan.application, said, disbursed_on)


def in_hand(actor: Actor, loan_id: int) -> Loan:
    """The loan, locked for this action, if the actor may see it.

    Raises:
        NotYours: if not; the same words whether it exists or not.
    """
    seen = loans_seen_by(actor.posting).filter(pk=loan_id).order_by().values("pk")
    found = Loan.objects.select_for_update().filter(pk__in=seen).first()
    if found is None:
        raise NotYours("没有找到这笔贷款，或它不归您办理。")
    return found


def approved_on(application: Application) -> date:
    """The day of the last opinion."""
    return timezone.localtime(application.step_since).date()


def save_contract(loan: Loan) -> None:
    """Write a new contract.

    Raises:
        Refusal: if there is one of that number.
    """
    try:
        with transaction.atomic():
            loan.save()
    except IntegrityError:
        raise Refusal(f"合同号 {loan.contract} 已经登记过，请核对合同号。") from None


def _signed_already(there: Loan, said: Contract) -> Loan:
    """The contract there is, when it is the very one that is said again."""
    same = (there.contract, there.signed_on, there.due_on, there.principal) == (
        said.number,
        said.signed_on,
        said.due_on,
        said.principal,
    )
    if not same or there.given_up_on is not None:
        state = "，并已作废；需要贷款的请重新申请" if there.given_up_on else ""
        raise NotNow(f"这份申请已签订合同 {there.contract}{state}。")
    return there


def _require_signable(
    actor: Actor, laws: Laws, application: Application, seen_version: int, said: Contract
) -> Law:
    """All that must hold before the law is asked; returns the law the contract stands under."""
    require_approved(application, laws, seen_version)
    if application.kind == Application.Kind.EXTENSION:
        raise Refusal("展期不签新合同，请登记展期。")
    if application.kind == Application.Kind.RENEWAL and application.loan is None:
        raise Refusal("系统里没有这笔续贷的原合同，或者认不出是哪一笔。请先由银行报表导入原贷款，再来办理。")
    if not said.number:
        raise Refusal("请填写合同号。")
    if not approved_on(application) <= said.signed_on <= actor.today:
        raise Refusal(f"合同日期要在批准日 {approved_on(application)} 当天或以后，不能晚于今天。")
    law = law_on_signing(laws, application, said.signed_on)
    _require_within(application, said)
    return law


def require_approved(application: Application, laws: Laws, seen_version: int) -> None:
    """Refuse before all opinions of this version are given, and on a page older than the case.

    Raises:
        Obstacles: naming the opinion that is missing, with its clause.
        NotNow: if the case is over without approval, or changed since.
    """
    route = laws.of(application.policy).policy.route
    if application.state in (State.DRAFT, State.UNDER_WAY):
        missing = [step for place, step in enumerate(route, 1) if place >= max(application.step, 1)]
        told = f"还没有签署：{'、'.join(step.label for step in missing)}。各级意见齐全后才能办理。"
        clause = next((step.clause for step in missing if step.clause), "")
        raise Obstacles("这份申请还没有批准。", [told], [clause] if clause else [])
    if application.state != State.APPROVED:
        raise NotNow("这份申请没有得到同意，不能办理。")
    if application.version != seen_version:
        raise NotNow("这份申请刚才已被别人处理，请刷新后再看。")


def _require_within(application: Application, said: Contract) -> None:
    """Not more, not for longer, and not dearer than was approved."""
    most, months = application.approved_amount or 0, application.approved_term_months or 0
    if not 0 < said.principal <= most:
        raise Refusal(f"合同金额要大于 0，不能超过审批金额 {words.yuan(most)} 元。")
    latest = add_months(said.signed_on, months)
    if not said.signed_on < said.due_on <= latest:
        raise Refusal(
            f"到期日期要晚于合同日期；审批期限 {months} 个月，从 {said.signed_on} 起最晚到 {latest}。"
        )
    dearest = application.approved_rate or 0
    if said.rate > dearest:
        raise Refusal(f"合同年利率 {words.percent(said.rate)} 不能高于审批利率 {words.percent(dearest)}。")
