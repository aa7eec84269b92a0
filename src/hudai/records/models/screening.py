"""Screenings: what the rules answered at one gate, and the facts they answered from, once."""

from __future__ import annotations

from django.db import models

from hudai.records.models.application import Application


class Screening(models.Model):
    """An application held against every rule at one gate, with everything the answers rest on."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="screenings", verbose_name="申请"
    )
    gate = models.PositiveSmallIntegerField("环节")
    version = models.PositiveIntegerField("申请修订号")
    """Which version of the application it was made on: as many as there were returns before."""
    facts = models.JSONField("依据的事实")
    pack_digest = models.CharField("政策包摘要", max_length=64)
    found_at = models.DateTimeField("审查时间")

    class Meta:
        verbose_name = "政策审查"
        ordering = ("application", "found_at", "pk")

    def __str__(self) -> str:
        return f"{self.application} 环节 {self.gate}"


class Finding(models.Model):
    """A rule's answer in one screening."""

    screening = models.ForeignKey(Screening, models.PROTECT, related_name="findings", verbose_name="政策审查")
    rule = models.CharField("规则", max_length=30)
    level = models.CharField("级别", max_length=10)
    verdict = models.CharField("结论", max_length=8)
    clause = models.CharField("条款", max_length=60)
    message = models.TextField("说明")

    class Meta:
        verbose_name = "审查结论"
        ordering = ("screening", "pk")

    def __str__(self) -> str:
        return f"{self.screening} {self.rule} {self.verdict}"
