"""The fund books: double entry in whole fen (总账).

An entry moves one amount from a credited account to a debited one, so that no entry can fail to
balance: there is nothing to balance.  Entries of one event stand under one voucher.  Nothing is ever
changed; a mistake is reversed by a voucher of its own, at most once.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hudai.records.fields import MoneyField
from hudai.records.models.bank import Bank
from hudai.records.models.officer import Officer, Posting
from hudai.records.models.subsidy import SubsidyLine


class Source(models.TextChoices):
    """Whose budget subsidy money comes from."""

    CENTRAL = "central", "中央"
    PROVINCE = "province", "省（市）级"
    CITY = "city", "市级"
    COUNTY = "county", "区县级"


class Account(models.Model):
    """One account of the books (科目)."""

    class Kind(models.TextChoices):
        """Which side it grows on."""

        ASSET = "asset", "资产"
        LIABILITY = "liability", "负债"
        FUND = "fund", "基金"
        INCOME = "income", "收入"
        EXPENSE = "expense", "支出"

    code = models.CharField("科目编码", max_length=20, unique=True)
    name = models.CharField("科目", max_length=80)
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    source = models.CharField("资金来源", max_length=10, choices=Source.choices, blank=True)
    bank = models.ForeignKey(
        Bank, models.PROTECT, null=True, blank=True, related_name="accounts", verbose_name="存放银行"
    )

    class Meta:
        verbose_name = "科目"
        ordering = ("code",)

    @property
    def label(self) -> str:
        """Its name, with the bank's of today for a deposit."""
        return f"{self.name}—{self.bank.name}" if self.bank else self.name

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class Voucher(models.Model):
    """One event in the books, with its entries (记账凭证)."""

    number = models.CharField("凭证号", max_length=20, unique=True)
    on = models.DateField("日期", db_index=True)
    memo = models.CharField("摘要", max_length=200)
    noun = models.CharField("对象", max_length=30)
    """What it is about, as the journal names things: subsidybatch, paymentfile, refund …"""
    key = models.CharField("对象编号", max_length=40)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name="冲销"
    )
    posted_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="记账岗位")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="记账人")
    posted_at = models.DateTimeField("记账时间")
    entry_count = models.PositiveIntegerField("分录数")
    total = MoneyField("合计（分）")
    """Sum of its entries' amounts, as it was posted: one that is added or lost later shows."""

    class Meta:
        verbose_name = "凭证"
        ordering = ("-on", "-pk")
        indexes = (models.Index(fields=["noun", "key"], name="vouchers_of_a_thing"),)

    def __str__(self) -> str:
        return self.number


class Entry(models.Model):
    """An amount from one account to another (分录): debit 借, credit 贷."""

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="entries", verbose_name="凭证")
    debit = models.ForeignKey(Account, models.PROTECT, related_name="debits", verbose_name="借方科目")
    credit = models.ForeignKey(Account, models.PROTECT, related_name="credits", verbose_name="贷方科目")
    amount = MoneyField("金额（分）")
    line = models.ForeignKey(
        SubsidyLine, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name="贴息明细"
    )
    """The subsidy line it books, where it books one."""

    class Meta:
        verbose_name = "分录"
        ordering = ("voucher", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="an_entry_moves_something"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="an_entry_has_two_accounts"),
        )

    def __str__(self) -> str:
        return f"{self.voucher_id} {self.amount}"


class VoucherSum(models.Model):
    """What one voucher moved on one account: written by the database itself with every entry."""

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="sums", verbose_name="凭证")
    account = models.ForeignKey(Account, models.PROTECT, related_name="sums", verbose_name="科目")
    debits = MoneyField("借方（分）")
    credits = MoneyField("贷方（分）")

    class Meta:
        verbose_name = "凭证汇总"
        constraints = (
            models.UniqueConstraint(fields=["voucher", "account"], name="one_sum_a_voucher_and_account"),
        )

    def __str__(self) -> str:
        return f"{self.voucher_id} {self.account_id}"


class AccountBalance(models.Model):
    """What an account was debited and credited in all: written by the database itself with every entry."""

    account = models.OneToOneField(
        Account, models.PROTECT, primary_key=True, related_name="balance", verbose_name="科目"
    )
    side = models.SmallIntegerField("方向")
    """1 where more debits than credits are a must (money, receivables), -1 the other way, else 0."""
    debits = MoneyField("借方（分）")
    credits = MoneyField("贷方（分）")

    class Meta:
        verbose_name = "科目余额"
        constraints = (
            models.CheckConstraint(
                condition=Q(side=0)
                | Q(side=1, debits__gte=F("credits"))
                | Q(side=-1, credits__gte=F("debits")),
                name="no_account_holds_less_than_nothing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.account_id}"


class ClosedMonth(models.Model):
    """A month of the books that takes no more entries (结账)."""

    month = models.DateField("月份", unique=True)
    """Its first day."""
    trial_balance = models.JSONField("试算平衡表")
    """Account code → balance before, debits, credits, balance after, fen (:mod:`hudai.core.ledger`)."""
    digest = models.CharField("SHA-256", max_length=64)
    """Of the trial balance and of the digest of the month closed before it."""
    closed_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="结账人")
    closed_at = models.DateTimeField("结账时间")

    class Meta:
        verbose_name = "结账"
        ordering = ("-month",)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class BudgetLine(models.Model):
    """Subsidy money planned for a year from one source (贴息预算); the newest row of a source counts."""

    year = models.PositiveSmallIntegerField("年度")
    source = models.CharField("资金来源", max_length=10, choices=Source.choices)
    amount = MoneyField("预算（分）")
    document = models.CharField("下达文号", max_length=80, blank=True)
    entered_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "贴息预算"
        ordering = ("-year", "source", "pk")
        constraints = (models.CheckConstraint(condition=Q(amount__gte=0), name="a_budget_is_not_negative"),)

    def __str__(self) -> str:
        return f"{self.year} {self.get_source_display()}"
