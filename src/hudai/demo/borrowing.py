"""What became of the made-up county's approvals: contracts, payouts, interest, and subsidy, by quarters.

Every contract of an approval is signed through the action, by its branch; older ones the county learns of
from the banks.  What was paid out and repaid, and of which class it is, the banks tell in their own sheets:
one of each kind a bank and quarter, and one for what came before the first of them.  Then the towns draw
their batches up (:mod:`hudai.demo.settling`).  Who practises does the last quarters by hand
(:mod:`hudai.demo.practice`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from hudai.actions import loan as lending
from hudai.actions.application import Obstacles
from hudai.actions.packs import laws
from hudai.actions.standing import refresh_all
from hudai.core.dates import ONE_DAY, add_months
from hudai.demo import bank_sheets
from hudai.demo.bank_rows import KINDS, Contract, Stretch
from hudai.demo.chance import Chance
from hudai.demo.lives import SIGNED_AFTER, Lives, request_of, signed_on, terms_of
from hudai.demo.plans import Plan
from hudai.demo.practice import Practice
from hudai.demo.settling import QUARTERS, give_money, settle_quarter
from hudai.demo.workdays import on
from hudai.records.models import Application, Posting

BEFORE = date(2024, 9, 20)
"""The banks' first sheets tell of everything up to here."""
LIVED_TO = date(2025, 12, 19)
SHEETS = (BEFORE, *QUARTERS, LIVED_TO)
"""The days the banks' sheets tell of."""
LATE_IN_HUNDRED = 6
"""Loans whose last interest is not paid yet."""


def borrow(lives: Lives, on_paper: Sequence[Plan], chance: Chance, practice: Practice | None = None) -> None:
    """Every approval that is old enough becomes a loan, and every loan is paid as agreed, nearly.

    Args:
        on_paper: what was granted before the offices worked with the system; the banks' sheets tell of it.
        practice: leaves the last quarters: signed, but neither told by the banks nor settled.
    """
    contracts = _contracts(lives, on_paper)
    give_money(lives)
    late = _late(contracts, chance)
    for since, until in pairwise((date.min, *SHEETS)):
        behind = late if until == QUARTERS[-1] else frozenset()
        stretch = Stretch(contracts, since, until, lives.law.policy, chance, behind)
        _sign(stretch, lives, practice)
        _tell(stretch, lives, practice)
        if until in QUARTERS and not (practice and practice.leaves(until)):
            settle_quarter(lives, until, chance)
    refresh_all(as_of=LIVED_TO, policies={lives.law.policy.name: lives.law.policy})


def _contracts(lives: Lives, on_paper: Sequence[Plan]) -> list[Contract]:
    """All there are, numbered by the day they were signed."""
    approved = Application.objects.filter(
        state=Application.State.APPROVED,
        kind__in=(Application.Kind.FIRST, Application.Kind.TOP_UP),
        step_since__lt=on(LIVED_TO - timedelta(days=2 * SIGNED_AFTER)),
    ).select_related("branch", "household", "applicant")
    found = [*(_of_paper(plan, lives) for plan in on_paper), *map(_of_case, approved)]
    found.sort(key=lambda each: (each.signed_on, each.household.number))
    return [replace(each, number=f"YP{each.signed_on.year}{nth:05d}") for nth, each in enumerate(found, 1)]


def _of_case(case: Application) -> Contract:
    """What an approval becomes, all that was granted."""
    amount: int | None = case.approved_amount
    rate: int | None = case.approved_rate
    months: int | None = case.approved_term_months
    assert amount is not None, "an approval has its terms"
    assert rate is not None, "an approval has its terms"
    assert months is not None, "an approval has its terms"
    day = case.step_since.date() + timedelta(days=SIGNED_AFTER)
    people = (case.household, case.applicant, case.branch)
    return Contract("", case, *people, amount, rate, day, add_months(day, months), case.purpose, case.account)


def _of_paper(plan: Plan, lives: Lives) -> Contract:
    """What was agreed on paper: the bank alone knows of it."""
    terms, asked = terms_of(plan, lives.law), request_of(plan, lives.offices)
    people = (lives.households[plan.home.number], lives.people[plan.applicant.id_number], asked.branch)
    day = signed_on(plan)
    due_on = add_months(day, terms.term_months)
    return Contract("", None, *people, terms.amount, terms.rate, day, due_on, asked.purpose, terms.account)


def _late(contracts: Sequence[Contract], chance: Chance) -> frozenset[str]:
    """Contracts that have not paid their last interest: none of a household that borrowed again since."""
    times = Counter(each.household.pk for each in contracts)
    return frozenset(
        each.number
        for each in contracts
        if times[each.household.pk] == 1 and chance.happens(LATE_IN_HUNDRED, "late", each.number)
    )


def _sign(stretch: Stretch, lives: Lives, practice: Practice | None) -> None:
    """The contracts of some days, each by the branch that agreed.

    Who practises has not entered yet that a household paid its earlier loan back; where that stands in the
    way the contract is theirs to sign as well.
    """
    for each in stretch.contracts:
        case = each.case
        if case is None or not stretch.has(each.signed_on):
            continue
        try:
            lending.sign(
                actor=lives.offices.acting(_desk(lives, case), on(each.signed_on)),
                laws=laws(),
                number=case.number,
                seen_version=case.version,
                contract=each.number,
                signed_on=each.signed_on,
                due_on=each.due_on,
                principal=each.principal,
            )
        except Obstacles:
            if practice is None:
                raise


def _desk(lives: Lives, case: Application) -> Posting:
    return next(each for each in lives.offices.branches if each.branch_id == case.branch_id)


def _tell(stretch: Stretch, lives: Lives, practice: Practice | None) -> None:
    """Each bank's sheets of the days since the last: handed in, or left to whoever practises."""
    for nth, kind in enumerate(KINDS):
        for desk in lives.offices.banks:
            assert desk.branch is not None, "a bank's desk has its institution"
            sheet = stretch.sheet(desk.branch.bank, kind)
            if practice and practice.leaves(stretch.until):
                practice.lay(sheet)
            else:
                clerk = lives.offices.acting(desk, _on_the_morning_after(stretch.until, nth * 20))
                bank_sheets.hand_in(clerk, sheet, policy=lives.law.policy.name)


def _on_the_morning_after(until: date, minute: int) -> datetime:
    """An hour before the towns draw up; on the last day of all, that day."""
    return on(min(until + ONE_DAY, LIVED_TO), minute)
