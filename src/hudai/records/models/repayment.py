"""Repayments: what a household paid its bank, row by row as the bank booked it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hudai.records.fields import MoneyField
from hudai.records.models.fact import Fact
from hudai.records.models.loan import Loan


class Repayment(Fact):
    """Principal, interest and penalty paid on one loan on one day (还款).

    A renewal without repayment shows as a row on the old contract with the whole principal.
    """

    # Without an index of its own: one that begins with it is below.
    loan = models.ForeignKey(
        Loan, models.PROTECT, related_name="repayments", verbose_name="贷款", db_index=False
    )
    paid_on = models.DateField("还款日期")
    principal = MoneyField("归还本金（分）", default=0)
    interest = MoneyField("归还利息（分）", default=0)
    penalty = MoneyField("罚息（分）", default=0)

    class Meta(Fact.Meta):
        verbose_name = "还款"
        indexes = (models.Index(fields=["loan", "paid_on"], name="repayments_of_a_loan"),)
        constraints = (
            *Fact.rules("repayment"),
            models.CheckConstraint(
                condition=Q(principal__gte=0, interest__gte=0, penalty__gte=0)
                & (Q(void=True) | Q(principal__gt=0) | Q(interest__gt=0) | Q(penalty__gt=0)),
                name="a_repayment_pays_something",
            ),
        )

    def __str__(self) -> str:
        return f"{self.loan} {self.paid_on}"
