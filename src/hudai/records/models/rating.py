"""Credit ratings: what was collected, the score, the grade, and how long it holds (评级授信)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hudai.records.fields import MoneyField
from hudai.records.models.household import Household
from hudai.records.models.officer import Posting


class Rating(models.Model):
    """One rating of a household, drawn up by the office's side and confirmed by the bank.

    A later one takes its place; of those that nobody has answered yet a household has one at most.
    """

    household = models.ForeignKey(Household, models.PROTECT, related_name="ratings", verbose_name="农户")
    policy = models.CharField("政策", max_length=40, default="")
    facts = models.JSONField("采集信息")
    lines = models.JSONField("得分明细", default=list)
    """Criterion's label, what was found, points, most points: as the scorecard said on that day."""
    score = models.PositiveSmallIntegerField("得分")
    grade = models.CharField("信用等级", max_length=10)
    capped_by = models.CharField("限制等级的评分项目", max_length=40, default="", blank=True)
    """Label of the criterion that held the grade down, whatever the points; empty when none did.

    Kept like the lines: a later scorecard could not tell it any more.
    """
    suggested_limit = MoneyField("建议授信额度（分）", default=0)
    limit = MoneyField("授信额度（分）")
    """What the bank confirmed; until then what the scorecard suggests."""
    pack_digest = models.CharField("评分卡版本", max_length=64)
    rated_on = models.DateField("评定日期")
    valid_until = models.DateField("有效期至（不含）")
    office = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="评定单位经办人")
    bank = models.ForeignKey(
        Posting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="银行经办人"
    )
    confirmed_at = models.DateTimeField("银行确认时间", null=True, blank=True)
    declined_at = models.DateTimeField("银行退回时间", null=True, blank=True)
    declined_for = models.CharField("银行退回理由", max_length=300, blank=True)
    notified_at = models.DateTimeField("书面告知时间", null=True, blank=True)

    class Meta:
        verbose_name = "信用评级"
        ordering = ("household", "-rated_on", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(valid_until__gt=F("rated_on")), name="rating_runs_forward"),
            models.CheckConstraint(
                condition=Q(bank=None, confirmed_at=None) | Q(bank__isnull=False, confirmed_at__isnull=False),
                name="a_confirmation_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(declined_at=None, declined_for="")
                | (Q(declined_at__isnull=False, confirmed_at=None) & ~Q(declined_for="")),
                name="a_declined_rating_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(notified_at=None) | Q(confirmed_at__isnull=False),
                name="only_a_confirmed_rating_is_told",
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(confirmed_at=None, declined_at=None),
                name="one_unanswered_rating",
            ),
        )

    def __str__(self) -> str:
        return f"{self.household} {self.grade}"
