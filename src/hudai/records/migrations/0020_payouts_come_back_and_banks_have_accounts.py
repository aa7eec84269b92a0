"""A payout recorded as arrived may come back after all, and a bank has an account of its own.

Until now what was recorded of a payout stayed, though a bank may send money back days later; what came
back stands in a row beside the result, kept as written.  Where a scheme pays the lending bank, the money
went to the borrower's account under the bank's name: a bank's own account is entered by the office, and
is empty for the banks there are.  The way back drops both.
"""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from hudai.records.append_only import forbid_changes, lift
from hudai.records.closed_batches import guard_returns, unguard_returns

TABLES = ("records_payoutreturn",)


class Migration(migrations.Migration):
    """A column, a table and its guards."""

    dependencies: ClassVar = [("records", "0019_ratings_say_what_held_them_down")]

    operations: ClassVar = [
        migrations.AddField(
            "bank",
            "account",
            models.CharField(blank=True, default="", max_length=40, verbose_name="贴息收款帐号"),
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
                "verbose_name": "到账后退回",
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(cause=""), name="what_came_back_later_has_its_cause"
                    ),
                ],
            },
        ),
        migrations.RunPython(forbid_changes(TABLES), lift(TABLES)),
        migrations.RunPython(guard_returns, unguard_returns),
    ]
