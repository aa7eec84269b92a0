"""The register a branch hands in every month stays as it was handed in.

Submissions, their rows, the summaries they went into, what was sent back and who signed for it: all
are added to and never changed.  Going back throws them away; there were none before.
"""

from __future__ import annotations

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models

import hudai.records.fields
from hudai.records.append_only import forbid_changes, lift

TABLES = (
    "records_submission",
    "records_submittedrows",
    "records_summarypart",
    "records_submissionreturn",
    "records_receipt",
)
OFFICES = [("office", "区县主管部门"), ("finance", "财政部门"), ("finance_office", "金融办")]


def _key() -> tuple[str, Any]:
    return (
        "id",
        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
    )


def _to(model: str, label: str, *, name: str = "+", **more: Any) -> Any:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name=name,
        to=f"records.{model}",
        verbose_name=label,
        **more,
    )


def _one(model: str, label: str, *, name: str, **more: Any) -> Any:
    return models.OneToOneField(
        on_delete=django.db.models.deletion.PROTECT,
        related_name=name,
        to=f"records.{model}",
        verbose_name=label,
        **more,
    )


def _fen(label: str) -> Any:
    return hudai.records.fields.MoneyField(verbose_name=label)


SUBMISSION = [
    _key(),
    (
        "level",
        models.CharField(
            choices=[("branch", "网点台账"), ("bank", "汇总台账")], max_length=6, verbose_name="级别"
        ),
    ),
    ("branch", _to("branch", "报送机构", name="submissions")),
    ("policy", models.CharField(max_length=40, verbose_name="政策")),
    ("month", models.DateField(verbose_name="月份")),
    ("as_of", models.DateField(verbose_name="截至日期")),
    ("ordinal", models.PositiveSmallIntegerField(default=1, verbose_name="第几次报送")),
    ("supersedes", _one("submission", "更正了", name="superseded_by", blank=True, null=True)),
    ("reason", models.CharField(blank=True, max_length=200, verbose_name="更正原因")),
    ("line_count", models.PositiveIntegerField(verbose_name="笔数")),
    ("principal", _fen("发放金额（分）")),
    ("balance", _fen("余额（分）")),
    ("lent", _fen("本月发放（分）")),
    ("repaid", _fen("本月收回（分）")),
    ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
    ("previous", _to("submission", "上期台账", blank=True, null=True)),
    ("gaps", models.PositiveIntegerField(default=0, verbose_name="不衔接的合同")),
    ("continuity", models.JSONField(default=dict, verbose_name="衔接核对")),
    ("absent", models.JSONField(default=list, verbose_name="未纳入汇总的网点")),
    ("explanation", models.CharField(blank=True, max_length=500, verbose_name="说明")),
    ("handed_in_by", _to("posting", "报送人")),
    ("handed_in_at", models.DateTimeField(verbose_name="报送时间")),
]
SUBMISSION_RULES = [
    models.UniqueConstraint(
        fields=["branch", "level", "policy", "month", "ordinal"], name="one_submission_at_a_time"
    ),
    models.CheckConstraint(
        condition=models.Q(ordinal=1, reason="", supersedes=None)
        | (models.Q(ordinal__gt=1, supersedes__isnull=False) & ~models.Q(reason="")),
        name="a_corrected_submission_has_its_reason",
    ),
    models.CheckConstraint(
        condition=models.Q(gaps=0) | ~models.Q(explanation=""), name="a_submission_explains_its_gaps"
    ),
]


class Migration(migrations.Migration):
    """Five tables, and triggers that let nothing in them be changed."""

    dependencies: ClassVar = [("records", "0011_books_add_themselves_up")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Submission",
            fields=SUBMISSION,
            options={
                "verbose_name": "台账报送",
                "ordering": ("-month", "-pk"),
                "indexes": [models.Index(fields=["policy", "level", "month"], name="submissions_of_a_month")],
                "constraints": SUBMISSION_RULES,
            },
        ),
        migrations.CreateModel(
            name="SubmittedRows",
            fields=[
                (
                    "submission",
                    _one("submission", "报送", name="rows", primary_key=True, serialize=False),
                ),
                ("content", hudai.records.fields.SealedField(verbose_name="内容")),
            ],
            options={"verbose_name": "台账报送内容"},
        ),
        migrations.CreateModel(
            name="SummaryPart",
            fields=[
                _key(),
                ("summary", _to("submission", "汇总", name="parts")),
                ("part", _to("submission", "网点台账", name="taken_into")),
            ],
            options={
                "verbose_name": "汇总的网点台账",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=["summary", "part"], name="a_part_is_summarised_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SubmissionReturn",
            fields=[
                _key(),
                ("submission", _one("submission", "报送", name="sent_back")),
                ("reason", models.CharField(max_length=300, verbose_name="退回原因")),
                ("returned_by", _to("posting", "退回人")),
                ("returned_at", models.DateTimeField(verbose_name="退回时间")),
            ],
            options={
                "verbose_name": "退回台账",
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(reason=""), name="a_return_of_a_register_has_its_reason"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                _key(),
                ("submission", _to("submission", "汇总", name="receipts")),
                ("station", models.CharField(choices=OFFICES, max_length=16, verbose_name="部门")),
                ("signed_by", _to("posting", "签收人")),
                ("signed_at", models.DateTimeField(verbose_name="签收时间")),
            ],
            options={
                "verbose_name": "台账签收",
                "ordering": ("signed_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=["submission", "station"], name="one_receipt_of_an_office")
                ],
            },
        ),
        migrations.RunPython(forbid_changes(TABLES), lift(TABLES)),
    ]
