"""Subsidy batches: what one town claims for one settlement, and what became of every line (贴息批次).

A batch is drawn up from the facts known at that moment and keeps how far they were known, so that it
can be worked out again years later.  Lines are never changed; what happens to them (paid, returned,
demanded back) stands in rows beside them.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from hudai.records.fields import MoneyField, PpmField, SealedField
from hudai.records.models.fact import FactQuerySet
from hudai.records.models.loan import Loan
from hudai.records.models.objection import RaisedObjection, answered_whole, says_something
from hudai.records.models.officer import Officer, Posting
from hudai.records.models.region import Region


class SubsidyBatch(models.Model):
    """One settlement of one town under one scheme."""

    class State(models.TextChoices):
        """Where it stands."""

        DRAWN_UP = "drawn_up", "已生成，待镇核对"
        CHECKED = "checked", "镇已核对，待区县审核"
        REVIEWED = "reviewed", "区县已审核，待公示"
        PUBLISHED = "published", "公示中"
        APPROVED = "approved", "财政已批准，待拨付"
        PAYING = "paying", "拨付中"
        CLOSED = "closed", "已办结"
        DROPPED = "dropped", "已作废"

    NOT_APPROVED = (State.DRAWN_UP, State.CHECKED, State.REVIEWED, State.PUBLISHED)
    GRANTED = (State.APPROVED, State.PAYING, State.CLOSED)
    """States in which its lines above zero are granted."""

    number = models.CharField("批次号", max_length=20, unique=True)
    town = models.ForeignKey(Region, models.PROTECT, related_name="subsidy_batches", verbose_name="乡镇")
    policy = models.CharField("政策", max_length=40)
    pack_digest = models.CharField("政策包摘要", max_length=64)
    mode = models.CharField("贴息方式", max_length=20)
    """As in the pack: reimburse_borrower (先付后贴) or pay_bank (银行直补)."""
    period_start = models.DateField("结息期起")
    period_end = models.DateField("结息期止（不含）")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAWN_UP)
    state_since = models.DateTimeField("到达当前状态")
    known = models.JSONField("依据截至")
    """Table → highest key that was there when it was drawn up; beside them, how far published rates were."""
    inputs_digest = models.CharField("依据摘要", max_length=64)
    lines_digest = models.CharField("明细摘要", max_length=64)
    line_count = models.PositiveIntegerField("笔数")
    to_pay = MoneyField("应贴合计（分）")
    """Sum of the lines above zero."""
    to_take_back = MoneyField("应退合计（分）")
    """Sum of the lines below zero, as a positive amount."""
    published_on = models.DateField("公示开始", null=True, blank=True)
    public_until = models.DateField("公示结束（不含）", null=True, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    drawn_up_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="生成人")
    drawn_up_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = "贴息批次"
        ordering = ("-period_end", "town", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["town", "policy", "period_end"],
                condition=~Q(state="dropped"),
                name="one_batch_per_town_scheme_and_period",
            ),
            models.UniqueConstraint(
                fields=["town", "policy"],
                condition=Q(state__in=("drawn_up", "checked", "reviewed", "published")),
                name="one_open_batch_per_town_and_scheme",
            ),
            models.CheckConstraint(
                condition=Q(period_start__lt=F("period_end")), name="a_batch_period_runs_forward"
            ),
            models.CheckConstraint(
                condition=Q(published_on=None, public_until=None) | Q(public_until__gt=F("published_on")),
                name="a_notice_runs_forward",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "paying", "closed")) | Q(approved_on__isnull=False),
                name="an_approved_batch_has_its_day",
            ),
        )

    def __str__(self) -> str:
        return self.number


class BatchStep(models.Model):
    """What one station did with a batch; never edited, never deleted."""

    class Deed(models.TextChoices):
        """What was done."""

        DRAW_UP = "draw_up", "生成"
        CHECK = "check", "镇核对"
        REVIEW = "review", "区县审核"
        PUBLISH = "publish", "公示"
        APPROVE = "approve", "财政批准"
        PAY = "pay", "拨付"
        CLOSE = "close", "办结"
        DROP = "drop", "作废"

    batch = models.ForeignKey(SubsidyBatch, models.PROTECT, related_name="steps", verbose_name="批次")
    deed = models.CharField("环节", max_length=8, choices=Deed.choices)
    opinion = models.CharField("意见", max_length=300, blank=True)
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="岗位")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="签署人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "批次办理"
        ordering = ("batch", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["batch", "deed"],
                condition=~Q(deed="pay"),
                name="a_batch_takes_each_step_once",
            ),
            models.CheckConstraint(
                condition=~Q(deed="drop") | ~Q(opinion=""), name="a_dropped_batch_has_its_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.batch} {self.get_deed_display()}"


class SubsidyLine(models.Model):
    """What a batch grants on one loan, as it was drawn up (贴息明细)."""

    # Without an index of its own: one that begins with it is below.
    batch = models.ForeignKey(
        SubsidyBatch, models.PROTECT, related_name="lines", verbose_name="批次", db_index=False
    )
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="subsidy_lines", verbose_name="贷款")
    number = models.PositiveIntegerField("序号")
    borrower = models.CharField("借款人姓名", max_length=40)
    household_size = models.PositiveSmallIntegerField("家庭人口", null=True, blank=True)
    bank = models.CharField("贷款银行", max_length=80)
    principal = MoneyField("借款金额（分）")
    rate = PpmField("年利率（百万分之）")
    entitled = MoneyField("应享受贴息（分）")
    paid = MoneyField("已付利息（分）")
    granted = MoneyField("以前已批（分）")
    due = MoneyField("本期应贴（分）")
    """Below zero: granted too much, to be taken back."""
    payee_bank = models.CharField("开户行", max_length=80, blank=True)
    account = SealedField("帐号", blank=True)

    class Meta:
        verbose_name = "贴息明细"
        ordering = ("batch", "number")
        constraints = (
            models.UniqueConstraint(fields=["batch", "loan"], name="one_line_a_loan_and_batch"),
            models.CheckConstraint(condition=~Q(due=0), name="no_line_of_nothing"),
        )

    def __str__(self) -> str:
        return f"{self.batch} {self.number}"


class SubsidyWorksheet(models.Model):
    """The segments a batch's lines were added up from, as compressed csv (计算底稿)."""

    batch = models.OneToOneField(
        SubsidyBatch, models.PROTECT, primary_key=True, related_name="worksheet", verbose_name="批次"
    )
    content = models.BinaryField("底稿")
    """gzip of a csv with the columns of :meth:`hudai.core.settlement.Settlement.worksheet`."""
    digest = models.CharField("SHA-256", max_length=64)
    """Of the csv, not of its compression."""
    segments = models.PositiveIntegerField("段数")
    scope = models.BinaryField("涉及的贷款")
    """gzip of the keys of all loans it was worked out from, a line each; households move later."""

    class Meta:
        verbose_name = "计算底稿"

    def __str__(self) -> str:
        return str(self.batch_id)


class Objection(RaisedObjection):
    """Somebody objected during the public notice; answered before the batch goes on (异议)."""

    batch = models.ForeignKey(SubsidyBatch, models.PROTECT, related_name="objections", verbose_name="批次")
    line = models.ForeignKey(
        SubsidyLine, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="涉及的明细"
    )

    class Meta:
        verbose_name = "公示异议"
        ordering = ("batch", "pk")
        constraints = (says_something("an_objection_says_something"), answered_whole("an_answer_is_whole"))

    def __str__(self) -> str:
        return f"{self.batch} {self.received_on}"


class PaymentFile(models.Model):
    """A list handed to the paying bank: the lines to pay and from which money (拨付文件)."""

    batch = models.ForeignKey(SubsidyBatch, models.PROTECT, related_name="payment_files", verbose_name="批次")
    number = models.PositiveSmallIntegerField("第几次")
    source = models.CharField("资金来源", max_length=10)
    """Code of the budget source: central, province, city, county."""
    total = MoneyField("金额合计（分）")
    digest = models.CharField("SHA-256", max_length=64)
    """Of the items, in their order."""
    made_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="制表人")
    made_at = models.DateTimeField("制表时间")

    class Meta:
        verbose_name = "拨付文件"
        ordering = ("batch", "number")
        constraints = (
            models.UniqueConstraint(fields=["batch", "number"], name="payment_files_are_numbered"),
            models.CheckConstraint(condition=Q(total__gt=0), name="a_payment_file_pays_something"),
        )

    def __str__(self) -> str:
        return f"{self.batch}-{self.number}"


class Payout(models.Model):
    """One line in a payment file, with the account it is sent to."""

    file = models.ForeignKey(PaymentFile, models.PROTECT, related_name="payouts", verbose_name="拨付文件")
    line = models.ForeignKey(SubsidyLine, models.PROTECT, related_name="payouts", verbose_name="贴息明细")
    amount = MoneyField("金额（分）")
    payee = models.CharField("收款人", max_length=80)
    payee_bank = models.CharField("开户行", max_length=80, blank=True)
    account = SealedField("帐号", blank=True)

    class Meta:
        verbose_name = "拨付"
        ordering = ("file", "pk")
        constraints = (
            models.UniqueConstraint(fields=["file", "line"], name="a_line_stands_once_in_a_file"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_payout_pays_something"),
        )

    def __str__(self) -> str:
        return f"{self.file} {self.line_id}"


class PayoutResult(models.Model):
    """What the paying bank reported of one payout: paid, or returned with its cause (拨付结果)."""

    payout = models.OneToOneField(
        Payout, models.PROTECT, primary_key=True, related_name="result", verbose_name="拨付"
    )
    paid = models.BooleanField("已到账")
    cause = models.CharField("退回原因", max_length=100, blank=True)
    on = models.DateField("日期")
    recorded_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "拨付结果"
        constraints = (
            models.CheckConstraint(
                condition=Q(paid=True, cause="") | (Q(paid=False) & ~Q(cause="")),
                name="what_came_back_has_its_cause",
            ),
        )

    def __str__(self) -> str:
        return f"{self.payout_id} {'已到账' if self.paid else '退回'}"


class PayoutReturn(models.Model):
    """A payout recorded as arrived that came back after all; its line is owed again (到账后退回)."""

    result = models.OneToOneField(
        PayoutResult, models.PROTECT, primary_key=True, related_name="came_back", verbose_name="拨付结果"
    )
    cause = models.CharField("退回原因", max_length=100)
    on = models.DateField("退回日期")
    recorded_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "到账后退回"
        constraints = (
            models.CheckConstraint(condition=~Q(cause=""), name="what_came_back_later_has_its_cause"),
        )

    def __str__(self) -> str:
        return f"{self.result_id} {self.cause}"


class Demand(models.Model):
    """Too much was granted on a loan and is asked back, instead of being carried on (追回多贴).

    One asked back in error is reversed by a void row that names it; what is asked back anew names the
    reversal, so that of one line's rows at most one stands.
    """

    line = models.ForeignKey(SubsidyLine, models.PROTECT, related_name="demands", verbose_name="贴息明细")
    amount = MoneyField("应退金额（分）")
    reason = models.CharField("原因", max_length=300)
    replaces: models.OneToOneField[Any, Any] = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="接在哪一条后"
    )
    void = models.BooleanField("冲销", default=False)
    """A reversal: what it names does not stand any more."""
    demanded_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="登记人")
    demanded_at = models.DateTimeField("登记时间")

    objects: ClassVar[Any] = FactQuerySet.as_manager()

    class Meta:
        verbose_name = "追回多贴"
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_demand_asks_for_something"),
            models.UniqueConstraint(
                fields=["line"], condition=Q(replaces=None), name="one_first_demand_a_line"
            ),
            models.CheckConstraint(
                condition=Q(void=False) | (Q(replaces__isnull=False) & ~Q(reason="")),
                name="a_reversed_demand_has_its_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.line_id} {self.amount}"


class Refund(models.Model):
    """Money that came back on a demand (退回款); one recorded in error is reversed by a void row."""

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="refunds", verbose_name="追回多贴")
    amount = MoneyField("退回金额（分）")
    source = models.CharField("退回到哪项资金", max_length=10)
    received_on = models.DateField("收到日期")
    replaces: models.OneToOneField[Any, Any] = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="冲销了哪一笔"
    )
    void = models.BooleanField("冲销", default=False)
    reason = models.CharField("冲销原因", max_length=200, blank=True)
    recorded_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    objects: ClassVar[Any] = FactQuerySet.as_manager()

    class Meta:
        verbose_name = "多贴退回"
        ordering = ("demand", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_refund_brings_something"),
            models.CheckConstraint(
                condition=Q(replaces=None, void=False)
                | (Q(replaces__isnull=False, void=True) & ~Q(reason="")),
                name="a_reversed_refund_has_its_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.demand_id} {self.amount}"
