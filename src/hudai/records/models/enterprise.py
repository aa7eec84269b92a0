"""Firms, cooperatives and family farms that lead households in a line of business (带动主体)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hudai.records.fields import SealedField
from hudai.records.models.officer import Posting
from hudai.records.models.region import Region


class Enterprise(models.Model):
    """One of them, as registered."""

    class Kind(models.TextChoices):
        """What it is."""

        COOPERATIVE = "cooperative", "合作社"
        FIRM = "firm", "龙头企业"
        FARM = "farm", "家庭农场"

    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    name = models.CharField("名称", max_length=80)
    code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    """Empty where it has none or nobody knows it."""
    town = models.ForeignKey(Region, models.PROTECT, related_name="enterprises", verbose_name="所在乡镇")
    contact = models.CharField("联系人", max_length=40, blank=True)
    phone = SealedField("联系电话", blank=True)
    registered_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="登记人")
    registered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "带动主体"
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="an_enterprise_has_a_name"),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="one_enterprise_of_a_credit_code"
            ),
            models.UniqueConstraint(fields=["town", "name"], name="one_enterprise_of_a_name_in_a_town"),
        )

    def __str__(self) -> str:
        return self.name
