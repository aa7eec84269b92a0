"""Attachments: scans and photos, kept outside the database under their digest."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.models import Q

from hudai.records.models.application import Application
from hudai.records.models.explanation import Explanation
from hudai.records.models.loan import Loan
from hudai.records.models.officer import Posting
from hudai.records.models.project import Participation
from hudai.records.models.visit import Visit

OWNERS = ("application", "loan", "visit", "participation", "explanation")
"""What a file can be of."""


def of_one_thing(owners: Sequence[str]) -> Q:
    """A file is of exactly one of ``owners``."""
    found = Q()
    for owner in owners:
        found |= Q(**{f"{owner}__isnull": False}, **{other: None for other in owners if other != owner})
    return found


class Attachment(models.Model):
    """One file of a case, a loan, a visit, a household's part in a project, or an explanation.

    It is never removed, only withdrawn.
    """

    application = models.ForeignKey(
        Application, models.PROTECT, null=True, blank=True, related_name="attachments", verbose_name="申请"
    )
    loan = models.ForeignKey(
        Loan, models.PROTECT, null=True, blank=True, related_name="attachments", verbose_name="贷款"
    )
    visit = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, related_name="attachments", verbose_name="贷后检查"
    )
    participation = models.ForeignKey(
        Participation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name="参与项目",
    )
    explanation = models.ForeignKey(
        Explanation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name="入户宣讲",
    )
    paper = models.CharField("材料", max_length=40)
    """What it is: of a case 申请表, 承诺书, 身份证 …; of a loan 借款合同 …; of a visit 现场照片 …; of a
    part in a project 参与项目同意书 …; of an explanation 宣讲签字单 …"""
    name = models.CharField("文件名", max_length=120)
    media_type = models.CharField("类型", max_length=40)
    size = models.PositiveIntegerField("大小（字节）")
    digest = models.CharField("SHA-256", max_length=64)
    added_by = models.ForeignKey(Posting, models.PROTECT, related_name="+", verbose_name="上传人")
    added_at = models.DateTimeField("上传时间")
    withdrawn_at = models.DateTimeField("作废时间", null=True, blank=True)
    withdrawn_for = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "附件"
        ordering = ("application", "paper", "added_at")
        constraints = (
            models.CheckConstraint(condition=Q(size__gt=0), name="a_file_has_content"),
            models.CheckConstraint(condition=of_one_thing(OWNERS), name="a_file_is_of_one_thing"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_for="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_for="")),
                name="a_withdrawn_file_has_its_reason",
            ),
            models.UniqueConstraint(
                fields=["application", "paper", "digest"],
                condition=Q(withdrawn_at=None),
                name="one_standing_copy_of_a_file",
            ),
            models.UniqueConstraint(
                fields=["loan", "paper", "digest"],
                condition=Q(withdrawn_at=None),
                name="one_standing_copy_of_a_loans_file",
            ),
            models.UniqueConstraint(
                fields=["visit", "paper", "digest"],
                condition=Q(withdrawn_at=None),
                name="one_standing_copy_of_a_visits_file",
            ),
            models.UniqueConstraint(
                fields=["participation", "paper", "digest"],
                condition=Q(withdrawn_at=None),
                name="one_standing_copy_of_a_consents_file",
            ),
            models.UniqueConstraint(
                fields=["explanation", "paper", "digest"],
                condition=Q(withdrawn_at=None),
                name="one_standing_copy_of_an_explanations_file",
            ),
        )

    def __str__(self) -> str:
        return self.name
