"""How an officer likes a list to look."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hudai.records.models.officer import Officer


class ListPreference(models.Model):
    """Columns and page size one officer chose for one list."""

    officer = models.ForeignKey(
        Officer, models.CASCADE, related_name="list_preferences", verbose_name="工作人员"
    )
    key = models.CharField("列表", max_length=40)
    """Names the list: ``web.table.Table.key``."""
    columns = models.JSONField("显示的栏目", default=list)
    """Keys of the columns shown; a key the list no longer has is passed over."""
    page_size = models.PositiveSmallIntegerField("每页行数")

    class Meta:
        verbose_name = "列表偏好"
        constraints = (
            models.UniqueConstraint(fields=["officer", "key"], name="one_preference_a_list"),
            models.CheckConstraint(condition=Q(page_size__gt=0), name="a_page_has_rows"),
        )

    def __str__(self) -> str:
        return f"{self.officer} {self.key}"
