"""Jobs: long work done by a worker, in pieces, each piece committed with its checkpoint."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hudai.records.models.officer import Posting


class Job(models.Model):
    """One piece of long work.  A worker holds it by a lease; a dead worker's lease runs out."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", "等待"
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        FAILED = "failed", "失败"
        CANCELLED = "cancelled", "已取消"

    NOT_OVER = (State.WAITING, State.RUNNING)

    kind = models.CharField("工作", max_length=30)
    payload = models.JSONField("内容", default=dict)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    checkpoint = models.JSONField("检查点", default=dict)
    outcome = models.JSONField("结果", default=dict)
    message = models.CharField("说明", max_length=300, blank=True)
    worker = models.CharField("执行者", max_length=60, blank=True)
    lease_until = models.DateTimeField("租约到期", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("执行次数", default=0)
    """How often a worker has taken it; one that keeps dying is given up."""
    cancel_asked = models.BooleanField("要求取消", default=False)
    asked_by = models.ForeignKey(
        Posting, models.PROTECT, null=True, blank=True, related_name="jobs", verbose_name="发起人"
    )
    asked_at = models.DateTimeField("发起时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "后台工作"
        ordering = ("-asked_at", "-pk")
        indexes = (models.Index(fields=["state", "lease_until"], name="jobs_to_take"),)
        constraints = (
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="no_more_done_than_there_is"),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(lease_until__isnull=False), name="running_has_a_lease"
            ),
        )

    @property
    def is_over(self) -> bool:
        """Whether nobody will work on it any more, however it ended."""
        return self.state not in self.NOT_OVER

    def __str__(self) -> str:
        return f"{self.kind} {self.get_state_display()}"
