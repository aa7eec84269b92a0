"""Publicity: events that make the scheme known, and cases worth telling (宣传活动、典型案例)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hudai.records.models.household import Household
from hudai.records.models.officer import Posting
from hudai.records.models.region import Region
from hudai.records.models.withdrawal import Withdrawable, is_whole


class PublicityEvent(Withdrawable):
    """One event: where, when, by whom, before how many, about what."""

    class Kind(models.TextChoices):
        """What it was."""

        POLICY = "policy", "政策宣传"
        FINANCE = "finance", "金融知识宣传"
        TRAINING = "training", "培训会"

    kind = models.CharField("类型", max_length=8, choices=Kind.choices)
    title = models.CharField("活动名称", max_length=80)
    held_on = models.DateField("活动日期")
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="publicity_events", verbose_name="活动范围"
    )
    place = models.CharField("地点", max_length=80, blank=True)
    host = models.CharField("主办单位", max_length=80)
    audience = models.PositiveIntegerField("参加人数")
    content = models.CharField("主要内容", max_length=1000)
    recorded_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "宣传活动"
        ordering = ("-held_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(host="") & ~Q(content=""), name="an_event_says_what_it_was"
            ),
            models.CheckConstraint(condition=Q(audience__gt=0), name="an_event_has_an_audience"),
            is_whole("a_withdrawn_event_says_why"),
        )

    def __str__(self) -> str:
        return self.title


class TypicalCase(models.Model):
    """A household or a project worth telling; everybody reads it once the office has approved it."""

    class Subject(models.TextChoices):
        """Whom it tells of."""

        HOUSEHOLD = "household", "农户"
        PROJECT = "project", "产业项目"

    class State(models.TextChoices):
        """What the office says of it."""

        HANDED_IN = "handed_in", "待审核"
        APPROVED = "approved", "已采用"
        DECLINED = "declined", "未采用"

    title = models.CharField("标题", max_length=80)
    subject = models.CharField("对象", max_length=9, choices=Subject.choices)
    region = models.ForeignKey(Region, models.PROTECT, related_name="typical_cases", verbose_name="所在地")
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="typical_cases", verbose_name="农户"
    )
    """Known to the desks that see the household, and not told to readers; None for a project."""
    may_be_named = models.BooleanField("本人同意公开姓名")
    consent = models.CharField("同意的依据", max_length=100, blank=True)
    text = models.CharField("案例内容", max_length=3000)
    handed_in_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="报送人")
    handed_in_at = models.DateTimeField("报送时间")
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.HANDED_IN)
    answered_by = models.ForeignKey(
        Posting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核人"
    )
    answered_at = models.DateTimeField("审核时间", null=True, blank=True)
    answer = models.CharField("审核意见", max_length=300, blank=True)

    class Meta:
        verbose_name = "典型案例"
        ordering = ("-handed_in_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(text=""), name="a_typical_case_tells_something"
            ),
            models.CheckConstraint(
                condition=Q(subject="household", household__isnull=False)
                | Q(subject="project", household=None),
                name="a_typical_case_of_a_household_names_it",
            ),
            models.CheckConstraint(
                condition=Q(may_be_named=False) | ~Q(consent=""), name="who_is_named_has_consented"
            ),
            models.CheckConstraint(
                condition=Q(state="handed_in", answered_at=None, answered_by=None)
                | Q(state="approved", answered_at__isnull=False, answered_by__isnull=False)
                | (Q(state="declined", answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="a_declined_case_says_why",
            ),
        )

    def __str__(self) -> str:
        return self.title
