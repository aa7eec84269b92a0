"""Regions: county ▸ town ▸ village ▸ group, each with the days it existed."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property


class Region(models.Model):
    """One administrative area; villages merge and are renamed, so it has a first and a last day."""

    class Level(models.TextChoices):
        """Its place in the tree."""

        COUNTY = "county", "县（区）"
        TOWN = "town", "乡镇（街道）"
        VILLAGE = "village", "村（社区）"
        GROUP = "group", "组（社）"

    level = models.CharField("级别", max_length=8, choices=Level.choices)
    name = models.CharField("名称", max_length=60)
    code = models.CharField(
        "区划代码",
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"^\d{12}$", "区划代码是 12 位数字。")],
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    since = models.DateField("启用日期")
    until = models.DateField("撤销日期", null=True, blank=True)

    class Meta:
        verbose_name = "行政区域"
        ordering = ("level", "name")
        constraints = (
            models.UniqueConstraint(
                fields=["parent", "name"], condition=Q(until=None), name="one_standing_region_of_a_name"
            ),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="one_region_per_code"),
            models.CheckConstraint(
                condition=Q(level="county", parent=None) | (~Q(level="county") & Q(parent__isnull=False)),
                name="only_a_county_has_no_parent",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="region_runs_forward"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @cached_property
    def is_the_only_county(self) -> bool:
        """Whether it is a county and there is no other, so that everything lies in it."""
        counties = Region.objects.filter(level=self.Level.COUNTY)
        return self.level == self.Level.COUNTY and not counties.exclude(pk=self.pk).exists()
