"""Insurances of households: of crops and animals, of serious illness, of accidents (保险)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hudai.records.fields import MoneyField
from hudai.records.models.household import Household
from hudai.records.models.officer import Posting
from hudai.records.models.withdrawal import Withdrawable, is_whole


class Insurance(Withdrawable):
    """One policy a household is covered by; recorded, not judged; one recorded in error is struck out."""

    class Kind(models.TextChoices):
        """What is insured; an insurance of the loan itself is none of these (三（三）)."""

        FARMING = "farming", "农业保险"
        ILLNESS = "illness", "大病保险"
        ACCIDENT = "accident", "人身意外伤害险"

    class Payer(models.TextChoices):
        """Who paid the premium."""

        HOUSEHOLD = "household", "农户自付"
        GOVERNMENT = "government", "财政补助"
        SHARED = "shared", "财政和农户分担"
        ENTERPRISE = "enterprise", "合作社或企业"
        OTHER = "other", "其他"

    household = models.ForeignKey(Household, models.PROTECT, related_name="insurances", verbose_name="农户")
    kind = models.CharField("险种", max_length=10, choices=Kind.choices)
    subject = models.CharField("保险标的", max_length=40, blank=True)
    """What or who is insured: 生猪 12 头, 户主 …"""
    insurer = models.CharField("保险公司", max_length=60)
    since = models.DateField("起")
    until = models.DateField("止（不含）")
    insured = MoneyField("保险金额（分）")
    premium = MoneyField("保费（分）")
    paid_by = models.CharField("保费由谁承担", max_length=12, choices=Payer.choices)
    recorded_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "农户保险"
        ordering = ("household", "-since", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="insurance_runs_forward"),
            models.CheckConstraint(
                condition=~Q(insurer="") & Q(insured__gt=0, premium__gte=0),
                name="an_insurance_says_who_insures_how_much",
            ),
            models.UniqueConstraint(
                fields=["household", "kind", "subject", "since"],
                condition=Q(withdrawn_at=None),
                name="one_insurance_of_a_thing_from_a_day",
            ),
            is_whole("an_insurance_struck_out_has_the_reason"),
        )

    def __str__(self) -> str:
        return f"{self.household} {self.get_kind_display()}"
