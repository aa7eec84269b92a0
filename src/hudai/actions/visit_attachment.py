"""Photos and papers of visits after the payout: what was seen, and what shows how the money was used.

They are handed in with the visit or later, by any desk that makes visits to the loan.  Files are taken
in before the transaction begins, as those of cases are (:mod:`hudai.actions.attachment`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from hudai.actions import attachment_file
from hudai.actions.actor import Actor, NotYours
from hudai.actions.attachment import plain_name, put
from hudai.actions.refused import file_refused
from hudai.core.errors import Refusal
from hudai.records.models import Attachment, Loan, Station, Visit
from hudai.records.queries.attachment import VISIT_PAPERS
from hudai.records.queries.visit import visits_seen_by

ADDS = (Station.VILLAGE, Station.TOWN, Station.BRANCH)
"""Desks that look after borrowers: they make visits, and hand in what they saw."""
MOST_AT_ONCE = 12


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as it is handed in."""

    paper: str
    """One of :data:`~hudai.records.queries.attachment.VISIT_PAPERS`."""
    name: str
    """As the file was called; only shown."""
    chunks: Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that is kept, and belongs to nothing yet."""

    paper: str
    name: str
    kept: attachment_file.Kept


def add(*, actor: Actor, visit_id: int, files: Sequence[Handed]) -> list[Attachment]:
    """Add photos and papers to a visit, all of them or none.

    Raises:
        NotYours: if the desk makes no visits, or does not see the loan.
        Refusal: if there are none or too many, or one is not to be taken; then none is.

    Source: 渝北区实施方案 三（一） (Y3.1)；上蔡县意见 六 (S6.1).
    """
    actor.require(*ADDS)
    visit = _seen(actor, visit_id)
    if not files:
        raise Refusal("请选择要上传的照片或凭证。")
    return put_all(actor, visit, take_in(actor, visit.loan, files))


def take_in(actor: Actor, loan: Loan, files: Sequence[Handed]) -> list[Taken]:
    """Keep the files; asked before the transaction of who calls, so that a slow line locks nobody out.

    Raises:
        Refusal: if there are too many, or one is not to be taken, with its name.
    """
    if len(files) > MOST_AT_ONCE:
        raise Refusal(f"一次最多上传 {MOST_AT_ONCE} 个文件，其余的登记后再补传。")
    return [_taken(actor, loan, each) for each in files]


def _taken(actor: Actor, loan: Loan, handed: Handed) -> Taken:
    if handed.paper not in VISIT_PAPERS:
        raise Refusal("请选择这是什么材料。")
    name = plain_name(handed.name)
    try:
        return Taken(handed.paper, name, attachment_file.keep(handed.chunks))
    except Refusal as refusal:
        file_refused(actor, loan, paper=handed.paper, why=str(refusal))
        raise Refusal(f"“{name}”：{refusal}") from None


@transaction.atomic
def put_all(actor: Actor, visit: Visit, files: Sequence[Taken]) -> list[Attachment]:
    """Write down that files belong to a visit."""
    return [put(actor, visit, each.paper, each.name, each.kept) for each in files]


def _seen(actor: Actor, visit_id: int) -> Visit:
    found = visits_seen_by(actor.posting).filter(pk=visit_id).select_related("loan").first()
    if found is None:
        raise NotYours("没有找到这次检查，或它不归您办理。")
    return found
