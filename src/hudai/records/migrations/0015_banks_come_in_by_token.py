"""Banks' own systems come in by token, and what a call was answered is kept for when it comes again.

Two new tables; the way back drops them, and with them every token.
"""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tokens and calls."""

    dependencies: ClassVar = [("records", "0014_returns_are_reconciled")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="SHA-256")),
                ("made_at", models.DateTimeField(verbose_name="发放时间")),
                ("last_used_on", models.DateField(blank=True, null=True, verbose_name="最近使用")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="停用时间")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="发放人",
                    ),
                ),
                (
                    "posting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tokens",
                        to="records.posting",
                        verbose_name="岗位",
                    ),
                ),
            ],
            options={"verbose_name": "接口令牌", "ordering": ("-made_at", "-pk")},
        ),
        migrations.CreateModel(
            name="ApiCall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=100, verbose_name="幂等键")),
                ("digest", models.CharField(max_length=64, verbose_name="请求的 SHA-256")),
                ("status", models.PositiveSmallIntegerField(verbose_name="状态码")),
                ("answer", models.JSONField(verbose_name="答复")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "token",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="records.apitoken",
                        verbose_name="令牌",
                    ),
                ),
            ],
            options={"verbose_name": "接口调用", "ordering": ("pk",)},
        ),
        migrations.AddConstraint(
            model_name="apitoken",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at", None)),
                fields=("posting", "name"),
                name="one_standing_token_of_a_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="apicall",
            constraint=models.UniqueConstraint(fields=("token", "key"), name="one_call_of_a_key"),
        ),
    ]
