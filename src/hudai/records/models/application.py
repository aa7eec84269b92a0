"""Applications: what is asked for, what was found, and everything a decision rests on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hudai.core import workflow
from hudai.records.fields import BlindIndexField, MoneyField, PpmField, SealedField
from hudai.records.models.bank import Branch
from hudai.records.models.household import Household, Person
from hudai.records.models.officer import Posting


class Application(models.Model):
    """One application of a household (申请表)."""

    class Kind(models.TextChoices):
        """What is asked for."""

        FIRST = "first", "第一次贷款"
        TOP_UP = "top_up", "追加贷款"
        RENEWAL = "renewal", "续贷"
        EXTENSION = "extension", "展期"

    class State(models.TextChoices):
        """Where its life stands; which step it waits at is :attr:`Application.step`."""

        DRAFT = workflow.State.DRAFT.value, "填写中"
        UNDER_WAY = workflow.State.UNDER_WAY.value, "办理中"
        APPROVED = workflow.State.APPROVED.value, "已同意"
        REJECTED = workflow.State.REJECTED.value, "未同意"
        WITHDRAWN = workflow.State.WITHDRAWN.value, "已撤回"

    number = models.CharField("编号", max_length=20, unique=True)
    household = models.ForeignKey(Household, models.PROTECT, related_name="applications", verbose_name="农户")
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="applications", verbose_name="申请人")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="applications", verbose_name="经办银行")
    kind = models.CharField("贷款类型", max_length=10, choices=Kind.choices)
    loan = models.ForeignKey(
        "records.Loan", models.PROTECT, null=True, blank=True, related_name="requests", verbose_name="原贷款"
    )
    """The contract to be renewed or extended, or stood beside by a top-up; None for a first loan."""
    policy = models.CharField("政策", max_length=40)
    amount = MoneyField("申贷金额（分）")
    term_months = models.PositiveSmallIntegerField("申贷期限（月）")
    purpose = models.CharField("申贷用途", max_length=100)
    bank_debt = MoneyField("已有银行负债（分）", null=True, blank=True)
    phone = SealedField("联系电话", blank=True)
    phone_index = BlindIndexField(of="phone", db_index=True, default="")
    reason = models.CharField("申请理由", max_length=300, blank=True)
    applied_on = models.DateField("申请日期")
    facts = models.JSONField("认定事项", default=dict)
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="复制自"
    )
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    step = models.PositiveSmallIntegerField("当前环节", default=0)
    """Place in the policy's route; 0 while the household's own side fills it in."""
    step_since = models.DateTimeField("到达当前环节")
    version = models.PositiveIntegerField("修订号", default=0)
    entered_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="录入人")
    entered_at = models.DateTimeField("录入时间")

    # What the bank's step decides.
    approved_amount = MoneyField("审批金额（分）", null=True, blank=True)
    approved_term_months = models.PositiveSmallIntegerField("审批期限（月）", null=True, blank=True)
    approved_rate = PpmField("审批年利率（百万分之）", null=True, blank=True)
    approved_grade = models.CharField("审批信用等级", max_length=10, blank=True)
    account = SealedField("放款账户", blank=True)

    class Meta:
        verbose_name = "贷款申请"
        ordering = ("-applied_on", "-pk")
        indexes = (
            models.Index(fields=["state", "step", "step_since"], name="applications_waiting"),
            models.Index(fields=["branch", "state"], name="applications_of_a_branch"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["household", "kind"],
                condition=Q(state__in=("draft", "under_way")),
                name="one_open_application_of_a_kind",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="application_asks_for_something"),
            models.CheckConstraint(condition=Q(term_months__gt=0), name="application_has_a_term"),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | Q(
                    approved_amount__isnull=False,
                    approved_term_months__isnull=False,
                    approved_rate__isnull=False,
                ),
                name="an_approval_has_its_terms",
            ),
        )

    def __str__(self) -> str:
        return self.number


class Survey(models.Model):
    """One of the two surveys before a loan: of the household, and of its project (双调查)."""

    class Subject(models.TextChoices):
        """What was looked at."""

        HOUSEHOLD = "household", "农户调查"
        PROJECT = "project", "产业项目调查"

    application = models.ForeignKey(Application, models.PROTECT, related_name="surveys", verbose_name="申请")
    subject = models.CharField("调查对象", max_length=10, choices=Subject.choices)
    surveyed_on = models.DateField("调查日期")
    surveyors = models.CharField("调查人", max_length=80)
    content = models.TextField("调查情况")
    favourable = models.BooleanField("调查结论同意")
    recorded_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "贷前调查"
        ordering = ("application", "subject", "-surveyed_on")

    def __str__(self) -> str:
        return f"{self.application} {self.get_subject_display()}"


class Waiver(models.Model):
    """A principle set aside for one case, with the reason, by a station that may (原则上)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="waivers", verbose_name="申请")
    version = models.PositiveIntegerField("申请修订号")
    """Which version of the application it was given on: what is changed after a return needs another."""
    rule = models.CharField("规则", max_length=30)
    reason = models.CharField("理由", max_length=300)
    waived_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="批准人")
    waived_at = models.DateTimeField("批准时间")

    class Meta:
        verbose_name = "原则性规定的豁免"
        ordering = ("application", "waived_at")
        constraints = (
            models.UniqueConstraint(fields=["application", "version", "rule"], name="one_waiver_of_a_rule"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_waiver_has_its_reason"),
        )

    def __str__(self) -> str:
        return f"{self.application} {self.rule}"


class Commitment(models.Model):
    """The household's commitment on the use of the money, with its helper (附件2)."""

    application = models.OneToOneField(
        Application, models.PROTECT, related_name="commitment", verbose_name="申请"
    )
    helper = models.CharField("帮扶责任人", max_length=40)
    helper_employer = models.CharField("工作单位", max_length=80)
    helper_phone = SealedField("联系电话", blank=True)
    signed_on = models.DateField("签订日期")

    class Meta:
        verbose_name = "资金使用承诺书"

    def __str__(self) -> str:
        return str(self.application)
