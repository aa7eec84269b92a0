"""The figures of a loan's page: what falls due, the balance through time, and the subsidy by period.

Every figure comes from the core, worked out from the facts at the moment of asking; nothing is added
up here but what stands in one column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from hudai.actions.application import Law
from hudai.actions.subsidy_reckoning import settled
from hudai.actions.subsidy_requests import asks_back
from hudai.core import words
from hudai.core.balances import stretches
from hudai.core.dates import ONE_DAY, add_months, settlement_days
from hudai.core.errors import Refusal
from hudai.core.policy import Policy, SettlementMode
from hudai.core.schedule import schedule
from hudai.records.models import Loan, SubsidyLine
from hudai.records.queries.loan_facts import LoanFacts, loan_facts, with_originals
from hudai.records.queries.standing import standings
from hudai.web.worksheet import Stretch, in_words

PAID, PARTLY, OVERDUE, UNTOLD, TO_COME = "已付", "部分已付", "欠息", "银行未报", "未到"
TONES = {PAID: "green", PARTLY: "orange", OVERDUE: "red", UNTOLD: "grey", TO_COME: "grey"}


@dataclass(frozen=True, slots=True)
class Known:
    """What a loan's figures rest on, read once for all of them."""

    own: LoanFacts
    """Of the loan alone."""
    household: LoanFacts
    """Of all loans of its household under the scheme, and of the contracts their chains began with."""


@dataclass(frozen=True, slots=True)
class Due:
    """One line of what falls due."""

    since: date
    last: date
    """The last day counted."""
    falls_due: date
    days: int
    balance: int
    interest: int
    paid: int
    state: str

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        return TONES[self.state]


@dataclass(frozen=True, slots=True)
class SubsidyPeriod:
    """The subsidy of one settlement period."""

    last: date
    """The last day of the period."""
    entitled: int
    lines: tuple[SubsidyLine, ...]
    """What batches of this period have on the loan."""

    @property
    def asking(self) -> list[SubsidyLine]:
        """Lines for which the household signs a request (附件3)."""
        return [line for line in self.lines if asks_back(line)]


@dataclass(frozen=True, slots=True)
class Subsidy:
    """The subsidy of a loan through the last period that is over."""

    through: date
    entitled: int
    paid: int
    granted: int
    due: int
    reimburses: bool
    periods: tuple[SubsidyPeriod, ...]
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of days with one balance."""

    since: date
    last: date | None
    """None while it lasts."""
    balance: int


def standing_now(loan: Loan, facts: LoanFacts, policy: Policy, today: date) -> Mapping[str, Any] | None:
    """How the loan stands at the end of ``today``; None while nothing is paid out."""
    rows = standings(Loan.objects.filter(pk=loan.pk), today, policy, facts)
    return rows.row(0, named=True) if rows.height else None


def known_of(loan: Loan) -> Known:
    """What is known of a loan now."""
    theirs = Loan.objects.filter(household=loan.household_id, policy=loan.policy)
    household = loan_facts(with_originals(theirs))
    return Known(household.of(loan.contract), household)


def dues(facts: LoanFacts, policy: Policy, today: date, told_to: date | None) -> list[Due]:
    """What falls due, period by period; ``told_to``: the day a bank that is late last told of, or None.

    What fell due on or after that day and is not paid here may have been paid: nobody knows yet.
    """
    rows = schedule(loans=facts.loans, repayments=facts.repayments, as_of=today, policy=policy)
    return [_due(row, today, told_to) for row in rows.iter_rows(named=True)]


def _due(row: Mapping[str, Any], today: date, told_to: date | None) -> Due:
    interest, paid = row["interest_fen"], row["paid_fen"]
    if paid >= interest:
        state = PAID
    elif row["falls_due"] <= today:
        state = OVERDUE if told_to is None or row["falls_due"] < told_to else UNTOLD
    else:
        state = PARTLY if paid else TO_COME
    return Due(
        row["since"],
        row["until"] - ONE_DAY,
        row["falls_due"],
        row["days"],
        row["balance_fen"],
        interest,
        paid,
        state,
    )


def steps(facts: LoanFacts, today: date) -> list[Step]:
    """The balance stretch by stretch, up to today."""
    numbered = facts.loans.with_columns(loan=pl.lit(0, pl.Int64))
    repaid = facts.repayments.with_columns(loan=pl.lit(0, pl.Int64))
    until = today + ONE_DAY
    rows = stretches(numbered, repaid, until=until).iter_rows(named=True)
    return [
        Step(row["since"], None if row["until"] == until else row["until"] - ONE_DAY, row["balance"])
        for row in rows
    ]


def balance_chart(found: list[Step], today: date) -> dict[str, Any]:
    """The balance at the end of each month, as the pictures take it; the last month's is today's."""
    months: list[tuple[date, int]] = []
    if found:
        first = found[0].since.replace(day=1)
        month = first
        while month <= today:
            day = min(add_months(month, 1) - ONE_DAY, today)
            months.append((day, _balance_on(found, day)))
            month = add_months(month, 1)
    return {
        "balance": {
            "kind": "line",
            "step": True,
            "title": "各月末余额",
            "unit": "元",
            "labels": [f"{day:%Y-%m}" for day, _ in months],
            "series": [{"name": "余额", "values": [words.yuan(fen).replace(",", "") for _, fen in months]}],
        }
    }


def _balance_on(found: list[Step], day: date) -> int:
    return next(
        (step.balance for step in found if step.since <= day and (step.last is None or day <= step.last)), 0
    )


def last_settled(policy: Policy, today: date) -> date:
    """The last day of the last settlement period that is over.

    Raises:
        Refusal: if nobody knows when interest is settled.
    """
    frequency, day = policy.settlement_frequency.on(today), policy.settlement_day.on(today)
    return settlement_days(today, today, frequency, day)[0] - ONE_DAY


def subsidy(loan: Loan, household: LoanFacts, law: Law, today: date, lines: list[SubsidyLine]) -> Subsidy:
    """The subsidy of a loan, worked out with the household's other loans of the scheme.

    Raises:
        Refusal: if a number of law is not known.
    """
    through = last_settled(law.policy, today)
    settlement = settled(household, law=law, through=through)
    mine = pl.col("contract") == loan.contract
    line = settlement.lines.filter(mine).row(0, named=True)
    earned = dict(settlement.periods().filter(mine).select("settles_on", "entitled_fen").rows())
    batches: dict[date, list[SubsidyLine]] = {}
    for each in lines:
        batches.setdefault(each.batch.period_end, []).append(each)
    rows = settlement.worksheet().filter(mine).iter_rows(named=True)
    return Subsidy(
        through=through,
        entitled=line["entitled_fen"],
        paid=line["paid_fen"],
        granted=line["granted_fen"],
        due=line["due_fen"],
        reimburses=law.policy.settlement_mode.on(through) is SettlementMode.REIMBURSE_BORROWER,
        periods=tuple(
            SubsidyPeriod(end - ONE_DAY, earned.get(end, 0), tuple(batches.get(end, ())))
            for end in sorted({*earned, *batches}, reverse=True)
        ),
        stretches=tuple(in_words(rows, law.policy, loan.signed_on)),
    )


def subsidy_or_why_not(
    loan: Loan, household: LoanFacts, law: Law, today: date, lines: list[SubsidyLine]
) -> tuple[Subsidy | None, str]:
    """The subsidy, or why there is none to show."""
    if loan.disbursed_on is None:
        return None, "放款以后才有贴息。"
    if loan.disbursed_on > last_settled(law.policy, today):
        return None, "第一个结息期还没有结束。"
    try:
        return subsidy(loan, household, law, today, lines), ""
    except Refusal as refusal:
        return None, str(refusal)


def last_day_to_pay_out(approved: date, most: int | None) -> date | None:
    """The last day to pay out after an approval, where the pack sets so many days."""
    return approved + timedelta(days=most) if most is not None else None
