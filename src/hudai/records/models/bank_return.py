"""Banks' returns: the sheets banks hand in, and how each bank heads its columns (银行报表)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hudai.records.models.bank import Bank
from hudai.records.models.job import Job
from hudai.records.models.officer import Posting


class BankReturn(models.Model):
    """One sheet of a bank: handed in, looked at, carried out (上传、预览、确认)."""

    class Kind(models.TextChoices):
        """What the sheet lists."""

        LOANS = "loans", "贷款明细"
        REPAYMENTS = "repayments", "还款明细"
        CLASSES = "classes", "五级分类"
        STOPS = "stops", "停止贴息"
        GRANTED = "granted", "已批贴息"

    class State(models.TextChoices):
        """Where it stands."""

        READING = "reading", "读取中"
        READY = "ready", "待确认"
        REFUSED = "refused", "有误，未导入"
        WRITING = "writing", "导入中"
        DONE = "done", "已导入"
        UNDOING = "undoing", "撤销中"
        UNDONE = "undone", "已撤销"
        DROPPED = "dropped", "已放弃"

    kind = models.CharField("表", max_length=12, choices=Kind.choices)
    bank = models.ForeignKey(Bank, models.PROTECT, related_name="returns", verbose_name="银行")
    policy = models.CharField("政策", max_length=40)
    """The scheme its loans stand under."""
    as_of = models.DateField("截至日期")
    file_name = models.CharField("文件名", max_length=200)
    digest = models.CharField("SHA-256", max_length=64)
    stored = models.CharField("存放", max_length=80, blank=True)
    marked = models.CharField("标注的表", max_length=80, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.READING)
    counts = models.JSONField("预览", default=dict)
    choices = models.JSONField("选定的栏目和地名", default=dict)
    job = models.ForeignKey(
        Job, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="工作"
    )
    asked_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="上传人")
    asked_at = models.DateTimeField("上传时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "银行报表"
        ordering = ("-asked_at", "-pk")
        indexes = (models.Index(fields=["bank", "kind", "as_of"], name="returns_of_a_bank"),)
        constraints = (
            models.UniqueConstraint(
                fields=["bank", "kind", "digest"],
                condition=Q(state__in=("reading", "ready", "writing", "undoing")),
                name="one_return_of_a_sheet_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.bank} {self.get_kind_display()} {self.as_of}"


class ColumnMapping(models.Model):
    """How a bank heads one column of one kind of sheet, as somebody chose once."""

    bank = models.ForeignKey(Bank, models.PROTECT, related_name="column_mappings", verbose_name="银行")
    kind = models.CharField("表", max_length=12, choices=BankReturn.Kind.choices)
    heading = models.CharField("银行的表头", max_length=60)
    column = models.CharField("栏目", max_length=30)
    """Column of the layout; empty: the bank's column is not wanted."""

    class Meta:
        verbose_name = "栏目对照"
        ordering = ("bank", "kind", "heading")
        constraints = (
            models.UniqueConstraint(fields=["bank", "kind", "heading"], name="one_meaning_of_a_heading"),
        )

    def __str__(self) -> str:
        return f"{self.heading} → {self.column}"
