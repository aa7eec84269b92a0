"""Dishonest debtors: who evades a bank's debt, on what evidence they were listed, and how they left.

The row shows where an entry stands; what made it so stands in steps nobody can change.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hudai.records.fields import MoneyField
from hudai.records.models.household import Person
from hudai.records.models.loan import Loan
from hudai.records.models.officer import Officer, Posting


class DishonestDebtor(models.Model):
    """One entry, from the bank's proposal to the exit (失信债务人).

    Source: 渝北区实施方案 三（四）.
    """

    class State(models.TextChoices):
        """Where it stands."""

        PROPOSED = "proposed", "待告知"
        NOTIFIED = "notified", "已告知，待审核"
        LISTED = "listed", "在名单"
        REFUSED = "refused", "未列入"
        LEFT = "left", "已移出"

    class Cause(models.TextChoices):
        """Why an entry ended."""

        REPAID = "repaid", "已还清"
        ERROR = "error", "认定有误"
        OTHER = "other", "其他"

    UNDER_WAY = (State.PROPOSED, State.NOTIFIED)

    person = models.ForeignKey(Person, models.PROTECT, related_name="dishonesty", verbose_name="债务人")
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="dishonesty", verbose_name="贷款")
    grounds = models.CharField("催收经过和认定理由", max_length=500)
    days_overdue = models.PositiveIntegerField("提出时逾期（天）")
    owed = MoneyField("提出时欠本金（分）")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.PROPOSED)
    listed_on = models.DateField("列入日期", null=True, blank=True)
    left_on = models.DateField("移出日期", null=True, blank=True)
    """First day off the list."""
    cause = models.CharField("移出事由", max_length=8, choices=Cause.choices, blank=True)
    proposed_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间")

    class Meta:
        verbose_name = "失信债务人"
        ordering = ("-proposed_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=("proposed", "notified", "listed")),
                name="one_standing_entry_of_a_debtor",
            ),
            models.CheckConstraint(
                condition=~Q(grounds="") & Q(days_overdue__gt=0, owed__gt=0),
                name="a_dishonest_debtor_owes_and_is_overdue",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "notified", "refused"), listed_on=None, left_on=None)
                | Q(state="listed", listed_on__isnull=False, left_on=None)
                | Q(state="left", listed_on__isnull=False, left_on__gte=F("listed_on")),
                name="an_entry_of_a_debtor_has_its_days",
            ),
            models.CheckConstraint(
                condition=(Q(state="left") & ~Q(cause="")) | (~Q(state="left") & Q(cause="")),
                name="who_left_the_debtors_has_a_cause",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.get_state_display()}"


class DishonestDebtorStep(models.Model):
    """What was done about an entry; never edited, never deleted."""

    class Deed(models.TextChoices):
        """What was done."""

        PROPOSE = "propose", "银行提出"
        NOTIFY = "notify", "告知农户"
        LIST = "list", "审核列入"
        REFUSE = "refuse", "审核不列入"
        LEAVE = "leave", "移出名单"

    entry = models.ForeignKey(
        DishonestDebtor, models.PROTECT, related_name="steps", verbose_name="失信债务人"
    )
    deed = models.CharField("办理", max_length=8, choices=Deed.choices)
    on = models.DateField("日期")
    """Of the deed itself: the notice, the entry, the exit."""
    words = models.CharField("说明", max_length=500)
    evidence = models.CharField("依据", max_length=300, blank=True)
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="岗位")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="办理人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "失信债务人办理"
        ordering = ("entry", "pk")
        constraints = (
            models.UniqueConstraint(fields=["entry", "deed"], name="an_entry_takes_each_step_once"),
            models.CheckConstraint(condition=~Q(words=""), name="a_step_of_a_debtor_says_something"),
            models.CheckConstraint(
                condition=~Q(deed="leave") | ~Q(evidence=""), name="who_leaves_the_debtors_has_evidence"
            ),
        )

    def __str__(self) -> str:
        return f"{self.entry_id} {self.get_deed_display()}"
