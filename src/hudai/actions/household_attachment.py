"""Papers of what a household did: its signed consent to take part in a project, photos of an explanation.

Looked at and withdrawn they are as those of cases (:mod:`hudai.actions.attachment`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from hudai.actions import attachment_file
from hudai.actions.actor import Actor, NotYours
from hudai.actions.attachment import plain_name, put
from hudai.actions.enterprise import KEEPS
from hudai.actions.explanation import RECORDS
from hudai.actions.refused import file_refused
from hudai.core.errors import Refusal
from hudai.core.workflow import NotNow
from hudai.records.models import Attachment, Explanation, Participation
from hudai.records.queries.attachment import EXPLANATION_PAPERS, PARTICIPATION_PAPERS
from hudai.records.queries.visibility import of_households_seen_by


def add_to_participation(
    *, actor: Actor, participation_id: int, paper: str, name: str, chunks: Iterable[bytes]
) -> Attachment:
    """Put a scan or photo beside a household's part in a project; also where it has left since.

    Raises:
        NotYours: if the desk takes no household into a project, or does not see this one.
        Refusal: if it is no paper of a consent, or the file is not one to be taken.

    Source: 上蔡县意见 一：坚持贫困户自愿和贫困户参与的基本原则.
    """
    actor.require(*KEEPS)
    seen = Participation.objects.filter(of_households_seen_by(actor.posting), pk=participation_id)
    found = seen.select_related("household").first()
    if found is None:
        raise NotYours("没有找到这户的参与登记，或它不在您的管理范围内。")
    return _add(actor, found, PARTICIPATION_PAPERS, paper, name, chunks)


def add_to_explanation(
    *, actor: Actor, explanation_id: int, paper: str, name: str, chunks: Iterable[bytes]
) -> Attachment:
    """Put a photo or a signed sheet beside an explanation.

    Raises:
        NotYours: if the desk goes from no house to house, or does not see the household.
        NotNow: if the explanation was withdrawn.
        Refusal: if it is no paper of an explanation, or the file is not one to be taken.
    """
    actor.require(*RECORDS)
    seen = Explanation.objects.filter(of_households_seen_by(actor.posting), pk=explanation_id)
    found = seen.select_related("household").first()
    if found is None:
        raise NotYours("没有找到这条宣讲记录，或这户不在您的管理范围内。")
    if found.withdrawn_at is not None:
        raise NotNow("这条宣讲记录已经作废，请上传到重新登记的那一条。")
    return _add(actor, found, EXPLANATION_PAPERS, paper, name, chunks)


def _add(
    actor: Actor,
    thing: Participation | Explanation,
    papers: Sequence[str],
    paper: str,
    name: str,
    chunks: Iterable[bytes],
) -> Attachment:
    """The file is taken in before the transaction begins, as for a case."""
    if paper not in papers:
        raise Refusal("请选择这是什么材料。")
    try:
        kept = attachment_file.keep(chunks)
    except Refusal as refusal:
        file_refused(actor, thing.household, paper=paper, why=str(refusal))
        raise
    with transaction.atomic():
        return put(actor, thing, paper, plain_name(name), kept)
