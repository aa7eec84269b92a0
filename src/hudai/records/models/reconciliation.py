"""Reconciliation: each bank's own register against the county's once a month, contract by contract (对账).

A difference lives as long as it is found again: it is opened by the run that first found it, closed by
a person with a reason or by the first run that no longer finds it, and opened anew when the figures
change after it was explained.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hudai.records.models.bank import Bank, Branch
from hudai.records.models.job import Job
from hudai.records.models.loan import Loan
from hudai.records.models.officer import Posting, Station


class Reconciliation(models.Model):
    """One run: a bank's register as of the end of a month."""

    class State(models.TextChoices):
        """Where it stands."""

        READING = "reading", "对照中"
        DONE = "done", "已对账"
        REFUSED = "refused", "有误，未对账"

    bank = models.ForeignKey(Bank, models.PROTECT, related_name="reconciliations", verbose_name="银行")
    as_of = models.DateField("截至日期")
    """Last day of a month."""
    file_name = models.CharField("文件名", max_length=200)
    digest = models.CharField("SHA-256", max_length=64)
    stored = models.CharField("存放", max_length=80, blank=True)
    marked = models.CharField("标注的表", max_length=80, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.READING)
    counts = models.JSONField("结果", default=dict)
    job = models.ForeignKey(
        Job, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="工作"
    )
    asked_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="上传人")
    asked_at = models.DateTimeField("上传时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "对账"
        ordering = ("-as_of", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["bank"], condition=Q(state="reading"), name="one_reconciliation_of_a_bank_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.bank} {self.as_of}"

    @property
    def branch(self) -> Branch | None:
        """The branch that handed in what it alone lends; None where it is the whole bank's register."""
        return self.asked_by.branch if self.asked_by.station == Station.BRANCH else None


class Difference(models.Model):
    """One contract on which a bank and the county say different things about one term."""

    class Field(models.TextChoices):
        """What they differ in."""

        ONLY_BANK = "only_bank", "只有银行有"
        ONLY_REGISTER = "only_register", "只有系统有"
        PRINCIPAL = "principal", "借款金额"
        RATE = "rate", "年利率"
        DISBURSED_ON = "disbursed_on", "放款日期"
        DUE_ON = "due_on", "到期日期"
        BALANCE = "balance", "贷款余额"

    class Looks(models.TextChoices):
        """Who must look first."""

        BANK = "bank", "银行"
        OFFICE = "office", "区县主管部门"

    bank = models.ForeignKey(Bank, models.PROTECT, related_name="differences", verbose_name="银行")
    loan = models.ForeignKey(
        Loan, models.PROTECT, null=True, blank=True, related_name="differences", verbose_name="贷款"
    )
    contract = models.CharField("合同号", max_length=60)
    field = models.CharField("差异", max_length=14, choices=Field.choices)
    ours = models.BigIntegerField("系统", null=True)
    theirs = models.BigIntegerField("银行", null=True)
    """Fen, ppm, or a day as its number since 1970-01-01; null where one side has nothing."""
    looks = models.CharField("由谁核对", max_length=6, choices=Looks.choices)
    first_found = models.ForeignKey(
        Reconciliation, models.PROTECT, related_name="opened", verbose_name="首次发现"
    )
    last_found = models.ForeignKey(
        Reconciliation, models.PROTECT, related_name="found", verbose_name="最近发现"
    )
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        Posting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="销号人"
    )
    """None where a later run no longer found it."""
    closed_for = models.CharField("销号原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "对账差异"
        ordering = ("contract", "field", "pk")
        indexes = (
            models.Index(fields=["bank", "closed_at"], name="open_differences_of_a_bank"),
            models.Index(fields=["bank", "contract", "field"], name="differences_of_a_contract"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["bank", "contract", "field"],
                condition=Q(closed_at=None),
                name="one_open_difference_of_a_term",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, closed_for="")
                | (Q(closed_at__isnull=False) & ~Q(closed_for="")),
                name="a_difference_is_closed_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(ours=None) | Q(theirs=None) | ~Q(ours=F("theirs")),
                name="a_difference_differs",
            ),
        )

    def __str__(self) -> str:
        return f"{self.contract} {self.get_field_display()}"
