"""Loans with everything that happens to them, subsidy batches with what became of each line, the fund books.

An application can now also ask for an extension, and names the contract it is about.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import hudai.records.fields


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0007_reminder_mails"),
    ]

    operations = [
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
                        related_name="returns",
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
                "verbose_name": "银行报表",
                "ordering": ("-asked_at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("reading", "ready", "writing", "undoing"))),
                        fields=("bank", "kind", "digest"),
                        name="one_return_of_a_sheet_at_a_time",
                    )
                ],
                "indexes": [models.Index(fields=["bank", "kind", "as_of"], name="returns_of_a_bank")],
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
                ("entered_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="登记人",
                    ),
                ),
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
                ("closed_at", models.DateTimeField(verbose_name="结账时间")),
                (
                    "closed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="结账人",
                    ),
                ),
            ],
            options={
                "verbose_name": "结账",
                "ordering": ("-month",),
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
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="column_mappings",
                        to="records.bank",
                        verbose_name="银行",
                    ),
                ),
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
                ("principal", hudai.records.fields.MoneyField(verbose_name="借款金额（分）")),
                ("rate", hudai.records.fields.PpmField(verbose_name="年利率（百万分之）")),
                ("signed_on", models.DateField(verbose_name="合同日期")),
                ("disbursed_on", models.DateField(blank=True, null=True, verbose_name="放款日期")),
                ("due_on", models.DateField(verbose_name="到期日期")),
                ("purpose", models.CharField(blank=True, max_length=100, verbose_name="借款用途")),
                ("payee_bank", models.CharField(blank=True, max_length=80, verbose_name="贴息开户行")),
                ("account", hudai.records.fields.SealedField(blank=True, verbose_name="贴息帐号")),
                (
                    "account_index",
                    hudai.records.fields.BlindIndexField(
                        db_index=True, editable=False, max_length=64, of="account"
                    ),
                ),
                ("frozen", models.JSONField(default=dict, verbose_name="签订时的规定")),
                ("given_up_on", models.DateField(blank=True, null=True, verbose_name="合同作废日期")),
                ("given_up_for", models.CharField(blank=True, max_length=200, verbose_name="作废原因")),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
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
            ],
            options={
                "verbose_name": "贷款",
                "ordering": ("-signed_on", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("principal__gt", 0)), name="a_loan_lends_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rate__gt", 0), ("rate__lt", 240000)), name="a_loan_bears_a_rate"
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
                            models.Q(models.Q(("kind", "renewal"), _negated=True), ("original", None)),
                            _connector="OR",
                        ),
                        name="only_a_renewal_has_an_original",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["household", "policy"], name="loans_of_a_household"),
                    models.Index(fields=["branch", "disbursed_on"], name="loans_of_a_branch"),
                    models.Index(fields=["due_on"], name="loans_falling_due"),
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
                ("void", models.BooleanField(default=False, verbose_name="作废")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="更正原因")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                ("amount", hudai.records.fields.MoneyField(verbose_name="贴息金额（分）")),
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
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="earlier_grants",
                        to="records.loan",
                        verbose_name="贷款",
                    ),
                ),
            ],
            options={
                "verbose_name": "早先已批贴息",
                "ordering": ("pk",),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replaces", None), ("void", False)),
                            models.Q(("replaces__isnull", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_corrected_earlier_grant_has_its_reason",
                    )
                ],
                "indexes": [models.Index(fields=["loan"], name="earlier_grants_of_a_loan")],
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
                ("void", models.BooleanField(default=False, verbose_name="作废")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="更正原因")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="展期签订日期")),
                ("due_on", models.DateField(verbose_name="展期到期日期")),
                ("cause", models.CharField(blank=True, max_length=200, verbose_name="展期原因")),
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
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="records.loan",
                        verbose_name="贷款",
                    ),
                ),
            ],
            options={
                "verbose_name": "展期",
                "ordering": ("pk",),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replaces", None), ("void", False)),
                            models.Q(("replaces__isnull", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_corrected_extension_has_its_reason",
                    )
                ],
                "indexes": [models.Index(fields=["loan"], name="extensions_of_a_loan")],
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
                ("field", models.CharField(max_length=20, verbose_name="栏目")),
                ("before", models.JSONField(null=True, verbose_name="更正前")),
                ("after", models.JSONField(null=True, verbose_name="更正后")),
                ("reason", models.CharField(max_length=200, verbose_name="更正原因")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
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
            name="Repayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("void", models.BooleanField(default=False, verbose_name="作废")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="更正原因")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                ("paid_on", models.DateField(verbose_name="还款日期")),
                ("principal", hudai.records.fields.MoneyField(default=0, verbose_name="归还本金（分）")),
                ("interest", hudai.records.fields.MoneyField(default=0, verbose_name="归还利息（分）")),
                ("penalty", hudai.records.fields.MoneyField(default=0, verbose_name="罚息（分）")),
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
                    "loan",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repayments",
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
            ],
            options={
                "verbose_name": "还款",
                "ordering": ("pk",),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replaces", None), ("void", False)),
                            models.Q(("replaces__isnull", False), models.Q(("reason", ""), _negated=True)),
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
                "indexes": [models.Index(fields=["loan", "paid_on"], name="repayments_of_a_loan")],
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
                ("void", models.BooleanField(default=False, verbose_name="作废")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="更正原因")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                ("as_of", models.DateField(verbose_name="截至日期")),
                ("loan_class", models.CharField(max_length=2, verbose_name="五级分类")),
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
                    "loan",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="classes",
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
            ],
            options={
                "verbose_name": "银行分类",
                "ordering": ("pk",),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replaces", None), ("void", False)),
                            models.Q(("replaces__isnull", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_corrected_class_has_its_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("loan_class__in", ("正常", "关注", "次级", "可疑", "损失"))),
                        name="a_class_is_one_of_five",
                    ),
                ],
                "indexes": [models.Index(fields=["loan", "as_of"], name="classes_of_a_loan")],
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
                ("void", models.BooleanField(default=False, verbose_name="作废")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="更正原因")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
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
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stops",
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
            ],
            options={
                "verbose_name": "停止贴息",
                "ordering": ("pk",),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replaces", None), ("void", False)),
                            models.Q(("replaces__isnull", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_corrected_stop_has_its_reason",
                    )
                ],
                "indexes": [models.Index(fields=["loan"], name="stops_of_a_loan")],
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
                ("public_until", models.DateField(blank=True, null=True, verbose_name="公示结束（不含）")),
                ("approved_on", models.DateField(blank=True, null=True, verbose_name="批准日期")),
                ("drawn_up_at", models.DateTimeField(verbose_name="生成时间")),
                (
                    "drawn_up_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="生成人",
                    ),
                ),
                (
                    "town",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subsidy_batches",
                        to="records.region",
                        verbose_name="乡镇",
                    ),
                ),
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
                        condition=models.Q(("state__in", ("drawn_up", "checked", "reviewed", "published"))),
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
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签署人",
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
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="records.subsidybatch",
                        verbose_name="批次",
                    ),
                ),
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
            name="PaymentFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几次")),
                ("source", models.CharField(max_length=10, verbose_name="资金来源")),
                ("total", hudai.records.fields.MoneyField(verbose_name="金额合计（分）")),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("made_at", models.DateTimeField(verbose_name="制表时间")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="制表人",
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
            ],
            options={
                "verbose_name": "拨付文件",
                "ordering": ("batch", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "number"), name="payment_files_are_numbered"),
                    models.CheckConstraint(
                        condition=models.Q(("total__gt", 0)), name="a_payment_file_pays_something"
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
            ],
            options={
                "verbose_name": "贴息明细",
                "ordering": ("batch", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "loan"), name="one_line_a_loan_and_batch"),
                    models.CheckConstraint(
                        condition=models.Q(("due", 0), _negated=True), name="no_line_of_nothing"
                    ),
                ],
                "indexes": [models.Index(fields=["loan"], name="subsidy_lines_of_a_loan")],
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
                ("amount", hudai.records.fields.MoneyField(verbose_name="应退金额（分）")),
                ("reason", models.CharField(max_length=300, verbose_name="原因")),
                ("demanded_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "demanded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="登记人",
                    ),
                ),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="demand",
                        to="records.subsidyline",
                        verbose_name="贴息明细",
                    ),
                ),
            ],
            options={
                "verbose_name": "追回多贴",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="a_demand_asks_for_something"
                    )
                ],
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="登记人",
                    ),
                ),
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
                        condition=models.Q(("content", ""), _negated=True), name="an_objection_says_something"
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
            name="Payout",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", hudai.records.fields.MoneyField(verbose_name="金额（分）")),
                ("payee", models.CharField(max_length=80, verbose_name="收款人")),
                ("payee_bank", models.CharField(blank=True, max_length=80, verbose_name="开户行")),
                ("account", hudai.records.fields.SealedField(blank=True, verbose_name="帐号")),
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
            ],
            options={
                "verbose_name": "拨付",
                "ordering": ("file", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("file", "line"), name="a_line_stands_once_in_a_file"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="a_payout_pays_something"
                    ),
                ],
                "indexes": [models.Index(fields=["line"], name="payouts_of_a_line")],
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
                ("amount", hudai.records.fields.MoneyField(verbose_name="退回金额（分）")),
                ("source", models.CharField(max_length=10, verbose_name="退回到哪项资金")),
                ("received_on", models.DateField(verbose_name="收到日期")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "demand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="records.demand",
                        verbose_name="追回多贴",
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
                "verbose_name": "多贴退回",
                "ordering": ("demand", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="a_refund_brings_something"
                    )
                ],
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
                ("posted_at", models.DateTimeField(verbose_name="记账时间")),
                (
                    "posted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.posting",
                        verbose_name="记账人",
                    ),
                ),
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
                ("amount", hudai.records.fields.MoneyField(verbose_name="金额（分）")),
                (
                    "credit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credits",
                        to="records.account",
                        verbose_name="贷方科目",
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
                (
                    "voucher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="records.voucher",
                        verbose_name="凭证",
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
                ("class_by_days", models.CharField(blank=True, max_length=2, verbose_name="按天数分类")),
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
        migrations.AlterField(
            model_name="application",
            name="kind",
            field=models.CharField(
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
        migrations.AddField(
            model_name="application",
            name="loan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requests",
                to="records.loan",
                verbose_name="原贷款",
            ),
        ),
    ]
