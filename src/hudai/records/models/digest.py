"""Reminder mails: at most one a day to an officer, written down before it is sent."""

from __future__ import annotations

from django.db import models

from hudai.records.models.officer import Officer


class Digest(models.Model):
    """One officer's mail of one day.

    The row is there before the mail leaves, so that a worker killed in between never sends a
    second one; what then became of the mail nobody knows, and the state says so.
    """

    class State(models.TextChoices):
        """What became of it."""

        SENDING = "sending", "发送中"
        SENT = "sent", "已发送"
        FAILED = "failed", "发送失败"
        UNCLEAR = "unclear", "结果不明"

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="digests", verbose_name="工作人员")
    day = models.DateField("日期")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.SENDING)
    lines = models.PositiveIntegerField("提醒条数")
    message = models.CharField("说明", max_length=300, blank=True)
    claimed_by = models.CharField("执行者", max_length=40)
    claimed_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "提醒邮件"
        ordering = ("-day", "officer")
        constraints = (models.UniqueConstraint(fields=["officer", "day"], name="one_digest_a_day"),)

    def __str__(self) -> str:
        return f"{self.day} {self.officer} {self.get_state_display()}"
