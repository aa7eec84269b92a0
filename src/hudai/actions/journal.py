"""Writing the journal: every action ends with one line."""

from __future__ import annotations

from typing import Any

from django.db import models

from hudai.actions.actor import Actor
from hudai.records.models import JournalLine


def note(actor: Actor, action: str, thing: models.Model, **facts: Any) -> None:
    """Write down that ``actor`` did ``action`` to ``thing``; facts are JSON and never personal data."""
    JournalLine.objects.create(
        at=actor.at,
        officer=actor.officer,
        posting=actor.posting,
        action=action,
        noun=thing._meta.model_name or "",
        key=str(thing.pk),
        facts=facts,
    )
