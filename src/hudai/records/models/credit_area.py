"""信用村、信用乡镇: proposed by the town, awarded or sent back by the county, revoked.

All three are kept as written; what the records said that day is kept with them, for the figures move on.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hudai.records.models.officer import Posting
from hudai.records.models.region import Region


class CreditProposal(models.Model):
    """A village or town put forward, with the figures of that day."""

    area = models.ForeignKey(
        Region, models.PROTECT, related_name="credit_proposals", verbose_name="村（社区）或乡镇"
    )
    ordinal = models.PositiveSmallIntegerField("第几次")
    """Counted from 1 for each area, so that two desks cannot put it forward at once."""
    policy = models.CharField("政策", max_length=40)
    criteria_digest = models.CharField("评定条件版本", max_length=64)
    lines = models.JSONField("推荐时的数字")
    """Label, value, what was wanted, verdict: as the criteria said that day."""
    words = models.CharField("说明", max_length=300, blank=True)
    proposed_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="推荐人")
    proposed_at = models.DateTimeField("推荐时间")

    class Meta:
        verbose_name = "信用村镇推荐"
        ordering = ("area", "-ordinal")
        constraints = (
            models.UniqueConstraint(fields=["area", "ordinal"], name="one_credit_proposal_of_an_ordinal"),
        )

    def __str__(self) -> str:
        return f"{self.area} 第 {self.ordinal} 次"


class CreditAnswer(models.Model):
    """What the county said: an award from a day to a day, or why there is none."""

    proposal = models.OneToOneField(
        CreditProposal, models.PROTECT, primary_key=True, related_name="answer", verbose_name="推荐"
    )
    awarded = models.BooleanField("评定")
    since = models.DateField("起", null=True, blank=True)
    until = models.DateField("止（不含）", null=True, blank=True)
    lines = models.JSONField("答复时的数字")
    reason = models.CharField("理由", max_length=300, blank=True)
    answered_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="答复人")
    answered_at = models.DateTimeField("答复时间")

    class Meta:
        verbose_name = "信用村镇评定"
        ordering = ("-answered_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(awarded=True, since__isnull=False, until__isnull=False, until__gt=F("since"))
                | (Q(awarded=False, since=None, until=None) & ~Q(reason="")),
                name="a_credit_award_has_its_days",
            ),
        )

    def __str__(self) -> str:
        return f"{self.proposal} {'评定' if self.awarded else '退回'}"


class CreditRevocation(models.Model):
    """An award that ended before its day, and why."""

    answer = models.OneToOneField(
        CreditAnswer, models.PROTECT, primary_key=True, related_name="revocation", verbose_name="评定"
    )
    on = models.DateField("撤销日期")
    reason = models.CharField("撤销原因", max_length=300)
    revoked_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="撤销人")
    revoked_at = models.DateTimeField("撤销时间")

    class Meta:
        verbose_name = "信用村镇撤销"
        ordering = ("-revoked_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="a_credit_revocation_has_its_reason"),
        )

    def __str__(self) -> str:
        return f"{self.answer} {self.on} 撤销"
