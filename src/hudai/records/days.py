"""Days as the stretch of instants they are, so that a question for days can use an index on instants."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone


def midnight(day: date) -> datetime:
    """The instant a day begins here."""
    return timezone.make_aware(datetime.combine(day, time()))
