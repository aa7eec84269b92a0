"""What banks ask by credit grade and length of term (利率定价表), from a day on; kept as entered."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hudai.records.models.bank import Bank
from hudai.records.models.officer import Officer, Posting


class Pricing(models.Model):
    """One bank's table for the loans of one policy.  It holds until a later one takes over.

    Of several for the same day the one entered last holds: so a slip is put right, and both stay.
    """

    bank = models.ForeignKey(Bank, models.PROTECT, related_name="pricings", verbose_name="银行")
    policy = models.CharField("政策", max_length=40)
    """The pack whose scorecard has the grades and whose rate rule has the bands."""
    since = models.DateField("起")
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="登记岗位")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "利率定价表"
        ordering = ("bank", "-since", "-pk")
        constraints = (models.CheckConstraint(condition=~Q(policy=""), name="a_pricing_has_its_policy"),)
        indexes = (models.Index(fields=["bank", "policy", "since"], name="pricings_of_a_bank"),)

    def __str__(self) -> str:
        return f"{self.bank} {self.since}"


class PricingLine(models.Model):
    """What is asked of one grade for one band of terms: so much below the highest rate."""

    pricing = models.ForeignKey(Pricing, models.PROTECT, related_name="lines", verbose_name="定价表")
    grade = models.CharField("信用等级", max_length=10)
    place = models.PositiveSmallIntegerField("等级次序")
    """Of the grade in the scorecard of that day, the best first."""
    over_months = models.PositiveSmallIntegerField("期限超过（月）")
    up_to_months = models.PositiveSmallIntegerField("期限不超过（月）", null=True, blank=True)
    points = models.PositiveSmallIntegerField("低于上限（基点）")

    class Meta:
        verbose_name = "利率定价"
        ordering = ("pricing", "place", "over_months")
        constraints = (
            models.UniqueConstraint(
                fields=["pricing", "grade", "over_months"], name="one_price_of_a_grade_and_band"
            ),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=1_000), name="a_price_is_below_the_ceiling"
            ),
            models.CheckConstraint(
                condition=Q(up_to_months=None) | Q(up_to_months__gt=F("over_months")),
                name="a_band_of_terms_runs_forward",
            ),
            models.CheckConstraint(condition=~Q(grade=""), name="a_price_has_its_grade"),
        )

    def __str__(self) -> str:
        return f"{self.pricing} {self.grade}"
