"""What was written down and taken back: the row stays, with who took it back and why."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hudai.records.models.officer import Posting


class Withdrawable(models.Model):
    """Columns of a row that can be taken back (作废) and is never removed."""

    withdrawn_at = models.DateTimeField("作废时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Posting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="作废人"
    )
    withdrawn_for = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        abstract = True


def is_whole(name: str) -> models.CheckConstraint:
    """What is withdrawn says by whom and why; what stands says neither."""
    return models.CheckConstraint(
        condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_for="")
        | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_for="")),
        name=name,
    )
