"""Objections to a public notice (公示异议): what was said, and what was done about it.

A notice of loans and the notice of a subsidy batch take them alike.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hudai.records.models.officer import Posting


class RaisedObjection(models.Model):
    """Somebody objected during a public notice; answered once."""

    content = models.CharField("异议内容", max_length=500)
    received_on = models.DateField("收到日期")
    recorded_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")
    answer = models.CharField("处理结果", max_length=500, blank=True)
    upheld = models.BooleanField("异议成立", null=True, blank=True)
    answered_by = models.ForeignKey(
        Posting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="处理人"
    )
    answered_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        abstract = True


def says_something(name: str) -> models.CheckConstraint:
    """An objection has words."""
    return models.CheckConstraint(condition=~Q(content=""), name=name)


def answered_whole(name: str) -> models.CheckConstraint:
    """An answer has its words, its outcome and its time, or is not there."""
    return models.CheckConstraint(
        condition=Q(answered_at=None, upheld=None, answer="")
        | (Q(answered_at__isnull=False, upheld__isnull=False) & ~Q(answer="")),
        name=name,
    )
