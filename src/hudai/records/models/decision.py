"""Decisions: one opinion of one station on one application, never edited, never deleted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hudai.core.workflow import Opinion
from hudai.records.models.application import Application
from hudai.records.models.officer import Officer, Posting


class Decision(models.Model):
    """An opinion (意见): agree, return to an earlier step, or reject."""

    class Verdict(models.TextChoices):
        """What was decided."""

        AGREE = Opinion.AGREE.value, "同意"
        RETURN = Opinion.RETURN.value, "退回"
        REJECT = Opinion.REJECT.value, "不同意"

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="decisions", verbose_name="申请"
    )
    version = models.PositiveIntegerField("申请修订号")
    """Which version of the application it was given on: one opinion a step and version."""
    step = models.PositiveSmallIntegerField("环节")
    label = models.CharField("意见栏", max_length=40)
    verdict = models.CharField("意见", max_length=8, choices=Verdict.choices)
    opinion = models.TextField("意见内容")
    returned_to = models.PositiveSmallIntegerField("退回到环节", null=True, blank=True)
    marked_fields = models.JSONField("需更正的栏目", default=list)
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="decisions", verbose_name="岗位")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="decisions", verbose_name="签署人")
    """Whoever signed: the posting's own officer or a deputy."""
    arrived_at = models.DateTimeField("到达时间")
    decided_at = models.DateTimeField("签署时间")

    class Meta:
        verbose_name = "签署意见"
        ordering = ("application", "decided_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["application", "version", "step"], name="one_decision_a_step_and_version"
            ),
            models.CheckConstraint(
                condition=(Q(verdict="return") & Q(returned_to__isnull=False))
                | (~Q(verdict="return") & Q(returned_to=None)),
                name="only_a_return_goes_back",
            ),
            models.CheckConstraint(
                condition=Q(verdict="agree") | ~Q(opinion=""), name="a_refusal_has_its_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.application} {self.label} {self.get_verdict_display()}"
