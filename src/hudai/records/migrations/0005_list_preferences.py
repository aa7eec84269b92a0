"""Officers choose the columns and the page size of a list, and find them so the next day."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """One small table of its own; going back forgets what was chosen."""

    dependencies: ClassVar = [("records", "0004_ratings_answered_and_files_withdrawn")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="ListPreference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40, verbose_name="列表")),
                ("columns", models.JSONField(default=list, verbose_name="显示的栏目")),
                ("page_size", models.PositiveSmallIntegerField(verbose_name="每页行数")),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="list_preferences",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="工作人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "列表偏好",
                "constraints": [
                    models.UniqueConstraint(fields=("officer", "key"), name="one_preference_a_list"),
                    models.CheckConstraint(condition=models.Q(("page_size__gt", 0)), name="a_page_has_rows"),
                ],
            },
        ),
    ]
