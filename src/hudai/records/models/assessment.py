"""The bank's assessment of one application: industry, production cycle, what the household can repay."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hudai.records.fields import MoneyField
from hudai.records.models.application import Application
from hudai.records.models.officer import Officer, Posting


class Assessment(models.Model):
    """What the bank found and what followed from it; kept as written, the latest counts (贷款评估)."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="assessments", verbose_name="申请"
    )
    version = models.PositiveIntegerField("申请修订号")
    """Which version of the application it speaks of."""
    industry = models.CharField("产业", max_length=40)
    """By its name in the county's catalogue of that day."""
    cycle_months = models.PositiveSmallIntegerField("生产周期（月）")
    project_income = MoneyField("项目每年净收入（分）")
    other_income = MoneyField("家庭其他年收入（分）")
    living_costs = MoneyField("家庭每年生活开支（分）")
    debts_due = MoneyField("期限内到期的其他债务（分）")
    remark = models.CharField("说明", max_length=300, blank=True)
    suggested_amount = MoneyField("建议金额（分）")
    suggested_term_months = models.PositiveSmallIntegerField("建议期限（月）")
    steps = models.JSONField("计算过程", default=list)
    """Label, working and result of each step, in words: a later law could not tell them any more."""
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="评估岗位")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="评估人")
    assessed_at = models.DateTimeField("评估时间")

    class Meta:
        verbose_name = "贷款评估"
        ordering = ("application", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    project_income__gte=0,
                    other_income__gte=0,
                    living_costs__gte=0,
                    debts_due__gte=0,
                    suggested_amount__gte=0,
                ),
                name="an_assessment_counts_no_less_than_nothing",
            ),
            models.CheckConstraint(
                condition=~Q(industry="") & Q(cycle_months__gt=0, suggested_term_months__gt=0),
                name="an_assessment_has_an_industry_and_its_cycle",
            ),
        )

    def __str__(self) -> str:
        return f"{self.application} {self.industry}"
