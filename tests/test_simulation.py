"""Years of a county's life, and what must hold after every quarter of them.

``HUDAI_SEED=17 python3 dev.py test tests/test_simulation.py`` lives the life of seed 17 again.
"""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from django.db.models import Sum

from hudai.actions.application import Law
from hudai.actions.laws import Laws
from hudai.actions.subsidy_reckoning import rederive
from hudai.core.continuity import continued, differing
from hudai.core.dates import add_months
from hudai.core.ledger_check import check
from hudai.core.policy import Dated, Policy
from hudai.demo.simulation import Simulation, simulation
from hudai.documents import policy_files
from hudai.records.models import (
    Bank,
    BatchStep,
    Demand,
    Extension,
    Loan,
    LoanStanding,
    PayoutReturn,
    Repayment,
    Stop,
    SubsidyBatch,
    SubsidyLine,
)
from hudai.records.queries.ledger_check import books
from hudai.records.queries.loan_chain import owed_of
from hudai.records.queries.loan_register import balance, register
from hudai.records.queries.reconciliation import register_of
from hudai.records.queries.subsidy import worksheet_of
from reference import facts, seeds
from reference.plain import Granted, Row, settle

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.once]

NATIONAL = policy_files.read_national()
MADE_SINCE = date(2026, 7, 1)


def _made_successor() -> Policy:
    """What the shipped successor does not know yet, as a county might settle it: Yubei's numbers go on."""
    yubei = policy_files.load("yubei-2021")
    endless = {
        field.name: replace(value, versions=(*value.versions[:-1], replace(value.versions[-1], until=None)))
        for field in fields(yubei)
        if isinstance(value := getattr(yubei, field.name), Dated)
    }
    return replace(yubei, name="made-2026", window_since=MADE_SINCE, window_until=None, **endless)


LAWS = Laws(
    {
        policy.name: Law(policy, NATIONAL)
        for policy in (
            *map(policy_files.load, ("shangcai-2019", "yubei-2021", "successor-2026")),
            _made_successor(),
        )
    },
    adopted="yubei-2021",
)
TERMS = {
    "shangcai-2019": seeds.SHANGCAI,
    "yubei-2021": seeds.YUBEI,
    "made-2026": replace(seeds.YUBEI, window_since=MADE_SINCE, window_until=None),
}
SEED = os.environ.get("HUDAI_SEED")
SEEDS = [int(SEED)] if SEED else [1]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_quarter_of_a_life_keeps_every_promise(seed: int):
    life = simulation(seed, LAWS)
    quarters, registers = 0, dict[str, pl.DataFrame]()

    for through in life.quarters():
        quarters += 1
        _every_batch_is_what_the_days_come_to(through)
        _granted_and_due_are_entitled_and_paid(through)
        _every_line_has_its_worksheet(through)
        _the_books_balance()
        _no_household_owes_more_than_it_may()
        _registers_agree_and_continue(through, registers)

    assert quarters == 34
    _enough_happened(life)
    _the_past_comes_out_again()


def _every_batch_is_what_the_days_come_to(through: date) -> None:
    """Line by line against the day-by-day reference, from the facts as they are."""
    end = through + timedelta(days=1)
    for batch in SubsidyBatch.objects.filter(period_end=end).exclude(state="dropped"):
        rows = {row.contract: row for row in _by_hand(batch, end)}
        for line in batch.lines.select_related("loan"):
            row = rows[line.loan.contract]
            assert (line.entitled, line.paid) == (row.entitled, row.paid), f"{batch} {line.loan}"
            assert line.due == row.due, f"{batch} {line.loan}"


def _by_hand(batch: SubsidyBatch, end: date) -> list[Row]:
    """What the batch should say, worked out day by day from the facts known when it was drawn up."""
    known = batch.known
    paid_out = Loan.objects.filter(disbursed_on__isnull=False, pk__lte=known["loan"])
    loans = list(paid_out.filter(policy=batch.policy).order_by("pk"))
    # A renewal may carry on a loan of an earlier scheme; no other loan of that scheme counts (R3).
    loans += list(paid_out.filter(renewals__in=loans).exclude(policy=batch.policy))
    agreed = Extension.objects.standing().filter(pk__lte=known["extension"])
    extensions = {each.loan_id: each for each in agreed}
    names = {loan.pk: loan.contract for loan in loans}
    return settle(
        loans=[_loan(loan, names, extensions.get(loan.pk)) for loan in loans],
        repayments=[
            facts.Repayment(names[row.loan_id], row.paid_on, row.principal, row.interest, row.penalty)
            for row in _as_known(Repayment, known["repayment"])
            if row.loan_id in names
        ],
        stops=[
            facts.Stop(names[row.loan_id], row.kind, row.since)
            for row in _as_known(Stop, known["stop"])
            if row.loan_id in names
        ],
        granted=[Granted(names[key], fen) for key, fen in _granted_before(batch).items() if key in names],
        terms=TERMS[batch.policy],
        t=end,
    )


def _as_known(table: Any, mark: int) -> list[Any]:
    """The rows that stood when the keys went up to ``mark``."""
    rows = table.objects.filter(pk__lte=mark)
    replaced = set(rows.exclude(replaces=None).values_list("replaces", flat=True))
    return [row for row in rows if row.pk not in replaced and not row.void]


def _loan(loan: Loan, names: dict[int, str], extension: Extension | None) -> facts.Loan:
    return facts.Loan(
        contract=loan.contract,
        original=names.get(loan.original_id) if loan.original_id else None,
        household=str(loan.household_id),
        signed_on=loan.signed_on,
        disbursed_on=loan.disbursed_on,
        due_on=loan.due_on,
        extended_due_on=extension.due_on if extension else None,
        extended_on=extension.signed_on if extension else None,
        principal_fen=loan.principal,
        rate_ppm=loan.rate,
    )


def _granted_before(batch: SubsidyBatch) -> dict[int, int]:
    """Lines above zero of batches approved by then, less what was asked back and not reversed by then."""
    granted: dict[int, int] = defaultdict(int)
    approved = BatchStep.objects.filter(deed="approve", pk__lte=batch.known["step"]).values("batch")
    for loan, fen in SubsidyLine.objects.filter(batch__in=approved, due__gt=0).values_list("loan", "due"):
        granted[loan] += fen
    for demand in Demand.objects.filter(pk__lte=batch.known["demand"]).select_related("line"):
        # A reversal undoes the one it names.
        granted[demand.line.loan_id] += demand.amount if demand.void else -demand.amount
    return granted


def _granted_and_due_are_entitled_and_paid(through: date) -> None:
    """granted + due = min(entitled, paid), or entitled where the bank is paid."""
    for line in SubsidyLine.objects.filter(batch__period_end=through + timedelta(days=1)).select_related(
        "batch"
    ):
        both = min(line.entitled, line.paid) if line.batch.mode == "reimburse_borrower" else line.entitled
        assert line.granted + line.due == both


def _every_line_has_its_worksheet(through: date) -> None:
    for batch in SubsidyBatch.objects.filter(period_end=through + timedelta(days=1)):
        for line in batch.lines.select_related("loan"):
            rows = worksheet_of(line)
            assert rows, f"{batch} {line.number}"
            # No day twice, and none left out.
            assert all(one["to"] == other["from"] for one, other in pairwise(rows)), rows
            if line.entitled:
                assert any(row["reason"] is None for row in rows)


def _the_books_balance() -> None:
    assert [problem for done in check(books()) for problem in done.problems] == []


def _no_household_owes_more_than_it_may() -> None:
    owed = LoanStanding.objects.values("loan__household").annotate(owed=Sum("balance"))
    assert max((row["owed"] for row in owed), default=0) <= 10_000_000


def _registers_agree_and_continue(through: date, last: dict[str, pl.DataFrame]) -> None:
    """Annex 5, its total and the reconciliation say one balance of each loan; lists say what the facts do.

    Each scheme's register begins where the quarter's before ended: of principal nothing is booked late.
    ``last`` is the one before by scheme, which the new one takes the place of.
    """
    since, listed = add_months(through, -3) + timedelta(days=1), dict[str, int]()
    for name in set(Loan.objects.values_list("policy", flat=True)):
        ours = Loan.objects.filter(policy=name)
        rows = register(ours, through, since=since, policy=LAWS.of(name).policy, unmasked=False)
        assert rows["balance_fen"].sum() == balance(ours, through)
        listed |= dict(rows.select("contract", "balance_fen").iter_rows())
        now = rows.select("contract", "bank", "town", balance="balance_fen")
        moved = rows.select("contract", lent="lent_fen", repaid="repaid_fen")
        assert differing(continued(last.get(name, now.clear()), moved, now)).is_empty(), f"{name} {through}"
        last[name] = now
    held = register_of(Bank.objects.get(), through)
    assert dict(held.select("contract", "balance").iter_rows()) == listed
    paid_out = Loan.objects.exclude(disbursed_on=None)
    assert dict(LoanStanding.objects.values_list("loan", "balance")) == owed_of(paid_out)


def _enough_happened(life: Simulation) -> None:
    """A life in which nothing happens proves nothing."""
    assert Loan.objects.filter(policy="shangcai-2019").count() >= 3
    assert Loan.objects.filter(policy="yubei-2021").count() >= 8
    # Nobody is lent to under numbers that are not known; once they are, the county lends on.
    assert not Loan.objects.filter(policy="successor-2026").exists()
    assert Loan.objects.filter(policy="made-2026").exists(), "\n".join(life.life.told[-40:])
    assert SubsidyLine.objects.filter(batch__policy="made-2026", due__gt=0).exists()
    told = "\n".join(life.life.told[-60:])
    assert Loan.objects.filter(kind="renewal").exists(), told
    assert Extension.objects.exists(), told
    assert Repayment.objects.exclude(replaces=None).exists()
    assert Stop.objects.exists()
    assert SubsidyBatch.objects.filter(state="closed").count() >= 10
    assert SubsidyLine.objects.filter(due__lt=0).exists()
    assert PayoutReturn.objects.exists()
    assert not Loan.objects.filter(signed_on__gte=date(2026, 1, 1), policy="yubei-2021").exists()


def _the_past_comes_out_again() -> None:
    """Every batch ever drawn up, from what was known then, to the byte."""
    for batch in SubsidyBatch.objects.all():
        assert rederive(batch, law=LAWS.of(batch.policy)).holds, batch
