"""The books add themselves up: sums by voucher and account, balances with a floor, months that stay closed.

A list of accounts at a county that has booked a million lines must not add a million lines up, and
money that is not there must not be paid even when two desks pay at once: so the database adds every
entry to two sums as it is written, and checks the second.  Vouchers already posted get the sums of
their entries, and as their officer the holder of the posting that posted them.

The product's own trigger functions look for tables in its own schema only, so that nobody can slip
a temporary table of the same name in front of them.

Going back forgets the sums (they follow from the entries) and who stood in for whom at a posting.
"""

from __future__ import annotations

from typing import Any, ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from hudai.records.append_only import forbid_changes, lift
from hudai.records.book_sums import add_up, forget, own_schema
from hudai.records.closed_months import keep_closed, let_open
from hudai.records.fields import MoneyField

VOUCHER = ("records_voucher",)
"""Stands open while columns are added to it: on SQLite that makes a new table, without its triggers."""

FUNCTIONS = (
    "hudai_append_only",
    "hudai_batch_is_fixed",
    "records_subsidyline_in_time",
    "records_subsidyworksheet_in_time",
    "records_paymentfile_in_time",
    "records_payout_in_time",
    "records_payoutresult_in_time",
)
"""Those of the steps before this one."""


def fill_vouchers(apps: Any, schema_editor: Any) -> None:
    """Two statements, whatever the number of vouchers."""
    voucher, entry, posting = (apps.get_model("records", name) for name in ("Voucher", "Entry", "Posting"))
    entries = entry.objects.filter(voucher=OuterRef("pk")).order_by().values("voucher")
    holder = posting.objects.filter(pk=OuterRef("posted_by")).values("officer")
    voucher.objects.update(
        officer=Subquery(holder),
        entry_count=Coalesce(Subquery(entries.annotate(found=Count("pk")).values("found")), 0),
        total=Coalesce(Subquery(entries.annotate(found=Sum("amount")).values("found")), 0),
    )
    if schema_editor.connection.vendor == "postgresql":
        # The next step changes the table again, and would find its keys not yet looked up.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


def look_at_home(apps: Any, schema_editor: Any) -> None:
    """Give each function its own way to look for tables."""
    if schema_editor.connection.vendor == "postgresql":
        schema = own_schema(schema_editor)
        for name in FUNCTIONS:
            schema_editor.execute(f"ALTER FUNCTION {name}() SET search_path = {schema}, pg_temp")


def look_anywhere(apps: Any, schema_editor: Any) -> None:
    """The way back."""
    if schema_editor.connection.vendor == "postgresql":
        for name in FUNCTIONS:
            schema_editor.execute(f"ALTER FUNCTION {name}() RESET search_path")


def _to(name: str, model: str, **options: Any) -> Any:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, to=model, verbose_name=name, **options
    )


class Migration(migrations.Migration):
    """Columns on the voucher, the two sums, and their triggers on both kinds of database."""

    dependencies: ClassVar = [("records", "0010_one_time_passwords_and_closed_banks")]

    operations: ClassVar = [
        migrations.RunPython(lift(VOUCHER), forbid_changes(VOUCHER)),
        migrations.AddField(
            "voucher", "officer", _to("记账人", settings.AUTH_USER_MODEL, null=True, related_name="+")
        ),
        migrations.AddField(
            "voucher",
            "entry_count",
            models.PositiveIntegerField(default=0, verbose_name="分录数"),
            preserve_default=False,
        ),
        migrations.AddField(
            "voucher", "total", MoneyField(default=0, verbose_name="合计（分）"), preserve_default=False
        ),
        migrations.RunPython(fill_vouchers, migrations.RunPython.noop),
        migrations.AlterField(
            "voucher", "officer", _to("记账人", settings.AUTH_USER_MODEL, related_name="+")
        ),
        migrations.AlterField("voucher", "posted_by", _to("记账岗位", "records.posting", related_name="+")),
        migrations.RunPython(forbid_changes(VOUCHER), lift(VOUCHER)),
        migrations.CreateModel(
            name="VoucherSum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("debits", MoneyField(verbose_name="借方（分）")),
                ("credits", MoneyField(verbose_name="贷方（分）")),
                ("voucher", _to("凭证", "records.voucher", related_name="sums")),
                ("account", _to("科目", "records.account", related_name="sums")),
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
                ("debits", MoneyField(verbose_name="借方（分）")),
                ("credits", MoneyField(verbose_name="贷方（分）")),
            ],
            options={
                "verbose_name": "科目余额",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(side=0)
                        | Q(side=1, debits__gte=F("credits"))
                        | Q(side=-1, credits__gte=F("debits")),
                        name="no_account_holds_less_than_nothing",
                    )
                ],
            },
        ),
        migrations.RunPython(add_up, forget),
        migrations.RunPython(keep_closed, let_open),
        migrations.RunPython(look_at_home, look_anywhere),
    ]
