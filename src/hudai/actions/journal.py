"""Writing the journal: every action ends with one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models

from hudai.actions.actor import Actor
from hudai.records.models import JournalLine, Officer, Posting


def note(actor: Actor, action: str, thing: models.Model, **facts: Any) -> None:
    """Write down that ``actor`` did ``action`` to ``thing``; facts are JSON and never personal data."""
    note_of(thing, action, at=actor.at, officer=actor.officer, posting=actor.posting, **facts)


def note_each(actor: Actor, lines: Iterable[tuple[str, models.Model, Mapping[str, Any]]]) -> None:
    """As :func:`note` of many things at once: action, thing and facts of each, in a few statements."""
    at, officer, posting = actor.at, actor.officer, actor.posting
    JournalLine.objects.bulk_create(
        (
            JournalLine(
                at=at, officer=officer, posting=posting, action=action,
                noun=thing._meta.model_name or "", key=f"{thing.pk}"[:40], facts=dict(facts),
            )
            for action, thing, facts in lines
        ),
        batch_size=500,
    )  # fmt: skip


def note_of(
    thing: models.Model,
    action: str,
    *,
    at: datetime,
    officer: Officer | None,
    posting: Posting | None = None,
    **facts: Any,
) -> None:
    """As :func:`note`, where somebody is at no desk yet, or is nobody we know."""
    noun, key = thing._meta.model_name or "", str(thing.pk)
    note_without_row(noun, key, action, at=at, officer=officer, posting=posting, **facts)


def note_without_row(
    noun: str,
    key: str,
    action: str,
    *,
    at: datetime,
    officer: Officer | None,
    posting: Posting | None = None,
    **facts: Any,
) -> None:
    """A line about what is no row of ours, such as a page that was refused."""
    JournalLine.objects.create(
        at=at, officer=officer, posting=posting, action=action, noun=noun, key=key[:40], facts=facts
    )
