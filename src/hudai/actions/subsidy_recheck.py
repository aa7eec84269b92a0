"""A batch looked at once more before it grants anything: what has changed since it was drawn up.

Between the day it is drawn up and the day it is approved lie the checks and the notice.  What is
entered meanwhile (a stop, a corrected repayment, another batch's grant, another account) changes no
line; here the lines that would come out otherwise today are named, so that nobody approves them unseen.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass

from hudai.actions.application import Law
from hudai.actions.subsidy_reckoning import of_scheme, reckon, same_law
from hudai.core.dates import ONE_DAY
from hudai.core.errors import Refusal
from hudai.core.policy import SettlementMode
from hudai.core.words import listed, yuan
from hudai.records.models import SubsidyBatch
from hudai.records.queries.loan_facts import recorded_since
from hudai.records.queries.subsidy import loans_beside, loans_of_keys
from hudai.records.queries.subsidy_payment import to_shared_accounts


class LinesDiffer(Refusal):
    """Lines that would come out otherwise today; with a reason they are approved all the same."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A line and what it would be, were it drawn up from today's facts; amounts in fen."""

    number: int
    borrower: str
    due: int
    """As drawn up."""
    due_now: int
    granted: int
    """Granted before, as drawn up."""
    granted_now: int

    @property
    def granted_elsewhere(self) -> bool:
        """Whether another batch, or older books, granted it meanwhile; both together are too much."""
        return self.due > 0 and self.granted_now > self.granted and self.due_now < self.due

    @property
    def too_much(self) -> bool:
        """Whether less would be granted today; where more would be, the next batch adds it."""
        return self.due > 0 and self.due_now < self.due


def changed(batch: SubsidyBatch, *, law: Law) -> list[Changed]:
    """Lines of a batch not approved yet that would come out otherwise today, in order.

    Loans of its households that became known since have a part in the cap, and are looked at with them.
    Where nothing was recorded about any of them since, nothing is read again; where what was recorded comes
    to the same facts (and the law and the published rates are the same), nothing is settled again.

    Raises:
        CannotTell: if a number of law is not known.
    """
    keys = {int(key) for key in gzip.decompress(batch.worksheet.scope).split()}
    now_there = set(loans_beside(keys, batch.policy, batch.period_end).values_list("pk", flat=True))
    unchanged_law = same_law(batch, law)
    if unchanged_law and now_there <= keys and not recorded_since(loans_of_keys(keys), batch.known):
        return []
    found = reckon(loans_of_keys(keys | now_there), law=law, through=batch.period_end - ONE_DAY)
    if unchanged_law and found.inputs_digest == batch.inputs_digest:
        return []
    by_contract = found.facts.loans.select("loan_key", "contract")
    now = {
        key: (granted, due)
        for key, granted, due in of_scheme(found.settlement.lines.join(by_contract, on="contract"), keys)
        .select("loan_key", "granted_fen", "due_fen")
        .iter_rows()
    }
    lines = batch.lines.order_by("number").values_list("number", "borrower", "loan_id", "due", "granted")
    compared = [
        # A contract given up since has no figures any more, and nothing is due on it.
        Changed(
            number, borrower, due, now.get(loan, (granted, 0))[1], granted, now.get(loan, (granted, 0))[0]
        )
        for number, borrower, loan, due, granted in lines
    ]
    return [each for each in compared if each.due != each.due_now]


@dataclass(frozen=True, slots=True)
class Shared:
    """A line paid to an account that a loan of another household has as well."""

    number: int
    borrower: str
    other: str
    """Contract of another household's loan with that account."""


def shared_accounts(batch: SubsidyBatch) -> list[Shared]:
    """Lines above zero whose money goes to an account of another household too, in order (R15.3).

    Where the lending bank itself is paid there are none.
    """
    if batch.mode == SettlementMode.PAY_BANK:
        return []
    return [Shared(*row) for row in to_shared_accounts(batch.lines.filter(due__gt=0))]


def require_unchanged(batch: SubsidyBatch, *, law: Law, reason: str) -> list[int]:
    """Refuse a batch whose lines may no longer be right; the numbers of those approved for a reason.

    Raises:
        Refusal: if what a line grants was granted elsewhere meanwhile, whatever the reason.
        LinesDiffer: if less would be due today, or an account is another household's as well, and no
            reason is given.
    """
    differing = changed(batch, law=law)
    twice = [each.number for each in differing if each.granted_elsewhere]
    if twice:
        raise Refusal(
            f"第 {listed(twice)} 行的贴息在这个批次生成以后已经另外批过，或者登记的追回已经冲销，"
            "再批准就重复了。请作废这个批次，重新生成。"
        )
    less = [each for each in differing if each.too_much]
    shared = shared_accounts(batch)
    if not reason.strip():
        told: list[str] = []
        if less:
            over = yuan(sum(each.due - each.due_now for each in less))
            told.append(f"第 {listed([each.number for each in less])} 行按现在的登记算出来要少 {over} 元")
        if shared:
            told.append(f"第 {listed([each.number for each in shared])} 行的帐号同时是别的农户的")
        if told:
            raise LinesDiffer(
                f"{'；'.join(told)}。请作废批次，更正后重新生成；确认无误的，请写明仍然批准的理由。"
            )
    return sorted({each.number for each in less} | {each.number for each in shared})
