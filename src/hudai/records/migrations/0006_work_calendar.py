"""A county enters days off and made-up working days by hand, and years whose notice is new."""

from __future__ import annotations

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models


def _entered() -> list[tuple[str, models.Field[Any, Any]]]:
    posting = models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="records.posting",
        verbose_name="录入人",
    )
    return [("entered_by", posting), ("entered_at", models.DateTimeField(verbose_name="录入时间"))]


def _key() -> tuple[str, models.Field[Any, Any]]:
    return (
        "id",
        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
    )


class Migration(migrations.Migration):
    """Two tables."""

    dependencies: ClassVar = [("records", "0005_list_preferences")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                _key(),
                ("day", models.DateField(unique=True, verbose_name="日期")),
                ("works", models.BooleanField(verbose_name="上班")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                *_entered(),
            ],
            options={
                "verbose_name": "工作日历",
                "ordering": ("day",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="a_day_by_hand_says_what_it_is"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarYear",
            fields=[
                _key(),
                ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="年份")),
                ("notice", models.CharField(max_length=80, verbose_name="通知名称")),
                *_entered(),
            ],
            options={
                "verbose_name": "已录入的放假安排",
                "ordering": ("year",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("notice", ""), _negated=True), name="a_year_names_its_notice"
                    )
                ],
            },
        ),
    ]
