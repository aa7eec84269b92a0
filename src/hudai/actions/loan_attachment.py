"""Papers of a loan: its contract, its voucher, what a stop rests on, whatever the bank's own book says.

A loan from before this system has no case whose file could hold them.  Looked at and withdrawn they
are as those of cases (:mod:`hudai.actions.attachment`).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from hudai.actions import attachment_file
from hudai.actions.actor import Actor, NotYours
from hudai.actions.attachment import plain_name, put
from hudai.actions.refused import file_refused
from hudai.core.errors import Refusal
from hudai.records.models import Attachment, Loan, Station
from hudai.records.queries.attachment import LOAN_PAPERS
from hudai.records.queries.visibility import loans_seen_by

ADDS = (Station.TOWN, Station.OFFICE, Station.BRANCH, Station.BANK)
"""Desks that lend, and those that stop a subsidy."""


def add(*, actor: Actor, loan_id: int, paper: str, name: str, chunks: Iterable[bytes]) -> Attachment:
    """Put a scan into a loan's file; the same file under the same paper is there once.

    The file is taken in before the transaction begins, as for a case.

    Raises:
        NotYours: if the desk adds none, or does not see the loan.
        Refusal: if it is no paper of a loan, or the file is not one to be taken.
    """
    actor.require(*ADDS)
    loan = _seen(actor, loan_id)
    if paper not in LOAN_PAPERS:
        raise Refusal("请选择这是什么材料。")
    try:
        kept = attachment_file.keep(chunks)
    except Refusal as refusal:
        file_refused(actor, loan, paper=paper, why=str(refusal))
        raise
    with transaction.atomic():
        return put(actor, loan, paper, plain_name(name), kept)


def _seen(actor: Actor, loan_id: int) -> Loan:
    found = loans_seen_by(actor.posting).filter(pk=loan_id).first()
    if found is None:
        raise NotYours("没有找到这笔贷款，或它不归您办理。")
    return found
