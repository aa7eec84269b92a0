"""Suspicions: what an auditor would raise on the records, the records it rests on, and how it was handled.

A suspicion is the same as long as rule and subject are (an account, a telephone number, a loan), however
often it is found.  What a run of the rules says of it (words, stake, records, days) is brought up to date
in its row; what people did about it, and what the runs changed, stands in steps nobody can change.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hudai.records.fields import MoneyField
from hudai.records.models.application import Application
from hudai.records.models.bank import Branch
from hudai.records.models.household import Household
from hudai.records.models.loan import Loan
from hudai.records.models.officer import Officer, Posting, Station
from hudai.records.models.region import Region
from hudai.records.models.subsidy import SubsidyBatch


class Suspicion(models.Model):
    """One objection of one rule (疑点)."""

    class State(models.TextChoices):
        """How far people are with it."""

        OPEN = "open", "待交办"
        ASSIGNED = "assigned", "待核查"
        LOOKED_INTO = "looked_into", "已核查，待办结"
        CLOSED = "closed", "已办结"

    class Result(models.TextChoices):
        """What looking into it came to."""

        FOUNDED = "founded", "属实"
        UNFOUNDED = "unfounded", "不属实"
        CANNOT_TELL = "cannot_tell", "无法核实"

    class Measure(models.TextChoices):
        """What is done about it."""

        RECTIFY = "rectify", "责令改正"
        RECALL = "recall", "收回贷款"
        CONVERT = "convert", "转为一般农户贷款"
        STOP = "stop", "停止贴息"
        REFER = "refer", "移送"

    rule = models.CharField("疑点类型", max_length=30)
    subject = models.CharField("指向", max_length=100)
    """What makes it the same one next time: a blind index, or a table and the key of its row."""
    policy = models.CharField("政策", max_length=40)
    level = models.CharField("级别", max_length=10)
    clause = models.CharField("条款", max_length=60, blank=True)
    message = models.CharField("说明", max_length=300)
    """Never names a person, an account or a number."""
    stake = MoneyField("涉及金额（分）")
    households = models.PositiveIntegerField("涉及户数")
    digest = models.CharField("记录摘要", max_length=64)
    """Of the records and the stake; another one opens again what was closed."""
    found_on = models.DateField("首次发现")
    last_on = models.DateField("最近发现")
    lapsed_on = models.DateField("消失日期", null=True, blank=True)
    """The day a run no longer found it."""
    state = models.CharField("办理状态", max_length=12, choices=State.choices, default=State.OPEN)
    station = models.CharField("交办岗位", max_length=16, choices=Station.choices, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="交办地方"
    )
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="交办网点"
    )
    result = models.CharField("核查结论", max_length=12, choices=Result.choices, blank=True)
    measure = models.CharField("处理措施", max_length=8, choices=Measure.choices, blank=True)

    class Meta:
        verbose_name = "疑点"
        ordering = ("-found_on", "-pk")
        indexes = (
            models.Index(fields=["state", "lapsed_on"], name="suspicions_to_handle"),
            models.Index(fields=["-found_on", "-id"], name="suspicions_newest_first"),
        )
        constraints = (
            models.UniqueConstraint(fields=["rule", "subject"], name="one_suspicion_of_a_subject"),
            models.CheckConstraint(condition=Q(last_on__gte=F("found_on")), name="a_suspicion_runs_forward"),
            models.CheckConstraint(
                condition=Q(state__in=("open", "assigned"), result="", measure="")
                | (Q(state__in=("looked_into", "closed")) & ~Q(result="")),
                name="a_suspicion_looked_into_has_its_result",
            ),
            models.CheckConstraint(
                condition=~Q(result="founded") | ~Q(measure=""), name="a_founded_suspicion_has_its_measure"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | ~Q(station=""), name="a_suspicion_is_somebodys_to_look_into"
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule} {self.pk}"


class SuspicionItem(models.Model):
    """One record a suspicion rests on, and whose it is; replaced when a run finds others."""

    suspicion = models.ForeignKey(Suspicion, models.CASCADE, related_name="items", verbose_name="疑点")
    loan = models.ForeignKey(
        Loan, models.PROTECT, null=True, blank=True, related_name="suspicions", verbose_name="贷款"
    )
    application = models.ForeignKey(
        Application, models.PROTECT, null=True, blank=True, related_name="suspicions", verbose_name="申请"
    )
    batch = models.ForeignKey(
        SubsidyBatch, models.PROTECT, null=True, blank=True, related_name="suspicions", verbose_name="批次"
    )
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="农户"
    )
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="银行网点"
    )

    class Meta:
        verbose_name = "疑点涉及的记录"
        ordering = ("suspicion", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(loan__isnull=False, application=None, batch=None)
                | Q(loan=None, application__isnull=False, batch=None)
                | Q(loan=None, application=None, batch__isnull=False),
                name="a_suspicion_rests_on_one_kind_of_record",
            ),
        )

    def __str__(self) -> str:
        return f"{self.suspicion_id} {self.pk}"


class SuspicionStep(models.Model):
    """What was done about a suspicion, or what a run changed of it; never edited, never deleted."""

    class Deed(models.TextChoices):
        """What was done."""

        ASSIGN = "assign", "交办"
        ANSWER = "answer", "核查"
        CLOSE = "close", "办结"
        CHANGED = "changed", "涉及的记录有变化，重新列出"
        LAPSED = "lapsed", "不再存在"
        BACK = "back", "再次出现"

    BY_PEOPLE = (Deed.ASSIGN, Deed.ANSWER, Deed.CLOSE)

    suspicion = models.ForeignKey(Suspicion, models.PROTECT, related_name="steps", verbose_name="疑点")
    deed = models.CharField("办理", max_length=8, choices=Deed.choices)
    words = models.CharField("说明", max_length=500, blank=True)
    assigned_to = models.CharField("交给", max_length=100, blank=True)
    result = models.CharField("核查结论", max_length=12, choices=Suspicion.Result.choices, blank=True)
    measure = models.CharField("处理措施", max_length=8, choices=Suspicion.Measure.choices, blank=True)
    digest = models.CharField("记录摘要", max_length=64)
    """Of the records as they were then."""
    posting = models.ForeignKey(
        Posting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="岗位"
    )
    officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办理人"
    )
    """Nobody for what a run changed."""
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "疑点办理"
        ordering = ("suspicion", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(deed__in=("changed", "lapsed", "back"), posting=None, officer=None)
                | Q(deed__in=("assign", "answer", "close"), posting__isnull=False, officer__isnull=False),
                name="what_people_did_of_a_suspicion_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(deed__in=("answer", "close")) | ~Q(words=""),
                name="a_suspicion_is_answered_and_closed_in_words",
            ),
        )

    def __str__(self) -> str:
        return f"{self.suspicion_id} {self.get_deed_display()}"
