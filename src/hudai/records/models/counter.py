"""Counters: the last number given out under a prefix, for serial numbers without gaps."""

from __future__ import annotations

from django.db import models


class Counter(models.Model):
    """One series of numbers."""

    prefix = models.CharField("前缀", max_length=12, unique=True)
    last = models.PositiveIntegerField("最后编号", default=0)

    class Meta:
        verbose_name = "编号"

    def __str__(self) -> str:
        return f"{self.prefix}{self.last}"
