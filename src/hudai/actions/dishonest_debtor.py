"""Dishonest debtors: proposed by the bank on evidence, told, reviewed by the county, let go (失信债务人).

Who stands on the register fails the credit record of a screening from its first day to its last.

Source: 渝北区实施方案 三（四）.
"""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.actions.laws import Laws
from hudai.actions.loan import in_hand
from hudai.core import words as said
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import DishonestDebtor, DishonestDebtorStep, Loan, Station
from hudai.records.queries.attachment import DISHONEST
from hudai.records.queries.bank_return import told_days
from hudai.records.queries.dishonest_debtor import entries_seen_by, with_its_chain
from hudai.records.queries.loan_chain import owed
from hudai.records.queries.standing import standings

PROPOSES = (Station.BRANCH, Station.BANK)
NOTIFIES = (*PROPOSES, Station.VILLAGE, Station.TOWN)
REVIEWS = (Station.OFFICE,)
"""Desks that decide who comes onto the register, and who leaves it."""
SEES = (
    *NOTIFIES, *REVIEWS, Station.TOWN_HEAD, Station.FINANCE, Station.FINANCE_OFFICE, Station.REGULATOR,
    Station.AUDITOR,
)  # fmt: skip
LONGEST, LONGEST_EVIDENCE = 500, 300
_State, _Cause, _Deed = DishonestDebtor.State, DishonestDebtor.Cause, DishonestDebtorStep.Deed


@transaction.atomic
def propose(*, actor: Actor, laws: Laws, loan_id: int, grounds: str) -> DishonestDebtor:
    """Propose the borrower of an overdue loan for the register.

    Args:
        grounds: what was done to collect, and why it is wilful.

    Raises:
        NotYours: if the desk is no bank's, or does not see the loan.
        NotNow: if an entry of the borrower stands or is under way.
        Refusal: if the loan is not overdue, without words, or without a paper of collection in its file.
    """
    actor.require(*PROPOSES)
    loan = in_hand(actor, loan_id)
    told = grounds.strip()
    if not told:
        raise Refusal("请写明催收经过（时间、方式、结果）和认定恶意拖欠、逃废债的理由。")
    days, left = overdue(loan, laws, actor.today)
    if not days:
        raise Refusal(_not_overdue(loan, actor.today))
    papers = loan.attachments.filter(paper=DISHONEST, withdrawn_at=None)
    if not papers.exists():
        raise Refusal(f"请先在这笔贷款的“材料”里上传“{DISHONEST}”，如催收通知和送达回执，再提出。")
    entry = DishonestDebtor(
        person=loan.borrower,
        loan=loan,
        grounds=told[:LONGEST],
        days_overdue=days,
        owed=left,
        proposed_by=actor.posting,
        proposed_at=actor.at,
    )
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError:
        raise NotNow("这位借款人已经提出过，或已在名单内，不用再提。") from None
    _step(actor, entry, _Deed.PROPOSE, actor.today, told)
    note(actor, "提出失信债务人", entry, subject=loan.contract, amount=left)
    return entry


@transaction.atomic
def notify(*, actor: Actor, entry_id: int, on: date, words: str) -> DishonestDebtor:
    """Write down that the household was told of the proposal, and what it said.

    Raises:
        NotYours: if the desk does not see it.
        NotNow: if it was told before, or the entry is decided.
        Refusal: without words, or on a day before the proposal or still to come.
    """
    actor.require(*NOTIFIES)
    entry = _in_hand(actor, entry_id)
    _require_state(entry, _State.PROPOSED)
    _require_day(on, timezone.localtime(entry.proposed_at).date(), actor.today, "告知日期", "提出")
    entry.state = _State.NOTIFIED
    entry.save(update_fields=["state"])
    _step(actor, entry, _Deed.NOTIFY, on, _required(words, "请写明怎样告知的、农户怎么说。"))
    note(actor, "告知失信认定", entry, subject=entry.loan.contract)
    return entry


@transaction.atomic
def decide(*, actor: Actor, laws: Laws, entry_id: int, lists: bool, on: date, words: str) -> DishonestDebtor:
    """Put somebody on the register from a day on, or refuse to.

    Raises:
        NotYours: if the desk reviews none, or its officer proposed it.
        NotNow: if the household was not told yet, or the entry is decided.
        Refusal: without words, on a wrong day, or where the loan is overdue no more.
    """
    actor.require(*REVIEWS)
    entry = _in_hand(actor, entry_id)
    _require_state(entry, _State.NOTIFIED)
    if entry.steps.filter(deed=_Deed.PROPOSE, officer=actor.officer).exists():
        raise NotYours("提出的人不能自己审核，请由另一位工作人员审核。")
    notified = entry.steps.get(deed=_Deed.NOTIFY).on
    _require_day(on, notified, actor.today, "列入日期", "告知")
    told = _required(words, "请写明审核意见。")
    if lists:
        if not overdue(entry.loan, laws, actor.today)[0]:
            raise Refusal("这笔贷款现在没有逾期，不能列入名单，请审核为不列入。")
        entry.listed_on = on
    entry.state = _State.LISTED if lists else _State.REFUSED
    entry.save(update_fields=["state", "listed_on"])
    _step(actor, entry, _Deed.LIST if lists else _Deed.REFUSE, on, told)
    note(
        actor,
        "列入失信债务人名单" if lists else "不列入失信债务人名单",
        entry,
        subject=entry.loan.contract,
        since=f"{on}" if lists else None,
    )
    return entry


@transaction.atomic
def leave(*, actor: Actor, entry_id: int, cause: str, on: date, words: str, evidence: str) -> DishonestDebtor:
    """Take somebody off the register from a day on; the entry stays in its history.

    Raises:
        NotYours: if the desk reviews none, or does not see it.
        NotNow: if nobody stands there.
        Refusal: without cause, words or evidence, on a wrong day, or as repaid while something is owed.
    """
    actor.require(*REVIEWS)
    entry = _in_hand(actor, entry_id)
    _require_state(entry, _State.LISTED)
    assert entry.listed_on is not None, "who is listed has the day"
    if cause not in _Cause.values:
        raise Refusal("请选择移出的事由。")
    left = owed(entry.loan)
    if cause == _Cause.REPAID and left > 0:
        raise Refusal(f"这笔贷款还有 {said.yuan(left)} 元本金没有还清；请先登记还款，或选择其他事由。")
    _require_day(on, entry.listed_on, actor.today, "移出日期", "列入")
    told, shown = _required(words, "请写明移出的理由。"), evidence.strip()
    if not shown:
        raise Refusal("请写明移出的依据，如还款凭证、更正文件的名称和文号。")
    entry.state, entry.left_on, entry.cause = _State.LEFT, on, cause
    entry.save(update_fields=["state", "left_on", "cause"])
    _step(actor, entry, _Deed.LEAVE, on, told, shown[:LONGEST_EVIDENCE])
    note(actor, "移出失信债务人名单", entry, subject=entry.loan.contract, until=f"{on}")
    return entry


def overdue(loan: Loan, laws: Laws, day: date) -> tuple[int, int]:
    """Days a loan is overdue at the end of a day by the rules of standing, and the principal owed (fen)."""
    if loan.disbursed_on is None or loan.given_up_on is not None:
        return 0, 0
    rows = standings(with_its_chain(loan), day, laws.of(loan.policy).policy)
    for row in rows.filter(loan_key=loan.pk).iter_rows(named=True):
        if row["balance_fen"] > 0:
            return row["days_overdue"], row["balance_fen"]
    return 0, 0


def _not_overdue(loan: Loan, today: date) -> str:
    """Why a loan cannot be proposed; what its bank has not told yet is not called overdue."""
    told = told_days(today).get(loan.branch_id)
    if told is None:
        return f"这笔贷款到 {today} 没有逾期，不能提出列入失信债务人名单。"
    return (
        f"还款只报送到 {told}，按已知的还款这笔贷款没有逾期，不能提出列入失信债务人名单；"
        "请先报送以后的还款，再提出。"
    )


def _in_hand(actor: Actor, entry_id: int) -> DishonestDebtor:
    seen = entries_seen_by(actor.posting).filter(pk=entry_id).order_by().values("pk")
    found = DishonestDebtor.objects.select_for_update().filter(pk__in=seen).first()
    if found is None:
        raise NotYours("没有找到这条失信认定，或它不归您办理。")
    return found


def _require_state(entry: DishonestDebtor, state: DishonestDebtor.State) -> None:
    if entry.state != state:
        told = "，请先告知农户" if entry.state == _State.PROPOSED else ""
        raise NotNow(f"这条失信认定现在是“{entry.get_state_display()}”{told}，请刷新后再看。")


def _require_day(on: date, first: date, today: date, name: str, after: str) -> None:
    if not first <= on <= today:
        raise Refusal(f"{name}要在{after}日期 {first} 当天或以后，不能晚于今天。")


def _required(words: str, wanted: str) -> str:
    if not words.strip():
        raise Refusal(wanted)
    return words.strip()[:LONGEST]


def _step(actor: Actor, entry: DishonestDebtor, deed: str, on: date, words: str, evidence: str = "") -> None:
    DishonestDebtorStep.objects.create(
        entry=entry,
        deed=deed,
        on=on,
        words=words[:LONGEST],
        evidence=evidence,
        posting=actor.posting,
        officer=actor.officer,
        at=actor.at,
    )
