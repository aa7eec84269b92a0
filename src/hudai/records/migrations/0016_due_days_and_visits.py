"""What was arranged for loans near their due day, and visits after the payout; both kept as written.

Two new tables; the way back drops them with their rows.
"""

from __future__ import annotations

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models

from hudai.records.append_only import forbid_changes, lift

TABLES = ("records_maturitynote", "records_visit")


def _id() -> Any:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _loan(related_name: str) -> Any:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to="records.loan",
        verbose_name="贷款",
    )


def _recorded_by() -> Any:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="records.posting",
        verbose_name="登记人",
    )


class Migration(migrations.Migration):
    """Notes, visits and their guards."""

    dependencies: ClassVar = [("records", "0015_banks_come_in_by_token")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="MaturityNote",
            fields=[
                ("id", _id()),
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
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                ("loan", _loan("maturity_notes")),
                ("recorded_by", _recorded_by()),
            ],
            options={
                "verbose_name": "到期安排",
                "ordering": ("-pk",),
                "indexes": [models.Index(fields=["loan", "due_on"], name="maturity_notes_of_a_loan")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(plan__in=("repay", "renew", "extend", "at_risk", "refused")),
                        name="a_maturity_note_has_a_plan",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(plan__in=("at_risk", "refused")) | ~models.Q(words=""),
                        name="a_refused_renewal_has_its_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", _id()),
                ("visited_on", models.DateField(verbose_name="检查日期")),
                ("visitors", models.CharField(max_length=100, verbose_name="检查人")),
                ("money_used_as_agreed", models.BooleanField(null=True, verbose_name="资金按约定使用")),
                ("situation", models.CharField(max_length=500, verbose_name="检查情况")),
                ("favourable", models.BooleanField(verbose_name="情况良好")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                ("loan", _loan("visits")),
                ("recorded_by", _recorded_by()),
            ],
            options={
                "verbose_name": "贷后检查",
                "ordering": ("-visited_on", "-pk"),
                "indexes": [models.Index(fields=["loan", "visited_on"], name="visits_of_a_loan")],
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(situation="") & ~models.Q(visitors=""),
                        name="a_visit_says_who_saw_what",
                    )
                ],
            },
        ),
        migrations.RunPython(forbid_changes(TABLES), lift(TABLES)),
    ]
