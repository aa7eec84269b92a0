"""A name list comes in by way of a preview, and can be taken back as a whole.

The import keeps what each of its pieces wrote; a job counts how often it was taken, so that one
whose worker keeps dying is given up instead of starting for ever.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0002_append_only"),
    ]

    operations = [
        migrations.AddField(
            model_name="job",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="执行次数"),
        ),
        migrations.CreateModel(
            name="NameListImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                ("digest", models.CharField(max_length=64, verbose_name="文件摘要")),
                ("stored", models.CharField(blank=True, max_length=80, verbose_name="留存的原表")),
                ("marked", models.CharField(blank=True, max_length=80, verbose_name="标注的问题表")),
                ("as_of", models.DateField(verbose_name="名单日期")),
                ("whole", models.BooleanField(default=True, verbose_name="全量名单")),
                (
                    "exit_reason",
                    models.CharField(
                        default="未在新名单中", max_length=40, verbose_name="未列入者的退出原因"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "正在读取"),
                            ("ready", "待确认"),
                            ("refused", "不能导入"),
                            ("importing", "导入中"),
                            ("done", "已导入"),
                            ("undoing", "撤销中"),
                            ("undone", "已撤销"),
                            ("dropped", "已放弃"),
                        ],
                        default="reading",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("under_way", models.BooleanField(default=False, verbose_name="正在改动名单")),
                ("base", models.PositiveIntegerField(default=0, verbose_name="对照的版本")),
                ("counts", models.JSONField(default=dict, verbose_name="预览统计")),
                ("flags", models.JSONField(default=list, verbose_name="需要留意的户")),
                ("places", models.JSONField(default=list, verbose_name="不认识的村")),
                ("asked_at", models.DateTimeField(verbose_name="上传时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="上传人",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="records.job",
                        verbose_name="工作",
                    ),
                ),
                (
                    "name_list",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="made_by",
                        to="records.namelist",
                        verbose_name="名单版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "名单导入",
                "ordering": ("-asked_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="ImportPiece",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created", models.JSONField(verbose_name="新增的行")),
                ("before", models.JSONField(verbose_name="改动前的行")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pieces",
                        to="records.namelistimport",
                        verbose_name="名单导入",
                    ),
                ),
            ],
            options={
                "verbose_name": "导入分段",
                "ordering": ("pk",),
            },
        ),
        migrations.AddConstraint(
            model_name="namelistimport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("under_way", True)), fields=("under_way",), name="one_import_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="namelistimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("importing", "undoing")), ("under_way", True)),
                    models.Q(
                        ("under_way", False), models.Q(("state__in", ("importing", "undoing")), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="under_way_says_what_the_state_does",
            ),
        ),
    ]
