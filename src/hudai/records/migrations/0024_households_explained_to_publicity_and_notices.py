"""Households explained to one by one, publicity events and typical cases, public notices of loans.

New tables only; the way back drops them with their rows.  A notice and its taking down are kept as written.
"""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from hudai.records.append_only import forbid_changes, lift

TABLES = ("records_notice", "records_noticewithdrawal")


class Migration(migrations.Migration):
    """Six tables, and the guards of two."""

    dependencies: ClassVar = [("records", "0023_projects_and_assessments")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="公示编号")),
                ("policy", models.CharField(max_length=40, verbose_name="政策")),
                ("lent_since", models.DateField(verbose_name="放款日期从")),
                ("lent_until", models.DateField(verbose_name="放款日期至（不含）")),
                ("title", models.CharField(max_length=80, verbose_name="标题")),
                ("basis", models.CharField(max_length=200, verbose_name="依据")),
                ("content", models.CharField(max_length=500, verbose_name="公示内容")),
                ("tables", models.JSONField(verbose_name="公示表")),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("loan_count", models.PositiveIntegerField(verbose_name="贷款笔数")),
                ("enterprise_count", models.PositiveIntegerField(verbose_name="带贫企业数")),
                ("office", models.CharField(max_length=80, verbose_name="公示单位")),
                ("phone", models.CharField(max_length=20, verbose_name="异议受理电话")),
                ("published_on", models.DateField(verbose_name="公示开始")),
                ("public_until", models.DateField(verbose_name="公示结束（不含）")),
                ("put_up_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "put_up_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="公示人",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="records.region",
                        verbose_name="公示范围",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("public_until__gt", models.F("published_on"))),
                        name="a_notice_of_loans_runs_forward",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lent_until__gt", models.F("lent_since"))),
                        name="a_notice_has_days_of_lending",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("loan_count__gt", 0), ("enterprise_count__gt", 0), _connector="OR"
                        ),
                        name="a_notice_shows_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("basis", ""), _negated=True),
                            models.Q(("content", ""), _negated=True),
                            models.Q(("phone", ""), _negated=True),
                        ),
                        name="a_notice_says_what_and_whom_to_tell",
                    ),
                ],
                "verbose_name": "公示",
                "ordering": ("-published_on", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="NoticeObjection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("content", models.CharField(max_length=500, verbose_name="异议内容")),
                ("received_on", models.DateField(verbose_name="收到日期")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="处理结果")),
                ("upheld", models.BooleanField(blank=True, null=True, verbose_name="异议成立")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="处理时间")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="处理人",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="records.notice",
                        verbose_name="公示",
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
                        condition=models.Q(("content", ""), _negated=True),
                        name="an_objection_to_a_notice_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("upheld", None)),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("upheld__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_answer_about_a_notice_is_whole",
                    ),
                ],
                "verbose_name": "贷款公示异议",
                "ordering": ("notice", "pk"),
            },
        ),
        migrations.CreateModel(
            name="PublicityEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="作废时间")),
                ("withdrawn_for", models.CharField(blank=True, max_length=200, verbose_name="作废原因")),
                (
                    "kind",
                    models.CharField(
                        choices=[("policy", "政策宣传"), ("finance", "金融知识宣传"), ("training", "培训会")],
                        max_length=8,
                        verbose_name="类型",
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="活动名称")),
                ("held_on", models.DateField(verbose_name="活动日期")),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="地点")),
                ("host", models.CharField(max_length=80, verbose_name="主办单位")),
                ("audience", models.PositiveIntegerField(verbose_name="参加人数")),
                ("content", models.CharField(max_length=1000, verbose_name="主要内容")),
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
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publicity_events",
                        to="records.region",
                        verbose_name="活动范围",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="作废人",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("host", ""), _negated=True),
                            models.Q(("content", ""), _negated=True),
                        ),
                        name="an_event_says_what_it_was",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("audience__gt", 0)), name="an_event_has_an_audience"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None), ("withdrawn_for", "")),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("withdrawn_for", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_withdrawn_event_says_why",
                    ),
                ],
                "verbose_name": "宣传活动",
                "ordering": ("-held_on", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="TypicalCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="标题")),
                (
                    "subject",
                    models.CharField(
                        choices=[("household", "农户"), ("project", "产业项目")],
                        max_length=9,
                        verbose_name="对象",
                    ),
                ),
                ("may_be_named", models.BooleanField(verbose_name="本人同意公开姓名")),
                ("consent", models.CharField(blank=True, max_length=100, verbose_name="同意的依据")),
                ("text", models.CharField(max_length=3000, verbose_name="案例内容")),
                ("handed_in_at", models.DateTimeField(verbose_name="报送时间")),
                (
                    "state",
                    models.CharField(
                        choices=[("handed_in", "待审核"), ("approved", "已采用"), ("declined", "未采用")],
                        default="handed_in",
                        max_length=9,
                        verbose_name="状态",
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="审核时间")),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="审核意见")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="审核人",
                    ),
                ),
                (
                    "handed_in_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="报送人",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="typical_cases",
                        to="records.household",
                        verbose_name="农户",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="typical_cases",
                        to="records.region",
                        verbose_name="所在地",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True), models.Q(("text", ""), _negated=True)
                        ),
                        name="a_typical_case_tells_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("household__isnull", False), ("subject", "household")),
                            models.Q(("household", None), ("subject", "project")),
                            _connector="OR",
                        ),
                        name="a_typical_case_of_a_household_names_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("may_be_named", False), models.Q(("consent", ""), _negated=True), _connector="OR"
                        ),
                        name="who_is_named_has_consented",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("answered_by", None), ("state", "handed_in")),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                ("state", "approved"),
                            ),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                ("state", "declined"),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_declined_case_says_why",
                    ),
                ],
                "verbose_name": "典型案例",
                "ordering": ("-handed_in_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Explanation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="作废时间")),
                ("withdrawn_for", models.CharField(blank=True, max_length=200, verbose_name="作废原因")),
                ("explained_on", models.DateField(verbose_name="宣讲日期")),
                ("roles", models.JSONField(verbose_name="宣讲人身份")),
                ("explainers", models.CharField(max_length=100, verbose_name="宣讲人")),
                ("topics", models.JSONField(verbose_name="宣讲内容")),
                (
                    "wish",
                    models.CharField(
                        choices=[("willing", "愿意贷款"), ("not_now", "暂不需要"), ("unsaid", "未表态")],
                        max_length=8,
                        verbose_name="贷款意愿",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="暂不需要的原因")),
                ("signed", models.BooleanField(verbose_name="农户已签字")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="explanations",
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
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="作废人",
                    ),
                ),
            ],
            options={
                "verbose_name": "入户宣讲",
                "ordering": ("-explained_on", "-pk"),
                "indexes": [
                    models.Index(fields=["household", "explained_on"], name="explanations_of_a_household"),
                    models.Index(fields=["-explained_on", "-id"], name="explanations_newest_first"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("explainers", ""), _negated=True),
                        name="an_explanation_says_who_went",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("wish__in", ("willing", "unsaid"))),
                            models.Q(("wish", "not_now"), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="who_wants_no_loan_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("household", "explained_on"),
                        name="one_standing_explanation_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None), ("withdrawn_for", "")),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("withdrawn_for", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_withdrawn_explanation_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeWithdrawal",
            fields=[
                (
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="withdrawal",
                        serialize=False,
                        to="records.notice",
                        verbose_name="公示",
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="撤下原因")),
                ("taken_down_at", models.DateTimeField(verbose_name="撤下时间")),
                (
                    "taken_down_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="撤下人",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="a_notice_taken_down_has_its_reason",
                    )
                ],
                "verbose_name": "撤下的公示",
            },
        ),
        migrations.RunPython(forbid_changes(TABLES), lift(TABLES)),
    ]
