"""Public notices of loans and of firms that help (公示): what was put up, frozen, and what was said to it.

A notice is never changed: what it showed stands as it was put up, however the loans change afterwards.
One that was wrong is taken down with the reason, and another is put up.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hudai.records.models.objection import RaisedObjection, answered_whole, says_something
from hudai.records.models.officer import Posting
from hudai.records.models.region import Region


class Notice(models.Model):
    """One notice of one village or town; kept as it was put up."""

    number = models.CharField("公示编号", max_length=20, unique=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="notices", verbose_name="公示范围")
    policy = models.CharField("政策", max_length=40)
    lent_since = models.DateField("放款日期从")
    lent_until = models.DateField("放款日期至（不含）")
    title = models.CharField("标题", max_length=80)
    basis = models.CharField("依据", max_length=200)
    content = models.CharField("公示内容", max_length=500)
    tables = models.JSONField("公示表")
    """Each ``{"title", "heads", "widths", "sides", "rows", "total"}``, masked already; texts only."""
    digest = models.CharField("SHA-256", max_length=64)
    """Of title, basis, content and tables."""
    loan_count = models.PositiveIntegerField("贷款笔数")
    enterprise_count = models.PositiveIntegerField("带贫企业数")
    office = models.CharField("公示单位", max_length=80)
    phone = models.CharField("异议受理电话", max_length=20)
    published_on = models.DateField("公示开始")
    public_until = models.DateField("公示结束（不含）")
    put_up_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="公示人")
    put_up_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "公示"
        ordering = ("-published_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(public_until__gt=F("published_on")), name="a_notice_of_loans_runs_forward"
            ),
            models.CheckConstraint(
                condition=Q(lent_until__gt=F("lent_since")), name="a_notice_has_days_of_lending"
            ),
            models.CheckConstraint(
                condition=Q(loan_count__gt=0) | Q(enterprise_count__gt=0), name="a_notice_shows_something"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(basis="") & ~Q(content="") & ~Q(phone=""),
                name="a_notice_says_what_and_whom_to_tell",
            ),
        )

    def __str__(self) -> str:
        return self.number


class NoticeWithdrawal(models.Model):
    """A notice taken down before its end or found to be wrong (撤下)."""

    notice = models.OneToOneField(
        Notice, models.PROTECT, primary_key=True, related_name="withdrawal", verbose_name="公示"
    )
    reason = models.CharField("撤下原因", max_length=200)
    taken_down_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="撤下人")
    taken_down_at = models.DateTimeField("撤下时间")

    class Meta:
        verbose_name = "撤下的公示"
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="a_notice_taken_down_has_its_reason"),
        )

    def __str__(self) -> str:
        return f"{self.notice_id} {self.reason}"


class NoticeObjection(RaisedObjection):
    """Somebody objected to a notice of loans or firms."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="objections", verbose_name="公示")

    class Meta:
        verbose_name = "贷款公示异议"
        ordering = ("notice", "pk")
        constraints = (
            says_something("an_objection_to_a_notice_says_something"),
            answered_whole("an_answer_about_a_notice_is_whole"),
        )

    def __str__(self) -> str:
        return f"{self.notice} {self.received_on}"
