"""Loans: one contract each, its terms as known today, and everything that happened to it since.

A loan's own columns are its terms as known today; a term found to be wrong is changed together with
a :class:`LoanCorrection` that holds both values.  What happened later (repayments, stops,
extensions, classes) is a :class:`~hudai.records.models.fact.Fact` of its own.  What a loan owes or
has earned is never stored here: it is worked out from these rows.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hudai.records.fields import BlindIndexField, MoneyField, PpmField, SealedField
from hudai.records.models.application import Application
from hudai.records.models.bank import Branch
from hudai.records.models.bank_return import BankReturn
from hudai.records.models.fact import Fact
from hudai.records.models.household import Household, Person
from hudai.records.models.officer import Posting


class Loan(models.Model):
    """One contract (贷款)."""

    class Kind(models.TextChoices):
        """What the contract was made for."""

        FIRST = "first", "首贷"
        TOP_UP = "top_up", "追加"
        RENEWAL = "renewal", "续贷"

    contract = models.CharField("合同号", max_length=60, unique=True)
    # Without an index of its own: one that begins with it is below.
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="loans", verbose_name="农户", db_index=False
    )
    borrower = models.ForeignKey(Person, models.PROTECT, related_name="loans", verbose_name="借款人")
    branch = models.ForeignKey(
        Branch, models.PROTECT, related_name="loans", verbose_name="贷款银行", db_index=False
    )
    policy = models.CharField("政策", max_length=40)
    """The pack it stands under, for life; picked by the signing day."""
    kind = models.CharField("贷款类型", max_length=8, choices=Kind.choices, default=Kind.FIRST)
    original = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="renewals", verbose_name="原合同"
    )
    """The contract it renews."""
    application = models.OneToOneField(
        Application, models.PROTECT, null=True, blank=True, related_name="contract", verbose_name="申请"
    )
    """None for a loan from before this system."""
    principal = MoneyField("借款金额（分）")
    rate = PpmField("年利率（百万分之）")
    """Fixed for the life of the contract."""
    signed_on = models.DateField("合同日期")
    disbursed_on = models.DateField("放款日期", null=True, blank=True)
    """None while the money is not paid out."""
    due_on = models.DateField("到期日期")
    """As first agreed; an extension stands beside it."""
    purpose = models.CharField("借款用途", max_length=100, blank=True)
    payee_bank = models.CharField("贴息开户行", max_length=80, blank=True)
    account = SealedField("贴息帐号", blank=True)
    account_index = BlindIndexField(of="account", db_index=True)
    frozen = models.JSONField("签订时的规定", default=dict)
    """Scheme edition, highest rate of the day and the facts that were judged, as of signing."""
    given_up_on = models.DateField("合同作废日期", null=True, blank=True)
    """A contract never paid out and given up."""
    given_up_for = models.CharField("作废原因", max_length=200, blank=True)
    came_with = models.ForeignKey(
        BankReturn, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="随表导入"
    )
    entered_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="录入人")
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = "贷款"
        ordering = ("-signed_on", "-pk")
        indexes = (
            models.Index(fields=["household", "policy"], name="loans_of_a_household"),
            models.Index(fields=["branch", "disbursed_on"], name="loans_of_a_branch"),
            models.Index(fields=["due_on"], name="loans_falling_due"),
            models.Index(fields=["-signed_on", "-id"], name="loans_newest_first"),
            models.Index(fields=["disbursed_on", "id"], name="loans_by_day_of_lending"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(principal__gt=0), name="a_loan_lends_something"),
            models.CheckConstraint(condition=Q(rate__gt=0, rate__lt=240_000), name="a_loan_bears_a_rate"),
            models.CheckConstraint(condition=Q(due_on__gt=F("signed_on")), name="a_loan_falls_due_later"),
            models.CheckConstraint(
                condition=Q(disbursed_on=None)
                | Q(disbursed_on__gte=F("signed_on"), disbursed_on__lt=F("due_on")),
                name="a_loan_is_paid_out_between",
            ),
            models.CheckConstraint(
                condition=Q(given_up_on=None, given_up_for="")
                | (Q(given_up_on__isnull=False, disbursed_on=None) & ~Q(given_up_for="")),
                name="a_loan_given_up_was_never_paid_out",
            ),
            models.CheckConstraint(
                condition=Q(kind="renewal", original__isnull=False) | (~Q(kind="renewal") & Q(original=None)),
                name="only_a_renewal_has_an_original",
            ),
        )

    def __str__(self) -> str:
        return self.contract


class LoanCorrection(models.Model):
    """One term of a loan found to be wrong: what stood there, what is right, who says so, and why."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="corrections", verbose_name="贷款")
    field = models.CharField("栏目", max_length=20)
    before = models.JSONField("更正前", null=True)
    """Fen, ppm or ISO day; None where there was nothing.  Accounts are named and not shown."""
    after = models.JSONField("更正后", null=True)
    reason = models.CharField("更正原因", max_length=200)
    came_with = models.ForeignKey(
        BankReturn, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="随表导入"
    )
    recorded_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "贷款更正"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="a_loan_correction_has_its_reason"),
        )

    def __str__(self) -> str:
        return f"{self.loan} {self.field}"


class Extension(Fact):
    """A later due day agreed for the same contract (展期)."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="extensions", verbose_name="贷款")
    application = models.OneToOneField(
        Application, models.PROTECT, null=True, blank=True, related_name="extension", verbose_name="申请"
    )
    signed_on = models.DateField("展期签订日期", null=True, blank=True)
    """None where an older sheet does not say; it then brings no subsidy (R4.4)."""
    due_on = models.DateField("展期到期日期")
    cause = models.CharField("展期原因", max_length=200, blank=True)

    class Meta(Fact.Meta):
        verbose_name = "展期"
        constraints = Fact.rules("extension")

    def __str__(self) -> str:
        return f"{self.loan} {self.due_on}"


class Stop(Fact):
    """An event after which a loan earns no subsidy any more (停止贴息, R4.5)."""

    class Kind(models.TextChoices):
        """Why."""

        DIVERSION = "diversion", "资金挪用"
        BAD_FAITH = "bad_faith_removal", "恶意出列"
        RECALLED = "recalled", "提前收回"
        CONVERTED = "converted", "转为农户贷款"
        OTHER_SUBSIDY = "other_subsidy", "重复贴息"
        WAIVED = "waived", "自愿放弃"

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="stops", verbose_name="贷款")
    kind = models.CharField("事由", max_length=20, choices=Kind.choices)
    since = models.DateField("生效日期")
    """First day without subsidy."""
    evidence = models.CharField("依据", max_length=300, blank=True)

    class Meta(Fact.Meta):
        verbose_name = "停止贴息"
        constraints = Fact.rules("stop")

    def __str__(self) -> str:
        return f"{self.loan} {self.get_kind_display()}"


class ReportedClass(Fact):
    """The five-class grade a bank reports for a loan, from a day on (五级分类)."""

    # Without an index of its own: one that begins with it is below.
    loan = models.ForeignKey(
        Loan, models.PROTECT, related_name="classes", verbose_name="贷款", db_index=False
    )
    as_of = models.DateField("截至日期")
    loan_class = models.CharField("五级分类", max_length=2)

    class Meta(Fact.Meta):
        verbose_name = "银行分类"
        indexes = (models.Index(fields=["loan", "as_of"], name="classes_of_a_loan"),)
        constraints = (
            *Fact.rules("class"),
            models.CheckConstraint(
                condition=Q(loan_class__in=("正常", "关注", "次级", "可疑", "损失")),
                name="a_class_is_one_of_five",
            ),
        )

    def __str__(self) -> str:
        return f"{self.loan} {self.as_of} {self.loan_class}"


class EarlierGrant(Fact):
    """Subsidy granted on a loan before this system kept the batches (已批贴息)."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="earlier_grants", verbose_name="贷款")
    amount = MoneyField("贴息金额（分）")

    class Meta(Fact.Meta):
        verbose_name = "早先已批贴息"
        constraints = Fact.rules("earlier_grant")

    def __str__(self) -> str:
        return f"{self.loan} {self.amount}"


class LoanStanding(models.Model):
    """How a loan stands at the end of a day: a projection of its facts for lists and ratios (R8).

    Worked out anew for a household whenever one of its facts changes, and for all when the day does;
    it can be thrown away and made again at any time.
    """

    loan = models.OneToOneField(
        Loan, models.CASCADE, primary_key=True, related_name="standing", verbose_name="贷款"
    )
    as_of = models.DateField("截至日期")
    balance = MoneyField("余额（分）")
    due_on = models.DateField("到期日期（含展期）")
    principal_days = models.PositiveIntegerField("本金逾期天数")
    interest_days = models.PositiveIntegerField("欠息天数")
    days_overdue = models.PositiveIntegerField("逾期天数")
    class_by_days = models.CharField("按天数分类", max_length=2, blank=True)
    loan_class = models.CharField("五级分类", max_length=2, blank=True)
    """Empty for a loan without a balance."""
    npl = models.BooleanField("不良", default=False)

    class Meta:
        verbose_name = "贷款现状"
        indexes = (
            models.Index(fields=["due_on", "balance"], name="balances_falling_due"),
            models.Index(fields=["days_overdue"], name="loans_overdue"),
        )

    def __str__(self) -> str:
        return f"{self.loan_id} {self.as_of}"
