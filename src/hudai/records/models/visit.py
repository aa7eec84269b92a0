"""Visits to a borrower after the payout: what the money was used for and how things stand (贷后检查)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hudai.records.models.loan import Loan
from hudai.records.models.officer import Posting


class Visit(models.Model):
    """One visit, as those who went there wrote it down; kept as written."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="visits", verbose_name="贷款")
    visited_on = models.DateField("检查日期")
    visitors = models.CharField("检查人", max_length=100)
    money_used_as_agreed = models.BooleanField("资金按约定使用", null=True)
    """None where it could not be told."""
    situation = models.CharField("检查情况", max_length=500)
    favourable = models.BooleanField("情况良好")
    """Whether the project and the household's means to repay look sound."""
    recorded_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "贷后检查"
        ordering = ("-visited_on", "-pk")
        indexes = (models.Index(fields=["loan", "visited_on"], name="visits_of_a_loan"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(situation="") & ~Q(visitors=""), name="a_visit_says_who_saw_what"
            ),
        )

    def __str__(self) -> str:
        return f"{self.loan} {self.visited_on}"
