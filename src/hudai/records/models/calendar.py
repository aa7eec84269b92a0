"""What a county entered into its work calendar by hand, beside the State Council's notices."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hudai.records.models.officer import Posting


class CalendarDay(models.Model):
    """One day that is here not what the notices or its weekday say."""

    day = models.DateField("日期", unique=True)
    works = models.BooleanField("上班")
    name = models.CharField("名称", max_length=40)
    entered_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="录入人")
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = "工作日历"
        ordering = ("day",)
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="a_day_by_hand_says_what_it_is"),)

    def __str__(self) -> str:
        return f"{self.day} {'上班' if self.works else '休息'} {self.name}"


class CalendarYear(models.Model):
    """A year whose notice is entered by hand in full, before the product knows it."""

    year = models.PositiveSmallIntegerField("年份", unique=True)
    notice = models.CharField("通知名称", max_length=80)
    entered_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="录入人")
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = "已录入的放假安排"
        ordering = ("year",)
        constraints = (models.CheckConstraint(condition=~Q(notice=""), name="a_year_names_its_notice"),)

    def __str__(self) -> str:
        return f"{self.year} {self.notice}"
