"""The journal: one line for every action and every full look at personal data; append-only."""

from __future__ import annotations

from django.db import models

from hudai.records.models.officer import Officer, Posting


class JournalLine(models.Model):
    """Who did what to what, when, at which station.

    Whoever is not signed in is no officer, whoever has not sat down yet has no posting; what is no row
    (a page that was refused) has a noun of its own.
    """

    at = models.DateTimeField("时间", db_index=True)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="人员")
    posting = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+", verbose_name="岗位")
    action = models.CharField("操作", max_length=40)
    noun = models.CharField("对象", max_length=30)
    key = models.CharField("对象编号", max_length=40)
    facts = models.JSONField("内容", default=dict)
    """What changed; never personal data."""

    class Meta:
        verbose_name = "日志"
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=["noun", "key"], name="journal_of_a_thing"),
            models.Index(fields=["officer", "at"], name="journal_of_an_officer"),
            models.Index(fields=["action", "at"], name="journal_of_an_action"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.noun} {self.key}"
