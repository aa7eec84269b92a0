"""Every table of the county, and what the database itself sees to.

What a person signed, a rule answered, a bank told or a batch granted must read the same years later,
whoever has a database prompt: so rows of :data:`KEPT` can be added and nothing else, batches and closed
months take nothing out of their time, the books add themselves up, and a household's group is in its village.

Stands for the steps by which these tables came about; a database that has taken all of them has taken this.
"""

from __future__ import annotations

from typing import ClassVar

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import hudai.records.fields
from hudai.records.append_only import forbid_changes
from hudai.records.book_sums import add_up
from hudai.records.closed_batches import guard as guard_batches
from hudai.records.closed_months import keep_closed
from hudai.records.created_together import CreateTogether
from hudai.records.household_groups import guard as guard_groups

KEPT = (
    "records_assessment",
    "records_batchstep",
    "records_budgetline",
    "records_closedmonth",
    "records_creditanswer",
    "records_creditproposal",
    "records_creditrevocation",
    "records_decision",
    "records_demand",
    "records_dishonestdebtorstep",
    "records_earliergrant",
    "records_entry",
    "records_extension",
    "records_finding",
    "records_journalline",
    "records_loancorrection",
    "records_maturitynote",
    "records_notice",
    "records_noticewithdrawal",
    "records_paymentfile",
    "records_payout",
    "records_payoutresult",
    "records_payoutreturn",
    "records_receipt",
    "records_refund",
    "records_repayment",
    "records_reportedclass",
    "records_screening",
    "records_stop",
    "records_submission",
    "records_submissionreturn",
    "records_submittedrows",
    "records_subsidyline",
    "records_subsidyworksheet",
    "records_summarypart",
    "records_suspicionstep",
    "records_visit",
    "records_voucher",
    "records_waiver",
)


class Migration(migrations.Migration):
    """Tables, then their guards."""

    initial = True
    replaces: ClassVar = [
        ("records", "0001_offices_households_and_applications"),
        ("records", "0002_append_only"),
        ("records", "0003_name_list_imports"),
        ("records", "0004_ratings_answered_and_files_withdrawn"),
        ("records", "0005_list_preferences"),
        ("records", "0006_work_calendar"),
        ("records", "0007_reminder_mails"),
        ("records", "0008_loans_subsidies_and_the_ledger"),
        ("records", "0009_facts_and_batches_stay"),
        ("records", "0010_one_time_passwords_and_closed_banks"),
        ("records", "0011_books_add_themselves_up"),
        ("records", "0012_monthly_registers"),
        ("records", "0013_facts_once_a_screening"),
        ("records", "0014_returns_are_reconciled"),
        ("records", "0015_banks_come_in_by_token"),
        ("records", "0016_due_days_and_visits"),
        ("records", "0017_files_of_visits"),
        ("records", "0018_lists_begin_with_the_newest"),
        ("records", "0019_ratings_say_what_held_them_down"),
        ("records", "0020_payouts_come_back_and_banks_have_accounts"),
        ("records", "0021_files_of_loans"),
        ("records", "0022_groups_are_regions"),
        ("records", "0023_projects_and_assessments"),
        ("records", "0024_households_explained_to_publicity_and_notices"),
        ("records", "0025_credit_areas_and_service_points"),
        ("records", "0026_suspicions_and_dishonest_debtors"),
        ("records", "0027_refunds_are_reversed_and_payouts_come_back_late"),
    ]
    dependencies: ClassVar = []

    operations: ClassVar = [
        CreateTogether(
            [
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
                                    django.core.validators.RegexValidator(
                                        "^\\d{12}$", "区划代码是 12 位数字。"
                                    )
                                ],
                                verbose_name="区划代码",
                            ),
                        ),
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
                        ("since", models.DateField(verbose_name="启用日期")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="撤销日期")),
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
                                    models.Q(
                                        models.Q(("level", "county"), _negated=True),
                                        ("parent__isnull", False),
                                    ),
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
                    name="Bank",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, unique=True, verbose_name="银行")),
                        (
                            "account",
                            models.CharField(
                                blank=True, default="", max_length=40, verbose_name="贴息收款帐号"
                            ),
                        ),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="停用日期")),
                    ],
                    options={
                        "verbose_name": "银行",
                        "ordering": ("name",),
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
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="branches",
                                to="records.bank",
                                verbose_name="银行",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="网点")),
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
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="停用日期")),
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
                    name="LeadBank",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        (
                            "branch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="led_towns",
                                to="records.branch",
                                verbose_name="主责任银行",
                            ),
                        ),
                        ("since", models.DateField(verbose_name="起")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="止（不含）")),
                    ],
                    options={
                        "verbose_name": "主责任银行",
                        "ordering": ("town", "since"),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until", None)),
                                fields=("town",),
                                name="one_lead_bank_per_town",
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
                    name="Officer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        ("username", models.CharField(max_length=40, unique=True, verbose_name="登录名")),
                        ("name", models.CharField(max_length=40, verbose_name="姓名")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="邮箱")),
                        ("wants_digest", models.BooleanField(default=True, verbose_name="接收提醒邮件")),
                        ("is_active", models.BooleanField(default=True, verbose_name="在用")),
                        (
                            "one_time_until",
                            models.DateTimeField(blank=True, null=True, verbose_name="一次性密码有效至"),
                        ),
                    ],
                    options={
                        "verbose_name": "工作人员",
                        "ordering": ("username",),
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
                            "officer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="postings",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="工作人员",
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
                        ("office", models.CharField(max_length=80, verbose_name="单位名称")),
                        ("since", models.DateField(verbose_name="起")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="止（不含）")),
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
                    name="Deputy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        (
                            "officer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deputed",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="代理人",
                            ),
                        ),
                        ("since", models.DateField(verbose_name="起")),
                        ("until", models.DateField(verbose_name="止（不含）")),
                        ("reason", models.CharField(max_length=100, verbose_name="原因")),
                    ],
                    options={
                        "verbose_name": "代理",
                        "ordering": ("posting", "since"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("until__gt", models.F("since"))),
                                name="deputy_runs_forward",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApiToken",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("name", models.CharField(max_length=40, verbose_name="名称")),
                        ("digest", models.CharField(max_length=64, unique=True, verbose_name="SHA-256")),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="发放人",
                            ),
                        ),
                        ("made_at", models.DateTimeField(verbose_name="发放时间")),
                        ("last_used_on", models.DateField(blank=True, null=True, verbose_name="最近使用")),
                        ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="停用时间")),
                    ],
                    options={
                        "verbose_name": "接口令牌",
                        "ordering": ("-made_at", "-pk"),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("revoked_at", None)),
                                fields=("posting", "name"),
                                name="one_standing_token_of_a_name",
                            )
                        ],
                    },
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
                        (
                            "token",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="calls",
                                to="records.apitoken",
                                verbose_name="令牌",
                            ),
                        ),
                        ("key", models.CharField(max_length=100, verbose_name="幂等键")),
                        ("digest", models.CharField(max_length=64, verbose_name="请求的 SHA-256")),
                        ("status", models.PositiveSmallIntegerField(verbose_name="状态码")),
                        ("answer", models.JSONField(verbose_name="答复")),
                        ("at", models.DateTimeField(verbose_name="时间")),
                    ],
                    options={
                        "verbose_name": "接口调用",
                        "ordering": ("pk",),
                        "constraints": [
                            models.UniqueConstraint(fields=("token", "key"), name="one_call_of_a_key")
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
                        (
                            "village",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="households",
                                to="records.region",
                                verbose_name="村（社区）",
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="group_households",
                                to="records.region",
                                verbose_name="组（社）",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "农户",
                        "ordering": ("number",),
                        "indexes": [
                            models.Index(fields=["village", "number"], name="households_of_a_village")
                        ],
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
                    name="Membership",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        (
                            "household",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to="records.household",
                                verbose_name="农户",
                            ),
                        ),
                        ("relation", models.CharField(max_length=20, verbose_name="与户主关系")),
                        ("is_head", models.BooleanField(default=False, verbose_name="户主")),
                        ("since", models.DateField(verbose_name="起")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="止（不含）")),
                        ("exit_reason", models.CharField(blank=True, max_length=40, verbose_name="离户原因")),
                    ],
                    options={
                        "verbose_name": "家庭成员",
                        "ordering": ("household", "-is_head", "pk"),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until", None)),
                                fields=("person",),
                                name="one_open_membership",
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
                    name="LabourCapacity",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="labour",
                                to="records.person",
                                verbose_name="人员",
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
                    ],
                    options={
                        "verbose_name": "劳动能力",
                        "ordering": ("person", "-since"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("person", "since"), name="one_labour_capacity_a_day"
                            )
                        ],
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
                        (
                            "household",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="helpers",
                                to="records.household",
                                verbose_name="农户",
                            ),
                        ),
                        ("name", models.CharField(max_length=40, verbose_name="帮扶责任人")),
                        ("employer", models.CharField(max_length=80, verbose_name="工作单位")),
                        ("phone", hudai.records.fields.SealedField(blank=True, verbose_name="联系电话")),
                        ("since", models.DateField(verbose_name="起")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="止（不含）")),
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
                            "branch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="applications",
                                to="records.branch",
                                verbose_name="经办银行",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("first", "第一次贷款"),
                                    ("top_up", "追加贷款"),
                                    ("renewal", "续贷"),
                                    ("extension", "展期"),
                                ],
                                max_length=10,
                                verbose_name="贷款类型",
                            ),
                        ),
                        (
                            "loan",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requests",
                                to="records.loan",
                                verbose_name="原贷款",
                            ),
                        ),
                        ("policy", models.CharField(max_length=40, verbose_name="政策")),
                        ("amount", hudai.records.fields.MoneyField(verbose_name="申贷金额（分）")),
                        ("term_months", models.PositiveSmallIntegerField(verbose_name="申贷期限（月）")),
                        ("purpose", models.CharField(max_length=100, verbose_name="申贷用途")),
                        (
                            "bank_debt",
                            hudai.records.fields.MoneyField(
                                blank=True, null=True, verbose_name="已有银行负债（分）"
                            ),
                        ),
                        ("phone", hudai.records.fields.SealedField(blank=True, verbose_name="联系电话")),
                        (
                            "phone_index",
                            hudai.records.fields.BlindIndexField(
                                db_index=True, default="", editable=False, max_length=64, of="phone"
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="申请理由")),
                        ("applied_on", models.DateField(verbose_name="申请日期")),
                        ("facts", models.JSONField(default=dict, verbose_name="认定事项")),
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
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="录入人",
                            ),
                        ),
                        ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                        (
                            "approved_amount",
                            hudai.records.fields.MoneyField(
                                blank=True, null=True, verbose_name="审批金额（分）"
                            ),
                        ),
                        (
                            "approved_term_months",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="审批期限（月）"
                            ),
                        ),
                        (
                            "approved_rate",
                            hudai.records.fields.PpmField(
                                blank=True, null=True, verbose_name="审批年利率（百万分之）"
                            ),
                        ),
                        (
                            "approved_grade",
                            models.CharField(blank=True, max_length=10, verbose_name="审批信用等级"),
                        ),
                        ("account", hudai.records.fields.SealedField(blank=True, verbose_name="放款账户")),
                    ],
                    options={
                        "verbose_name": "贷款申请",
                        "ordering": ("-applied_on", "-pk"),
                        "indexes": [
                            models.Index(fields=["state", "step", "step_since"], name="applications_waiting"),
                            models.Index(fields=["branch", "state"], name="applications_of_a_branch"),
                        ],
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
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="surveys",
                                to="records.application",
                                verbose_name="申请",
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
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="登记人",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                    ],
                    options={
                        "verbose_name": "贷前调查",
                        "ordering": ("application", "subject", "-surveyed_on"),
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
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="waivers",
                                to="records.application",
                                verbose_name="申请",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(verbose_name="申请修订号")),
                        ("rule", models.CharField(max_length=30, verbose_name="规则")),
                        ("reason", models.CharField(max_length=300, verbose_name="理由")),
                        (
                            "waived_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="批准人",
                            ),
                        ),
                        ("waived_at", models.DateTimeField(verbose_name="批准时间")),
                    ],
                    options={
                        "verbose_name": "原则性规定的豁免",
                        "ordering": ("application", "waived_at"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("application", "version", "rule"), name="one_waiver_of_a_rule"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="a_waiver_has_its_reason",
                            ),
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
                        (
                            "application",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitment",
                                to="records.application",
                                verbose_name="申请",
                            ),
                        ),
                        ("helper", models.CharField(max_length=40, verbose_name="帮扶责任人")),
                        ("helper_employer", models.CharField(max_length=80, verbose_name="工作单位")),
                        (
                            "helper_phone",
                            hudai.records.fields.SealedField(blank=True, verbose_name="联系电话"),
                        ),
                        ("signed_on", models.DateField(verbose_name="签订日期")),
                    ],
                    options={
                        "verbose_name": "资金使用承诺书",
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
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to="records.application",
                                verbose_name="申请",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(verbose_name="申请修订号")),
                        ("industry", models.CharField(max_length=40, verbose_name="产业")),
                        ("cycle_months", models.PositiveSmallIntegerField(verbose_name="生产周期（月）")),
                        (
                            "project_income",
                            hudai.records.fields.MoneyField(verbose_name="项目每年净收入（分）"),
                        ),
                        (
                            "other_income",
                            hudai.records.fields.MoneyField(verbose_name="家庭其他年收入（分）"),
                        ),
                        (
                            "living_costs",
                            hudai.records.fields.MoneyField(verbose_name="家庭每年生活开支（分）"),
                        ),
                        (
                            "debts_due",
                            hudai.records.fields.MoneyField(verbose_name="期限内到期的其他债务（分）"),
                        ),
                        ("remark", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                        ("suggested_amount", hudai.records.fields.MoneyField(verbose_name="建议金额（分）")),
                        (
                            "suggested_term_months",
                            models.PositiveSmallIntegerField(verbose_name="建议期限（月）"),
                        ),
                        ("steps", models.JSONField(default=list, verbose_name="计算过程")),
                        (
                            "posting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="评估岗位",
                            ),
                        ),
                        (
                            "officer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="评估人",
                            ),
                        ),
                        ("assessed_at", models.DateTimeField(verbose_name="评估时间")),
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
                        ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="执行次数")),
                        ("cancel_asked", models.BooleanField(default=False, verbose_name="要求取消")),
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
                        ("asked_at", models.DateTimeField(verbose_name="发起时间")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                    ],
                    options={
                        "verbose_name": "后台工作",
                        "ordering": ("-asked_at", "-pk"),
                        "indexes": [models.Index(fields=["state", "lease_until"], name="jobs_to_take")],
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
                    },
                ),
                migrations.CreateModel(
                    name="BankReturn",
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
                                    ("loans", "贷款明细"),
                                    ("repayments", "还款明细"),
                                    ("classes", "五级分类"),
                                    ("stops", "停止贴息"),
                                    ("granted", "已批贴息"),
                                ],
                                max_length=12,
                                verbose_name="表",
                            ),
                        ),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="returns",
                                to="records.bank",
                                verbose_name="银行",
                            ),
                        ),
                        ("policy", models.CharField(max_length=40, verbose_name="政策")),
                        ("as_of", models.DateField(verbose_name="截至日期")),
                        ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                        ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                        ("stored", models.CharField(blank=True, max_length=80, verbose_name="存放")),
                        ("marked", models.CharField(blank=True, max_length=80, verbose_name="标注的表")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("reading", "读取中"),
                                    ("ready", "待确认"),
                                    ("refused", "有误，未导入"),
                                    ("writing", "导入中"),
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
                        ("counts", models.JSONField(default=dict, verbose_name="预览")),
                        ("choices", models.JSONField(default=dict, verbose_name="选定的栏目和地名")),
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
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="上传人",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(verbose_name="上传时间")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                    ],
                    options={
                        "verbose_name": "银行报表",
                        "ordering": ("-asked_at", "-pk"),
                        "indexes": [models.Index(fields=["bank", "kind", "as_of"], name="returns_of_a_bank")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("reading", "ready", "writing", "undoing"))),
                                fields=("bank", "kind", "digest"),
                                name="one_return_of_a_sheet_at_a_time",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ColumnMapping",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="column_mappings",
                                to="records.bank",
                                verbose_name="银行",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("loans", "贷款明细"),
                                    ("repayments", "还款明细"),
                                    ("classes", "五级分类"),
                                    ("stops", "停止贴息"),
                                    ("granted", "已批贴息"),
                                ],
                                max_length=12,
                                verbose_name="表",
                            ),
                        ),
                        ("heading", models.CharField(max_length=60, verbose_name="银行的表头")),
                        ("column", models.CharField(max_length=30, verbose_name="栏目")),
                    ],
                    options={
                        "verbose_name": "栏目对照",
                        "ordering": ("bank", "kind", "heading"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("bank", "kind", "heading"), name="one_meaning_of_a_heading"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Loan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("contract", models.CharField(max_length=60, unique=True, verbose_name="合同号")),
                        (
                            "household",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="loans",
                                to="records.household",
                                verbose_name="农户",
                            ),
                        ),
                        (
                            "borrower",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="loans",
                                to="records.person",
                                verbose_name="借款人",
                            ),
                        ),
                        (
                            "branch",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="loans",
                                to="records.branch",
                                verbose_name="贷款银行",
                            ),
                        ),
                        ("policy", models.CharField(max_length=40, verbose_name="政策")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("first", "首贷"), ("top_up", "追加"), ("renewal", "续贷")],
                                default="first",
                                max_length=8,
                                verbose_name="贷款类型",
                            ),
                        ),
                        (
                            "original",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="renewals",
                                to="records.loan",
                                verbose_name="原合同",
                            ),
                        ),
                        (
                            "application",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contract",
                                to="records.application",
                                verbose_name="申请",
                            ),
                        ),
                        ("principal", hudai.records.fields.MoneyField(verbose_name="借款金额（分）")),
                        ("rate", hudai.records.fields.PpmField(verbose_name="年利率（百万分之）")),
                        ("signed_on", models.DateField(verbose_name="合同日期")),
                        ("disbursed_on", models.DateField(blank=True, null=True, verbose_name="放款日期")),
                        ("due_on", models.DateField(verbose_name="到期日期")),
                        ("purpose", models.CharField(blank=True, max_length=100, verbose_name="借款用途")),
                        (
                            "payee_bank",
                            models.CharField(blank=True, max_length=80, verbose_name="贴息开户行"),
                        ),
                        ("account", hudai.records.fields.SealedField(blank=True, verbose_name="贴息帐号")),
                        (
                            "account_index",
                            hudai.records.fields.BlindIndexField(
                                db_index=True, editable=False, max_length=64, of="account"
                            ),
                        ),
                        ("frozen", models.JSONField(default=dict, verbose_name="签订时的规定")),
                        ("given_up_on", models.DateField(blank=True, null=True, verbose_name="合同作废日期")),
                        (
                            "given_up_for",
                            models.CharField(blank=True, max_length=200, verbose_name="作废原因"),
                        ),
                        (
                            "came_with",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.bankreturn",
                                verbose_name="随表导入",
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
                        ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                    ],
                    options={
                        "verbose_name": "贷款",
                        "ordering": ("-signed_on", "-pk"),
                        "indexes": [
                            models.Index(fields=["household", "policy"], name="loans_of_a_household"),
                            models.Index(fields=["branch", "disbursed_on"], name="loans_of_a_branch"),
                            models.Index(fields=["due_on"], name="loans_falling_due"),
                            models.Index(fields=["-signed_on", "-id"], name="loans_newest_first"),
                            models.Index(fields=["disbursed_on", "id"], name="loans_by_day_of_lending"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("principal__gt", 0)), name="a_loan_lends_something"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("rate__gt", 0), ("rate__lt", 240000)),
                                name="a_loan_bears_a_rate",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("due_on__gt", models.F("signed_on"))),
                                name="a_loan_falls_due_later",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("disbursed_on", None),
                                    models.Q(
                                        ("disbursed_on__gte", models.F("signed_on")),
                                        ("disbursed_on__lt", models.F("due_on")),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_loan_is_paid_out_between",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("given_up_for", ""), ("given_up_on", None)),
                                    models.Q(
                                        ("disbursed_on", None),
                                        ("given_up_on__isnull", False),
                                        models.Q(("given_up_for", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_loan_given_up_was_never_paid_out",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "renewal"), ("original__isnull", False)),
                                    models.Q(
                                        models.Q(("kind", "renewal"), _negated=True), ("original", None)
                                    ),
                                    _connector="OR",
                                ),
                                name="only_a_renewal_has_an_original",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LoanCorrection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "loan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="records.loan",
                                verbose_name="贷款",
                            ),
                        ),
                        ("field", models.CharField(max_length=20, verbose_name="栏目")),
                        ("before", models.JSONField(null=True, verbose_name="更正前")),
                        ("after", models.JSONField(null=True, verbose_name="更正后")),
                        ("reason", models.CharField(max_length=200, verbose_name="更正原因")),
                        (
                            "came_with",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.bankreturn",
                                verbose_name="随表导入",
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
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                    ],
                    options={
                        "verbose_name": "贷款更正",
                        "ordering": ("pk",),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="a_loan_correction_has_its_reason",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Extension",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="records.extension",
                                verbose_name="更正了",
                            ),
                        ),
                        ("void", models.BooleanField(default=False, verbose_name="作废")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="更正原因")),
                        (
                            "came_with",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.bankreturn",
                                verbose_name="随表导入",
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
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                        (
                            "loan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="extensions",
                                to="records.loan",
                                verbose_name="贷款",
                            ),
                        ),
                        (
                            "application",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="extension",
                                to="records.application",
                                verbose_name="申请",
                            ),
                        ),
                        ("signed_on", models.DateField(blank=True, null=True, verbose_name="展期签订日期")),
                        ("due_on", models.DateField(verbose_name="展期到期日期")),
                        ("cause", models.CharField(blank=True, max_length=200, verbose_name="展期原因")),
                    ],
                    options={
                        "verbose_name": "展期",
                        "ordering": ("pk",),
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("replaces", None), ("void", False)),
                                    models.Q(
                                        ("replaces__isnull", False), models.Q(("reason", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="a_corrected_extension_has_its_reason",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Stop",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="records.stop",
                                verbose_name="更正了",
                            ),
                        ),
                        ("void", models.BooleanField(default=False, verbose_name="作废")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="更正原因")),
                        (
                            "came_with",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.bankreturn",
                                verbose_name="随表导入",
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
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                        (
                            "loan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stops",
                                to="records.loan",
                                verbose_name="贷款",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("diversion", "资金挪用"),
                                    ("bad_faith_removal", "恶意出列"),
                                    ("recalled", "提前收回"),
                                    ("converted", "转为农户贷款"),
                                    ("other_subsidy", "重复贴息"),
                                    ("waived", "自愿放弃"),
                                ],
                                max_length=20,
                                verbose_name="事由",
                            ),
                        ),
                        ("since", models.DateField(verbose_name="生效日期")),
                        ("evidence", models.CharField(blank=True, max_length=300, verbose_name="依据")),
                    ],
                    options={
                        "verbose_name": "停止贴息",
                        "ordering": ("pk",),
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("replaces", None), ("void", False)),
                                    models.Q(
                                        ("replaces__isnull", False), models.Q(("reason", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="a_corrected_stop_has_its_reason",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReportedClass",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="records.reportedclass",
                                verbose_name="更正了",
                            ),
                        ),
                        ("void", models.BooleanField(default=False, verbose_name="作废")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="更正原因")),
                        (
                            "came_with",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.bankreturn",
                                verbose_name="随表导入",
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
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                        (
                            "loan",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="classes",
                                to="records.loan",
                                verbose_name="贷款",
                            ),
                        ),
                        ("as_of", models.DateField(verbose_name="截至日期")),
                        ("loan_class", models.CharField(max_length=2, verbose_name="五级分类")),
                    ],
                    options={
                        "verbose_name": "银行分类",
                        "ordering": ("pk",),
                        "abstract": False,
                        "indexes": [models.Index(fields=["loan", "as_of"], name="classes_of_a_loan")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("replaces", None), ("void", False)),
                                    models.Q(
                                        ("replaces__isnull", False), models.Q(("reason", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="a_corrected_class_has_its_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("loan_class__in", ("正常", "关注", "次级", "可疑", "损失"))
                                ),
                                name="a_class_is_one_of_five",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EarlierGrant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="records.earliergrant",
                                verbose_name="更正了",
                            ),
                        ),
                        ("void", models.BooleanField(default=False, verbose_name="作废")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="更正原因")),
                        (
                            "came_with",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.bankreturn",
                                verbose_name="随表导入",
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
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                        (
                            "loan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="earlier_grants",
                                to="records.loan",
                                verbose_name="贷款",
                            ),
                        ),
                        ("amount", hudai.records.fields.MoneyField(verbose_name="贴息金额（分）")),
                    ],
                    options={
                        "verbose_name": "早先已批贴息",
                        "ordering": ("pk",),
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("replaces", None), ("void", False)),
                                    models.Q(
                                        ("replaces__isnull", False), models.Q(("reason", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="a_corrected_earlier_grant_has_its_reason",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LoanStanding",
                    fields=[
                        (
                            "loan",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="standing",
                                serialize=False,
                                to="records.loan",
                                verbose_name="贷款",
                            ),
                        ),
                        ("as_of", models.DateField(verbose_name="截至日期")),
                        ("balance", hudai.records.fields.MoneyField(verbose_name="余额（分）")),
                        ("due_on", models.DateField(verbose_name="到期日期（含展期）")),
                        ("principal_days", models.PositiveIntegerField(verbose_name="本金逾期天数")),
                        ("interest_days", models.PositiveIntegerField(verbose_name="欠息天数")),
                        ("days_overdue", models.PositiveIntegerField(verbose_name="逾期天数")),
                        (
                            "class_by_days",
                            models.CharField(blank=True, max_length=2, verbose_name="按天数分类"),
                        ),
                        ("loan_class", models.CharField(blank=True, max_length=2, verbose_name="五级分类")),
                        ("npl", models.BooleanField(default=False, verbose_name="不良")),
                    ],
                    options={
                        "verbose_name": "贷款现状",
                        "indexes": [
                            models.Index(fields=["due_on", "balance"], name="balances_falling_due"),
                            models.Index(fields=["days_overdue"], name="loans_overdue"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Visit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "loan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visits",
                                to="records.loan",
                                verbose_name="贷款",
                            ),
                        ),
                        ("visited_on", models.DateField(verbose_name="检查日期")),
                        ("visitors", models.CharField(max_length=100, verbose_name="检查人")),
                        (
                            "money_used_as_agreed",
                            models.BooleanField(null=True, verbose_name="资金按约定使用"),
                        ),
                        ("situation", models.CharField(max_length=500, verbose_name="检查情况")),
                        ("favourable", models.BooleanField(verbose_name="情况良好")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="登记人",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                    ],
                    options={
                        "verbose_name": "贷后检查",
                        "ordering": ("-visited_on", "-pk"),
                        "indexes": [models.Index(fields=["loan", "visited_on"], name="visits_of_a_loan")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("situation", ""), _negated=True),
                                    models.Q(("visitors", ""), _negated=True),
                                ),
                                name="a_visit_says_who_saw_what",
                            )
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
                        (
                            "application",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="records.application",
                                verbose_name="申请",
                            ),
                        ),
                        (
                            "loan",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="records.loan",
                                verbose_name="贷款",
                            ),
                        ),
                        (
                            "visit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="records.visit",
                                verbose_name="贷后检查",
                            ),
                        ),
                        ("paper", models.CharField(max_length=40, verbose_name="材料")),
                        ("name", models.CharField(max_length=120, verbose_name="文件名")),
                        ("media_type", models.CharField(max_length=40, verbose_name="类型")),
                        ("size", models.PositiveIntegerField(verbose_name="大小（字节）")),
                        ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="上传人",
                            ),
                        ),
                        ("added_at", models.DateTimeField(verbose_name="上传时间")),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="作废时间"),
                        ),
                        (
                            "withdrawn_for",
                            models.CharField(blank=True, max_length=200, verbose_name="作废原因"),
                        ),
                    ],
                    options={
                        "verbose_name": "附件",
                        "ordering": ("application", "paper", "added_at"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("size__gt", 0)), name="a_file_has_content"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("application__isnull", False), ("loan", None), ("visit", None)),
                                    models.Q(("application", None), ("loan__isnull", False), ("visit", None)),
                                    models.Q(("application", None), ("loan", None), ("visit__isnull", False)),
                                    _connector="OR",
                                ),
                                name="a_file_is_of_a_case_a_loan_or_a_visit",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("withdrawn_at", None), ("withdrawn_for", "")),
                                    models.Q(
                                        ("withdrawn_at__isnull", False),
                                        models.Q(("withdrawn_for", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_withdrawn_file_has_its_reason",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at", None)),
                                fields=("application", "paper", "digest"),
                                name="one_standing_copy_of_a_file",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at", None)),
                                fields=("loan", "paper", "digest"),
                                name="one_standing_copy_of_a_loans_file",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at", None)),
                                fields=("visit", "paper", "digest"),
                                name="one_standing_copy_of_a_visits_file",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField(unique=True, verbose_name="日期")),
                        ("works", models.BooleanField(verbose_name="上班")),
                        ("name", models.CharField(max_length=40, verbose_name="名称")),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="录入人",
                            ),
                        ),
                        ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                    ],
                    options={
                        "verbose_name": "工作日历",
                        "ordering": ("day",),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True),
                                name="a_day_by_hand_says_what_it_is",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarYear",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="年份")),
                        ("notice", models.CharField(max_length=80, verbose_name="通知名称")),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="录入人",
                            ),
                        ),
                        ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                    ],
                    options={
                        "verbose_name": "已录入的放假安排",
                        "ordering": ("year",),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("notice", ""), _negated=True),
                                name="a_year_names_its_notice",
                            )
                        ],
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
                    name="CreditProposal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="credit_proposals",
                                to="records.region",
                                verbose_name="村（社区）或乡镇",
                            ),
                        ),
                        ("ordinal", models.PositiveSmallIntegerField(verbose_name="第几次")),
                        ("policy", models.CharField(max_length=40, verbose_name="政策")),
                        ("criteria_digest", models.CharField(max_length=64, verbose_name="评定条件版本")),
                        ("lines", models.JSONField(verbose_name="推荐时的数字")),
                        ("words", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="推荐人",
                            ),
                        ),
                        ("proposed_at", models.DateTimeField(verbose_name="推荐时间")),
                    ],
                    options={
                        "verbose_name": "信用村镇推荐",
                        "ordering": ("area", "-ordinal"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("area", "ordinal"), name="one_credit_proposal_of_an_ordinal"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CreditAnswer",
                    fields=[
                        (
                            "proposal",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="answer",
                                serialize=False,
                                to="records.creditproposal",
                                verbose_name="推荐",
                            ),
                        ),
                        ("awarded", models.BooleanField(verbose_name="评定")),
                        ("since", models.DateField(blank=True, null=True, verbose_name="起")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="止（不含）")),
                        ("lines", models.JSONField(verbose_name="答复时的数字")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="理由")),
                        (
                            "answered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="答复人",
                            ),
                        ),
                        ("answered_at", models.DateTimeField(verbose_name="答复时间")),
                    ],
                    options={
                        "verbose_name": "信用村镇评定",
                        "ordering": ("-answered_at", "-pk"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("awarded", True),
                                        ("since__isnull", False),
                                        ("until__gt", models.F("since")),
                                        ("until__isnull", False),
                                    ),
                                    models.Q(
                                        ("awarded", False),
                                        ("since", None),
                                        ("until", None),
                                        models.Q(("reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_credit_award_has_its_days",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CreditRevocation",
                    fields=[
                        (
                            "answer",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="revocation",
                                serialize=False,
                                to="records.creditanswer",
                                verbose_name="评定",
                            ),
                        ),
                        ("on", models.DateField(verbose_name="撤销日期")),
                        ("reason", models.CharField(max_length=300, verbose_name="撤销原因")),
                        (
                            "revoked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="撤销人",
                            ),
                        ),
                        ("revoked_at", models.DateTimeField(verbose_name="撤销时间")),
                    ],
                    options={
                        "verbose_name": "信用村镇撤销",
                        "ordering": ("-revoked_at", "-pk"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="a_credit_revocation_has_its_reason",
                            )
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
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="records.application",
                                verbose_name="申请",
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
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="退回到环节"
                            ),
                        ),
                        ("marked_fields", models.JSONField(default=list, verbose_name="需更正的栏目")),
                        (
                            "posting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="records.posting",
                                verbose_name="岗位",
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
                        ("arrived_at", models.DateTimeField(verbose_name="到达时间")),
                        ("decided_at", models.DateTimeField(verbose_name="签署时间")),
                    ],
                    options={
                        "verbose_name": "签署意见",
                        "ordering": ("application", "decided_at", "pk"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("application", "version", "step"),
                                name="one_decision_a_step_and_version",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("verdict", "return"), ("returned_to__isnull", False)),
                                    models.Q(
                                        models.Q(("verdict", "return"), _negated=True), ("returned_to", None)
                                    ),
                                    _connector="OR",
                                ),
                                name="only_a_return_goes_back",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("verdict", "agree"),
                                    models.Q(("opinion", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_refusal_has_its_reason",
                            ),
                        ],
                    },
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
                        (
                            "officer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="digests",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="工作人员",
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
                    ],
                    options={
                        "verbose_name": "提醒邮件",
                        "ordering": ("-day", "officer"),
                        "constraints": [
                            models.UniqueConstraint(fields=("officer", "day"), name="one_digest_a_day")
                        ],
                    },
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
                            "loan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dishonesty",
                                to="records.loan",
                                verbose_name="贷款",
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
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="提出人",
                            ),
                        ),
                        ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                    ],
                    options={
                        "verbose_name": "失信债务人",
                        "ordering": ("-proposed_at", "-pk"),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("proposed", "notified", "listed"))),
                                fields=("person",),
                                name="one_standing_entry_of_a_debtor",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("grounds", ""), _negated=True),
                                    ("days_overdue__gt", 0),
                                    ("owed__gt", 0),
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
                                    models.Q(
                                        ("left_on", None), ("listed_on__isnull", False), ("state", "listed")
                                    ),
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
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="records.dishonestdebtor",
                                verbose_name="失信债务人",
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
                        (
                            "posting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="岗位",
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
                        ("at", models.DateTimeField(verbose_name="时间")),
                    ],
                    options={
                        "verbose_name": "失信债务人办理",
                        "ordering": ("entry", "pk"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("entry", "deed"), name="an_entry_takes_each_step_once"
                            ),
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
                    },
                ),
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
                                choices=[
                                    ("cooperative", "合作社"),
                                    ("firm", "龙头企业"),
                                    ("farm", "家庭农场"),
                                ],
                                max_length=12,
                                verbose_name="类别",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="名称")),
                        (
                            "code",
                            models.CharField(blank=True, max_length=18, verbose_name="统一社会信用代码"),
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
                        ("contact", models.CharField(blank=True, max_length=40, verbose_name="联系人")),
                        ("phone", hudai.records.fields.SealedField(blank=True, verbose_name="联系电话")),
                        (
                            "registered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="登记人",
                            ),
                        ),
                        ("registered_at", models.DateTimeField(verbose_name="登记时间")),
                    ],
                    options={
                        "verbose_name": "带动主体",
                        "ordering": ("name", "pk"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True),
                                name="an_enterprise_has_a_name",
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
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="作废时间"),
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
                        (
                            "withdrawn_for",
                            models.CharField(blank=True, max_length=200, verbose_name="作废原因"),
                        ),
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
                        ("explained_on", models.DateField(verbose_name="宣讲日期")),
                        ("roles", models.JSONField(verbose_name="宣讲人身份")),
                        ("explainers", models.CharField(max_length=100, verbose_name="宣讲人")),
                        ("topics", models.JSONField(verbose_name="宣讲内容")),
                        (
                            "wish",
                            models.CharField(
                                choices=[
                                    ("willing", "愿意贷款"),
                                    ("not_now", "暂不需要"),
                                    ("unsaid", "未表态"),
                                ],
                                max_length=8,
                                verbose_name="贷款意愿",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(blank=True, max_length=200, verbose_name="暂不需要的原因"),
                        ),
                        ("signed", models.BooleanField(verbose_name="农户已签字")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="登记人",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                    ],
                    options={
                        "verbose_name": "入户宣讲",
                        "ordering": ("-explained_on", "-pk"),
                        "indexes": [
                            models.Index(
                                fields=["household", "explained_on"], name="explanations_of_a_household"
                            ),
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
                                    models.Q(
                                        ("withdrawn_at", None), ("withdrawn_by", None), ("withdrawn_for", "")
                                    ),
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
                    name="Insurance",
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
                                related_name="insurances",
                                to="records.household",
                                verbose_name="农户",
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
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="登记人",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                    ],
                    options={
                        "verbose_name": "农户保险",
                        "ordering": ("household", "-since", "-pk"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("until__gt", models.F("since"))),
                                name="insurance_runs_forward",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("insurer", ""), _negated=True),
                                    ("insured__gt", 0),
                                    ("premium__gte", 0),
                                ),
                                name="an_insurance_says_who_insures_how_much",
                            ),
                            models.UniqueConstraint(
                                fields=("household", "kind", "subject", "since"),
                                name="one_insurance_of_a_thing_from_a_day",
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
                        ("action", models.CharField(max_length=40, verbose_name="操作")),
                        ("noun", models.CharField(max_length=30, verbose_name="对象")),
                        ("key", models.CharField(max_length=40, verbose_name="对象编号")),
                        ("facts", models.JSONField(default=dict, verbose_name="内容")),
                    ],
                    options={
                        "verbose_name": "日志",
                        "ordering": ("-at", "-pk"),
                        "indexes": [
                            models.Index(fields=["noun", "key"], name="journal_of_a_thing"),
                            models.Index(fields=["officer", "at"], name="journal_of_an_officer"),
                            models.Index(fields=["action", "at"], name="journal_of_an_action"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SubsidyBatch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=20, unique=True, verbose_name="批次号")),
                        (
                            "town",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="subsidy_batches",
                                to="records.region",
                                verbose_name="乡镇",
                            ),
                        ),
                        ("policy", models.CharField(max_length=40, verbose_name="政策")),
                        ("pack_digest", models.CharField(max_length=64, verbose_name="政策包摘要")),
                        ("mode", models.CharField(max_length=20, verbose_name="贴息方式")),
                        ("period_start", models.DateField(verbose_name="结息期起")),
                        ("period_end", models.DateField(verbose_name="结息期止（不含）")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("drawn_up", "已生成，待镇核对"),
                                    ("checked", "镇已核对，待区县审核"),
                                    ("reviewed", "区县已审核，待公示"),
                                    ("published", "公示中"),
                                    ("approved", "财政已批准，待拨付"),
                                    ("paying", "拨付中"),
                                    ("closed", "已办结"),
                                    ("dropped", "已作废"),
                                ],
                                default="drawn_up",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("state_since", models.DateTimeField(verbose_name="到达当前状态")),
                        ("known", models.JSONField(verbose_name="依据截至")),
                        ("inputs_digest", models.CharField(max_length=64, verbose_name="依据摘要")),
                        ("lines_digest", models.CharField(max_length=64, verbose_name="明细摘要")),
                        ("line_count", models.PositiveIntegerField(verbose_name="笔数")),
                        ("to_pay", hudai.records.fields.MoneyField(verbose_name="应贴合计（分）")),
                        ("to_take_back", hudai.records.fields.MoneyField(verbose_name="应退合计（分）")),
                        ("published_on", models.DateField(blank=True, null=True, verbose_name="公示开始")),
                        (
                            "public_until",
                            models.DateField(blank=True, null=True, verbose_name="公示结束（不含）"),
                        ),
                        ("approved_on", models.DateField(blank=True, null=True, verbose_name="批准日期")),
                        (
                            "drawn_up_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="生成人",
                            ),
                        ),
                        ("drawn_up_at", models.DateTimeField(verbose_name="生成时间")),
                    ],
                    options={
                        "verbose_name": "贴息批次",
                        "ordering": ("-period_end", "town", "-pk"),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "dropped"), _negated=True),
                                fields=("town", "policy", "period_end"),
                                name="one_batch_per_town_scheme_and_period",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("state__in", ("drawn_up", "checked", "reviewed", "published"))
                                ),
                                fields=("town", "policy"),
                                name="one_open_batch_per_town_and_scheme",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("period_start__lt", models.F("period_end"))),
                                name="a_batch_period_runs_forward",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("public_until", None), ("published_on", None)),
                                    ("public_until__gt", models.F("published_on")),
                                    _connector="OR",
                                ),
                                name="a_notice_runs_forward",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("approved", "paying", "closed")), _negated=True),
                                    ("approved_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="an_approved_batch_has_its_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BatchStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="records.subsidybatch",
                                verbose_name="批次",
                            ),
                        ),
                        (
                            "deed",
                            models.CharField(
                                choices=[
                                    ("draw_up", "生成"),
                                    ("check", "镇核对"),
                                    ("review", "区县审核"),
                                    ("publish", "公示"),
                                    ("approve", "财政批准"),
                                    ("pay", "拨付"),
                                    ("close", "办结"),
                                    ("drop", "作废"),
                                ],
                                max_length=8,
                                verbose_name="环节",
                            ),
                        ),
                        ("opinion", models.CharField(blank=True, max_length=300, verbose_name="意见")),
                        (
                            "posting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="岗位",
                            ),
                        ),
                        (
                            "officer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="签署人",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="时间")),
                    ],
                    options={
                        "verbose_name": "批次办理",
                        "ordering": ("batch", "pk"),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("deed", "pay"), _negated=True),
                                fields=("batch", "deed"),
                                name="a_batch_takes_each_step_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("deed", "drop"), _negated=True),
                                    models.Q(("opinion", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_dropped_batch_has_its_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SubsidyLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="records.subsidybatch",
                                verbose_name="批次",
                            ),
                        ),
                        (
                            "loan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="subsidy_lines",
                                to="records.loan",
                                verbose_name="贷款",
                            ),
                        ),
                        ("number", models.PositiveIntegerField(verbose_name="序号")),
                        ("borrower", models.CharField(max_length=40, verbose_name="借款人姓名")),
                        (
                            "household_size",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="家庭人口"),
                        ),
                        ("bank", models.CharField(max_length=80, verbose_name="贷款银行")),
                        ("principal", hudai.records.fields.MoneyField(verbose_name="借款金额（分）")),
                        ("rate", hudai.records.fields.PpmField(verbose_name="年利率（百万分之）")),
                        ("entitled", hudai.records.fields.MoneyField(verbose_name="应享受贴息（分）")),
                        ("paid", hudai.records.fields.MoneyField(verbose_name="已付利息（分）")),
                        ("granted", hudai.records.fields.MoneyField(verbose_name="以前已批（分）")),
                        ("due", hudai.records.fields.MoneyField(verbose_name="本期应贴（分）")),
                        ("payee_bank", models.CharField(blank=True, max_length=80, verbose_name="开户行")),
                        ("account", hudai.records.fields.SealedField(blank=True, verbose_name="帐号")),
                    ],
                    options={
                        "verbose_name": "贴息明细",
                        "ordering": ("batch", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("batch", "loan"), name="one_line_a_loan_and_batch"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("due", 0), _negated=True), name="no_line_of_nothing"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SubsidyWorksheet",
                    fields=[
                        (
                            "batch",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="worksheet",
                                serialize=False,
                                to="records.subsidybatch",
                                verbose_name="批次",
                            ),
                        ),
                        ("content", models.BinaryField(verbose_name="底稿")),
                        ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                        ("segments", models.PositiveIntegerField(verbose_name="段数")),
                        ("scope", models.BinaryField(verbose_name="涉及的贷款")),
                    ],
                    options={
                        "verbose_name": "计算底稿",
                    },
                ),
                migrations.CreateModel(
                    name="Objection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("content", models.CharField(max_length=500, verbose_name="异议内容")),
                        ("received_on", models.DateField(verbose_name="收到日期")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="登记人",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                        ("answer", models.CharField(blank=True, max_length=500, verbose_name="处理结果")),
                        ("upheld", models.BooleanField(blank=True, null=True, verbose_name="异议成立")),
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
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="处理时间")),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="objections",
                                to="records.subsidybatch",
                                verbose_name="批次",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.subsidyline",
                                verbose_name="涉及的明细",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "公示异议",
                        "ordering": ("batch", "pk"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("content", ""), _negated=True),
                                name="an_objection_says_something",
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
                                name="an_answer_is_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payment_files",
                                to="records.subsidybatch",
                                verbose_name="批次",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="第几次")),
                        ("source", models.CharField(max_length=10, verbose_name="资金来源")),
                        ("total", hudai.records.fields.MoneyField(verbose_name="金额合计（分）")),
                        ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="制表人",
                            ),
                        ),
                        ("made_at", models.DateTimeField(verbose_name="制表时间")),
                    ],
                    options={
                        "verbose_name": "拨付文件",
                        "ordering": ("batch", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("batch", "number"), name="payment_files_are_numbered"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("total__gt", 0)), name="a_payment_file_pays_something"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Payout",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payouts",
                                to="records.paymentfile",
                                verbose_name="拨付文件",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payouts",
                                to="records.subsidyline",
                                verbose_name="贴息明细",
                            ),
                        ),
                        ("amount", hudai.records.fields.MoneyField(verbose_name="金额（分）")),
                        ("payee", models.CharField(max_length=80, verbose_name="收款人")),
                        ("payee_bank", models.CharField(blank=True, max_length=80, verbose_name="开户行")),
                        ("account", hudai.records.fields.SealedField(blank=True, verbose_name="帐号")),
                    ],
                    options={
                        "verbose_name": "拨付",
                        "ordering": ("file", "pk"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("file", "line"), name="a_line_stands_once_in_a_file"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)), name="a_payout_pays_something"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PayoutResult",
                    fields=[
                        (
                            "payout",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="result",
                                serialize=False,
                                to="records.payout",
                                verbose_name="拨付",
                            ),
                        ),
                        ("paid", models.BooleanField(verbose_name="已到账")),
                        ("cause", models.CharField(blank=True, max_length=100, verbose_name="退回原因")),
                        ("on", models.DateField(verbose_name="日期")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="登记人",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                    ],
                    options={
                        "verbose_name": "拨付结果",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("cause", ""), ("paid", True)),
                                    models.Q(("paid", False), models.Q(("cause", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="what_came_back_has_its_cause",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PayoutReturn",
                    fields=[
                        (
                            "result",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="came_back",
                                serialize=False,
                                to="records.payoutresult",
                                verbose_name="拨付结果",
                            ),
                        ),
                        ("cause", models.CharField(max_length=100, verbose_name="退回原因")),
                        ("on", models.DateField(verbose_name="退回日期")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="登记人",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                    ],
                    options={
                        "verbose_name": "到账后退回",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("cause", ""), _negated=True),
                                name="what_came_back_later_has_its_cause",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Demand",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="demands",
                                to="records.subsidyline",
                                verbose_name="贴息明细",
                            ),
                        ),
                        ("amount", hudai.records.fields.MoneyField(verbose_name="应退金额（分）")),
                        ("reason", models.CharField(max_length=300, verbose_name="原因")),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="records.demand",
                                verbose_name="接在哪一条后",
                            ),
                        ),
                        ("void", models.BooleanField(default=False, verbose_name="冲销")),
                        (
                            "demanded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="登记人",
                            ),
                        ),
                        ("demanded_at", models.DateTimeField(verbose_name="登记时间")),
                    ],
                    options={
                        "verbose_name": "追回多贴",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)), name="a_demand_asks_for_something"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("replaces", None)),
                                fields=("line",),
                                name="one_first_demand_a_line",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("void", False),
                                    models.Q(
                                        ("replaces__isnull", False), models.Q(("reason", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="a_reversed_demand_has_its_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Refund",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "demand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="refunds",
                                to="records.demand",
                                verbose_name="追回多贴",
                            ),
                        ),
                        ("amount", hudai.records.fields.MoneyField(verbose_name="退回金额（分）")),
                        ("source", models.CharField(max_length=10, verbose_name="退回到哪项资金")),
                        ("received_on", models.DateField(verbose_name="收到日期")),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="records.refund",
                                verbose_name="冲销了哪一笔",
                            ),
                        ),
                        ("void", models.BooleanField(default=False, verbose_name="冲销")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="冲销原因")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="登记人",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                    ],
                    options={
                        "verbose_name": "多贴退回",
                        "ordering": ("demand", "pk"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)), name="a_refund_brings_something"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("replaces", None), ("void", False)),
                                    models.Q(
                                        ("replaces__isnull", False),
                                        ("void", True),
                                        models.Q(("reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_reversed_refund_has_its_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Account",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=20, unique=True, verbose_name="科目编码")),
                        ("name", models.CharField(max_length=80, verbose_name="科目")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("asset", "资产"),
                                    ("liability", "负债"),
                                    ("fund", "基金"),
                                    ("income", "收入"),
                                    ("expense", "支出"),
                                ],
                                max_length=10,
                                verbose_name="类别",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("central", "中央"),
                                    ("province", "省（市）级"),
                                    ("city", "市级"),
                                    ("county", "区县级"),
                                ],
                                max_length=10,
                                verbose_name="资金来源",
                            ),
                        ),
                        (
                            "bank",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accounts",
                                to="records.bank",
                                verbose_name="存放银行",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "科目",
                        "ordering": ("code",),
                    },
                ),
                migrations.CreateModel(
                    name="Voucher",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=20, unique=True, verbose_name="凭证号")),
                        ("on", models.DateField(db_index=True, verbose_name="日期")),
                        ("memo", models.CharField(max_length=200, verbose_name="摘要")),
                        ("noun", models.CharField(max_length=30, verbose_name="对象")),
                        ("key", models.CharField(max_length=40, verbose_name="对象编号")),
                        (
                            "reverses",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reversed_by",
                                to="records.voucher",
                                verbose_name="冲销",
                            ),
                        ),
                        (
                            "posted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="记账岗位",
                            ),
                        ),
                        (
                            "officer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="记账人",
                            ),
                        ),
                        ("posted_at", models.DateTimeField(verbose_name="记账时间")),
                        ("entry_count", models.PositiveIntegerField(verbose_name="分录数")),
                        ("total", hudai.records.fields.MoneyField(verbose_name="合计（分）")),
                    ],
                    options={
                        "verbose_name": "凭证",
                        "ordering": ("-on", "-pk"),
                        "indexes": [models.Index(fields=["noun", "key"], name="vouchers_of_a_thing")],
                    },
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "voucher",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="records.voucher",
                                verbose_name="凭证",
                            ),
                        ),
                        (
                            "debit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="debits",
                                to="records.account",
                                verbose_name="借方科目",
                            ),
                        ),
                        (
                            "credit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="credits",
                                to="records.account",
                                verbose_name="贷方科目",
                            ),
                        ),
                        ("amount", hudai.records.fields.MoneyField(verbose_name="金额（分）")),
                        (
                            "line",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="records.subsidyline",
                                verbose_name="贴息明细",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "分录",
                        "ordering": ("voucher", "pk"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)), name="an_entry_moves_something"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("debit", models.F("credit")), _negated=True),
                                name="an_entry_has_two_accounts",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VoucherSum",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "voucher",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sums",
                                to="records.voucher",
                                verbose_name="凭证",
                            ),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sums",
                                to="records.account",
                                verbose_name="科目",
                            ),
                        ),
                        ("debits", hudai.records.fields.MoneyField(verbose_name="借方（分）")),
                        ("credits", hudai.records.fields.MoneyField(verbose_name="贷方（分）")),
                    ],
                    options={
                        "verbose_name": "凭证汇总",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("voucher", "account"), name="one_sum_a_voucher_and_account"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AccountBalance",
                    fields=[
                        (
                            "account",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="balance",
                                serialize=False,
                                to="records.account",
                                verbose_name="科目",
                            ),
                        ),
                        ("side", models.SmallIntegerField(verbose_name="方向")),
                        ("debits", hudai.records.fields.MoneyField(verbose_name="借方（分）")),
                        ("credits", hudai.records.fields.MoneyField(verbose_name="贷方（分）")),
                    ],
                    options={
                        "verbose_name": "科目余额",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("side", 0),
                                    models.Q(("debits__gte", models.F("credits")), ("side", 1)),
                                    models.Q(("credits__gte", models.F("debits")), ("side", -1)),
                                    _connector="OR",
                                ),
                                name="no_account_holds_less_than_nothing",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClosedMonth",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("month", models.DateField(unique=True, verbose_name="月份")),
                        ("trial_balance", models.JSONField(verbose_name="试算平衡表")),
                        ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                        (
                            "closed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="结账人",
                            ),
                        ),
                        ("closed_at", models.DateTimeField(verbose_name="结账时间")),
                    ],
                    options={
                        "verbose_name": "结账",
                        "ordering": ("-month",),
                    },
                ),
                migrations.CreateModel(
                    name="BudgetLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("central", "中央"),
                                    ("province", "省（市）级"),
                                    ("city", "市级"),
                                    ("county", "区县级"),
                                ],
                                max_length=10,
                                verbose_name="资金来源",
                            ),
                        ),
                        ("amount", hudai.records.fields.MoneyField(verbose_name="预算（分）")),
                        ("document", models.CharField(blank=True, max_length=80, verbose_name="下达文号")),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="登记人",
                            ),
                        ),
                        ("entered_at", models.DateTimeField(verbose_name="登记时间")),
                    ],
                    options={
                        "verbose_name": "贴息预算",
                        "ordering": ("-year", "source", "pk"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gte", 0)), name="a_budget_is_not_negative"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ListPreference",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "officer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="list_preferences",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="工作人员",
                            ),
                        ),
                        ("key", models.CharField(max_length=40, verbose_name="列表")),
                        ("columns", models.JSONField(default=list, verbose_name="显示的栏目")),
                        ("page_size", models.PositiveSmallIntegerField(verbose_name="每页行数")),
                    ],
                    options={
                        "verbose_name": "列表偏好",
                        "constraints": [
                            models.UniqueConstraint(fields=("officer", "key"), name="one_preference_a_list"),
                            models.CheckConstraint(
                                condition=models.Q(("page_size__gt", 0)), name="a_page_has_rows"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MaturityNote",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "loan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="maturity_notes",
                                to="records.loan",
                                verbose_name="贷款",
                            ),
                        ),
                        ("noted_on", models.DateField(verbose_name="登记日期")),
                        ("due_on", models.DateField(verbose_name="到期日期（含展期）")),
                        ("window", models.PositiveSmallIntegerField(verbose_name="提醒时段（天）")),
                        (
                            "plan",
                            models.CharField(
                                choices=[
                                    ("repay", "按期还款"),
                                    ("renew", "续贷"),
                                    ("extend", "展期"),
                                    ("at_risk", "还款有风险"),
                                    ("refused", "银行不同意续贷或展期"),
                                ],
                                max_length=8,
                                verbose_name="安排",
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="登记人",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                    ],
                    options={
                        "verbose_name": "到期安排",
                        "ordering": ("-pk",),
                        "indexes": [models.Index(fields=["loan", "due_on"], name="maturity_notes_of_a_loan")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("plan__in", ("repay", "renew", "extend", "at_risk", "refused"))
                                ),
                                name="a_maturity_note_has_a_plan",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("plan__in", ("at_risk", "refused")), _negated=True),
                                    models.Q(("words", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_refused_renewal_has_its_reason",
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
                        (
                            "source_digest",
                            models.CharField(blank=True, max_length=64, verbose_name="文件摘要"),
                        ),
                        (
                            "imported_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="导入人",
                            ),
                        ),
                        ("imported_at", models.DateTimeField(verbose_name="导入时间")),
                    ],
                    options={
                        "verbose_name": "名单版本",
                        "ordering": ("number",),
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
                        (
                            "household",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="listings",
                                to="records.household",
                                verbose_name="农户",
                            ),
                        ),
                        ("kind", models.CharField(max_length=20, verbose_name="人口类别")),
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
                        ("since", models.DateField(verbose_name="识别时间")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="退出时间")),
                        ("exit_reason", models.CharField(blank=True, max_length=40, verbose_name="退出原因")),
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
                                    ("left_with", None),
                                    models.Q(("exit_reason", ""), _negated=True),
                                    _connector="OR",
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
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="上传人",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(verbose_name="上传时间")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                    ],
                    options={
                        "verbose_name": "名单导入",
                        "ordering": ("-asked_at", "-pk"),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("under_way", True)),
                                fields=("under_way",),
                                name="one_import_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("importing", "undoing")), ("under_way", True)),
                                    models.Q(
                                        ("under_way", False),
                                        models.Q(("state__in", ("importing", "undoing")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="under_way_says_what_the_state_does",
                            ),
                        ],
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
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pieces",
                                to="records.namelistimport",
                                verbose_name="名单导入",
                            ),
                        ),
                        ("created", models.JSONField(verbose_name="新增的行")),
                        ("before", models.JSONField(verbose_name="改动前的行")),
                    ],
                    options={
                        "verbose_name": "导入分段",
                        "ordering": ("pk",),
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
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="records.bank",
                                verbose_name="银行",
                            ),
                        ),
                        ("delivered_at", models.DateTimeField(verbose_name="交付时间")),
                        (
                            "delivered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="交付人",
                            ),
                        ),
                        ("received_at", models.DateTimeField(blank=True, null=True, verbose_name="签收时间")),
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
                            models.UniqueConstraint(
                                fields=("name_list", "bank"), name="one_delivery_to_a_bank"
                            ),
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
                    name="UnservedReason",
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
                                related_name="unserved",
                                to="records.household",
                                verbose_name="农户",
                            ),
                        ),
                        ("reason", models.CharField(max_length=200, verbose_name="原因")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="登记人",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                    ],
                    options={
                        "verbose_name": "应贷未贷原因",
                        "ordering": ("household", "-recorded_at"),
                    },
                ),
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
                        (
                            "region",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to="records.region",
                                verbose_name="公示范围",
                            ),
                        ),
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
                        (
                            "put_up_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="公示人",
                            ),
                        ),
                        ("put_up_at", models.DateTimeField(verbose_name="登记时间")),
                    ],
                    options={
                        "verbose_name": "公示",
                        "ordering": ("-published_on", "-pk"),
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
                        (
                            "taken_down_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="撤下人",
                            ),
                        ),
                        ("taken_down_at", models.DateTimeField(verbose_name="撤下时间")),
                    ],
                    options={
                        "verbose_name": "撤下的公示",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="a_notice_taken_down_has_its_reason",
                            )
                        ],
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
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="登记人",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                        ("answer", models.CharField(blank=True, max_length=500, verbose_name="处理结果")),
                        ("upheld", models.BooleanField(blank=True, null=True, verbose_name="异议成立")),
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
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="处理时间")),
                        (
                            "notice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="objections",
                                to="records.notice",
                                verbose_name="公示",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "贷款公示异议",
                        "ordering": ("notice", "pk"),
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
                        (
                            "village",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="projects",
                                to="records.region",
                                verbose_name="村（社区）",
                            ),
                        ),
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
                        ("since", models.DateField(verbose_name="起")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="止（不含）")),
                        (
                            "registered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="登记人",
                            ),
                        ),
                        ("registered_at", models.DateTimeField(verbose_name="登记时间")),
                    ],
                    options={
                        "verbose_name": "产业项目",
                        "ordering": ("-since", "-pk"),
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
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="participations",
                                to="records.project",
                                verbose_name="产业项目",
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
                        ("joined_on", models.DateField(verbose_name="参加日期")),
                        ("consented_on", models.DateField(verbose_name="同意书签订日期")),
                        (
                            "consented_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.person",
                                verbose_name="签字人",
                            ),
                        ),
                        ("witness", models.CharField(max_length=40, verbose_name="见证人")),
                        ("left_on", models.DateField(blank=True, null=True, verbose_name="退出日期")),
                        ("left_for", models.CharField(blank=True, max_length=200, verbose_name="退出原因")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="登记人",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                    ],
                    options={
                        "verbose_name": "参与项目",
                        "ordering": ("project", "joined_on", "pk"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("consented_on__lte", models.F("joined_on")),
                                    models.Q(("witness", ""), _negated=True),
                                ),
                                name="nobody_takes_part_without_consent",
                            ),
                            models.CheckConstraint(
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
                            models.UniqueConstraint(
                                condition=models.Q(("left_on", None)),
                                fields=("project", "household"),
                                name="a_household_takes_part_once",
                            ),
                        ],
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
                        (
                            "participation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fundings",
                                to="records.participation",
                                verbose_name="参与项目",
                            ),
                        ),
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
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                    ],
                    options={
                        "verbose_name": "贷款投入项目",
                        "ordering": ("pk",),
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
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="作废时间"),
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
                        (
                            "withdrawn_for",
                            models.CharField(blank=True, max_length=200, verbose_name="作废原因"),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("policy", "政策宣传"),
                                    ("finance", "金融知识宣传"),
                                    ("training", "培训会"),
                                ],
                                max_length=8,
                                verbose_name="类型",
                            ),
                        ),
                        ("title", models.CharField(max_length=80, verbose_name="活动名称")),
                        ("held_on", models.DateField(verbose_name="活动日期")),
                        (
                            "region",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="publicity_events",
                                to="records.region",
                                verbose_name="活动范围",
                            ),
                        ),
                        ("place", models.CharField(blank=True, max_length=80, verbose_name="地点")),
                        ("host", models.CharField(max_length=80, verbose_name="主办单位")),
                        ("audience", models.PositiveIntegerField(verbose_name="参加人数")),
                        ("content", models.CharField(max_length=1000, verbose_name="主要内容")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="登记人",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                    ],
                    options={
                        "verbose_name": "宣传活动",
                        "ordering": ("-held_on", "-pk"),
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
                                    models.Q(
                                        ("withdrawn_at", None), ("withdrawn_by", None), ("withdrawn_for", "")
                                    ),
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
                        (
                            "region",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="typical_cases",
                                to="records.region",
                                verbose_name="所在地",
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
                        ("may_be_named", models.BooleanField(verbose_name="本人同意公开姓名")),
                        ("consent", models.CharField(blank=True, max_length=100, verbose_name="同意的依据")),
                        ("text", models.CharField(max_length=3000, verbose_name="案例内容")),
                        (
                            "handed_in_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="报送人",
                            ),
                        ),
                        ("handed_in_at", models.DateTimeField(verbose_name="报送时间")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("handed_in", "待审核"),
                                    ("approved", "已采用"),
                                    ("declined", "未采用"),
                                ],
                                default="handed_in",
                                max_length=9,
                                verbose_name="状态",
                            ),
                        ),
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
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="审核时间")),
                        ("answer", models.CharField(blank=True, max_length=300, verbose_name="审核意见")),
                    ],
                    options={
                        "verbose_name": "典型案例",
                        "ordering": ("-handed_in_at", "-pk"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("title", ""), _negated=True),
                                    models.Q(("text", ""), _negated=True),
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
                                    ("may_be_named", False),
                                    models.Q(("consent", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="who_is_named_has_consented",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answered_at", None), ("answered_by", None), ("state", "handed_in")
                                    ),
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
                        (
                            "household",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ratings",
                                to="records.household",
                                verbose_name="农户",
                            ),
                        ),
                        ("policy", models.CharField(default="", max_length=40, verbose_name="政策")),
                        ("facts", models.JSONField(verbose_name="采集信息")),
                        ("lines", models.JSONField(default=list, verbose_name="得分明细")),
                        ("score", models.PositiveSmallIntegerField(verbose_name="得分")),
                        ("grade", models.CharField(max_length=10, verbose_name="信用等级")),
                        (
                            "capped_by",
                            models.CharField(
                                blank=True, default="", max_length=40, verbose_name="限制等级的评分项目"
                            ),
                        ),
                        (
                            "suggested_limit",
                            hudai.records.fields.MoneyField(default=0, verbose_name="建议授信额度（分）"),
                        ),
                        ("limit", hudai.records.fields.MoneyField(verbose_name="授信额度（分）")),
                        ("pack_digest", models.CharField(max_length=64, verbose_name="评分卡版本")),
                        ("rated_on", models.DateField(verbose_name="评定日期")),
                        ("valid_until", models.DateField(verbose_name="有效期至（不含）")),
                        (
                            "office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="评定单位经办人",
                            ),
                        ),
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
                            "confirmed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="银行确认时间"),
                        ),
                        (
                            "declined_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="银行退回时间"),
                        ),
                        (
                            "declined_for",
                            models.CharField(blank=True, max_length=300, verbose_name="银行退回理由"),
                        ),
                        (
                            "notified_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="书面告知时间"),
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("declined_at", None), ("declined_for", "")),
                                    models.Q(
                                        ("confirmed_at", None),
                                        ("declined_at__isnull", False),
                                        models.Q(("declined_for", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_declined_rating_has_its_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("notified_at", None), ("confirmed_at__isnull", False), _connector="OR"
                                ),
                                name="only_a_confirmed_rating_is_told",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("confirmed_at", None), ("declined_at", None)),
                                fields=("household",),
                                name="one_unanswered_rating",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reconciliation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("as_of", models.DateField(verbose_name="截至日期")),
                        ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                        ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                        ("stored", models.CharField(blank=True, max_length=80, verbose_name="存放")),
                        ("marked", models.CharField(blank=True, max_length=80, verbose_name="标注的表")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("reading", "对照中"),
                                    ("done", "已对账"),
                                    ("refused", "有误，未对账"),
                                ],
                                default="reading",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("counts", models.JSONField(default=dict, verbose_name="结果")),
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
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="上传人",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(verbose_name="上传时间")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                    ],
                    options={
                        "verbose_name": "对账",
                        "ordering": ("-as_of", "-pk"),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "reading")),
                                fields=("bank",),
                                name="one_reconciliation_of_a_bank_at_a_time",
                            )
                        ],
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
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="销号时间")),
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
                        ("closed_for", models.CharField(blank=True, max_length=200, verbose_name="销号原因")),
                    ],
                    options={
                        "verbose_name": "对账差异",
                        "ordering": ("contract", "field", "pk"),
                        "indexes": [
                            models.Index(fields=["bank", "closed_at"], name="open_differences_of_a_bank"),
                            models.Index(
                                fields=["bank", "contract", "field"], name="differences_of_a_contract"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at", None)),
                                fields=("bank", "contract", "field"),
                                name="one_open_difference_of_a_term",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at", None), ("closed_by", None), ("closed_for", "")),
                                    models.Q(
                                        ("closed_at__isnull", False),
                                        models.Q(("closed_for", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_difference_is_closed_for_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ours", None),
                                    ("theirs", None),
                                    models.Q(("ours", models.F("theirs")), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_difference_differs",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Repayment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="records.repayment",
                                verbose_name="更正了",
                            ),
                        ),
                        ("void", models.BooleanField(default=False, verbose_name="作废")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="更正原因")),
                        (
                            "came_with",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.bankreturn",
                                verbose_name="随表导入",
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
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                        (
                            "loan",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="repayments",
                                to="records.loan",
                                verbose_name="贷款",
                            ),
                        ),
                        ("paid_on", models.DateField(verbose_name="还款日期")),
                        (
                            "principal",
                            hudai.records.fields.MoneyField(default=0, verbose_name="归还本金（分）"),
                        ),
                        (
                            "interest",
                            hudai.records.fields.MoneyField(default=0, verbose_name="归还利息（分）"),
                        ),
                        ("penalty", hudai.records.fields.MoneyField(default=0, verbose_name="罚息（分）")),
                    ],
                    options={
                        "verbose_name": "还款",
                        "ordering": ("pk",),
                        "abstract": False,
                        "indexes": [models.Index(fields=["loan", "paid_on"], name="repayments_of_a_loan")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("replaces", None), ("void", False)),
                                    models.Q(
                                        ("replaces__isnull", False), models.Q(("reason", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="a_corrected_repayment_has_its_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("interest__gte", 0),
                                    ("penalty__gte", 0),
                                    ("principal__gte", 0),
                                    models.Q(
                                        ("void", True),
                                        ("principal__gt", 0),
                                        ("interest__gt", 0),
                                        ("penalty__gt", 0),
                                        _connector="OR",
                                    ),
                                ),
                                name="a_repayment_pays_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Submission",
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
                                choices=[("branch", "网点台账"), ("bank", "汇总台账")],
                                max_length=6,
                                verbose_name="级别",
                            ),
                        ),
                        (
                            "branch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="submissions",
                                to="records.branch",
                                verbose_name="报送机构",
                            ),
                        ),
                        ("policy", models.CharField(max_length=40, verbose_name="政策")),
                        ("month", models.DateField(verbose_name="月份")),
                        ("as_of", models.DateField(verbose_name="截至日期")),
                        ("ordinal", models.PositiveSmallIntegerField(default=1, verbose_name="第几次报送")),
                        (
                            "supersedes",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="superseded_by",
                                to="records.submission",
                                verbose_name="更正了",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="更正原因")),
                        ("line_count", models.PositiveIntegerField(verbose_name="笔数")),
                        ("principal", hudai.records.fields.MoneyField(verbose_name="发放金额（分）")),
                        ("balance", hudai.records.fields.MoneyField(verbose_name="余额（分）")),
                        ("lent", hudai.records.fields.MoneyField(verbose_name="本月发放（分）")),
                        ("repaid", hudai.records.fields.MoneyField(verbose_name="本月收回（分）")),
                        ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                        (
                            "previous",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.submission",
                                verbose_name="上期台账",
                            ),
                        ),
                        ("gaps", models.PositiveIntegerField(default=0, verbose_name="不衔接的合同")),
                        ("continuity", models.JSONField(default=dict, verbose_name="衔接核对")),
                        ("absent", models.JSONField(default=list, verbose_name="未纳入汇总的网点")),
                        ("explanation", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                        (
                            "handed_in_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="报送人",
                            ),
                        ),
                        ("handed_in_at", models.DateTimeField(verbose_name="报送时间")),
                    ],
                    options={
                        "verbose_name": "台账报送",
                        "ordering": ("-month", "-pk"),
                        "indexes": [
                            models.Index(fields=["policy", "level", "month"], name="submissions_of_a_month")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("branch", "level", "policy", "month", "ordinal"),
                                name="one_submission_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ordinal", 1), ("reason", ""), ("supersedes", None)),
                                    models.Q(
                                        ("ordinal__gt", 1),
                                        ("supersedes__isnull", False),
                                        models.Q(("reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_corrected_submission_has_its_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("gaps", 0), models.Q(("explanation", ""), _negated=True), _connector="OR"
                                ),
                                name="a_submission_explains_its_gaps",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SubmittedRows",
                    fields=[
                        (
                            "submission",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="rows",
                                serialize=False,
                                to="records.submission",
                                verbose_name="报送",
                            ),
                        ),
                        ("content", hudai.records.fields.SealedField(verbose_name="内容")),
                    ],
                    options={
                        "verbose_name": "台账报送内容",
                    },
                ),
                migrations.CreateModel(
                    name="SummaryPart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "summary",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parts",
                                to="records.submission",
                                verbose_name="汇总",
                            ),
                        ),
                        (
                            "part",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="taken_into",
                                to="records.submission",
                                verbose_name="网点台账",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "汇总的网点台账",
                        "ordering": ("pk",),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("summary", "part"), name="a_part_is_summarised_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SubmissionReturn",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "submission",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sent_back",
                                to="records.submission",
                                verbose_name="报送",
                            ),
                        ),
                        ("reason", models.CharField(max_length=300, verbose_name="退回原因")),
                        (
                            "returned_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="退回人",
                            ),
                        ),
                        ("returned_at", models.DateTimeField(verbose_name="退回时间")),
                    ],
                    options={
                        "verbose_name": "退回台账",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="a_return_of_a_register_has_its_reason",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Receipt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "submission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="receipts",
                                to="records.submission",
                                verbose_name="汇总",
                            ),
                        ),
                        (
                            "station",
                            models.CharField(
                                choices=[
                                    ("office", "区县主管部门"),
                                    ("finance", "财政部门"),
                                    ("finance_office", "金融办"),
                                ],
                                max_length=16,
                                verbose_name="部门",
                            ),
                        ),
                        (
                            "signed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="签收人",
                            ),
                        ),
                        ("signed_at", models.DateTimeField(verbose_name="签收时间")),
                    ],
                    options={
                        "verbose_name": "台账签收",
                        "ordering": ("signed_at", "pk"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("submission", "station"), name="one_receipt_of_an_office"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Screening",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="screenings",
                                to="records.application",
                                verbose_name="申请",
                            ),
                        ),
                        ("gate", models.PositiveSmallIntegerField(verbose_name="环节")),
                        ("version", models.PositiveIntegerField(verbose_name="申请修订号")),
                        ("facts", models.JSONField(verbose_name="依据的事实")),
                        ("pack_digest", models.CharField(max_length=64, verbose_name="政策包摘要")),
                        ("found_at", models.DateTimeField(verbose_name="审查时间")),
                    ],
                    options={
                        "verbose_name": "政策审查",
                        "ordering": ("application", "found_at", "pk"),
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
                        (
                            "screening",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="records.screening",
                                verbose_name="政策审查",
                            ),
                        ),
                        ("rule", models.CharField(max_length=30, verbose_name="规则")),
                        ("level", models.CharField(max_length=10, verbose_name="级别")),
                        ("verdict", models.CharField(max_length=8, verbose_name="结论")),
                        ("clause", models.CharField(max_length=60, verbose_name="条款")),
                        ("message", models.TextField(verbose_name="说明")),
                    ],
                    options={
                        "verbose_name": "审查结论",
                        "ordering": ("screening", "pk"),
                    },
                ),
                migrations.CreateModel(
                    name="ServicePoint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "region",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="service_points",
                                to="records.region",
                                verbose_name="所在区域",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="名称")),
                        ("address", models.CharField(max_length=100, verbose_name="地址")),
                        (
                            "area",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="办公面积（平方米）"
                            ),
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
                    ],
                    options={
                        "verbose_name": "服务网点",
                        "ordering": ("region", "name"),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("closed_on", None)),
                                fields=("region", "name"),
                                name="one_open_service_point_of_a_name",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closed_on", None),
                                    ("closed_on__gte", models.F("opened_on")),
                                    _connector="OR",
                                ),
                                name="service_point_runs_forward",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServicePointStaff",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "point",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="staff",
                                to="records.servicepoint",
                                verbose_name="服务网点",
                            ),
                        ),
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
                    ],
                    options={
                        "verbose_name": "网点人员",
                        "ordering": ("point", "-since", "pk"),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until", None)),
                                fields=("point", "name", "duty"),
                                name="one_standing_duty_of_a_name",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("duty__in", ("credit", "acceptance", "risk", "general"))),
                                name="service_point_staff_have_a_duty",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until", None), ("until__gt", models.F("since")), _connector="OR"
                                ),
                                name="service_point_staff_run_forward",
                            ),
                        ],
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
                            "result",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("founded", "属实"),
                                    ("unfounded", "不属实"),
                                    ("cannot_tell", "无法核实"),
                                ],
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
                    ],
                    options={
                        "verbose_name": "疑点",
                        "ordering": ("-found_on", "-pk"),
                        "indexes": [
                            models.Index(fields=["state", "lapsed_on"], name="suspicions_to_handle"),
                            models.Index(fields=["-found_on", "-id"], name="suspicions_newest_first"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("rule", "subject"), name="one_suspicion_of_a_subject"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("last_on__gte", models.F("found_on"))),
                                name="a_suspicion_runs_forward",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("measure", ""), ("result", ""), ("state__in", ("open", "assigned"))
                                    ),
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
                                    ("state", "open"),
                                    models.Q(("station", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_suspicion_is_somebodys_to_look_into",
                            ),
                        ],
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
                            "suspicion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="records.suspicion",
                                verbose_name="疑点",
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
                    ],
                    options={
                        "verbose_name": "疑点涉及的记录",
                        "ordering": ("suspicion", "pk"),
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
                            "suspicion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="records.suspicion",
                                verbose_name="疑点",
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
                                choices=[
                                    ("founded", "属实"),
                                    ("unfounded", "不属实"),
                                    ("cannot_tell", "无法核实"),
                                ],
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
                        ("at", models.DateTimeField(verbose_name="时间")),
                    ],
                    options={
                        "verbose_name": "疑点办理",
                        "ordering": ("suspicion", "pk"),
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
                    },
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
                        (
                            "village",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="trainings",
                                to="records.region",
                                verbose_name="村（社区）",
                            ),
                        ),
                        ("held_on", models.DateField(verbose_name="培训日期")),
                        ("hours", models.PositiveSmallIntegerField(verbose_name="学时")),
                        ("trainer", models.CharField(max_length=40, verbose_name="授课人")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.posting",
                                verbose_name="登记人",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                    ],
                    options={
                        "verbose_name": "技能培训",
                        "ordering": ("-held_on", "-pk"),
                        "indexes": [
                            models.Index(fields=["village", "held_on"], name="trainings_of_a_village")
                        ],
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
                                fields=("village", "held_on", "subject"),
                                name="one_training_of_a_subject_a_day",
                            ),
                        ],
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
                            "training",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendances",
                                to="records.training",
                                verbose_name="技能培训",
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
                    ],
                    options={
                        "verbose_name": "参加培训",
                        "ordering": ("training", "pk"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("training", "person"), name="a_person_attends_a_training_once"
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunPython(forbid_changes(KEPT)),
        migrations.RunPython(guard_batches),
        migrations.RunPython(add_up),
        migrations.RunPython(keep_closed),
        migrations.RunPython(guard_groups),
    ]
