"""Attachments: a scan or photo added to a case, looked at, withdrawn; never removed.

Those of loans, visits and households are added in :mod:`hudai.actions.loan_attachment`,
:mod:`hudai.actions.visit_attachment` and :mod:`hudai.actions.household_attachment`; looked at and withdrawn
they are here.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from hudai.actions import attachment_file
from hudai.actions.actor import Actor, NotYours
from hudai.actions.application import ENTERS, in_hand
from hudai.actions.decision import LOOKS
from hudai.actions.journal import note
from hudai.actions.refused import file_refused
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow, State
from hudai.records.models import (
    Application,
    Attachment,
    Explanation,
    Household,
    Loan,
    Participation,
    Station,
    Visit,
)
from hudai.records.queries.attachment import PAPERS, attachments_seen_by

ADDS = (*ENTERS, Station.TOWN_HEAD, Station.OFFICE, Station.BANK)
"""Desks that put papers into a file."""

_LONGEST_NAME = 120


def add(*, actor: Actor, number: str, paper: str, name: str, chunks: Iterable[bytes]) -> Attachment:
    """Put a scan or photo into a case's file.  The same file under the same paper is there once.

    The file is taken in before the transaction begins, so that a slow line locks nobody out; a file
    without a row is harmless, a row without a file is not.

    Args:
        paper: one of :data:`~hudai.records.queries.attachment.PAPERS`.
        name: as the file was called; only shown.
        chunks: its content.

    Raises:
        NotYours: if the desk adds none, or does not see the case.
        NotNow: if the case was withdrawn or rejected.
        Refusal: if the file is not one to be taken.
    """
    actor.require(*ADDS)
    with transaction.atomic():
        application = _require_open(actor, number)
    if paper not in PAPERS:
        raise Refusal("请选择这是什么材料。")
    try:
        kept = attachment_file.keep(chunks)
    except Refusal as refusal:
        file_refused(actor, application, paper=paper, why=str(refusal))
        raise
    return _recorded(actor, number, paper, plain_name(name), kept)


def _require_open(actor: Actor, number: str) -> Application:
    application = in_hand(actor, number)
    if application.state in (State.WITHDRAWN, State.REJECTED):
        raise NotNow("这份申请已经撤回或未同意，不再收材料。")
    return application


@transaction.atomic
def _recorded(actor: Actor, number: str, paper: str, name: str, kept: attachment_file.Kept) -> Attachment:
    application = in_hand(actor, number)
    return put(actor, application, paper, name, kept)


def put(
    actor: Actor,
    thing: Application | Loan | Visit | Participation | Explanation,
    paper: str,
    name: str,
    kept: attachment_file.Kept,
) -> Attachment:
    """Write down that a kept file belongs to something; once, however often handed in."""
    there = thing.attachments.filter(paper=paper, digest=kept.digest, withdrawn_at=None)
    if found := there.first():
        return found
    try:
        with transaction.atomic():
            added: Attachment = thing.attachments.create(
                paper=paper,
                name=name,
                media_type=kept.media_type,
                size=kept.size,
                digest=kept.digest,
                added_by=actor.posting,
                added_at=actor.at,
            )
    except IntegrityError:
        return there.get()
    note(actor, "上传材料", _about(added), paper=paper, attachment=added.pk, digest=kept.digest)
    return added


def _about(attachment: Attachment) -> Application | Loan | Household:
    """What the journal tells of a file: its case, the loan it is of or that was visited, or the household."""
    if attachment.application is not None:
        return attachment.application
    if attachment.loan is not None:
        return attachment.loan
    if attachment.visit is not None:
        return attachment.visit.loan
    of = attachment.participation or attachment.explanation
    assert of is not None, "the database keeps one of them"
    return of.household


def plain_name(name: str) -> str:
    """The last part of a name, without what cannot be shown; short enough to keep."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(sign for sign in last if sign.isprintable()).strip()
    return shown[-_LONGEST_NAME:] or "未命名"


@transaction.atomic
def look(*, actor: Actor, key: int) -> tuple[Attachment, bytes]:
    """An attachment and its content; in the journal, as a scan shows full numbers.

    A case's and a household's is for who handles cases, a loan's or a visit's for who sees the loan.

    Raises:
        NotYours: if the desk handles no cases, or does not see this one.
        Refusal: if the file is not where it should be, or not what it was.
    """
    attachment = _seen(actor, key)
    if not may_look(actor.station, attachment):
        actor.require(*LOOKS)
    content = attachment_file.content(attachment.digest)
    note(actor, "查看材料", _about(attachment), paper=attachment.paper, attachment=attachment.pk)
    return attachment, content


def may_look(station: str, attachment: Attachment) -> bool:
    """Whether a desk of that kind that sees an attachment may look at its picture."""
    return bool(attachment.loan_id or attachment.visit_id) or station in LOOKS


@transaction.atomic
def withdraw(*, actor: Actor, key: int, reason: str) -> Attachment:
    """Mark an attachment as withdrawn, with the reason; it stays in the file, whatever it is of.

    Raises:
        NotYours: if another desk added it.
        NotNow: if the case is decided: what a decision rested on stays.
        Refusal: without a reason.
    """
    actor.require(*ADDS)
    seen = _seen(actor, key)
    application = in_hand(actor, seen.application.number) if seen.application else None
    attachment = Attachment.objects.select_for_update().get(pk=seen.pk)
    if attachment.added_by_id != actor.posting.pk:
        raise NotYours("这份材料由别的岗位上传，请联系上传人作废。")
    if attachment.withdrawn_at:
        return attachment
    if application and application.state not in (State.DRAFT, State.UNDER_WAY):
        raise NotNow("这份申请已经办结，材料要留存，不能作废；可以另外上传更正的材料。")
    if not reason.strip():
        raise Refusal("请写明作废的原因。")
    attachment.withdrawn_at, attachment.withdrawn_for = actor.at, reason.strip()
    attachment.save(update_fields=["withdrawn_at", "withdrawn_for"])
    note(actor, "作废材料", _about(seen), paper=attachment.paper, attachment=attachment.pk)
    return attachment


def _seen(actor: Actor, key: int) -> Attachment:
    found = attachments_seen_by(actor.posting).filter(pk=key).first()
    if found is None:
        raise NotYours("没有找到这份材料，或它不归您办理。")
    return found
