"""The scheme explained house by house: who went, what was explained, what the household said (入户宣讲)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hudai.records.models.household import Household
from hudai.records.models.officer import Posting
from hudai.records.models.withdrawal import Withdrawable, is_whole


class Explanation(Withdrawable):
    """One household on one day."""

    class Wish(models.TextChoices):
        """Whether the household wants a loan."""

        WILLING = "willing", "愿意贷款"
        NOT_NOW = "not_now", "暂不需要"
        UNSAID = "unsaid", "未表态"

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="explanations", verbose_name="农户", db_index=False
    )
    explained_on = models.DateField("宣讲日期")
    roles = models.JSONField("宣讲人身份")
    """Keys of :data:`hudai.core.explanation.ROLES`."""
    explainers = models.CharField("宣讲人", max_length=100)
    topics = models.JSONField("宣讲内容")
    """Keys of :data:`hudai.core.explanation.TOPICS`."""
    wish = models.CharField("贷款意愿", max_length=8, choices=Wish.choices)
    reason = models.CharField("暂不需要的原因", max_length=200, blank=True)
    """As the household gave it that day; for who has no loan it is a reason of the should-lend list too."""
    signed = models.BooleanField("农户已签字")
    recorded_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "入户宣讲"
        ordering = ("-explained_on", "-pk")
        indexes = (
            models.Index(fields=["household", "explained_on"], name="explanations_of_a_household"),
            models.Index(fields=["-explained_on", "-id"], name="explanations_newest_first"),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(explainers=""), name="an_explanation_says_who_went"),
            models.CheckConstraint(
                condition=Q(wish__in=("willing", "unsaid"), reason="") | (Q(wish="not_now") & ~Q(reason="")),
                name="who_wants_no_loan_says_why",
            ),
            models.UniqueConstraint(
                fields=["household", "explained_on"],
                condition=Q(withdrawn_at=None),
                name="one_standing_explanation_a_day",
            ),
            is_whole("a_withdrawn_explanation_says_why"),
        )

    def __str__(self) -> str:
        return f"{self.household} {self.explained_on}"
