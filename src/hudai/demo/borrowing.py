"""What became of the made-up county's approvals: contracts, payouts, interest, and subsidy, by quarters.

Every contract of an approval is signed through the action, by its branch; older ones the county learns of
from the banks.  What was paid out and repaid the banks tell in their own sheets: one of each kind a bank and
quarter, and one for what came before the first of them.  Then the towns draw their batches up
(:mod:`hudai.demo.settling`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

import polars as pl
from django.db.models import QuerySet

from hudai.actions import loan as lending
from hudai.actions.packs import laws
from hudai.actions.standing import refresh_all
from hudai.core.dates import ONE_DAY, add_months
from hudai.core.schedule import schedule
from hudai.demo import bank_sheets
from hudai.demo.chance import Chance
from hudai.demo.lives import SIGNED_AFTER, Lives, request_of, signed_on, terms_of
from hudai.demo.plans import Plan
from hudai.demo.settling import QUARTERS, give_money, settle_quarter
from hudai.demo.workdays import on
from hudai.records.models import Application, BankReturn, Loan, Posting
from hudai.records.queries.loan_facts import loan_facts

BEFORE = date(2024, 9, 20)
"""The banks' first sheets tell of everything up to here."""
LIVED_TO = date(2025, 12, 19)
SHEETS = (BEFORE, *QUARTERS, LIVED_TO)
"""The days the banks' sheets tell of."""
LATE_IN_HUNDRED = 6
"""Loans whose last interest is not paid yet."""
UNPAID_IN_HUNDRED = 8
"""Loans not paid back on the day they fell due."""


@dataclass(frozen=True, slots=True)
class _Contract:
    """A contract before it is one: from an approval, or agreed on paper before the system came."""

    number: str
    household: str
    signed_on: date
    case: Application | None
    on_paper: Plan | None


def borrow(lives: Lives, on_paper: Sequence[Plan], chance: Chance) -> None:
    """Every approval that is old enough becomes a loan, and every loan is paid as agreed, nearly.

    Args:
        on_paper: what was granted before the offices worked with the system; the banks' sheets tell of it.
    """
    contracts = _contracts(lives, on_paper)
    give_money(lives)
    late = _late(contracts, chance)
    for since, until in pairwise((date.min, *SHEETS)):
        some = [each for each in contracts if since < each.signed_on <= until]
        _sign(some, lives)
        _tell_payouts(some, lives, until)
        _tell_repayments(lives, since, until, late if until == QUARTERS[-1] else frozenset(), chance)
        if until in QUARTERS:
            settle_quarter(lives, until, chance)
    refresh_all(as_of=LIVED_TO, policies={lives.law.policy.name: lives.law.policy})


def _contracts(lives: Lives, on_paper: Sequence[Plan]) -> list[_Contract]:
    """All there are, numbered by the day they were signed."""
    approved = (
        Application.objects.filter(
            state=Application.State.APPROVED,
            kind__in=(Application.Kind.FIRST, Application.Kind.TOP_UP),
            step_since__lt=on(LIVED_TO - timedelta(days=2 * SIGNED_AFTER)),
        )
        .order_by("step_since", "pk")
        .select_related("branch", "household")
    )
    found = [
        *((signed_on(plan), plan.home.number, None, plan) for plan in on_paper),
        *((_signed_on(case), case.household.number, case, None) for case in approved),
    ]
    found.sort(key=lambda each: each[:2])
    return [
        _Contract(f"YP{day.year}{nth:05d}", household, day, case, plan)
        for nth, (day, household, case, plan) in enumerate(found, 1)
    ]


def _signed_on(case: Application) -> date:
    return case.step_since.date() + timedelta(days=SIGNED_AFTER)


def _late(contracts: Sequence[_Contract], chance: Chance) -> frozenset[str]:
    """Contracts that have not paid their last interest: none of a household that borrowed again since."""
    times = Counter(each.household for each in contracts)
    return frozenset(
        each.number
        for each in contracts
        if times[each.household] == 1 and chance.happens(LATE_IN_HUNDRED, "late", each.number)
    )


def _sign(contracts: Sequence[_Contract], lives: Lives) -> None:
    """Those that were approved here, each by the branch that agreed."""
    for each in contracts:
        case, day = each.case, each.signed_on
        if case is None:
            continue
        assert case.approved_amount is not None, "an approval has its terms"
        assert case.approved_term_months is not None, "an approval has its terms"
        lending.sign(
            actor=lives.offices.acting(_desk(lives, case), on(day)),
            laws=laws(),
            number=case.number,
            seen_version=case.version,
            contract=each.number,
            signed_on=day,
            due_on=add_months(day, case.approved_term_months),
            principal=case.approved_amount,
        )


def _desk(lives: Lives, case: Application) -> Posting:
    return next(each for each in lives.offices.branches if each.branch_id == case.branch_id)


def _tell_payouts(contracts: Sequence[_Contract], lives: Lives, until: date) -> None:
    """Each bank's sheet of what it paid out since the last, on the day of each contract."""
    signed = Loan.objects.filter(disbursed_on=None, given_up_on=None).order_by("signed_on", "pk")
    loans = [*signed.select_related("household", "borrower", "branch")]
    loans += [_as_its_bank_has_it(each, each.on_paper, lives) for each in contracts if each.on_paper]
    for bank in lives.offices.banks:
        rows = [
            bank_sheets.paid_out(loan, loan.borrower, loan.signed_on)
            for loan in loans
            if loan.branch.bank_id == _bank(bank)
        ]
        _hand_in(lives, bank, BankReturn.Kind.LOANS, rows, until, minute=0)


def _as_its_bank_has_it(contract: _Contract, plan: Plan, lives: Lives) -> Loan:
    """A loan the county knows nothing of yet."""
    terms, asked = terms_of(plan, lives.law), request_of(plan, lives.offices)
    return Loan(
        contract=contract.number,
        household=lives.households[plan.home.number],
        borrower=lives.people[plan.applicant.id_number],
        branch=asked.branch,
        principal=terms.amount,
        rate=terms.rate,
        signed_on=contract.signed_on,
        due_on=add_months(contract.signed_on, terms.term_months),
        purpose=asked.purpose,
        account=terms.account,
    )


def _tell_repayments(lives: Lives, since: date, until: date, late: frozenset[str], chance: Chance) -> None:
    """Each bank's sheet of what came since the last: interest on its day, to the fen, and loans paid back."""
    for bank in lives.offices.banks:
        loans = Loan.objects.filter(branch__bank=_bank(bank), disbursed_on__isnull=False)
        rows = [
            *_interest(loans, lives, since, until, late),
            *(
                bank_sheets.repaid(loan.contract, loan.due_on, principal=loan.principal)
                for loan in loans.filter(due_on__gt=since, due_on__lte=until).order_by("due_on", "pk")
                if not chance.happens(UNPAID_IN_HUNDRED, "unpaid", loan.contract)
            ),
        ]
        _hand_in(lives, bank, BankReturn.Kind.REPAYMENTS, rows, until, minute=20)


def _interest(
    loans: QuerySet[Loan], lives: Lives, since: date, until: date, late: frozenset[str]
) -> Iterator[bank_sheets.Row]:
    """Interest is paid the day before it is overdue."""
    facts, paid_on = loan_facts(loans), pl.col("falls_due") - ONE_DAY
    due = schedule(
        loans=facts.loans, repayments=facts.repayments, as_of=until, policy=lives.law.policy
    ).with_columns(paid_on=paid_on)
    rows = due.filter(pl.col("paid_on") > since, pl.col("paid_on") <= until, pl.col("interest_fen") > 0)
    for contract, day, fen in rows.select("contract", "paid_on", "interest_fen").iter_rows():
        if contract not in late:
            yield bank_sheets.repaid(contract, day, interest=fen)


def _hand_in(
    lives: Lives,
    bank: Posting,
    kind: BankReturn.Kind,
    rows: Sequence[bank_sheets.Row],
    until: date,
    minute: int,
) -> None:
    clerk = lives.offices.acting(bank, _on_the_morning_after(until, minute))
    bank_sheets.hand_in(clerk, kind, rows, policy=lives.law.policy.name, as_of=until)


def _on_the_morning_after(until: date, minute: int) -> datetime:
    """An hour before the towns draw up; on the last day of all, that day."""
    return on(min(until + ONE_DAY, LIVED_TO), minute)


def _bank(desk: Posting) -> int:
    assert desk.branch is not None, "a bank's desk has its institution"
    return desk.branch.bank_id
