"""What was arranged for a loan near its due day (到期安排)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hudai.records.models.loan import Loan
from hudai.records.models.officer import Posting


class MaturityNote(models.Model):
    """What a household and its bank mean to do when a loan falls due; the newest one holds."""

    class Plan(models.TextChoices):
        """What is meant to happen."""

        REPAY = "repay", "按期还款"
        RENEW = "renew", "续贷"
        EXTEND = "extend", "展期"
        AT_RISK = "at_risk", "还款有风险"
        REFUSED = "refused", "银行不同意续贷或展期"

    NEEDS_WORDS = (Plan.AT_RISK, Plan.REFUSED)
    """Plans somebody will be asked about: they say why."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="maturity_notes", verbose_name="贷款")
    noted_on = models.DateField("登记日期")
    due_on = models.DateField("到期日期（含展期）")
    """As it stood that day: a note says nothing of the day an extension moved it to."""
    window = models.PositiveSmallIntegerField("提醒时段（天）")
    """Days before the due day the window began that the note was made in; 0 past the due day."""
    plan = models.CharField("安排", max_length=8, choices=Plan.choices)
    words = models.CharField("说明", max_length=300, blank=True)
    recorded_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "到期安排"
        ordering = ("-pk",)
        indexes = (models.Index(fields=["loan", "due_on"], name="maturity_notes_of_a_loan"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(plan__in=("repay", "renew", "extend", "at_risk", "refused")),
                name="a_maturity_note_has_a_plan",
            ),
            models.CheckConstraint(
                condition=~Q(plan__in=("at_risk", "refused")) | ~Q(words=""),
                name="a_refused_renewal_has_its_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.loan} {self.get_plan_display()}"
