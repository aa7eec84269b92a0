"""Annex 3 for the lines of a batch: each household's request, with the slips of the interest it paid.

The form is the household's own word and holds its full numbers: for the desks that may see them, and
every time it is taken out is a line of the journal.  Where the bank is paid itself (银行直补) nobody
asks for anything back, so there is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction

from hudai.actions.actor import Actor, NotYours
from hudai.actions.journal import note
from hudai.actions.paper import annex
from hudai.actions.subsidy_claims import claims
from hudai.actions.subsidy_papers import SEES_NUMBERS, seen, written
from hudai.core.dates import ONE_DAY
from hudai.core.errors import Refusal
from hudai.core.policy import Policy, SettlementMode
from hudai.documents.forms import subsidy_request
from hudai.documents.forms.subsidy_request import InterestSlip, RequestHead, SubsidyRequest
from hudai.documents.media_types import DOCX, PDF
from hudai.records.models import Posting, SubsidyBatch, SubsidyLine
from hudai.records.queries.officer import office_in_charge
from hudai.records.queries.visibility import lines_seen_by

FORMATS = {"docx": DOCX, "pdf": PDF}
"""Annex 3 by the ending of its file."""
AT_ONCE = 200
"""Households in one document; a longer batch comes in several."""

_WRITERS: dict[str, Callable[..., None]] = {
    "docx": subsidy_request.write_docx,
    "pdf": subsidy_request.write_pdf,
}


@transaction.atomic
def request_of_line(*, actor: Actor, policy: Policy, number: str, line_number: int, form: str) -> bytes:
    """The request of one line, as Word file or PDF.

    Args:
        form: one of :data:`FORMATS`.

    Raises:
        NotYours: if the desk takes none out, or does not see the line.
        Refusal: if the batch pays the bank, the line asks for nothing, or there is no such form.

    Source: 渝北区实施方案 附件3。
    """
    batch = _asked_back(actor, number, form)
    line = lines_seen_by(actor.posting).filter(batch=batch, number=line_number).first()
    if line is None:
        raise NotYours(f"批次 {number} 没有第 {line_number} 行，或它不归您办理。")
    if line.due < 0:
        raise Refusal("这一行是多贴应退，不用填写贴息申请。")
    content = _written(actor, policy, batch, [line.number], form)
    note(actor, "导出附件3", batch, number=number, line=line_number, format=form)
    return content


@transaction.atomic
def requests_of_batch(*, actor: Actor, policy: Policy, number: str, part: int, form: str) -> bytes:
    """One document of the requests of a batch, a new page for each household.

    Args:
        part: from 1; as many as :func:`parts_of` says.
        form: one of :data:`FORMATS`.

    Raises:
        NotYours: if the desk takes none out, or does not see the batch.
        Refusal: if the batch pays the bank, there is no such part, or no such form.

    Source: 渝北区实施方案 附件3。
    """
    batch = _asked_back(actor, number, form)
    wanted = _numbers(actor.posting, batch)[max(0, part - 1) * AT_ONCE :][:AT_ONCE]
    if not wanted or part < 1:
        raise Refusal("这个批次没有这一份贴息申请。")
    content = _written(actor, policy, batch, wanted, form)
    note(actor, "导出附件3", batch, number=number, part=part, rows=len(wanted), format=form)
    return content


def asks_back(line: SubsidyLine) -> bool:
    """Whether a household asks for what a line grants: not where the bank is paid, or money comes back."""
    return line.due > 0 and line.batch.mode == SettlementMode.REIMBURSE_BORROWER


def parts_of(posting: Posting, batch: SubsidyBatch) -> list[tuple[int, int]]:
    """First and last line of each document of a batch's requests that a desk takes out.

    There are none where the bank is paid itself, or for a desk that sees no full numbers.
    """
    if posting.station not in SEES_NUMBERS or batch.mode != SettlementMode.REIMBURSE_BORROWER:
        return []
    numbers = _numbers(posting, batch)
    parts = (numbers[at : at + AT_ONCE] for at in range(0, len(numbers), AT_ONCE))
    return [(part[0], part[-1]) for part in parts]


def _numbers(posting: Posting, batch: SubsidyBatch) -> list[int]:
    """Lines that ask for something, by number."""
    asking = lines_seen_by(posting).filter(batch=batch, due__gt=0)
    return list(asking.order_by("number").values_list("number", flat=True))


def _asked_back(actor: Actor, number: str, form: str) -> SubsidyBatch:
    """The batch, in which households ask back what they paid."""
    actor.require(*SEES_NUMBERS)
    if form not in FORMATS:
        raise Refusal("附件3 只有 Word 和 PDF 格式。")
    batch = seen(actor, number)
    if batch.mode != SettlementMode.REIMBURSE_BORROWER:
        raise Refusal("这个批次的贴息直接付给银行，农户不用填写贴息申请。")
    return batch


def _written(actor: Actor, policy: Policy, batch: SubsidyBatch, numbers: Iterable[int], form: str) -> bytes:
    lines = lines_seen_by(actor.posting).filter(batch=batch, number__in=list(numbers))
    slips: dict[int, list[InterestSlip]] = defaultdict(list)
    for number, paid_on, interest in claims(batch, lines, policy).slips.iter_rows():
        slips[number].append(InterestSlip(paid_on, interest))
    asked = lines.select_related(
        "loan__household__village__parent", "loan__household__group", "loan__borrower"
    ).order_by("number")
    requests = [_request(line, batch, slips[line.number]) for line in asked]
    head = RequestHead(annex(policy, 3), policy.county, policy.scheme, _addressee(batch, policy), actor.today)
    write: Any = _WRITERS[form]
    return written(lambda path: write(path, requests, head=head), f".{form}")


def _request(line: SubsidyLine, batch: SubsidyBatch, slips: list[InterestSlip]) -> SubsidyRequest:
    household = line.loan.household
    return SubsidyRequest(
        name=line.borrower,
        id_number=line.loan.borrower.id_number,
        town=household.village.parent.name if household.village.parent else "",
        village=household.village.name,
        group=household.group_name,
        contract=line.loan.contract,
        lent_on=line.loan.disbursed_on,
        bank=line.bank,
        principal_fen=line.principal,
        paid_until=batch.period_end - ONE_DAY,
        slips=slips,
    )


def _addressee(batch: SubsidyBatch, policy: Policy) -> str:
    """The county's office that reviews the batch, by its name of the day."""
    return office_in_charge(batch.town.parent_id) or f"{policy.county}主管部门"
