"""The made-up county's loans that fall due soon: extended, renewed without repayment, talked over.

Both are asked for on the usual road, the bank agrees in the last days, and the branch carries them out on
the last day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from hudai.actions import attestation, decision, maturity, maturity_note
from hudai.actions.packs import laws
from hudai.core.dates import add_months
from hudai.core.maturity import notice_windows
from hudai.core.workflow import Opinion
from hudai.demo.chance import Chance
from hudai.demo.lives import Lives, terms_of
from hudai.demo.plans import OPINIONS, Form, Plan, plan, road
from hudai.demo.workdays import LAST, moment, on
from hudai.records.models import Application, Loan, MaturityNote, Posting, Station

SOON = range(5, 95)
"""Days from the last one within which a loan falls due soon."""
KINDS = ("extension", "renewal", "extension", "renewal", "extension")
"""What becomes of the first of them; the last is still before the bank."""
MOST_AMOUNT = 5_000_000
"""Fen; what was lent above it needs its principle set aside once more."""
MONTHS: Mapping[str, int] = {"extension": 6, "renewal": 12}
REASONS: Mapping[str, str] = {
    "extension": "生猪还有两个月才能出栏，按时还本有困难，申请展期。",
    "renewal": "产业还在投入期，按时还本有困难，申请续贷一次。",
}
TALKED = (
    (MaturityNote.Plan.REPAY, "已备好还款资金，到期一次还清。"),
    (MaturityNote.Plan.RENEW, "想继续养殖，准备申请续贷。"),
    (MaturityNote.Plan.AT_RISK, "借款人外出务工，联系其家属商量分次归还。"),
)


def carry_on(lives: Lives, plans: Sequence[Plan], chance: Chance) -> None:
    """The first few are carried on, the next are talked over with their households."""
    firsts = {
        each.home.number: each
        for each in plans
        if each.form.kind == "first" and each.is_granted and each.form.amount <= MOST_AMOUNT
    }
    times = [each.home.number for each in plans]
    loans = [
        loan
        for loan in Loan.objects.filter(due_on__range=(_day(SOON[0]), _day(SOON[-1])))
        .exclude(disbursed_on=None)
        .select_related("household__village", "branch")
        .order_by("due_on", "pk")
        if times.count(loan.household.number) == 1 and loan.household.number in firsts
    ]
    for nth, (kind, loan) in enumerate(zip(KINDS, loans, strict=False)):
        asked = _asked(firsts[loan.household.number], loan, kind, chance)
        lives.live([asked])
        if nth < len(KINDS) - 1:
            _granted(lives, asked, loan)
    asked_by = _day(max(notice_windows(laws().policies.values(), LAST)))
    others = [loan for loan in loans[len(KINDS) :] if loan.due_on <= asked_by]
    for (meant, words), loan in zip(TALKED, others, strict=False):
        actor = lives.offices.acting(_branch(lives, loan), moment(1, 100))
        maturity_note.arrange(actor=actor, policies=laws().policies, loan_id=loan.pk, plan=meant, words=words)


def _day(ahead: int) -> date:
    return LAST + timedelta(days=ahead)


def _asked(first: Plan, loan: Loan, kind: str, chance: Chance) -> Plan:
    """The application, up to the county office's opinion."""
    form: Form = replace(
        first.form,
        kind=kind,
        amount=loan.principal,
        term_months=MONTHS[kind],
        reason=REASONS[kind],
        facts={
            **first.form.facts,
            "outstanding": loan.principal,
            "in_good_standing": True,
            "renewals_before": 0,
            "original_due_on": f"{loan.due_on}",
            "original_term_months": first.form.term_months,
        },
    )
    deeds = road(len(OPINIONS) - 1, chance, first.serial)
    return plan(200_000_000 + first.serial, first.home, first.applicant, form, deeds, 2, chance)


def _granted(lives: Lives, asked: Plan, loan: Loan) -> None:
    """The bank agrees, at the contract's own rate where it is extended; then it is carried out."""
    actor = lives.offices.actor(Station.BRANCH, asked.home.place, moment(0, 120))
    number = lives.numbers[asked.serial]
    case = Application.objects.get(number=number)
    attestation.attest(
        actor=actor, law=lives.law, number=number, seen_version=case.version, facts=asked.form.facts
    )
    terms = terms_of(asked, lives.law)
    decision.decide(
        actor=actor,
        law=lives.law,
        number=number,
        seen_version=case.version,
        seen_step=case.step,
        opinion=Opinion.AGREE,
        text="经调查审批，同意。",
        terms=replace(terms, rate=loan.rate) if asked.form.kind == "extension" else terms,
    )
    branch = lives.offices.acting(_branch(lives, loan), on(LAST, 300))
    if asked.form.kind == "extension":
        maturity.extend(
            actor=branch,
            laws=laws(),
            number=number,
            seen_version=case.version,
            signed_on=LAST,
            due_on=add_months(loan.due_on, MONTHS["extension"]),
            cause="",
        )
    else:
        maturity.renew(
            actor=branch,
            laws=laws(),
            number=number,
            seen_version=case.version,
            contract=f"{loan.contract}-X",
            signed_on=LAST,
            due_on=add_months(LAST, MONTHS["renewal"]),
            principal=loan.principal,
            without_repayment=True,
        )


def _branch(lives: Lives, loan: Loan) -> Posting:
    return next(desk for desk in lives.offices.branches if desk.branch_id == loan.branch_id)
