"""Households and the people in them, each fact with the days it held."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hudai.records.fields import BlindIndexField, SealedField
from hudai.records.models.region import Region


class Household(models.Model):
    """A household as the county numbers it; every limit of the scheme is per household."""

    number = models.CharField("户编号", max_length=40, unique=True)
    village = models.ForeignKey(Region, models.PROTECT, related_name="households", verbose_name="村（社区）")
    group = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="group_households",
        verbose_name="组（社）",
    )
    """A group of its village, which the database sees to (:mod:`hudai.records.household_groups`); null where
    it is not known."""

    class Meta:
        verbose_name = "农户"
        ordering = ("number",)
        indexes = (models.Index(fields=["village", "number"], name="households_of_a_village"),)

    def __str__(self) -> str:
        return self.number

    @property
    def group_name(self) -> str:
        """What its group is called; empty where it is not known."""
        return self.group.name if self.group else ""


class Person(models.Model):
    """Somebody of a household.  The ID number is the person: one number, one row."""

    class Sex(models.TextChoices):
        """As digit 17 of the ID number says."""

        MALE = "male", "男"
        FEMALE = "female", "女"

    name = models.CharField("姓名", max_length=40)
    id_number = SealedField("身份证号码")
    id_index = BlindIndexField(of="id_number", unique=True)
    phone = SealedField("联系电话", blank=True)
    phone_index = BlindIndexField(of="phone", db_index=True)
    sex = models.CharField("性别", max_length=6, choices=Sex.choices)
    born_on = models.DateField("出生日期")
    died_on = models.DateField("死亡日期", null=True, blank=True)
    education = models.CharField("文化程度", max_length=10, blank=True)

    class Meta:
        verbose_name = "人员"
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person in a household, from a day on."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name="人员")
    household = models.ForeignKey(Household, models.PROTECT, related_name="memberships", verbose_name="农户")
    relation = models.CharField("与户主关系", max_length=20)
    is_head = models.BooleanField("户主", default=False)
    since = models.DateField("起")
    until = models.DateField("止（不含）", null=True, blank=True)
    exit_reason = models.CharField("离户原因", max_length=40, blank=True)

    class Meta:
        verbose_name = "家庭成员"
        ordering = ("household", "-is_head", "pk")
        constraints = (
            models.UniqueConstraint(fields=["person"], condition=Q(until=None), name="one_open_membership"),
            models.UniqueConstraint(
                fields=["household"], condition=Q(until=None, is_head=True), name="one_head_of_household"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="membership_runs_forward"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} {self.relation}"


class LabourCapacity(models.Model):
    """What work a person can do, from a day on; decides who may be led by a firm (企贷企用)."""

    class Capacity(models.TextChoices):
        """As the national system words it."""

        SKILLED = "skilled", "技能劳动力"
        ORDINARY = "ordinary", "普通劳动力"
        WEAK = "weak", "弱劳动力或半劳动力"
        NONE = "none", "丧失劳动力"
        NOT_YET = "not_yet", "无劳动力"

    person = models.ForeignKey(Person, models.PROTECT, related_name="labour", verbose_name="人员")
    capacity = models.CharField("劳动能力", max_length=10, choices=Capacity.choices)
    since = models.DateField("起")

    class Meta:
        verbose_name = "劳动能力"
        ordering = ("person", "-since")
        constraints = (models.UniqueConstraint(fields=["person", "since"], name="one_labour_capacity_a_day"),)

    def __str__(self) -> str:
        return self.get_capacity_display()


class Helper(models.Model):
    """The person answerable for helping a household (帮扶责任人)."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="helpers", verbose_name="农户")
    name = models.CharField("帮扶责任人", max_length=40)
    employer = models.CharField("工作单位", max_length=80)
    phone = SealedField("联系电话", blank=True)
    since = models.DateField("起")
    until = models.DateField("止（不含）", null=True, blank=True)

    class Meta:
        verbose_name = "帮扶责任人"
        ordering = ("household", "-since")
        constraints = (
            models.UniqueConstraint(
                fields=["household"], condition=Q(until=None), name="one_helper_of_household"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="helper_runs_forward"
            ),
        )

    def __str__(self) -> str:
        return self.name
