"""Credit villages and towns, and the register of service points with their staff.

What is proposed, answered and revoked is kept as written; service points and their staff change as things
do, and the journal keeps what was done.  Five new tables; the way back drops them with their rows.
"""

from __future__ import annotations

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import hudai.records.fields
from hudai.records.append_only import forbid_changes, lift

TABLES = ("records_creditproposal", "records_creditanswer", "records_creditrevocation")


def _id() -> Any:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _region(label: str, related_name: str) -> Any:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to="records.region",
        verbose_name=label,
    )


def _posting(label: str) -> Any:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="records.posting",
        verbose_name=label,
    )


def _of(model: str, label: str, related_name: str) -> Any:
    """The row that belongs to another, one at most."""
    return models.OneToOneField(
        on_delete=django.db.models.deletion.PROTECT,
        primary_key=True,
        related_name=related_name,
        serialize=False,
        to=f"records.{model}",
        verbose_name=label,
    )


class Migration(migrations.Migration):
    """Five tables, three of them guarded."""

    dependencies: ClassVar = [("records", "0024_households_explained_to_publicity_and_notices")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="CreditProposal",
            fields=[
                ("id", _id()),
                ("ordinal", models.PositiveSmallIntegerField(verbose_name="第几次")),
                ("policy", models.CharField(max_length=40, verbose_name="政策")),
                ("criteria_digest", models.CharField(max_length=64, verbose_name="评定条件版本")),
                ("lines", models.JSONField(verbose_name="推荐时的数字")),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("proposed_at", models.DateTimeField(verbose_name="推荐时间")),
                ("area", _region("村（社区）或乡镇", "credit_proposals")),
                ("proposed_by", _posting("推荐人")),
            ],
            options={
                "verbose_name": "信用村镇推荐",
                "ordering": ("area", "-ordinal"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=["area", "ordinal"], name="one_credit_proposal_of_an_ordinal"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditAnswer",
            fields=[
                ("proposal", _of("creditproposal", "推荐", "answer")),
                ("awarded", models.BooleanField(verbose_name="评定")),
                ("since", models.DateField(blank=True, null=True, verbose_name="起")),
                ("until", models.DateField(blank=True, null=True, verbose_name="止（不含）")),
                ("lines", models.JSONField(verbose_name="答复时的数字")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="理由")),
                ("answered_at", models.DateTimeField(verbose_name="答复时间")),
                ("answered_by", _posting("答复人")),
            ],
            options={
                "verbose_name": "信用村镇评定",
                "ordering": ("-answered_at", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(
                            awarded=True, since__isnull=False, until__isnull=False, until__gt=F("since")
                        )
                        | (Q(awarded=False, since=None, until=None) & ~Q(reason="")),
                        name="a_credit_award_has_its_days",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditRevocation",
            fields=[
                ("answer", _of("creditanswer", "评定", "revocation")),
                ("on", models.DateField(verbose_name="撤销日期")),
                ("reason", models.CharField(max_length=300, verbose_name="撤销原因")),
                ("revoked_at", models.DateTimeField(verbose_name="撤销时间")),
                ("revoked_by", _posting("撤销人")),
            ],
            options={
                "verbose_name": "信用村镇撤销",
                "ordering": ("-revoked_at", "-pk"),
                "constraints": [
                    models.CheckConstraint(condition=~Q(reason=""), name="a_credit_revocation_has_its_reason")
                ],
            },
        ),
        migrations.CreateModel(
            name="ServicePoint",
            fields=[
                ("id", _id()),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("address", models.CharField(max_length=100, verbose_name="地址")),
                (
                    "area",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="办公面积（平方米）"),
                ),
                ("shares_office", models.BooleanField(null=True, verbose_name="与便民服务站合用")),
                ("has_sign", models.BooleanField(null=True, verbose_name="醒目标识")),
                ("works_together", models.BooleanField(null=True, verbose_name="集中办公")),
                ("has_equipment", models.BooleanField(null=True, verbose_name="办公设施")),
                ("has_archives", models.BooleanField(null=True, verbose_name="档案资料")),
                ("has_rules", models.BooleanField(null=True, verbose_name="工作制度及流程")),
                ("has_leaflets", models.BooleanField(null=True, verbose_name="宣传资料")),
                ("opened_on", models.DateField(verbose_name="启用日期")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="停用日期")),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="最近核查日期")),
                ("region", _region("所在区域", "service_points")),
            ],
            options={
                "verbose_name": "服务网点",
                "ordering": ("region", "name"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(closed_on=None),
                        fields=["region", "name"],
                        name="one_open_service_point_of_a_name",
                    ),
                    models.CheckConstraint(
                        condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                        name="service_point_runs_forward",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServicePointStaff",
            fields=[
                ("id", _id()),
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                (
                    "duty",
                    models.CharField(
                        choices=[
                            ("credit", "信用信息"),
                            ("acceptance", "信贷受理"),
                            ("risk", "风险防控"),
                            ("general", "综合业务"),
                        ],
                        max_length=10,
                        verbose_name="职责",
                    ),
                ),
                ("is_fixed", models.BooleanField(verbose_name="固定人员")),
                ("knows_business", models.BooleanField(verbose_name="熟悉业务")),
                ("phone", hudai.records.fields.SealedField(blank=True, verbose_name="联系电话")),
                ("since", models.DateField(verbose_name="起")),
                ("until", models.DateField(blank=True, null=True, verbose_name="止（不含）")),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff",
                        to="records.servicepoint",
                        verbose_name="服务网点",
                    ),
                ),
            ],
            options={
                "verbose_name": "网点人员",
                "ordering": ("point", "-since", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(until=None),
                        fields=["point", "name", "duty"],
                        name="one_standing_duty_of_a_name",
                    ),
                    models.CheckConstraint(
                        condition=Q(duty__in=("credit", "acceptance", "risk", "general")),
                        name="service_point_staff_have_a_duty",
                    ),
                    models.CheckConstraint(
                        condition=Q(until=None) | Q(until__gt=F("since")),
                        name="service_point_staff_run_forward",
                    ),
                ],
            },
        ),
        migrations.RunPython(forbid_changes(TABLES), lift(TABLES)),
    ]
