"""Regions, offices, households, name lists, ratings, applications: the county office's tables."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import hudai.records.fields


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Officer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=40, unique=True, verbose_name="登录名")),
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="邮箱")),
                ("is_active", models.BooleanField(default=True, verbose_name="在用")),
            ],
            options={
                "verbose_name": "工作人员",
                "ordering": ("username",),
            },
        ),
        migrations.CreateModel(
            name="Bank",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="银行")),
            ],
            options={
                "verbose_name": "银行",
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Counter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("prefix", models.CharField(max_length=12, unique=True, verbose_name="前缀")),
                ("last", models.PositiveIntegerField(default=0, verbose_name="最后编号")),
            ],
            options={
                "verbose_name": "编号",
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                ("id_number", hudai.records.fields.SealedField(verbose_name="身份证号码")),
                (
                    "id_index",
                    hudai.records.fields.BlindIndexField(
                        editable=False, max_length=64, of="id_number", unique=True
                    ),
                ),
                ("phone", hudai.records.fields.SealedField(blank=True, verbose_name="联系电话")),
                (
                    "phone_index",
                    hudai.records.fields.BlindIndexField(
                        db_index=True, editable=False, max_length=64, of="phone"
                    ),
                ),
                (
                    "sex",
                    models.CharField(
                        choices=[("male", "男"), ("female", "女")], max_length=6, verbose_name="性别"
                    ),
                ),
                ("born_on", models.DateField(verbose_name="出生日期")),
                ("died_on", models.DateField(blank=True, null=True, verbose_name="死亡日期")),
                ("education", models.CharField(blank=True, max_length=10, verbose_name="文化程度")),
            ],
            options={
                "verbose_name": "人员",
                "ordering": ("name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Branch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="网点")),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="branches",
                        to="records.bank",
                        verbose_name="银行",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="records.branch",
                        verbose_name="上级机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "银行网点",
                "ordering": ("bank", "name"),
                "constraints": [
                    models.UniqueConstraint(fields=("bank", "name"), name="one_branch_of_a_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="LabourCapacity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("skilled", "技能劳动力"),
                            ("ordinary", "普通劳动力"),
                            ("weak", "弱劳动力或半劳动力"),
                            ("none", "丧失劳动力"),
                            ("not_yet", "无劳动力"),
                        ],
                        max_length=10,
                        verbose_name="劳动能力",
                    ),
                ),
                ("since", models.DateField(verbose_name="起")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="labour",
                        to="records.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "劳动能力",
                "ordering": ("person", "-since"),
                "constraints": [
                    models.UniqueConstraint(fields=("person", "since"), name="one_labour_capacity_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="Region",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("county", "县（区）"),
                            ("town", "乡镇（街道）"),
                            ("village", "村（社区）"),
                            ("group", "组（社）"),
                        ],
                        max_length=8,
                        verbose_name="级别",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "code",
                    models.CharField(
                        blank=True,
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator("^\\d{12}$", "区划代码是 12 位数字。")
                        ],
                        verbose_name="区划代码",
                    ),
                ),
                ("since", models.DateField(verbose_name="启用日期")),
                ("until", models.DateField(blank=True, null=True, verbose_name="撤销日期")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="records.region",
                        verbose_name="上级",
                    ),
                ),
            ],
            options={
                "verbose_name": "行政区域",
                "ordering": ("level", "name"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("parent", "name"),
                        name="one_standing_region_of_a_name",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="one_region_per_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("level", "county"), ("parent", None)),
                            models.Q(models.Q(("level", "county"), _negated=True), ("parent__isnull", False)),
                            _connector="OR",
                        ),
                        name="only_a_county_has_no_parent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gt", models.F("since")), _connector="OR"
                        ),
                        name="region_runs_forward",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Household",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="户编号")),
                ("group", models.CharField(blank=True, max_length=20, verbose_name="组（社）")),
                (
                    "village",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="households",
                        to="records.region",
                        verbose_name="村（社区）",
                    ),
                ),
            ],
            options={
                "verbose_name": "农户",
                "ordering": ("number",),
                "indexes": [models.Index(fields=["village", "number"], name="households_of_a_village")],
            },
        ),
        migrations.CreateModel(
            name="Helper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="帮扶责任人")),
                ("employer", models.CharField(max_length=80, verbose_name="工作单位")),
                ("phone", hudai.records.fields.SealedField(blank=True, verbose_name="联系电话")),
                ("since", models.DateField(verbose_name="起")),
                ("until", models.DateField(blank=True, null=True, verbose_name="止（不含）")),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="helpers",
                        to="records.household",
                        verbose_name="农户",
                    ),
                ),
            ],
            options={
                "verbose_name": "帮扶责任人",
                "ordering": ("household", "-since"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("household",),
                        name="one_helper_of_household",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gt", models.F("since")), _connector="OR"
                        ),
                        name="helper_runs_forward",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("relation", models.CharField(max_length=20, verbose_name="与户主关系")),
                ("is_head", models.BooleanField(default=False, verbose_name="户主")),
                ("since", models.DateField(verbose_name="起")),
                ("until", models.DateField(blank=True, null=True, verbose_name="止（不含）")),
                ("exit_reason", models.CharField(blank=True, max_length=40, verbose_name="离户原因")),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="records.household",
                        verbose_name="农户",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="records.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "家庭成员",
                "ordering": ("household", "-is_head", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)), fields=("person",), name="one_open_membership"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_head", True), ("until", None)),
                        fields=("household",),
                        name="one_head_of_household",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gt", models.F("since")), _connector="OR"
                        ),
                        name="membership_runs_forward",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "station",
                    models.CharField(
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
                        verbose_name="岗位",
                    ),
                ),
                ("office", models.CharField(max_length=80, verbose_name="单位名称")),
                ("since", models.DateField(verbose_name="起")),
                ("until", models.DateField(blank=True, null=True, verbose_name="止（不含）")),
                (
                    "branch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="records.branch",
                        verbose_name="银行网点",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="工作人员",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="records.region",
                        verbose_name="辖区",
                    ),
                ),
            ],
            options={
                "verbose_name": "岗位任职",
                "ordering": ("officer", "station", "since"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("branch", None),
                                ("region__isnull", False),
                                (
                                    "station__in",
                                    (
                                        "village",
                                        "town",
                                        "town_head",
                                        "office",
                                        "finance",
                                        "finance_office",
                                        "guarantor",
                                        "regulator",
                                        "auditor",
                                        "administrator",
                                    ),
                                ),
                            ),
                            models.Q(
                                ("branch__isnull", False),
                                ("region", None),
                                ("station__in", ("branch", "bank")),
                            ),
                            _connector="OR",
                        ),
                        name="posting_has_its_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gt", models.F("since")), _connector="OR"
                        ),
                        name="posting_runs_forward",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("region__isnull", False), ("until", None)),
                        fields=("officer", "station", "region"),
                        name="one_standing_posting_in_a_region",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("branch__isnull", False), ("until", None)),
                        fields=("officer", "station", "branch"),
                        name="one_standing_posting_in_a_branch",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NameList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="版本")),
                ("as_of", models.DateField(verbose_name="名单日期")),
                ("source", models.CharField(max_length=200, verbose_name="来源")),
                ("source_digest", models.CharField(blank=True, max_length=64, verbose_name="文件摘要")),
                ("imported_at", models.DateTimeField(verbose_name="导入时间")),
                (
                    "imported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="导入人",
                    ),
                ),
            ],
            options={
                "verbose_name": "名单版本",
                "ordering": ("number",),
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="编号")),
                (
                    "kind",
                    models.CharField(
                        choices=[("first", "第一次贷款"), ("top_up", "追加贷款"), ("renewal", "续贷")],
                        max_length=8,
                        verbose_name="贷款类型",
                    ),
                ),
                ("policy", models.CharField(max_length=40, verbose_name="政策")),
                ("amount", hudai.records.fields.MoneyField(verbose_name="申贷金额（分）")),
                ("term_months", models.PositiveSmallIntegerField(verbose_name="申贷期限（月）")),
                ("purpose", models.CharField(max_length=100, verbose_name="申贷用途")),
                (
                    "bank_debt",
                    hudai.records.fields.MoneyField(blank=True, null=True, verbose_name="已有银行负债（分）"),
                ),
                ("phone", hudai.records.fields.SealedField(blank=True, verbose_name="联系电话")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="申请理由")),
                ("applied_on", models.DateField(verbose_name="申请日期")),
                ("facts", models.JSONField(default=dict, verbose_name="认定事项")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "填写中"),
                            ("under_way", "办理中"),
                            ("approved", "已同意"),
                            ("rejected", "未同意"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("step", models.PositiveSmallIntegerField(default=0, verbose_name="当前环节")),
                ("step_since", models.DateTimeField(verbose_name="到达当前环节")),
                ("version", models.PositiveIntegerField(default=0, verbose_name="修订号")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                (
                    "approved_amount",
                    hudai.records.fields.MoneyField(blank=True, null=True, verbose_name="审批金额（分）"),
                ),
                (
                    "approved_term_months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="审批期限（月）"),
                ),
                (
                    "approved_rate",
                    hudai.records.fields.PpmField(
                        blank=True, null=True, verbose_name="审批年利率（百万分之）"
                    ),
                ),
                ("approved_grade", models.CharField(blank=True, max_length=10, verbose_name="审批信用等级")),
                ("account", hudai.records.fields.SealedField(blank=True, verbose_name="放款账户")),
                (
                    "copied_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="records.application",
                        verbose_name="复制自",
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="records.branch",
                        verbose_name="经办银行",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="records.household",
                        verbose_name="农户",
                    ),
                ),
                (
                    "applicant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="records.person",
                        verbose_name="申请人",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="录入人",
                    ),
                ),
            ],
            options={
                "verbose_name": "贷款申请",
                "ordering": ("-applied_on", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("draft", "under_way"))),
                        fields=("household", "kind"),
                        name="one_open_application_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="application_asks_for_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("term_months__gt", 0)), name="application_has_a_term"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(
                                ("approved_amount__isnull", False),
                                ("approved_rate__isnull", False),
                                ("approved_term_months__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="an_approval_has_its_terms",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["state", "step", "step_since"], name="applications_waiting"),
                    models.Index(fields=["branch", "state"], name="applications_of_a_branch"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("helper", models.CharField(max_length=40, verbose_name="帮扶责任人")),
                ("helper_employer", models.CharField(max_length=80, verbose_name="工作单位")),
                ("helper_phone", hudai.records.fields.SealedField(blank=True, verbose_name="联系电话")),
                ("signed_on", models.DateField(verbose_name="签订日期")),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitment",
                        to="records.application",
                        verbose_name="申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "资金使用承诺书",
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gate", models.PositiveSmallIntegerField(verbose_name="环节")),
                ("rule", models.CharField(max_length=30, verbose_name="规则")),
                ("level", models.CharField(max_length=10, verbose_name="级别")),
                ("verdict", models.CharField(max_length=8, verbose_name="结论")),
                ("clause", models.CharField(max_length=60, verbose_name="条款")),
                ("message", models.TextField(verbose_name="说明")),
                ("facts", models.JSONField(verbose_name="依据的事实")),
                ("pack_digest", models.CharField(max_length=64, verbose_name="政策包摘要")),
                ("found_at", models.DateTimeField(verbose_name="审查时间")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="records.application",
                        verbose_name="申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "审查结论",
                "ordering": ("application", "found_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Listing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="人口类别")),
                ("since", models.DateField(verbose_name="识别时间")),
                ("until", models.DateField(blank=True, null=True, verbose_name="退出时间")),
                ("exit_reason", models.CharField(blank=True, max_length=40, verbose_name="退出原因")),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="listings",
                        to="records.household",
                        verbose_name="农户",
                    ),
                ),
                (
                    "came_with",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrivals",
                        to="records.namelist",
                        verbose_name="列入版本",
                    ),
                ),
                (
                    "left_with",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="departures",
                        to="records.namelist",
                        verbose_name="退出版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "名单登记",
                "ordering": ("household", "since"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_with", None)),
                        fields=("household",),
                        name="one_standing_listing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_with", None), models.Q(("exit_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="a_departure_has_its_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="listing_runs_forward",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_index=True, verbose_name="时间")),
                ("action", models.CharField(max_length=40, verbose_name="操作")),
                ("noun", models.CharField(max_length=30, verbose_name="对象")),
                ("key", models.CharField(max_length=40, verbose_name="对象编号")),
                ("facts", models.JSONField(default=dict, verbose_name="内容")),
                (
                    "officer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
                (
                    "posting",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="岗位",
                    ),
                ),
            ],
            options={
                "verbose_name": "日志",
                "ordering": ("-at", "-pk"),
                "indexes": [models.Index(fields=["noun", "key"], name="journal_of_a_thing")],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=30, verbose_name="工作")),
                ("payload", models.JSONField(default=dict, verbose_name="内容")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "等待"),
                            ("running", "进行中"),
                            ("done", "完成"),
                            ("failed", "失败"),
                            ("cancelled", "已取消"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0, verbose_name="已完成")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="总数")),
                ("checkpoint", models.JSONField(default=dict, verbose_name="检查点")),
                ("outcome", models.JSONField(default=dict, verbose_name="结果")),
                ("message", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("worker", models.CharField(blank=True, max_length=60, verbose_name="执行者")),
                ("lease_until", models.DateTimeField(blank=True, null=True, verbose_name="租约到期")),
                ("cancel_asked", models.BooleanField(default=False, verbose_name="要求取消")),
                ("asked_at", models.DateTimeField(verbose_name="发起时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="jobs",
                        to="records.posting",
                        verbose_name="发起人",
                    ),
                ),
            ],
            options={
                "verbose_name": "后台工作",
                "ordering": ("-asked_at", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("done__lte", models.F("total"))),
                        name="no_more_done_than_there_is",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "running"), _negated=True),
                            ("lease_until__isnull", False),
                            _connector="OR",
                        ),
                        name="running_has_a_lease",
                    ),
                ],
                "indexes": [models.Index(fields=["state", "lease_until"], name="jobs_to_take")],
            },
        ),
        migrations.CreateModel(
            name="Deputy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField(verbose_name="起")),
                ("until", models.DateField(verbose_name="止（不含）")),
                ("reason", models.CharField(max_length=100, verbose_name="原因")),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputed",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代理人",
                    ),
                ),
                (
                    "posting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputies",
                        to="records.posting",
                        verbose_name="被代理岗位",
                    ),
                ),
            ],
            options={
                "verbose_name": "代理",
                "ordering": ("posting", "since"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("since"))), name="deputy_runs_forward"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("delivered_at", models.DateTimeField(verbose_name="交付时间")),
                ("received_at", models.DateTimeField(blank=True, null=True, verbose_name="签收时间")),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="records.bank",
                        verbose_name="银行",
                    ),
                ),
                (
                    "name_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="records.namelist",
                        verbose_name="名单版本",
                    ),
                ),
                (
                    "delivered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="交付人",
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="签收人",
                    ),
                ),
            ],
            options={
                "verbose_name": "名单交付",
                "ordering": ("name_list", "bank"),
                "constraints": [
                    models.UniqueConstraint(fields=("name_list", "bank"), name="one_delivery_to_a_bank"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("received_at", None), ("received_by", None)),
                            models.Q(("received_at__isnull", False), ("received_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_receipt_is_signed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="申请修订号")),
                ("step", models.PositiveSmallIntegerField(verbose_name="环节")),
                ("label", models.CharField(max_length=40, verbose_name="意见栏")),
                (
                    "verdict",
                    models.CharField(
                        choices=[("agree", "同意"), ("return", "退回"), ("reject", "不同意")],
                        max_length=8,
                        verbose_name="意见",
                    ),
                ),
                ("opinion", models.TextField(verbose_name="意见内容")),
                (
                    "returned_to",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="退回到环节"),
                ),
                ("marked_fields", models.JSONField(default=list, verbose_name="需更正的栏目")),
                ("arrived_at", models.DateTimeField(verbose_name="到达时间")),
                ("decided_at", models.DateTimeField(verbose_name="签署时间")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="records.application",
                        verbose_name="申请",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签署人",
                    ),
                ),
                (
                    "posting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="records.posting",
                        verbose_name="岗位",
                    ),
                ),
            ],
            options={
                "verbose_name": "签署意见",
                "ordering": ("application", "decided_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "version", "step"), name="one_decision_a_step_and_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", "return"), ("returned_to__isnull", False)),
                            models.Q(models.Q(("verdict", "return"), _negated=True), ("returned_to", None)),
                            _connector="OR",
                        ),
                        name="only_a_return_goes_back",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verdict", "agree"), models.Q(("opinion", ""), _negated=True), _connector="OR"
                        ),
                        name="a_refusal_has_its_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("paper", models.CharField(max_length=40, verbose_name="材料")),
                ("name", models.CharField(max_length=120, verbose_name="文件名")),
                ("media_type", models.CharField(max_length=40, verbose_name="类型")),
                ("size", models.PositiveIntegerField(verbose_name="大小（字节）")),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("added_at", models.DateTimeField(verbose_name="上传时间")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="作废时间")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="records.application",
                        verbose_name="申请",
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "附件",
                "ordering": ("application", "paper", "added_at"),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="a_file_has_content")
                ],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("facts", models.JSONField(verbose_name="采集信息")),
                ("score", models.PositiveSmallIntegerField(verbose_name="得分")),
                ("grade", models.CharField(max_length=10, verbose_name="信用等级")),
                ("limit", hudai.records.fields.MoneyField(verbose_name="建议授信额度（分）")),
                ("pack_digest", models.CharField(max_length=64, verbose_name="评分卡版本")),
                ("rated_on", models.DateField(verbose_name="评定日期")),
                ("valid_until", models.DateField(verbose_name="有效期至（不含）")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="银行确认时间")),
                (
                    "bank",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="银行经办人",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="records.household",
                        verbose_name="农户",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="评定单位经办人",
                    ),
                ),
            ],
            options={
                "verbose_name": "信用评级",
                "ordering": ("household", "-rated_on", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gt", models.F("rated_on"))),
                        name="rating_runs_forward",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("bank", None), ("confirmed_at", None)),
                            models.Q(("bank__isnull", False), ("confirmed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_confirmation_is_signed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeadBank",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField(verbose_name="起")),
                ("until", models.DateField(blank=True, null=True, verbose_name="止（不含）")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_towns",
                        to="records.branch",
                        verbose_name="主责任银行",
                    ),
                ),
                (
                    "town",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lead_banks",
                        to="records.region",
                        verbose_name="乡镇",
                    ),
                ),
            ],
            options={
                "verbose_name": "主责任银行",
                "ordering": ("town", "since"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)), fields=("town",), name="one_lead_bank_per_town"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gt", models.F("since")), _connector="OR"
                        ),
                        name="lead_bank_runs_forward",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Survey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        choices=[("household", "农户调查"), ("project", "产业项目调查")],
                        max_length=10,
                        verbose_name="调查对象",
                    ),
                ),
                ("surveyed_on", models.DateField(verbose_name="调查日期")),
                ("surveyors", models.CharField(max_length=80, verbose_name="调查人")),
                ("content", models.TextField(verbose_name="调查情况")),
                ("favourable", models.BooleanField(verbose_name="调查结论同意")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="surveys",
                        to="records.application",
                        verbose_name="申请",
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
                "verbose_name": "贷前调查",
                "ordering": ("application", "subject", "-surveyed_on"),
            },
        ),
        migrations.CreateModel(
            name="UnservedReason",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="原因")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unserved",
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
                "verbose_name": "应贷未贷原因",
                "ordering": ("household", "-recorded_at"),
            },
        ),
        migrations.CreateModel(
            name="Waiver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="申请修订号")),
                ("rule", models.CharField(max_length=30, verbose_name="规则")),
                ("reason", models.CharField(max_length=300, verbose_name="理由")),
                ("waived_at", models.DateTimeField(verbose_name="批准时间")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waivers",
                        to="records.application",
                        verbose_name="申请",
                    ),
                ),
                (
                    "waived_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="批准人",
                    ),
                ),
            ],
            options={
                "verbose_name": "原则性规定的豁免",
                "ordering": ("application", "waived_at"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "version", "rule"), name="one_waiver_of_a_rule"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="a_waiver_has_its_reason"
                    ),
                ],
            },
        ),
    ]
