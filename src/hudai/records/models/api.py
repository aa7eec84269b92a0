"""Tokens of the banks' own systems, and the calls made with them (接口)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hudai.records.models.officer import Posting


class ApiToken(models.Model):
    """Lets a program of a bank act at one of the bank's desks (接口令牌).

    The desk says whose loans it reaches: a branch's its own, a bank's those of all branches.  The
    secret itself is shown once and kept nowhere.
    """

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="tokens", verbose_name="岗位")
    name = models.CharField("名称", max_length=40)
    digest = models.CharField("SHA-256", max_length=64, unique=True)
    """Of the secret, hexadecimal; the secret is 256 random bits, so nothing slower is called for."""
    made_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="发放人")
    made_at = models.DateTimeField("发放时间")
    last_used_on = models.DateField("最近使用", null=True, blank=True)
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "接口令牌"
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["posting", "name"],
                condition=Q(revoked_at=None),
                name="one_standing_token_of_a_name",
            ),
        )

    def __str__(self) -> str:
        return self.name


class ApiCall(models.Model):
    """A call that wrote something, and what it was answered: the same call again gets it again."""

    token = models.ForeignKey(ApiToken, models.PROTECT, related_name="calls", verbose_name="令牌")
    key = models.CharField("幂等键", max_length=100)
    """The bank's own name for the call (Idempotency-Key)."""
    digest = models.CharField("请求的 SHA-256", max_length=64)
    status = models.PositiveSmallIntegerField("状态码")
    answer = models.JSONField("答复")
    """As sent: amounts, days, contract numbers, a borrower's name; no number of a person in full."""
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "接口调用"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["token", "key"], name="one_call_of_a_key"),)

    def __str__(self) -> str:
        return f"{self.token} {self.key}"
