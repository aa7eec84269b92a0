"""服务网点: the county's centre, the towns' stations, the villages' desks, and their staff."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hudai.records.fields import SealedField
from hudai.records.models.region import Region
from hudai.records.models.withdrawal import Withdrawable, is_whole


class ServicePoint(models.Model):
    """A place people go to; which of the three kinds it is follows from its region."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="service_points", verbose_name="所在区域")
    name = models.CharField("名称", max_length=60)
    address = models.CharField("地址", max_length=100)
    area = models.PositiveIntegerField("办公面积（平方米）", null=True, blank=True)
    """Whole square metres, what is over left out; None where nobody measured."""
    shares_office = models.BooleanField("与便民服务站合用", null=True)
    has_sign = models.BooleanField("醒目标识", null=True)
    works_together = models.BooleanField("集中办公", null=True)
    has_equipment = models.BooleanField("办公设施", null=True)
    has_archives = models.BooleanField("档案资料", null=True)
    has_rules = models.BooleanField("工作制度及流程", null=True)
    has_leaflets = models.BooleanField("宣传资料", null=True)
    """None, here and above, where nobody looked yet."""
    opened_on = models.DateField("启用日期")
    closed_on = models.DateField("停用日期", null=True, blank=True)
    checked_on = models.DateField("最近核查日期", null=True, blank=True)

    class Meta:
        verbose_name = "服务网点"
        ordering = ("region", "name")
        constraints = (
            models.UniqueConstraint(
                fields=["region", "name"],
                condition=Q(closed_on=None),
                name="one_open_service_point_of_a_name",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="service_point_runs_forward",
            ),
        )

    def __str__(self) -> str:
        return self.name


class ServicePointStaff(Withdrawable):
    """Somebody who works at a service point, from a day on; who was entered in error is struck out."""

    class Duty(models.TextChoices):
        """What for."""

        CREDIT = "credit", "信用信息"
        ACCEPTANCE = "acceptance", "信贷受理"
        RISK = "risk", "风险防控"
        GENERAL = "general", "综合业务"

    point = models.ForeignKey(ServicePoint, models.PROTECT, related_name="staff", verbose_name="服务网点")
    name = models.CharField("姓名", max_length=40)
    duty = models.CharField("职责", max_length=10, choices=Duty.choices)
    is_fixed = models.BooleanField("固定人员")
    knows_business = models.BooleanField("熟悉业务")
    phone = SealedField("联系电话", blank=True)
    since = models.DateField("起")
    until = models.DateField("止（不含）", null=True, blank=True)

    class Meta:
        verbose_name = "网点人员"
        ordering = ("point", "-since", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["point", "name", "duty"],
                condition=Q(until=None, withdrawn_at=None),
                name="one_standing_duty_of_a_name",
            ),
            models.CheckConstraint(
                condition=Q(duty__in=("credit", "acceptance", "risk", "general")),
                name="service_point_staff_have_a_duty",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="service_point_staff_run_forward"
            ),
            is_whole("staff_struck_out_has_the_reason"),
        )

    def __str__(self) -> str:
        return self.name
