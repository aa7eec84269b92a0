"""Three households of 柳溪村 whose loans went to one account, and the suspicions a run finds of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import made_cases as cases
import made_loans as loans
from hudai.actions.suspicion_run import Counts, keep
from hudai.actions.suspicion_search import search
from hudai.records.models import Loan, Suspicion

ON = date(2025, 10, 9)
"""The day of the first run: a fortnight after the loans, so that nothing is late yet."""
HOMES = (("LX-001", "孙平磊", "19850307"), ("LX-002", "钱大山", "19700101"), ("LX-003", "周敏军", "19720202"))


def loan(nth: int, account: str = loans.ACCOUNT) -> Loan:
    """A loan of the nth household, paid out to an account on 2025-09-25."""
    home = cases.household(*HOMES[nth])
    terms = replace(cases.TERMS, account=account)
    case = loans.approved(home, terms=terms, phone=f"1380000{nth}234")
    return loans.disbursed(case, contract=f"HT-{nth + 1}")


def three_loans() -> list[Loan]:
    """Three loans to one account."""
    return [loan(nth) for nth in range(3)]


def run(day: date = ON, laws: object = loans.LAWS) -> Counts:
    """Look through the records at nine o'clock of a day."""
    at = datetime(day.year, day.month, day.day, 9, 0, tzinfo=cases.SHANGHAI)
    return keep(search(laws=laws, today=day), at=at)  # type: ignore[arg-type]


def rules() -> dict[str, int]:
    """rule → how many suspicions of it there are that have not lapsed."""
    found: dict[str, int] = {}
    for rule in Suspicion.objects.filter(lapsed_on=None).values_list("rule", flat=True):
        found[rule] = found.get(rule, 0) + 1
    return found


def payee() -> Suspicion:
    """The suspicion of one payee, found by a run over the three loans."""
    three_loans()
    run()
    return Suspicion.objects.get(rule="shared_payee")
