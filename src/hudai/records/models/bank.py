"""Banks, their branches, and which branch leads in which town (主责任银行)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hudai.records.models.region import Region


class Bank(models.Model):
    """A bank that lends under the scheme."""

    name = models.CharField("银行", max_length=60, unique=True)
    account = models.CharField("贴息收款帐号", max_length=40, blank=True, default="")
    """Its own, for subsidies paid to the bank itself (银行直补); nobody's personal data."""
    closed_on = models.DateField("停用日期", null=True, blank=True)
    """From this day on nothing new is handed to it."""

    class Meta:
        verbose_name = "银行"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Branch(models.Model):
    """A branch; the district-level one (区级机构) has no parent."""

    bank = models.ForeignKey(Bank, models.PROTECT, related_name="branches", verbose_name="银行")
    name = models.CharField("网点", max_length=80)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级机构"
    )
    closed_on = models.DateField("停用日期", null=True, blank=True)
    """From this day on nothing new is handed to it; what it has stays its own."""

    class Meta:
        verbose_name = "银行网点"
        ordering = ("bank", "name")
        constraints = (models.UniqueConstraint(fields=["bank", "name"], name="one_branch_of_a_name"),)

    def __str__(self) -> str:
        return self.name


class LeadBank(models.Model):
    """The one branch responsible for a town, from a day on (分片包干).

    Source: 渝北区实施方案 四（三）.
    """

    town = models.ForeignKey(Region, models.PROTECT, related_name="lead_banks", verbose_name="乡镇")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="led_towns", verbose_name="主责任银行")
    since = models.DateField("起")
    until = models.DateField("止（不含）", null=True, blank=True)

    class Meta:
        verbose_name = "主责任银行"
        ordering = ("town", "since")
        constraints = (
            models.UniqueConstraint(fields=["town"], condition=Q(until=None), name="one_lead_bank_per_town"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="lead_bank_runs_forward"
            ),
        )

    def __str__(self) -> str:
        return f"{self.town} {self.branch}"
