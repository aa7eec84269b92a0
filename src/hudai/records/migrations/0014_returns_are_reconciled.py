"""Corrections name the sheet they came with, and banks' registers are held against the county's.

A correction made by a bank's return can so be found again when the return is taken back; those made
until now were made by hand and keep their empty column.  Going back forgets which sheet a correction
came with, and all reconciliations.
"""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from hudai.records.append_only import forbid_changes, lift

CORRECTIONS = ("records_loancorrection",)


class Migration(migrations.Migration):
    """One column, two tables."""

    dependencies: ClassVar = [
        ("records", "0013_facts_once_a_screening"),
    ]

    operations: ClassVar = [
        # SQLite takes the column away by making the table anew, which would lose its triggers.
        migrations.RunPython(lift(CORRECTIONS), forbid_changes(CORRECTIONS)),
        migrations.AddField(
            model_name="loancorrection",
            name="came_with",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="records.bankreturn",
                verbose_name="随表导入",
            ),
        ),
        migrations.RunPython(forbid_changes(CORRECTIONS), lift(CORRECTIONS)),
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("as_of", models.DateField(verbose_name="截至日期")),
                ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("stored", models.CharField(blank=True, max_length=80, verbose_name="存放")),
                ("marked", models.CharField(blank=True, max_length=80, verbose_name="标注的表")),
                (
                    "state",
                    models.CharField(
                        choices=[("reading", "对照中"), ("done", "已对账"), ("refused", "有误，未对账")],
                        default="reading",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("counts", models.JSONField(default=dict, verbose_name="结果")),
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
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reconciliations",
                        to="records.bank",
                        verbose_name="银行",
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
            ],
            options={
                "verbose_name": "对账",
                "ordering": ("-as_of", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Difference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("contract", models.CharField(max_length=60, verbose_name="合同号")),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("only_bank", "只有银行有"),
                            ("only_register", "只有系统有"),
                            ("principal", "借款金额"),
                            ("rate", "年利率"),
                            ("disbursed_on", "放款日期"),
                            ("due_on", "到期日期"),
                            ("balance", "贷款余额"),
                        ],
                        max_length=14,
                        verbose_name="差异",
                    ),
                ),
                ("ours", models.BigIntegerField(null=True, verbose_name="系统")),
                ("theirs", models.BigIntegerField(null=True, verbose_name="银行")),
                (
                    "looks",
                    models.CharField(
                        choices=[("bank", "银行"), ("office", "区县主管部门")],
                        max_length=6,
                        verbose_name="由谁核对",
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="销号时间")),
                ("closed_for", models.CharField(blank=True, max_length=200, verbose_name="销号原因")),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="differences",
                        to="records.bank",
                        verbose_name="银行",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="销号人",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="differences",
                        to="records.loan",
                        verbose_name="贷款",
                    ),
                ),
                (
                    "first_found",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opened",
                        to="records.reconciliation",
                        verbose_name="首次发现",
                    ),
                ),
                (
                    "last_found",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="found",
                        to="records.reconciliation",
                        verbose_name="最近发现",
                    ),
                ),
            ],
            options={
                "verbose_name": "对账差异",
                "ordering": ("contract", "field", "pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "reading")),
                fields=("bank",),
                name="one_reconciliation_of_a_bank_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="difference",
            index=models.Index(fields=["bank", "closed_at"], name="open_differences_of_a_bank"),
        ),
        migrations.AddIndex(
            model_name="difference",
            index=models.Index(fields=["bank", "contract", "field"], name="differences_of_a_contract"),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("bank", "contract", "field"),
                name="one_open_difference_of_a_term",
            ),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("closed_by", None), ("closed_for", "")),
                    models.Q(("closed_at__isnull", False), models.Q(("closed_for", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_difference_is_closed_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ours", None),
                    ("theirs", None),
                    models.Q(("ours", models.F("theirs")), _negated=True),
                    _connector="OR",
                ),
                name="a_difference_differs",
            ),
        ),
    ]
