"""Reminder mails are written down, one a day and officer, and each officer may want none."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """One table, one switch."""

    dependencies: ClassVar = [("records", "0006_work_calendar")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="officer",
            name="wants_digest",
            field=models.BooleanField(default=True, verbose_name="接收提醒邮件"),
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="日期")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sending", "发送中"),
                            ("sent", "已发送"),
                            ("failed", "发送失败"),
                            ("unclear", "结果不明"),
                        ],
                        default="sending",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("lines", models.PositiveIntegerField(verbose_name="提醒条数")),
                ("message", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("claimed_by", models.CharField(max_length=40, verbose_name="执行者")),
                ("claimed_at", models.DateTimeField(verbose_name="开始时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="digests",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="工作人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "提醒邮件",
                "ordering": ("-day", "officer"),
                "constraints": [models.UniqueConstraint(fields=("officer", "day"), name="one_digest_a_day")],
            },
        ),
    ]
