"""Facts about loans: written once, never changed; what was wrong is replaced by a new row beside it.

A row stands as long as no other row replaces it.  Whoever corrects a repayment of two years ago adds
a row that names the old one, with the reason; a fact that never was is replaced by one marked void.
The database refuses to change or remove a row (append-only triggers), so what was known on any
earlier day can be read again: rows up to the highest key of that day, without the replacements that
came later.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

from hudai.records.models.bank_return import BankReturn
from hudai.records.models.officer import Posting

Row = TypeVar("Row", bound=models.Model)


class FactQuerySet(models.QuerySet[Row]):
    """Facts, and which of them stand."""

    def standing(self) -> Self:
        """Those nobody has replaced, without the void ones."""
        return self.filter(replaced_by=None, void=False)


class Fact(models.Model):
    """What every fact says about itself."""

    replaces: models.OneToOneField[Any, Any] = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="更正了"
    )
    void = models.BooleanField("作废", default=False)
    reason = models.CharField("更正原因", max_length=200, blank=True)
    came_with = models.ForeignKey(
        BankReturn, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="随表导入"
    )
    """The bank's sheet it came with; None for what was entered by hand."""
    recorded_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    objects: ClassVar[Any] = FactQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("pk",)

    @classmethod
    def rules(cls, noun: str) -> tuple[models.CheckConstraint, ...]:
        """What must hold of every fact; ``noun`` makes the constraints' names unique."""
        return (
            models.CheckConstraint(
                condition=Q(replaces=None, void=False) | (Q(replaces__isnull=False) & ~Q(reason="")),
                name=f"a_corrected_{noun}_has_its_reason",
            ),
        )
