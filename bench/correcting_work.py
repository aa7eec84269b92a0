"""Back-dated corrections of repayments in a filled county, and the pages that must be right after each.

Needs Django awake when it is imported: :mod:`bench.system_child` sees to that.
"""

from __future__ import annotations

import time
from datetime import timedelta
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.db.models import F, Sum
from django.test import Client
from django.urls import reverse

from bench.county import at, fill, law, laws
from bench.made_up import TODAY
from hudai.actions.repayment import Paid, correct
from hudai.actions.table import USUAL_SIZE
from hudai.records.models import Loan, Repayment, Station
from hudai.records.queries import loan as queries
from hudai.records.queries import loan_register as registers
from hudai.records.queries.bank_return import told_days
from hudai.records.queries.standing import standings
from hudai.web import loan_figures

STEPS = ("action", "loan", "town", "pages")
EARLIER, LESS = timedelta(days=7), 100
"""The correction: paid a week earlier, and a yuan less of interest."""


def main(what: str, *sizes: str) -> dict[str, Any]:
    """``fill`` (loans, towns), or ``correct`` so many repayments one after the other, two more before."""
    if what == "fill":
        return fill(*map(int, sizes), today=TODAY)
    settings.ALLOWED_HOSTS = ["testserver"]
    found = [_corrected(row) for row in _chosen(int(sizes[0]) + 2)]
    return {"loans": Loan.objects.count(), "runs": found[2:]}


def _chosen(count: int) -> list[Repayment]:
    """First payments of interest of loans all over the county."""
    loans = list(
        Loan.objects.filter(standing__balance__gt=0, kind="first").order_by("pk").values_list("pk", flat=True)
    )
    step = max(len(loans) // count, 1)
    later = {"interest__gt": LESS, "paid_on__gte": F("loan__disbursed_on") + EARLIER}
    rows = Repayment.objects.select_related("loan__household__village").filter(**later)
    firsts = (rows.filter(loan=key).order_by("paid_on", "pk").first() for key in loans[::step])
    found = [row for row in firsts if row is not None][:count]
    assert len(found) == count, "too few loans with interest paid"
    return found


def _corrected(old: Repayment) -> dict[str, float]:
    """Seconds of the action, of the figures that rest on the row, and of drawing the pages with them."""
    loan = old.loan
    bank, town = at(Station.BRANCH, TODAY, branch=loan.branch_id), loan.household.village.parent_id
    client = Client()
    client.force_login(at(Station.TOWN, TODAY, region=town).officer)
    paid = Paid(old.paid_on - EARLIER, old.principal, old.interest - LESS, old.penalty)
    times = [time.perf_counter()]
    correct(actor=bank, laws=laws(), repayment_id=old.pk, paid=paid, reason="回单日期录错")
    times.append(time.perf_counter())
    balance = _of_loan(Loan.objects.get(pk=loan.pk))
    times.append(time.perf_counter())
    _of_town(town)
    times.append(time.perf_counter())
    page = client.get(reverse("loan", args=[loan.pk]))
    register = client.get(reverse("loan_register"), {"town": town})
    times.append(time.perf_counter())
    assert register.status_code == 200, "the register does not answer"
    _require_right(loan, balance, page.content.decode())
    return dict(zip(STEPS, (after - before for before, after in pairwise(times)), strict=True))


def _of_loan(loan: Loan) -> int:
    """What the loan's page works out: standing, balance, what falls due, subsidy entitled and due."""
    known = loan_figures.known_of(loan)
    standing = loan_figures.standing_now(loan, known.own, law().policy, TODAY)
    assert standing is not None, "the loan is paid out"
    loan_figures.dues(known.own, law().policy, TODAY, told_days(TODAY).get(loan.branch_id))
    loan_figures.steps(known.own, TODAY)
    loan_figures.subsidy_or_why_not(loan, known.household, law(), TODAY, queries.history(loan).lines)
    return int(standing["balance_fen"])


def _of_town(town: int) -> None:
    """What the register of a town shows: a page of loans as they stand, how many, lent and owed in all."""
    ours = Loan.objects.filter(household__village__parent=town)
    rows = registers.paid_out(ours, TODAY).order_by("disbursed_on", "pk")[:USUAL_SIZE]
    standings(Loan.objects.filter(pk__in=[row.pk for row in rows]), TODAY, law().policy)
    registers.sums(ours, TODAY)
    registers.balance(ours, TODAY)


def _require_right(loan: Loan, balance: int, page: str) -> None:
    """What is shown is what the rows say, added up one by one."""
    rows = Repayment.objects.filter(loan=loan, replaced_by=None, void=False)
    sums = rows.aggregate(interest=Sum("interest"), principal=Sum("principal"))
    assert f"{sums['interest'] / 100:,.2f}" in page, "the page is not right again"
    assert balance == loan.principal - sums["principal"], "the balance is not right again"
