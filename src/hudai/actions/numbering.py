"""Serial numbers: one after the other within a year, without a gap."""

from __future__ import annotations

from datetime import date

from django.db.models import F

from hudai.records.models import Counter


def next_number(letters: str, day: date) -> str:
    """The next number of a series, such as ``XD2026000001``; inside the action's transaction.

    The row is changed before it is read, so two actions at once wait for each other.
    """
    prefix = f"{letters}{day.year}"
    counter, _ = Counter.objects.get_or_create(prefix=prefix)
    Counter.objects.filter(pk=counter.pk).update(last=F("last") + 1)
    counter.refresh_from_db()
    return f"{prefix}{counter.last:06d}"
