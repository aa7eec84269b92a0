"""Monthly registers as they were handed in: frozen, receipted, sent back, replaced by a new one (台账报送).

Nothing of a submission is ever changed: what was wrong is handed in anew beside it, with the reason.
The rows are kept sealed, as the very bytes of a csv whose SHA-256 stands in the submission, so that
a file taken out years later can be held against what was handed in.

Source: 渝北区实施方案 附件5 备注。
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from hudai.records.fields import MoneyField, SealedField
from hudai.records.models.bank import Branch
from hudai.records.models.officer import Posting, Station


class Submission(models.Model):
    """One month's register of a branch, or a bank's summary of its branches'."""

    class Level(models.TextChoices):
        """Who hands it in to whom."""

        BRANCH = "branch", "网点台账"
        BANK = "bank", "汇总台账"

    level = models.CharField("级别", max_length=6, choices=Level.choices)
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="submissions", verbose_name="报送机构")
    """The branch, or the district-level institution of the bank."""
    policy = models.CharField("政策", max_length=40)
    month = models.DateField("月份")
    """Its first day."""
    as_of = models.DateField("截至日期")
    ordinal = models.PositiveSmallIntegerField("第几次报送", default=1)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name="更正了"
    )
    reason = models.CharField("更正原因", max_length=200, blank=True)
    line_count = models.PositiveIntegerField("笔数")
    principal = MoneyField("发放金额（分）")
    """Of all loans listed, settled ones too."""
    balance = MoneyField("余额（分）")
    lent = MoneyField("本月发放（分）")
    repaid = MoneyField("本月收回（分）")
    digest = models.CharField("SHA-256", max_length=64)
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上期台账"
    )
    """The register this one was held against; None for the first."""
    gaps = models.PositiveIntegerField("不衔接的合同", default=0)
    continuity = models.JSONField("衔接核对", default=dict)
    """As the action found it: sums by bank and town, and the contracts that differ."""
    absent = models.JSONField("未纳入汇总的网点", default=list)
    """Names, at the moment the summary was handed in."""
    explanation = models.CharField("说明", max_length=500, blank=True)
    handed_in_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="报送人")
    handed_in_at = models.DateTimeField("报送时间")

    class Meta:
        verbose_name = "台账报送"
        ordering = ("-month", "-pk")
        indexes = (models.Index(fields=["policy", "level", "month"], name="submissions_of_a_month"),)
        constraints = (
            models.UniqueConstraint(
                fields=["branch", "level", "policy", "month", "ordinal"], name="one_submission_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ordinal=1, supersedes=None, reason="")
                | (Q(ordinal__gt=1, supersedes__isnull=False) & ~Q(reason="")),
                name="a_corrected_submission_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(gaps=0) | ~Q(explanation=""), name="a_submission_explains_its_gaps"
            ),
        )

    def __str__(self) -> str:
        return f"{self.branch} {self.month:%Y-%m}"


class SubmittedRows(models.Model):
    """The rows of a submission: a csv, compressed and sealed."""

    submission = models.OneToOneField(
        Submission, models.PROTECT, primary_key=True, related_name="rows", verbose_name="报送"
    )
    content = SealedField("内容")

    class Meta:
        verbose_name = "台账报送内容"

    def __str__(self) -> str:
        return str(self.submission_id)


class SummaryPart(models.Model):
    """A branch's submission taken into its bank's summary."""

    summary = models.ForeignKey(Submission, models.PROTECT, related_name="parts", verbose_name="汇总")
    part = models.ForeignKey(Submission, models.PROTECT, related_name="taken_into", verbose_name="网点台账")

    class Meta:
        verbose_name = "汇总的网点台账"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["summary", "part"], name="a_part_is_summarised_once"),)

    def __str__(self) -> str:
        return f"{self.summary_id} {self.part_id}"


class SubmissionReturn(models.Model):
    """A submission sent back with a reason (退回)."""

    submission = models.OneToOneField(
        Submission, models.PROTECT, related_name="sent_back", verbose_name="报送"
    )
    reason = models.CharField("退回原因", max_length=300)
    returned_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="退回人")
    returned_at = models.DateTimeField("退回时间")

    class Meta:
        verbose_name = "退回台账"
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="a_return_of_a_register_has_its_reason"),
        )

    def __str__(self) -> str:
        return f"{self.submission_id} {timezone.localdate(self.returned_at)}"


class Receipt(models.Model):
    """One of the three offices has a summary in hand (签收)."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="receipts", verbose_name="汇总")
    station = models.CharField(
        "部门",
        max_length=16,
        choices=[(s.value, s.label) for s in (Station.OFFICE, Station.FINANCE, Station.FINANCE_OFFICE)],
    )
    signed_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="签收人")
    signed_at = models.DateTimeField("签收时间")

    class Meta:
        verbose_name = "台账签收"
        ordering = ("signed_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["submission", "station"], name="one_receipt_of_an_office"),
        )

    def __str__(self) -> str:
        return f"{self.submission_id} {self.get_station_display()}"
