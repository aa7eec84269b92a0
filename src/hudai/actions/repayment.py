"""Repayments: recorded as the bank booked them, corrected by a new row beside the old one.

A correction never touches what was written; it takes its place, with the reason, and every figure
that rests on it is right again at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db import IntegrityError, transaction

from hudai.actions.actor import Actor, NotYours
from hudai.actions.api_call import each
from hudai.actions.journal import note
from hudai.actions.laws import Laws
from hudai.actions.loan import in_hand
from hudai.actions.standing import hold_facts, refresh
from hudai.core import words
from hudai.core.errors import ReasonWanted, Refusal
from hudai.core.repayment import doubt, hard_to_believe
from hudai.core.schedule import expected_interest, schedule
from hudai.core.workflow import NotNow
from hudai.records.models import Loan, Repayment, Station
from hudai.records.queries import known_loans
from hudai.records.queries.loan_chain import owed
from hudai.records.queries.loan_facts import terms_and_repayments
from hudai.records.queries.visibility import loans_seen_by

LONGEST_REASON = 200

BOOKS = (Station.BRANCH, Station.BANK)
"""Desks that book what was paid."""


class Unlikely(ReasonWanted):
    """Figures that can hardly be right; with a reason they are taken all the same."""


@dataclass(frozen=True, slots=True)
class Paid:
    """What was paid on one day, fen."""

    paid_on: date
    principal: int
    interest: int
    penalty: int


@dataclass(frozen=True, slots=True)
class Booked:
    """What was paid on a loan, as one of many rows."""

    loan_id: int
    paid: Paid
    reason: str
    """Why figures that look wrong are right; empty where they do not."""


@transaction.atomic
def record(
    *, actor: Actor, laws: Laws, loan_id: int, paid: Paid, seen: int | None = None, reason: str = ""
) -> Repayment:
    """Record what a household paid.

    Args:
        seen: key of the loan's newest repayment on the page the officer looked at, 0 for none; None
            where nobody looked at a page.
        reason: why figures that look wrong are right.

    Raises:
        NotYours: if the desk books none, or does not see the loan.
        NotNow: if somebody recorded another one since.
        Unlikely: if the interest is many times what is due, or the same was recorded before, and no
            reason is given.
        Refusal: if nothing was paid, more than is owed, before the payout or in the future.
    """
    actor.require(*BOOKS)
    hold_facts()
    made = _recorded(actor, Booked(loan_id, paid, reason), seen)
    refresh({made.loan.household_id}, as_of=actor.today, policies=laws.policies)
    return made


@transaction.atomic
def record_all(*, actor: Actor, laws: Laws, rows: Sequence[Booked]) -> list[Repayment]:
    """Record what many households paid, all of it or none; how loans stand is worked out once, at the end.

    Raises:
        NotYours: if the desk books none.
        RowsRefused: if rows cannot be taken, with what is the matter with each; as :func:`record`.
    """
    actor.require(*BOOKS)
    hold_facts()
    made = each(rows, lambda row: _recorded(actor, row))
    refresh({row.loan.household_id for row in made}, as_of=actor.today, policies=laws.policies)
    return made


def _recorded(actor: Actor, row: Booked, seen: int | None = None) -> Repayment:
    """One row written down, with its line of the journal; standings are left as they were."""
    loan, paid = in_hand(actor, row.loan_id), row.paid
    newest = loan.repayments.order_by("-pk").first() if seen is not None else None
    if seen is not None and newest is not None and newest.pk != seen:
        if newest.recorded_by_id == actor.posting.pk and _of(newest) == paid:
            return newest
        raise NotNow("刚才有人登记了这笔贷款的另一笔还款，请刷新后再登记。")
    _require_possible(actor, loan, paid, owed(loan))
    if not row.reason.strip():
        _require_likely(loan, paid)
    made = Repayment.objects.create(
        loan=loan,
        reason=row.reason.strip(),
        recorded_by=actor.posting,
        recorded_at=actor.at,
        paid_on=paid.paid_on,
        principal=paid.principal,
        interest=paid.interest,
        penalty=paid.penalty,
    )
    _note(actor, "登记还款", made)
    return made


@transaction.atomic
def correct(
    *, actor: Actor, laws: Laws, repayment_id: int, paid: Paid, reason: str, checked: str = ""
) -> Repayment:
    """Put right what was recorded; the old row stays beside the new one.

    Args:
        reason: why the old row was wrong.
        checked: why new figures that look wrong are right.

    Raises:
        NotYours: if the desk books none, or does not see the loan.
        NotNow: if it was corrected before.
        Unlikely: as :func:`record`, if it is not said why the figures are right.
        Refusal: without a reason or a change, or as :func:`record`.
    """
    old, loan = _to_replace(actor, repayment_id, reason)
    there = _replaced_alike(actor, old, paid, void=False)
    if there is not None:
        return there
    if _of(old) == paid:
        raise Refusal("更正前后一样，没有需要更正的。")
    _require_possible(actor, loan, paid, owed(loan) + old.principal)
    if not checked.strip():
        _require_likely(loan, paid, instead_of=old)
    told = "；".join(filter(None, (reason.strip(), checked.strip())))
    return _replace(actor, laws, loan, old, paid, told[:LONGEST_REASON], void=False)


@transaction.atomic
def void(*, actor: Actor, laws: Laws, repayment_id: int, reason: str) -> Repayment:
    """Take back a repayment that never was.

    Raises:
        NotYours: if the desk books none, or does not see the loan.
        NotNow: if it was corrected before.
        Refusal: without a reason.
    """
    old, loan = _to_replace(actor, repayment_id, reason)
    nothing = Paid(old.paid_on, 0, 0, 0)
    there = _replaced_alike(actor, old, nothing, void=True)
    if there is not None:
        return there
    return _replace(actor, laws, loan, old, nothing, reason, void=True)


def expected(laws: Laws, loan: Loan, on: date) -> int:
    """What may be expected of interest on a day, fen; see :func:`expected_interest`."""
    return expected_of(laws, [loan], on)[loan.pk]


def expected_of(laws: Laws, loans: Sequence[Loan], on: date) -> dict[int, int]:
    """The same of several loans, by key."""
    found: dict[int, int] = {}
    for name in {loan.policy for loan in loans}:
        ours = {loan.contract: loan.pk for loan in loans if loan.policy == name}
        terms, repayments = terms_and_repayments(Loan.objects.filter(pk__in=ours.values()))
        law = laws.by_name.get(name)
        periods = schedule(loans=terms, repayments=repayments, as_of=on, policy=law.policy if law else None)
        found |= {
            key: expected_interest(periods.filter(pl.col("contract") == contract), on)
            for contract, key in ours.items()
        }
    return found


def _to_replace(actor: Actor, repayment_id: int, reason: str) -> tuple[Repayment, Loan]:
    """The row and its loan, held."""
    actor.require(*BOOKS)
    hold_facts()
    seen = Repayment.objects.filter(pk=repayment_id, loan__in=loans_seen_by(actor.posting))
    old = seen.first()
    if old is None:
        raise NotYours("没有找到这笔还款，或它不归您办理。")
    if not reason.strip():
        raise Refusal("请写明更正的原因。")
    return old, in_hand(actor, old.loan_id)


def _replaced_alike(actor: Actor, old: Repayment, paid: Paid, *, void: bool) -> Repayment | None:
    """The row that stands in its place, when this very officer just said the same.

    Raises:
        NotNow: if something else stands there.
    """
    there = Repayment.objects.filter(replaces=old).first()
    if there is None and not old.void:
        return None
    if there and there.recorded_by_id == actor.posting.pk and (_of(there), there.void) == (paid, void):
        return there
    raise NotNow("这笔还款已经更正过，请刷新后在最新的一笔上更正。")


def _replace(
    actor: Actor, laws: Laws, loan: Loan, old: Repayment, paid: Paid, reason: str, *, void: bool
) -> Repayment:
    try:
        with transaction.atomic():
            made = Repayment.objects.create(
                loan=loan,
                replaces=old,
                void=void,
                reason=reason.strip(),
                recorded_by=actor.posting,
                recorded_at=actor.at,
                paid_on=paid.paid_on,
                principal=paid.principal,
                interest=paid.interest,
                penalty=paid.penalty,
            )
    except IntegrityError:
        raise NotNow("这笔还款刚才已被别人更正，请刷新后再看。") from None
    refresh({loan.household_id}, as_of=actor.today, policies=laws.policies)
    _note(actor, "作废还款" if void else "更正还款", made, replaces=old.pk)
    return made


def _require_possible(actor: Actor, loan: Loan, paid: Paid, left: int) -> None:
    """What cannot be, whatever the reason; ``left`` is the principal still owed without this row, fen."""
    if loan.disbursed_on is None:
        raise Refusal("这笔贷款还没有放款，不能登记还款。")
    if min(paid.principal, paid.interest, paid.penalty) < 0:
        raise Refusal("还款金额不能是负数。")
    if not (paid.principal or paid.interest or paid.penalty):
        raise Refusal("请至少填写本金、利息、罚息中的一项。")
    if paid.paid_on < loan.disbursed_on:
        raise Refusal(f"还款日期不能早于放款日期 {loan.disbursed_on}。")
    if paid.paid_on > actor.today:
        raise Refusal("还款日期不能晚于今天。")
    if paid.principal > left:
        raise Refusal(
            f"归还本金 {words.yuan(paid.principal)} 元，超过还没有还的本金 {words.yuan(left)} 元，请核对。"
        )


def _require_likely(loan: Loan, paid: Paid, instead_of: Repayment | None = None) -> None:
    """What can hardly be, unless somebody says why; doubted as in a bank's sheet."""
    replaced = instead_of.pk if instead_of else None
    same = Repayment.objects.filter(loan=loan, paid_on=paid.paid_on).standing()
    if any(_of(each) == paid for each in same if each.pk != replaced):
        raise Unlikely(f"{paid.paid_on} 已登记过金额相同的一笔还款。确实是另一笔的，请写明情况再登记。")
    for interest, due in (
        hard_to_believe(_history(loan, paid, replaced)).select("interest", "due").iter_rows()
    ):
        raise Unlikely(f"{doubt(interest, due, paid.paid_on)}。核对无误的，请写明情况再登记。")


def _history(loan: Loan, paid: Paid, replaced: int | None) -> pl.DataFrame:
    """What was paid on a loan with ``paid`` on top, or in place of a row (:mod:`hudai.core.repayment`)."""
    standing = known_loans.repayments([loan.pk]).filter(pl.col("fact").ne_missing(replaced))
    known = standing.select("paid_on", "principal", "interest")
    row = (paid.paid_on, paid.principal, paid.interest)
    coming = pl.DataFrame([row], schema=known.schema, orient="row")
    return pl.concat(
        [known.with_columns(at=pl.lit(None, pl.Int64)), coming.with_columns(at=pl.lit(0, pl.Int64))]
    ).with_columns(
        loan_key=pl.lit(loan.pk, pl.Int64),
        lent=pl.lit(loan.principal, pl.Int64),
        rate=pl.lit(loan.rate, pl.Int64),
        disbursed_on=pl.lit(loan.disbursed_on, pl.Date),
    )


def _of(row: Repayment) -> Paid:
    return Paid(row.paid_on, row.principal, row.interest, row.penalty)


def _note(actor: Actor, action: str, made: Repayment, **facts: int) -> None:
    note(
        actor,
        action,
        made.loan,
        paid_on=made.paid_on.isoformat(),
        principal=made.principal,
        interest=made.interest,
        penalty=made.penalty,
        **facts,
    )
