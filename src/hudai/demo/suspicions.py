"""What the made-up county's records raise: three loans whose account became one, and money that came late.

The branch was told by a middleman to change three accounts to one, which is what an auditor looks for.
"""

from __future__ import annotations

from datetime import timedelta

from hudai.actions import loan_correction as correcting
from hudai.actions import suspicion as handling
from hudai.actions.packs import laws
from hudai.actions.suspicion_run import keep
from hudai.actions.suspicion_search import search
from hudai.demo.borrowing import LIVED_TO
from hudai.demo.lives import Lives
from hudai.demo.workdays import on
from hudai.records.models import Loan, Station, Suspicion
from hudai.records.queries.suspicion import places_of

TOGETHER = 3
"""Loans that go to one account."""
WITHIN = timedelta(days=30)


def look_through(lives: Lives) -> None:
    """Change the accounts, look through the records, and handle a part of what was found."""
    _to_one_account(lives)
    keep(search(laws=laws(), today=LIVED_TO), at=on(LIVED_TO, 420))
    office = lives.offices.county_actor(Station.OFFICE, on(LIVED_TO, 440))
    payee = Suspicion.objects.filter(rule="shared_payee").first()
    if payee is not None:
        town = next(each for each in places_of(payee) if each.station == Station.TOWN)
        words = "请到户核实贷款由谁使用、账户为什么改成同一个。"
        handling.assign(actor=office, suspicion_id=payee.pk, to=town.value, words=words)
    late = list(Suspicion.objects.filter(rule="late_subsidy").order_by("pk")[:2])
    for found in late:
        words = "代发银行退回后重新拨付，耽误了时间，已约谈经办人员。"
        handling.answer(actor=office, suspicion_id=found.pk, result="founded", measure="rectify", words=words)
    if late:
        handling.close(actor=office, suspicion_id=late[0].pk, reason="已重新拨付，今后退回的三天内重发。")


def _to_one_account(lives: Lives) -> None:
    """The newest loan's account, for two more of its town paid out shortly before."""
    newest = Loan.objects.filter(disbursed_on__isnull=False).order_by("-disbursed_on", "-pk")
    newest = newest.select_related("household__village__parent")
    first = newest.first()
    if first is None or first.disbursed_on is None or not first.account:
        return
    near = newest.filter(
        household__village__parent=first.household.village.parent_id,
        branch=first.branch_id,
        disbursed_on__gte=first.disbursed_on - WITHIN,
    ).exclude(household=first.household_id)
    chosen = {loan.household_id: loan for loan in near}
    desk = next(each for each in lives.offices.branches if each.branch_id == first.branch_id)
    for nth, loan in enumerate(list(chosen.values())[: TOGETHER - 1]):
        correcting.correct(
            actor=lives.offices.acting(desk, on(LIVED_TO, 380 + nth)),
            laws=laws(),
            loan_id=loan.pk,
            field="account",
            value=first.account,
            reason="按送来的账户变更申请更正",
        )
