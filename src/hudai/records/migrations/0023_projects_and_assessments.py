"""Assessments of the bank, projects with who takes part in them, trainings and insurances of households.

New tables only; assessments are kept as written.  The way back drops them with their rows.
"""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import hudai.records.fields
from hudai.records.append_only import forbid_changes, lift

TABLES = ("records_assessment",)


class Migration(migrations.Migration):
    """Tables of four rooms, and one guard."""

    dependencies: ClassVar = [("records", "0022_groups_are_regions")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Enterprise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("cooperative", "合作社"), ("firm", "龙头企业"), ("farm", "家庭农场")],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("code", models.CharField(blank=True, max_length=18, verbose_name="统一社会信用代码")),
                ("contact", models.CharField(blank=True, max_length=40, verbose_name="联系人")),
                ("phone", hudai.records.fields.SealedField(blank=True, verbose_name="联系电话")),
                ("registered_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="登记人",
                    ),
                ),
                (
                    "town",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enterprises",
                        to="records.region",
                        verbose_name="所在乡镇",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="an_enterprise_has_a_name"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="one_enterprise_of_a_credit_code",
                    ),
                    models.UniqueConstraint(
                        fields=("town", "name"), name="one_enterprise_of_a_name_in_a_town"
                    ),
                ],
                "verbose_name": "带动主体",
                "ordering": ("name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Insurance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("farming", "农业保险"),
                            ("illness", "大病保险"),
                            ("accident", "人身意外伤害险"),
                        ],
                        max_length=10,
                        verbose_name="险种",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=40, verbose_name="保险标的")),
                ("insurer", models.CharField(max_length=60, verbose_name="保险公司")),
                ("since", models.DateField(verbose_name="起")),
                ("until", models.DateField(verbose_name="止（不含）")),
                ("insured", hudai.records.fields.MoneyField(verbose_name="保险金额（分）")),
                ("premium", hudai.records.fields.MoneyField(verbose_name="保费（分）")),
                (
                    "paid_by",
                    models.CharField(
                        choices=[
                            ("household", "农户自付"),
                            ("government", "财政补助"),
                            ("shared", "财政和农户分担"),
                            ("enterprise", "合作社或企业"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="保费由谁承担",
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="insurances",
                        to="records.household",
                        verbose_name="农户",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="登记人",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("since"))), name="insurance_runs_forward"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("insurer", ""), _negated=True), ("insured__gt", 0), ("premium__gte", 0)
                        ),
                        name="an_insurance_says_who_insures_how_much",
                    ),
                    models.UniqueConstraint(
                        fields=("household", "kind", "subject", "since"),
                        name="one_insurance_of_a_thing_from_a_day",
                    ),
                ],
                "verbose_name": "农户保险",
                "ordering": ("household", "-since", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("joined_on", models.DateField(verbose_name="参加日期")),
                ("consented_on", models.DateField(verbose_name="同意书签订日期")),
                ("witness", models.CharField(max_length=40, verbose_name="见证人")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="退出日期")),
                ("left_for", models.CharField(blank=True, max_length=200, verbose_name="退出原因")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "consented_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.person",
                        verbose_name="签字人",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="records.household",
                        verbose_name="农户",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="登记人",
                    ),
                ),
            ],
            options={
                "verbose_name": "参与项目",
                "ordering": ("project", "joined_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Funding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "application",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="funding",
                        to="records.application",
                        verbose_name="申请",
                    ),
                ),
                (
                    "loan",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="funding",
                        to="records.loan",
                        verbose_name="贷款",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="登记人",
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fundings",
                        to="records.participation",
                        verbose_name="参与项目",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("application__isnull", False), ("loan", None)),
                            models.Q(("application", None), ("loan__isnull", False)),
                            _connector="OR",
                        ),
                        name="what_goes_into_a_project_is_one_thing",
                    )
                ],
                "verbose_name": "贷款投入项目",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="项目名称")),
                ("industry", models.CharField(max_length=40, verbose_name="产业")),
                ("chain_model", models.CharField(max_length=40, verbose_name="带动模式")),
                ("since", models.DateField(verbose_name="起")),
                ("until", models.DateField(blank=True, null=True, verbose_name="止（不含）")),
                ("registered_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "cooperative",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.enterprise",
                        verbose_name="合作社",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.enterprise",
                        verbose_name="龙头企业",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="登记人",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="records.region",
                        verbose_name="村（社区）",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(("industry", ""), _negated=True),
                            models.Q(("chain_model", ""), _negated=True),
                        ),
                        name="a_project_says_what_it_is",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gt", models.F("since")), _connector="OR"
                        ),
                        name="project_runs_forward",
                    ),
                    models.UniqueConstraint(
                        fields=("village", "name"), name="one_project_of_a_name_in_a_village"
                    ),
                ],
                "verbose_name": "产业项目",
                "ordering": ("-since", "-pk"),
            },
        ),
        migrations.AddField(
            model_name="participation",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="participations",
                to="records.project",
                verbose_name="产业项目",
            ),
        ),
        migrations.CreateModel(
            name="Training",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=80, verbose_name="培训内容")),
                ("held_on", models.DateField(verbose_name="培训日期")),
                ("hours", models.PositiveSmallIntegerField(verbose_name="学时")),
                ("trainer", models.CharField(max_length=40, verbose_name="授课人")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="登记人",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trainings",
                        to="records.region",
                        verbose_name="村（社区）",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["village", "held_on"], name="trainings_of_a_village")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("subject", ""), _negated=True),
                            models.Q(("trainer", ""), _negated=True),
                            ("hours__gt", 0),
                        ),
                        name="a_training_says_who_taught_what",
                    ),
                    models.UniqueConstraint(
                        fields=("village", "held_on", "subject"), name="one_training_of_a_subject_a_day"
                    ),
                ],
                "verbose_name": "技能培训",
                "ordering": ("-held_on", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="records.household",
                        verbose_name="农户",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.person",
                        verbose_name="参加人",
                    ),
                ),
                (
                    "training",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="records.training",
                        verbose_name="技能培训",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("training", "person"), name="a_person_attends_a_training_once"
                    )
                ],
                "verbose_name": "参加培训",
                "ordering": ("training", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="申请修订号")),
                ("industry", models.CharField(max_length=40, verbose_name="产业")),
                ("cycle_months", models.PositiveSmallIntegerField(verbose_name="生产周期（月）")),
                ("project_income", hudai.records.fields.MoneyField(verbose_name="项目每年净收入（分）")),
                ("other_income", hudai.records.fields.MoneyField(verbose_name="家庭其他年收入（分）")),
                ("living_costs", hudai.records.fields.MoneyField(verbose_name="家庭每年生活开支（分）")),
                ("debts_due", hudai.records.fields.MoneyField(verbose_name="期限内到期的其他债务（分）")),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("suggested_amount", hudai.records.fields.MoneyField(verbose_name="建议金额（分）")),
                ("suggested_term_months", models.PositiveSmallIntegerField(verbose_name="建议期限（月）")),
                ("steps", models.JSONField(default=list, verbose_name="计算过程")),
                ("assessed_at", models.DateTimeField(verbose_name="评估时间")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="records.application",
                        verbose_name="申请",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.officer",
                        verbose_name="评估人",
                    ),
                ),
                (
                    "posting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="评估岗位",
                    ),
                ),
            ],
            options={
                "verbose_name": "贷款评估",
                "ordering": ("application", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("debts_due__gte", 0),
                            ("living_costs__gte", 0),
                            ("other_income__gte", 0),
                            ("project_income__gte", 0),
                            ("suggested_amount__gte", 0),
                        ),
                        name="an_assessment_counts_no_less_than_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("industry", ""), _negated=True),
                            ("cycle_months__gt", 0),
                            ("suggested_term_months__gt", 0),
                        ),
                        name="an_assessment_has_an_industry_and_its_cycle",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("consented_on__lte", models.F("joined_on")), models.Q(("witness", ""), _negated=True)
                ),
                name="nobody_takes_part_without_consent",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("left_for", ""), ("left_on", None)),
                    models.Q(
                        ("left_on__gte", models.F("joined_on")),
                        ("left_on__isnull", False),
                        models.Q(("left_for", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="who_leaves_a_project_says_when_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_on", None)),
                fields=("project", "household"),
                name="a_household_takes_part_once",
            ),
        ),
        migrations.RunPython(forbid_changes(TABLES), lift(TABLES)),
    ]
