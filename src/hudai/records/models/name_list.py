"""Name lists: numbered versions, and entries that came with one and left with another.

A version is not copied: an entry holds from the version it came with up to the one it left with,
so that what the list said on any day, and what changed between two versions, is a question.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hudai.records.models.bank import Bank
from hudai.records.models.household import Household
from hudai.records.models.job import Job
from hudai.records.models.officer import Posting


class NameList(models.Model):
    """One version of the list of eligible households (名单)."""

    number = models.PositiveIntegerField("版本", unique=True)
    as_of = models.DateField("名单日期")
    source = models.CharField("来源", max_length=200)
    source_digest = models.CharField("文件摘要", max_length=64, blank=True)
    imported_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="导入人")
    imported_at = models.DateTimeField("导入时间")

    class Meta:
        verbose_name = "名单版本"
        ordering = ("number",)

    def __str__(self) -> str:
        return f"第 {self.number} 版（{self.as_of}）"


class Listing(models.Model):
    """A household on the list under one category, from the version it came with."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="listings", verbose_name="农户")
    kind = models.CharField("人口类别", max_length=20)
    came_with = models.ForeignKey(NameList, models.PROTECT, related_name="arrivals", verbose_name="列入版本")
    left_with = models.ForeignKey(
        NameList, models.PROTECT, null=True, blank=True, related_name="departures", verbose_name="退出版本"
    )
    since = models.DateField("识别时间")
    until = models.DateField("退出时间", null=True, blank=True)
    exit_reason = models.CharField("退出原因", max_length=40, blank=True)

    class Meta:
        verbose_name = "名单登记"
        ordering = ("household", "since")
        constraints = (
            models.UniqueConstraint(
                fields=["household"], condition=Q(left_with=None), name="one_standing_listing"
            ),
            models.CheckConstraint(
                condition=Q(left_with=None) | ~Q(exit_reason=""), name="a_departure_has_its_reason"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="listing_runs_forward"
            ),
        )

    def __str__(self) -> str:
        return f"{self.household} {self.kind}"


class NameListImport(models.Model):
    """A file on its way to become a version: read, looked at, confirmed, carried out, taken back."""

    class State(models.TextChoices):
        """How far it is."""

        READING = "reading", "正在读取"
        READY = "ready", "待确认"
        REFUSED = "refused", "不能导入"
        IMPORTING = "importing", "导入中"
        DONE = "done", "已导入"
        UNDOING = "undoing", "撤销中"
        UNDONE = "undone", "已撤销"
        DROPPED = "dropped", "已放弃"

    file_name = models.CharField("文件名", max_length=200)
    digest = models.CharField("文件摘要", max_length=64)
    stored = models.CharField("留存的原表", max_length=80, blank=True)
    """Name of the sealed copy; empty once nobody needs it any more."""
    marked = models.CharField("标注的问题表", max_length=80, blank=True)
    as_of = models.DateField("名单日期")
    whole = models.BooleanField("全量名单", default=True)
    exit_reason = models.CharField("未列入者的退出原因", max_length=40, default="未在新名单中")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.READING)
    under_way = models.BooleanField("正在改动名单", default=False)
    base = models.PositiveIntegerField("对照的版本", default=0)
    """Number of the version the preview was compared with; 0 before the first."""
    counts = models.JSONField("预览统计", default=dict)
    flags = models.JSONField("需要留意的户", default=list)
    places = models.JSONField("不认识的村", default=list)
    name_list = models.OneToOneField(
        NameList, models.SET_NULL, null=True, blank=True, related_name="made_by", verbose_name="名单版本"
    )
    job = models.ForeignKey(
        Job, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="工作"
    )
    asked_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="上传人")
    asked_at = models.DateTimeField("上传时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "名单导入"
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["under_way"], condition=Q(under_way=True), name="one_import_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(under_way=True, state__in=("importing", "undoing"))
                | (Q(under_way=False) & ~Q(state__in=("importing", "undoing"))),
                name="under_way_says_what_the_state_does",
            ),
        )

    def __str__(self) -> str:
        return f"{self.file_name} {self.get_state_display()}"


class ImportPiece(models.Model):
    """What one piece of an import wrote, so that the whole can be taken back."""

    made_by = models.ForeignKey(
        NameListImport, models.PROTECT, related_name="pieces", verbose_name="名单导入"
    )
    created = models.JSONField("新增的行")
    """Table → keys of the rows added."""
    before = models.JSONField("改动前的行")
    """Table → rows as the columns held them, sealed ones sealed."""

    class Meta:
        verbose_name = "导入分段"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.made_by_id} {self.pk}"


class Delivery(models.Model):
    """A version handed to a bank, and the bank's receipt (名单交付与签收)."""

    name_list = models.ForeignKey(
        NameList, models.PROTECT, related_name="deliveries", verbose_name="名单版本"
    )
    bank = models.ForeignKey(Bank, models.PROTECT, related_name="deliveries", verbose_name="银行")
    delivered_at = models.DateTimeField("交付时间")
    delivered_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="交付人")
    received_at = models.DateTimeField("签收时间", null=True, blank=True)
    received_by = models.ForeignKey(
        Posting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签收人"
    )

    class Meta:
        verbose_name = "名单交付"
        ordering = ("name_list", "bank")
        constraints = (
            models.UniqueConstraint(fields=["name_list", "bank"], name="one_delivery_to_a_bank"),
            models.CheckConstraint(
                condition=Q(received_at=None, received_by=None)
                | Q(received_at__isnull=False, received_by__isnull=False),
                name="a_receipt_is_signed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name_list} {self.bank}"


class UnservedReason(models.Model):
    """Why a household that should get a loan has none (应贷未贷原因)."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="unserved", verbose_name="农户")
    reason = models.CharField("原因", max_length=200)
    recorded_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "应贷未贷原因"
        ordering = ("household", "-recorded_at")

    def __str__(self) -> str:
        return self.reason
