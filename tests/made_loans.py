"""Loans of 柳溪村 at any place of their life, made through the actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import made_cases as cases
from hudai.actions import application as applying
from hudai.actions import loan as lending
from hudai.actions import repayment as repaying
from hudai.actions.actor import Actor
from hudai.actions.decision import Terms
from hudai.actions.laws import Laws
from hudai.actions.repayment import Paid
from hudai.documents import policy_files
from hudai.records.models import Application, Household, Loan, LoanStanding, Repayment, Station

NATIONAL = cases.LAW.national
LAWS = Laws(
    {
        name: cases.Law(policy_files.load(name), NATIONAL)
        for name in ("yubei-2021", "shangcai-2019", "successor-2026")
    },
    adopted="yubei-2021",
)
APPROVED_ON = date(2025, 9, 24)
"""Four days after the start, when the bank agrees."""
SIGNED_ON = date(2025, 9, 25)
DUE_ON = date(2028, 9, 25)
DUE_IN_A_YEAR = date(2026, 9, 25)
RENEWED_ON = date(2025, 12, 15)
ACCOUNT = "6217000012345678"


def on(day: date, station: Station = Station.BRANCH) -> Actor:
    """The county's desk of that kind at nine o'clock of a day."""
    desk = cases.at(station)
    at = datetime(day.year, day.month, day.day, 9, 0, tzinfo=cases.SHANGHAI)
    return Actor(desk.officer, desk.posting, at)


def approved(of: Household | None = None, *, terms: Any = cases.TERMS, **changes: Any) -> Application:
    """An application with all opinions, on 2025-09-24."""
    waiting = cases.waiting_at(4, of, **changes)
    return cases.agree(waiting, cases.at(Station.BRANCH, 96), terms=terms)


def contract(application: Application, **changes: Any) -> dict[str, Any]:
    """What the contract of an application says, with changes."""
    return {
        "number": application.number,
        "seen_version": application.version,
        "contract": f"HT-{application.number[-4:]}",
        "signed_on": SIGNED_ON,
        "due_on": DUE_ON,
        "principal": application.approved_amount,
        **changes,
    }


def signed(application: Application | None = None, **changes: Any) -> Loan:
    """A contract signed on 2025-09-25 by the branch."""
    whose = application or approved()
    said = contract(whose, **changes)
    return lending.sign(actor=on(said["signed_on"]), laws=LAWS, **said)


def disbursed(application: Application | None = None, day: date = SIGNED_ON, **changes: Any) -> Loan:
    """A loan paid out, on the day of its contract unless told otherwise."""
    loan = signed(application, **changes)
    return lending.disburse(actor=on(day), laws=LAWS, loan_id=loan.pk, disbursed_on=day)


def repaid(
    loan: Loan, day: date, principal: int = 0, interest: int = 0, penalty: int = 0, reason: str = ""
) -> Repayment:
    """Something paid, recorded the day after."""
    return repaying.record(
        actor=on(day + timedelta(days=1)),
        laws=LAWS,
        loan_id=loan.pk,
        paid=Paid(day, principal, interest, penalty),
        reason=reason,
    )


def one_year() -> Loan:
    """50 000 yuan from 2025-09-25 for a year at 3 %, the one-year LPR of the time."""
    terms = Terms(5_000_000, 12, 30_000, "A", ACCOUNT)
    return disbursed(approved(terms=terms, term_months=12), due_on=DUE_IN_A_YEAR)


def about(loan: Loan, kind: str, **changes: Any) -> Application:
    """An application about the loan, or the one ``chosen``, with all opinions on 2025-12-10."""
    chosen = changes.pop("chosen", loan)
    applied = {"applied_on": date(2025, 12, 1), "kind": kind, "loan": chosen, "term_months": 12, **changes}
    terms = applied.pop("terms", None) or Terms(
        applied.get("amount", 5_000_000), applied["term_months"], 30_000, "A", ACCOUNT
    )
    waiting = _submitted_later(loan.household, applied)
    for place, station in enumerate(cases.ROAD, 1):
        waiting = cases.agree(
            waiting, _on(station, place), **({"terms": terms} if station is Station.BRANCH else {})
        )
    return waiting


def submitted_later(loan: Loan, kind: str) -> Application:
    """An application about the loan, handed in on 2025-12-10 and asked for nine days before."""
    applied = {"applied_on": date(2025, 12, 1), "kind": kind, "loan": loan}
    amount = {"amount": loan.principal, "term_months": 12 if loan.due_on >= DUE_IN_A_YEAR else 2}
    return _submitted_later(loan.household, {**applied, **amount})


def on_hour(station: Station, hour: int) -> Actor:
    """The desk of that kind on 2025-12-10, so many hours after nine."""
    return _on(station, hour)


def _on(station: Station, hour: int) -> Actor:
    actor = on(date(2025, 12, 10), station)
    return Actor(actor.officer, actor.posting, actor.at.replace(hour=9 + hour))


def _submitted_later(household: Any, applied: dict[str, Any]) -> Application:
    actor = _on(Station.VILLAGE, 0)
    entered = applying.enter(
        actor=actor,
        law=cases.LAW,
        household=household,
        applicant=cases.head(household),
        request=cases.request(**applied),
    )
    cases.on_file(entered)
    return applying.submit(actor=actor, law=cases.LAW, number=entered.number, seen_version=entered.version)


def suspended() -> Laws:
    """The laws with Yubei's breaker switched on at Shangcai's thresholds."""
    strict = LAWS.of("shangcai-2019").policy
    policy = replace(
        cases.LAW.policy,
        breaker_on=strict.breaker_on,
        breaker_town=strict.breaker_town,
        breaker_village=strict.breaker_village,
        breaker_lets_renewals=strict.breaker_lets_renewals,
    )
    return replace(LAWS, by_name={**LAWS.by_name, "yubei-2021": cases.Law(policy, NATIONAL)})


def bad_loan() -> Loan:
    """A neighbour's loan of the same village that the projection has as non-performing."""
    loan = disbursed(approved(cases.household("LX-009", "周敏军", "19700101")), contract="HT-9")
    LoanStanding.objects.filter(loan=loan).update(npl=True)
    return loan
