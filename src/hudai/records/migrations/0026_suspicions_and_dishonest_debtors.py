"""Suspicions an auditor would raise with how they were handled, and the register of dishonest debtors.

An application's telephone number gets a blind index, so that one number on several applications can be
found without opening any; those there are get theirs here.  The way back drops the tables with their rows
and the index; the numbers themselves stay.
"""

from __future__ import annotations

from typing import Any, ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import hudai.records.fields
from hudai.records.append_only import forbid_changes, lift

TABLES = ("records_suspicionstep", "records_dishonestdebtorstep")
AT_ONCE = 2_000


def index_phones(apps: Any, schema_editor: Any) -> None:
    """The blind index of every number there is, some thousand rows at a time."""
    application = apps.get_model("records", "Application")
    field = application._meta.get_field("phone_index")
    known = application.objects.order_by("pk").only("pk", "phone")
    last = 0
    while rows := list(known.filter(pk__gt=last)[:AT_ONCE]):
        for row in rows:
            # It works the index out from the number and puts it into the row.
            field.pre_save(row, add=False)
        application.objects.bulk_update(rows, ["phone_index"])
        last = rows[-1].pk


class Migration(migrations.Migration):
    """Five tables, two guards, one column."""

    dependencies: ClassVar = [
        ("records", "0025_credit_areas_and_service_points"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="application",
            name="phone_index",
            field=hudai.records.fields.BlindIndexField(
                db_index=True, default="", editable=False, max_length=64, of="phone"
            ),
        ),
        migrations.CreateModel(
            name="DishonestDebtor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("grounds", models.CharField(max_length=500, verbose_name="催收经过和认定理由")),
                ("days_overdue", models.PositiveIntegerField(verbose_name="提出时逾期（天）")),
                ("owed", hudai.records.fields.MoneyField(verbose_name="提出时欠本金（分）")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待告知"),
                            ("notified", "已告知，待审核"),
                            ("listed", "在名单"),
                            ("refused", "未列入"),
                            ("left", "已移出"),
                        ],
                        default="proposed",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("listed_on", models.DateField(blank=True, null=True, verbose_name="列入日期")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="移出日期")),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[("repaid", "已还清"), ("error", "认定有误"), ("other", "其他")],
                        max_length=8,
                        verbose_name="移出事由",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dishonesty",
                        to="records.loan",
                        verbose_name="贷款",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dishonesty",
                        to="records.person",
                        verbose_name="债务人",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="提出人",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("proposed", "notified", "listed"))),
                        fields=("person",),
                        name="one_standing_entry_of_a_debtor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grounds", ""), _negated=True), ("days_overdue__gt", 0), ("owed__gt", 0)
                        ),
                        name="a_dishonest_debtor_owes_and_is_overdue",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("left_on", None),
                                ("listed_on", None),
                                ("state__in", ("proposed", "notified", "refused")),
                            ),
                            models.Q(("left_on", None), ("listed_on__isnull", False), ("state", "listed")),
                            models.Q(
                                ("left_on__gte", models.F("listed_on")),
                                ("listed_on__isnull", False),
                                ("state", "left"),
                            ),
                            _connector="OR",
                        ),
                        name="an_entry_of_a_debtor_has_its_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "left"), models.Q(("cause", ""), _negated=True)),
                            models.Q(models.Q(("state", "left"), _negated=True), ("cause", "")),
                            _connector="OR",
                        ),
                        name="who_left_the_debtors_has_a_cause",
                    ),
                ],
                "verbose_name": "失信债务人",
                "ordering": ("-proposed_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="DishonestDebtorStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "deed",
                    models.CharField(
                        choices=[
                            ("propose", "银行提出"),
                            ("notify", "告知农户"),
                            ("list", "审核列入"),
                            ("refuse", "审核不列入"),
                            ("leave", "移出名单"),
                        ],
                        max_length=8,
                        verbose_name="办理",
                    ),
                ),
                ("on", models.DateField(verbose_name="日期")),
                ("words", models.CharField(max_length=500, verbose_name="说明")),
                ("evidence", models.CharField(blank=True, max_length=300, verbose_name="依据")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="records.dishonestdebtor",
                        verbose_name="失信债务人",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人",
                    ),
                ),
                (
                    "posting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="岗位",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "deed"), name="an_entry_takes_each_step_once"),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="a_step_of_a_debtor_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deed", "leave"), _negated=True),
                            models.Q(("evidence", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="who_leaves_the_debtors_has_evidence",
                    ),
                ],
                "verbose_name": "失信债务人办理",
                "ordering": ("entry", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Suspicion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=30, verbose_name="疑点类型")),
                ("subject", models.CharField(max_length=100, verbose_name="指向")),
                ("policy", models.CharField(max_length=40, verbose_name="政策")),
                ("level", models.CharField(max_length=10, verbose_name="级别")),
                ("clause", models.CharField(blank=True, max_length=60, verbose_name="条款")),
                ("message", models.CharField(max_length=300, verbose_name="说明")),
                ("stake", hudai.records.fields.MoneyField(verbose_name="涉及金额（分）")),
                ("households", models.PositiveIntegerField(verbose_name="涉及户数")),
                ("digest", models.CharField(max_length=64, verbose_name="记录摘要")),
                ("found_on", models.DateField(verbose_name="首次发现")),
                ("last_on", models.DateField(verbose_name="最近发现")),
                ("lapsed_on", models.DateField(blank=True, null=True, verbose_name="消失日期")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待交办"),
                            ("assigned", "待核查"),
                            ("looked_into", "已核查，待办结"),
                            ("closed", "已办结"),
                        ],
                        default="open",
                        max_length=12,
                        verbose_name="办理状态",
                    ),
                ),
                (
                    "station",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("village", "村（社区）"),
                            ("town", "镇经办"),
                            ("town_head", "镇负责人"),
                            ("office", "区县主管部门"),
                            ("finance", "财政部门"),
                            ("finance_office", "金融办"),
                            ("branch", "银行网点"),
                            ("bank", "区县级银行机构"),
                            ("guarantor", "担保（保险）机构"),
                            ("regulator", "监管部门"),
                            ("auditor", "审计"),
                            ("administrator", "系统管理员"),
                        ],
                        max_length=16,
                        verbose_name="交办岗位",
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("founded", "属实"), ("unfounded", "不属实"), ("cannot_tell", "无法核实")],
                        max_length=12,
                        verbose_name="核查结论",
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("rectify", "责令改正"),
                            ("recall", "收回贷款"),
                            ("convert", "转为一般农户贷款"),
                            ("stop", "停止贴息"),
                            ("refer", "移送"),
                        ],
                        max_length=8,
                        verbose_name="处理措施",
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.branch",
                        verbose_name="交办网点",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.region",
                        verbose_name="交办地方",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "lapsed_on"], name="suspicions_to_handle"),
                    models.Index(fields=["-found_on", "-id"], name="suspicions_newest_first"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("rule", "subject"), name="one_suspicion_of_a_subject"),
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("found_on"))),
                        name="a_suspicion_runs_forward",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("measure", ""), ("result", ""), ("state__in", ("open", "assigned"))),
                            models.Q(
                                ("state__in", ("looked_into", "closed")),
                                models.Q(("result", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_suspicion_looked_into_has_its_result",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("result", "founded"), _negated=True),
                            models.Q(("measure", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_founded_suspicion_has_its_measure",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"), models.Q(("station", ""), _negated=True), _connector="OR"
                        ),
                        name="a_suspicion_is_somebodys_to_look_into",
                    ),
                ],
                "verbose_name": "疑点",
                "ordering": ("-found_on", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="SuspicionItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suspicions",
                        to="records.application",
                        verbose_name="申请",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suspicions",
                        to="records.subsidybatch",
                        verbose_name="批次",
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.branch",
                        verbose_name="银行网点",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.household",
                        verbose_name="农户",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suspicions",
                        to="records.loan",
                        verbose_name="贷款",
                    ),
                ),
                (
                    "suspicion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="records.suspicion",
                        verbose_name="疑点",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("application", None), ("batch", None), ("loan__isnull", False)),
                            models.Q(("application__isnull", False), ("batch", None), ("loan", None)),
                            models.Q(("application", None), ("batch__isnull", False), ("loan", None)),
                            _connector="OR",
                        ),
                        name="a_suspicion_rests_on_one_kind_of_record",
                    )
                ],
                "verbose_name": "疑点涉及的记录",
                "ordering": ("suspicion", "pk"),
            },
        ),
        migrations.CreateModel(
            name="SuspicionStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "deed",
                    models.CharField(
                        choices=[
                            ("assign", "交办"),
                            ("answer", "核查"),
                            ("close", "办结"),
                            ("changed", "涉及的记录有变化，重新列出"),
                            ("lapsed", "不再存在"),
                            ("back", "再次出现"),
                        ],
                        max_length=8,
                        verbose_name="办理",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                ("assigned_to", models.CharField(blank=True, max_length=100, verbose_name="交给")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("founded", "属实"), ("unfounded", "不属实"), ("cannot_tell", "无法核实")],
                        max_length=12,
                        verbose_name="核查结论",
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("rectify", "责令改正"),
                            ("recall", "收回贷款"),
                            ("convert", "转为一般农户贷款"),
                            ("stop", "停止贴息"),
                            ("refer", "移送"),
                        ],
                        max_length=8,
                        verbose_name="处理措施",
                    ),
                ),
                ("digest", models.CharField(max_length=64, verbose_name="记录摘要")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人",
                    ),
                ),
                (
                    "posting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="岗位",
                    ),
                ),
                (
                    "suspicion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="records.suspicion",
                        verbose_name="疑点",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("deed__in", ("changed", "lapsed", "back")),
                                ("officer", None),
                                ("posting", None),
                            ),
                            models.Q(
                                ("deed__in", ("assign", "answer", "close")),
                                ("officer__isnull", False),
                                ("posting__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="what_people_did_of_a_suspicion_is_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deed__in", ("answer", "close")), _negated=True),
                            models.Q(("words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_suspicion_is_answered_and_closed_in_words",
                    ),
                ],
                "verbose_name": "疑点办理",
                "ordering": ("suspicion", "pk"),
            },
        ),
        migrations.RunPython(forbid_changes(TABLES), lift(TABLES)),
        migrations.RunPython(index_phones, migrations.RunPython.noop),
    ]
